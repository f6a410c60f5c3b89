"""Features: what the places where an organisation is named say about its part in a case, as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2

import regex

from pipeline.case import Case
from pipeline.find.ner import Reading
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold

BETWEEN = regex.compile(r"\A\s*(?:\([^)]*\))?\s*(?:,|;|and|&|or|as\s+well\s+as|\s|–|-|•|\*)*\s*(?:the\s+)?\Z", regex.IGNORECASE)
WINDOW = 110
FRONT = 160
KINDS = ("company", "foundation", "charity", "school", "hospital", "government", "name", "other")


def _head(entity: Entity, reading: Reading) -> dict[str, float]:
    """What the role head says of an entity, the mean over its mentions in the case; zeros where there is no head."""
    said = reading.over((m.start, m.end) for m in entity.mentions)
    lead, partner, _ = said or (0.0, 0.0, 0.0)
    return {"heard": float(said is not None), "head_lead": lead, "head_partner": partner}


def features_of(
    text: str,
    case: Case,
    entities: Sequence[Entity],
    first_sentence: tuple[int, int],
    rules: Rulebook,
    about: str,
    reading: Reading,
    programs: Iterable[Mention] = (),
) -> list[dict[str, float]]:
    """For each entity its features in one case; `entities` hold only their mentions in the case.

    `first_sentence` is the span of the body's first sentence, `about` the article's "About us" sections, folded,
    `reading` what the model's role head says of names. Every number lies in 0..1: shares, or counts that level off at
    three; what a role head says, in -1..1.
    """
    body = case.body if case.heading else case.start
    total = sum(len(e.mentions) for e in entities) or 1
    opener = min((e.mentions[0].start for e in entities if e.kind != "other"), default=-1)
    opens_at = [min((m.start for m in e.mentions if m.start >= body), default=10**9) for e in entities]
    lead_body = min(opens_at, default=0)
    owned = fold(" ; ".join(p.text for p in programs))
    firms = tuple(entity.key + " " for entity in entities if entity.kind == "company")
    rows = []
    for entity, cue, at in zip(entities, _cues(text, case, entities, rules), opens_at, strict=True):
        found = entity.mentions
        row = {f"kind_{kind}": float(entity.kind == kind) for kind in KINDS}
        row |= {name: min(n, 3) / 3 for name, n in cue.items()}
        row |= {f"any_{name}": 1.0 for name in cue if not name.startswith("front_")}
        row["title"] = float(any(m.start < body for m in found))
        row["opens"] = float(found[0].start == opener)
        row["opens_body"] = float(at == lead_body)
        row["first_sentence"] = float(any(first_sentence[0] <= m.start < first_sentence[1] for m in found))
        row["share"] = len(found) / total
        row["often"] = min(log2(1 + len(found)) / 4, 1.0)
        row["trust"] = entity.trust
        row["once"] = float(len(found) == 1)
        row["about"] = float(any(form in about for form in entity.folded)) if about else 0.0
        row["sole"] = float(len(entities) == 1)
        row["known"] = entity.trust if entity.kind == "company" else 0.0
        row["extends"] = float(entity.key.startswith(firms))
        row["in_program"] = float(any(len(form) > 3 and form in owned for form in entity.folded))
        row["late"] = (found[0].start - case.start) / max(1, case.end - case.start)
        row |= _head(entity, reading)
        rows.append(row)
    return _with_rivals(rows)


RIVAL = (
    "agent", "runner", "by", "from", "receiver", "front_receiver", "front_agent", "front_from", "to", "together", "owner",
    "kind_company", "kind_foundation", "share", "title",
)  # fmt: skip


def _with_rivals(rows: list[dict[str, float]]) -> list[dict[str, float]]:
    """Each row with the strongest value that any other entity of the case has for the telling features."""
    for name in RIVAL:
        own, rival = [row.get(name, 0.0) for row in rows], f"rival_{name}"
        top, second = (sorted(own, reverse=True) + [0.0, 0.0])[:2]
        for row, value in zip(rows, own):
            row[rival] = second if value == top else top
    return rows


def _cues(text: str, case: Case, entities: Sequence[Entity], rules: Rulebook) -> list[dict[str, float]]:
    """How often each cue stands at an entity's mentions; a name in a list has the cues of the name before it."""
    before = [r for r in rules.rules["roles"] if r.more["side"] == "before"]
    after = [r for r in rules.rules["roles"] if r.more["side"] == "after"]
    places = sorted((m.start, m.end, i) for i, e in enumerate(entities) for m in e.mentions)
    counts: list[dict[str, float]] = [{} for _ in entities]
    front = case.body if case.heading else case.start + FRONT
    last_end, last_cues = -1, set[str]()
    for start, end, i in places:
        left, right = text[max(case.start, start - WINDOW) : start], text[end : min(case.end, end + WINDOW)]
        here = {r.more["feature"] for r in before if r.pattern.search(left)}
        listed = last_end >= 0 and start - last_end < 40 and BETWEEN.match(text[last_end:start]) is not None
        if listed:
            here |= last_cues & {"together", "to", "from", "by", "aside"}
        last_end, last_cues = end, set(here)
        here |= {r.more["feature"] for r in after if r.pattern.match(right)}
        if listed:
            here.add("listed")
        for name in sorted(here):
            counts[i][name] = counts[i].get(name, 0) + 1
            if start < front:
                counts[i][f"front_{name}"] = 3
    return counts


def weigh(row: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted sum of features, the weight "bias" counted once."""
    return weights.get("bias", 0.0) + sum([value * weights.get(name, 0.0) for name, value in row.items() if value])
