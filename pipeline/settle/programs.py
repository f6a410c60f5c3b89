"""Programs of a case: which of the candidate names are names of its initiatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import exp

from pipeline.case import Case
from pipeline.find.ner import Reading
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold
from pipeline.settle.features import weigh

GOOD = 0.5
WON = r"(?r)(?<![\p{L}])(?:won|winning|received|been\s+(?:given|honou?red|recogni[sz]ed))(?![\p{L}])[^.!?\n]{0,190}\Z"
HONOUR = r"(?r)(?<![\p{L}])(?:<<programs.words.honours>>)\s+(?:(?:the|a|an|its|\d{4})\s+){0,3}\Z"


def program_features(
    text: str, case: Case, name: str, found: Sequence[Mention], entities: Sequence[Entity], folded: str, reading: Reading, rules: Rulebook
) -> dict[str, float]:
    """What speaks for and against `name` being an initiative of the case; `found` are its mentions there, `folded` the case's text."""
    key = fold(name)
    best = max(found, key=lambda m: m.confidence)
    same = [e for e in entities if key in e.folded]
    row = {best.rule: 1.0, "quoted": float("quoted" in best.rule), "tokens": min(len(name.split()), 6) / 6}
    row |= {f"rule_{m.rule}": 1.0 for m in found}
    count = folded.count(f" {key} ")
    row["often"] = min(count, 4) / 4
    row["once"] = float(count <= 1)
    row["one_word"] = float(" " not in name)
    row["in_title"] = float(case.heading is not None and key in fold(text[case.start : case.body]))
    row["only_title"] = float(case.heading is not None and all(m.start < case.body for m in found))
    row["late"] = (found[0].start - case.start) / max(1, case.end - case.start)
    row["event"] = float(name.split()[-1] in rules.words["programs"]["events"])
    row["honour"] = float(any(_honour(text, m, rules) for m in found))
    row["entity"] = max((e.trust for e in same if e.kind != "name"), default=0.0)
    row["is_name"] = float(any(e.kind == "name" for e in same))
    row["has_owner"] = float(any(key.startswith(form + " ") for e in entities if e.kind == "company" for form in e.folded))
    row["capitals"] = float(name.isupper())
    row["confidence"] = best.confidence
    said = reading.over((m.start, m.end) for m in found)
    return row | {"heard": float(said is not None), "head_program": said[2] if said else 0.0}


def _honour(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a name stands right behind a word of winning."""
    return rules.pattern(HONOUR).search(text[max(0, mention.start - 40) : mention.start]) is not None


def _won(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a name is that of a prize in a sentence that tells of winning prizes: an honour received, no programme."""
    prize = any(word in rules.words["programs"]["prizes"] for word in mention.text.split())
    return prize and rules.pattern(WON).search(text[max(0, mention.start - 200) : mention.start]) is not None


def programs_of(
    text: str, case: Case, candidates: Iterable[Mention], entities: Sequence[Entity], reading: Reading, rules: Rulebook
) -> tuple[list[Mention], list[Mention]]:
    """The initiatives of a case, each by its best mention and its fullest form, and the candidates set aside."""
    groups: dict[str, list[Mention]] = {}
    for m in candidates:
        groups.setdefault(fold(str(m.value)), []).append(m)
    groups.pop("", None)
    if not groups:
        return [], []
    kept: list[Mention] = []
    aside: list[Mention] = []
    folded = f" {fold(text[case.start : case.end])} "
    for found in groups.values():
        name = str(found[0].value)
        row = program_features(text, case, name, found, entities, folded, reading, rules)
        probability = 1 / (1 + exp(-weigh(row, rules.words["weights"]["program"])))
        best = max(found, key=lambda m: (m.confidence, -m.start))
        good = probability >= GOOD and not all(_won(text, m, rules) for m in found)
        (kept if good else aside).append(replace(best, confidence=round(probability, 3)))
    return _nested(sorted(kept, key=lambda m: m.order)), sorted(aside, key=lambda m: m.order)


def _nested(kept: list[Mention]) -> list[Mention]:
    """One mention for a name that is given whole and in part ("Bright Minds", "the Bright Minds Scholarship Program")."""
    names = [fold(str(m.value)).split() for m in kept]
    return [m for m, mine in zip(kept, names, strict=True) if not any(_part_of(mine, other) for other in names if other is not mine)]


def _part_of(one: list[str], two: list[str]) -> bool:
    """Whether a name's words begin or end a name that has up to three words more."""
    return len(one) < len(two) <= len(one) + 3 and (two[: len(one)] == one or (two[-len(one) :] == one and len(one) > 1))
