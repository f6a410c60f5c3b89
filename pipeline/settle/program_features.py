"""Program features: what stands around a candidate name, inside it and beside it, as numbers that are weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from pipeline.case import Case
from pipeline.find.lexicon import lexicon
from pipeline.find.ner import Reading
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold, folded
from pipeline.settle.program_kin import Row, kin
from pipeline.sieve import sides_of

BEFORE = 90
AFTER = 110
LONG = 4000
HONOUR = r"(?r)(?<![\p{L}])(?:<<programs.words.honours>>)\s+(?:(?:the|a|an|its|\d{4})\s+){0,3}\Z"
HEARD = -0.35
"""From which log-odds on a name taken for an organisation's is weighed as a programme's too."""
BARE = -0.2
"""And from which on one that nothing announces."""
HINGE = 0.2
"""Beyond which log-odds of a role head counts once more."""
WEAK = ("programs.heard", "programs.bare", "program_titles.")
OWNER = regex.compile(r"(\p{Lu}[\p{L}.-]+)['’]s?\s+(?:\p{Ll}+\s+)?[“\"‘]?\Z")


def program_rows(
    text: str, case: Case, candidates: Iterable[Mention], entities: Sequence[Entity], reading: Reading, rules: Rulebook
) -> list[tuple[list[Mention], Row]]:
    """For each candidate name of a case its mentions there, in order, and its features."""
    groups: dict[str, list[Mention]] = {}
    for m in candidates:
        groups.setdefault(fold(str(m.value)), []).append(m)
    bare = {key: found for key, found in groups.items() if all(m.rule == "programs.bare" for m in found)}
    leaning = {key: found for key, found in bare.items() if _leaning(found, reading)}
    groups = {**leaning, **_heard(entities, reading, rules), **{key: found for key, found in groups.items() if key not in bare}}
    never = rules["programs.never"].pattern
    groups = {key: found for key, found in groups.items() if key and not never.match(str(found[0].value))}
    plain = f" {folded(text[case.start : case.end])} "
    rows = [(found, program_features(text, case, found, entities, plain, rules)) for found in groups.values()]
    heard = [(m.start, m.end) for found in groups.values() for m in found if m.rule.startswith("ner.")]
    firm = [key for key, found in groups.items() if any(not m.rule.startswith(WEAK) for m in found)]
    for key, (found, row) in zip(groups, rows, strict=True):
        row |= _beside(key, list(groups), firm) | _under(found, heard, entities)
        row |= _heads(found, reading)
    return rows


def _heads(found: Sequence[Mention], reading: Reading) -> Row:
    """What a model reads at a name, and how far that goes beyond a middling yes or no."""
    row = reading.features(((m.start, m.end) for m in found), ("program", "lead", "partner"))
    for name in [name for name in row if name.startswith(("head_", "told_"))]:
        row |= {f"{name}_high": max(0.0, row[name] - HINGE), f"{name}_low": max(0.0, -row[name] - HINGE)}
    return row


def program_features(text: str, case: Case, found: Sequence[Mention], entities: Sequence[Entity], plain: str, rules: Rulebook) -> Row:
    """What speaks for and against a name being an initiative of the case; `found` are its mentions there, `plain` the case's text."""
    name = str(found[0].value)
    key = fold(name)
    best = max(found, key=lambda m: m.confidence)
    row = {f"rule_{m.rule}": 1.0 for m in found}
    row |= _shape(name, plain.count(f" {key} "), rules) | _place(case, found, folded(text[case.start : case.body]), key)
    row |= kin(key, case, entities) | cues(text, case, found, rules)
    row["small_too"] = float(name != name.lower() and name.lower() in text[case.start : case.end])
    row["quoted"] = float("quoted" in best.rule)
    row["honour"] = float(any(_honour(text, m, rules) for m in found))
    row["of_place"] = float(any(_of_place(text, m, rules) for m in found))
    row["confidence"] = best.confidence
    return row


def cues(text: str, case: Case, found: Sequence[Mention], rules: Rulebook) -> Row:
    """The features of rules/program_cues.toml: that a cue stands at any mention, and at which share of them."""
    row: Row = {}
    sides = sides_of(rules, "program_cues")
    for m in found:
        before, after = (max(case.start, m.start - BEFORE), m.start), (m.end, min(case.end, m.end + AFTER))
        for side, (start, end) in (("before", before), ("after", after), ("inside", (m.start, m.end))):
            for rule in sides[side].within(text, start, end):
                if rule.pattern.search(text[start:end]):
                    feature = f"{side}_{rule.more['feature']}"
                    row[feature] = row.get(feature, 0.0) + 1 / len(found)
    shares = {f"{feature}_share": share for feature, share in row.items() if not feature.startswith("inside_")}
    return dict.fromkeys(row, 1.0) | shares


def _shape(name: str, count: int, rules: Rulebook) -> Row:
    words = name.split()
    return {
        "tokens": min(len(words), 6) / 6,
        "one_word": float(len(words) == 1),
        "two_words": float(len(words) == 2),
        "three_words": float(len(words) == 3),
        "long": float(len(words) > 7),
        "often": min(count, 4) / 4,
        "once": float(count <= 1),
        "event": float(words[-1] in rules.words["programs"]["events"]),
        "capitals": float(name.isupper()),
    }


def _place(case: Case, found: Sequence[Mention], title: str, key: str) -> Row:
    body = [m for m in found if m.start >= case.body]
    return {
        "in_title": float(case.heading is not None and key in title),
        "only_title": float(case.heading is not None and not body),
        "length": min(case.end - case.start, LONG) / LONG,
        "late": (found[0].start - case.start) / max(1, case.end - case.start),
    }


def _beside(key: str, keys: Sequence[str], firm: Sequence[str]) -> Row:
    """What the other candidates say of one: whether it stands inside another or holds one, and its place among the `firm` ones."""
    others = [other for other in firm if other != key]
    return {
        "inside_longer": float(any(f" {key} " in f" {other} " for other in keys if other != key)),
        "holds_shorter": float(any(f" {other} " in f" {key} " for other in keys if other != key)),
        "rank": min(firm.index(key) if key in firm else len(firm), 5) / 5,
        "rivals": min(len(others), 8) / 8,
        "weak_rivals": min(len(keys) - len(others) - 1, 8) / 8,
        "sole": float(len(keys) == 1),
    }


def _under(found: Sequence[Mention], heard: Sequence[tuple[int, int]], entities: Sequence[Entity]) -> Row:
    """Whether other names stand at the same places: programmes as a model reads them, firms, other organisations."""
    firms = [m for e in entities if e.kind in ("company", "foundation") for m in e.mentions]
    others = [m for e in entities if e.kind not in ("company", "foundation", "name") for m in e.mentions]
    spans = {(m.start, m.end) for m in found}
    bare = all("titles" in m.rule for m in found)
    row = {
        "over_program": float(any(a < y and x < b and (a, b) != (x, y) for a, b in spans for x, y in heard)),
        "over_firm": float(any(m.start < b and a < m.end for a, b in spans for m in firms)),
        "over_other": float(any(m.start < b and a < m.end for a, b in spans for m in others)),
        "bare": float(bare),
        "grounds": min(len({m.rule for m in found}), 4) / 4,
    }
    return row | {f"bare_{name}": value * bare for name, value in row.items() if name.startswith("over")}


def _heard(entities: Sequence[Entity], reading: Reading, rules: Rulebook) -> dict[str, list[Mention]]:
    """Names taken for organisations' of which a model's role head rather thinks that they are programmes'."""
    if not reading.parts:
        return {}
    groups: dict[str, list[Mention]] = {}
    sure = rules["programs.heard"].confidence
    for m in (m for e in entities for m in e.mentions if not m.rule.startswith("names.gazetteer")):
        groups.setdefault(fold(str(m.value)), []).append(replace(m, field="program", rule="programs.heard", confidence=sure))
    said = {key: reading.over((m.start, m.end) for m in found) for key, found in groups.items()}
    return {key: found for key, found in groups.items() if (known := said[key]) and known.get("program", 0.0) >= HEARD}


def _leaning(found: Sequence[Mention], reading: Reading) -> bool:
    """Whether a model's role head does not rule out that a name is a programme's."""
    known = reading.over((m.start, m.end) for m in found)
    return known is not None and known.get("program", 0.0) >= BARE


def _honour(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a name stands right behind a word of winning."""
    return rules.pattern(HONOUR).search(text[max(0, mention.start - 40) : mention.start]) is not None


def _of_place(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a place's possessive stands right before a name ("Egypt's Acme Pharma"): so firms are named."""
    owner = OWNER.search(text[max(0, mention.start - 50) : mention.start])
    return owner is not None and owner[1] in lexicon(rules).places
