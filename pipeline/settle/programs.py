"""Programs of a case: which of the candidate names are names of its initiatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import exp

import regex

from pipeline.case import Case
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold
from pipeline.settle.features import weigh

GOOD = 0.5
EVENTS = regex.compile(r"(?:Day|Week|Month|Weekend|Festival|Fest|Concert|Gala|Luncheon|Summit|Symposium|Conference|Expo|Cup|Ceremony|Series|Tournament|Championship|Race|Award|Awards|Prize)$")


def program_features(text: str, case: Case, name: str, found: Sequence[Mention], entities: Iterable[Entity], rules: Rulebook) -> dict[str, float]:
    """What speaks for and against `name` being an initiative of the case; `found` are its mentions there."""
    folded, title = fold(name), fold(text[case.start : case.body]) if case.heading else ""
    best = max(found, key=lambda m: m.confidence)
    row = {best.rule: 1.0, "quoted": float("quoted" in best.rule), "tokens": min(len(name.split()), 6) / 6}
    row |= {f"rule_{m.rule}": 1.0 for m in found}
    count = sum(1 for _ in regex.finditer(rf"\b{regex.escape(folded)}\b", fold(text[case.start : case.end]))) if folded else 0
    row["often"] = min(count, 4) / 4
    row["once"] = float(count <= 1)
    row["one_word"] = float(" " not in name)
    row["in_title"] = float(folded in title)
    row["only_title"] = float(all(m.start < case.body for m in found)) if case.heading else 0.0
    row["late"] = (found[0].start - case.start) / max(1, case.end - case.start)
    row["event"] = float(EVENTS.search(name) is not None)
    row["honour"] = float(any(_honour(text, m, rules) for m in found))
    row["entity"] = max((e.trust for e in entities if fold(name) in {fold(f) for f in e.forms} and e.kind != "name"), default=0.0)
    row["is_name"] = float(any(fold(name) in {fold(f) for f in e.forms} and e.kind == "name" for e in entities))
    row["has_owner"] = float(any(folded.startswith(fold(f) + " ") for e in entities if e.kind == "company" for f in e.forms))
    row["capitals"] = float(name.isupper())
    row["confidence"] = best.confidence
    return row


def _honour(text: str, mention: Mention, rules: Rulebook) -> bool:
    before = text[max(0, mention.start - 40) : mention.start]
    return rules.pattern(r"(?r)(?<![\p{L}])(?:<<programs.words.honours>>)\s+(?:(?:the|a|an|its|\d{4})\s+){0,3}\Z").search(before) is not None


def programs_of(text: str, case: Case, candidates: Iterable[Mention], entities: Sequence[Entity], rules: Rulebook) -> tuple[list[Mention], list[Mention]]:
    """The initiatives of a case, each by its best mention and its fullest form, and the candidates set aside."""
    groups: dict[str, list[Mention]] = {}
    for m in candidates:
        if case.covers(m.start, m.end):
            groups.setdefault(fold(str(m.value)), []).append(m)
    groups.pop("", None)
    kept, aside = [], []
    for key, found in groups.items():
        name = str(found[0].value)
        row = program_features(text, case, name, found, entities, rules)
        probability = 1 / (1 + exp(-weigh(row, rules.words["weights"]["program"])))
        best = max(found, key=lambda m: (m.confidence, -m.start))
        (kept if probability >= GOOD else aside).append(replace(best, confidence=round(probability, 3)))
    return _nested(sorted(kept, key=lambda m: m.order)), sorted(aside, key=lambda m: m.order)


def _nested(kept: list[Mention]) -> list[Mention]:
    """One mention for a name that is given whole and in part ("Bright Minds", "the Bright Minds Project")."""
    out = []
    for m in kept:
        mine = fold(str(m.value))
        longer = [k for k in kept if k is not m and fold(str(k.value)).startswith(mine + " ") and len(fold(str(k.value)).split()) == len(mine.split()) + 1]
        if not longer:
            out.append(m)
    return out
