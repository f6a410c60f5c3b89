"""Unsaid: counts whose noun does not follow the number, but stands before it, is left out, or hides behind an ordinal."""

from __future__ import annotations

import regex

from pipeline.find.units import SERVED, Nouns, Unit, read_unit
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook

CLAUSE = 100
ASKED = 220
LEAST = 10
MANY = 100
CLASS_OF = {
    **dict.fromkeys(("served", "public", "elided", "unnamed"), "people"),
    **dict.fromkeys(("schools", "settlements"), "institutions"),
}


def noun_before(text: str, number: Mention, sentence: tuple[int, int], nouns: Nouns, rules: Rulebook) -> Mention | None:
    """A count whose noun stands before it: "the number of participants reached 38,206", "How many pupils? About 400"."""
    if number.value == 1:
        return None
    begin = max(sentence[0], number.start - CLAUSE)
    for name, start in (("numbered", begin), ("asked", max(0, number.start - ASKED))):
        rule = rules[f"beneficiaries.{name}"]
        here = rule.pattern.search(text, start, number.start)
        kind = next((nouns.plural[w] for w in reversed(here["noun"].lower().split()) if w in nouns.plural), None) if here else None
        if here and kind:
            field = str(rule.more["gives"]) if kind in SERVED else "other_count"
            return _mention(number, field, rule.id, here["noun"], CLASS_OF.get(kind, kind), rule.confidence)
    return None


def _mention(number: Mention, field: str, rule: str, unit: str, kind: str, confidence: float) -> Mention:
    return Mention(
        field, number.start, number.end, number.text, rule, number.value, number.value_max, number.qualifier, unit, kind,
        confidence=confidence,
    )  # fmt: skip


def elided(text: str, number: Mention, sentence: tuple[int, int], rules: Rulebook) -> Unit | None:
    """People, unsaid: "3,780 from eight schools", "287 of them got loans"."""
    rule = rules["beneficiaries.elided"]
    big = isinstance(number.value, int) and number.value >= LEAST
    here = rule.pattern.match(text, number.end, sentence[1]) if big else None
    return Unit(number.end, number.end, "elided", plural=True) if here else None


def ordinals(text: str, nouns: Nouns, rules: Rulebook) -> list[Mention]:
    """The counts that ordinals of people and institutions tell: "its 5,000th patient" says that there were so many."""
    rule = rules["beneficiaries.ordinal"]
    found: dict[int, Mention] = {}
    for here in rule.pattern.finditer(text):
        value = int(regex.sub(r"\D", "", here["figure"]))
        unit = read_unit(text, here.end(), here.end() + 60, one=True, many=False, nouns=nouns) if value >= MANY else None
        if unit is None:
            unit = read_unit(text, here.end(), here.end() + 60, one=False, many=False, nouns=nouns) if value >= MANY else None
        if unit is not None and unit.kind in SERVED:
            start, end = here.start(), unit.end
            kind = CLASS_OF.get(unit.kind, unit.kind)
            noun = text[unit.start : unit.end]
            found[value] = Mention(
                str(rule.more["gives"]), start, end, text[start:end], rule.id, value, None, "exact", noun, kind, confidence=rule.confidence
            )
    return list(found.values())
