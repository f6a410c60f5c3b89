"""Unsaid: counts whose noun does not follow the number: it stands before it or behind the next one, is left out, or hides in an ordinal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.find.nouns import SERVED, Nouns
from pipeline.find.units import Unit, read_unit
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook

CLAUSE = 100
ASKED = 220
LEAST = 10
MANY = 100
THINGS = ("goods", "meals", "trees", "animals", "sites")
BEHIND = 8
AHEAD = 60
SHARED = 60
FIGURE = re.compile(r"\d")
HINT = re.compile(r"\d{3}(?:st|nd|rd|th)\b")
CLASS_OF = {
    **dict.fromkeys(("served", "public", "elided", "unnamed"), "people"),
    **dict.fromkeys(("schools", "settlements"), "institutions"),
}


def class_of(kind: str, field: str) -> str:
    """The unit class of a kind of noun; homes that get something are households, else sites."""
    if kind == "homes":
        return "households" if field == "beneficiary" else "sites"
    return CLASS_OF.get(kind, kind)


def noun_before(text: str, number: Mention, sentence: tuple[int, int], nouns: Nouns, rules: Rulebook) -> Mention | None:
    """A count whose noun stands before it: "the number of participants reached 38,206", "How many pupils? About 400"."""
    if number.value == 1:
        return None
    begin, figure = max(sentence[0], number.start - CLAUSE), FIGURE.search(number.text)
    bare = number.start + (figure.start() if figure else 0)
    for name, start in (("numbered", begin), ("asked", max(0, number.start - ASKED))):
        rule = rules[f"beneficiaries.{name}"]
        here = rule.pattern.search(text, start, number.start) or rule.pattern.search(text, start, bare)
        kind = next((nouns.plural[w] for w in reversed(here["noun"].lower().split()) if w in nouns.plural), None) if here else None
        if here and kind:
            field = str(rule.more["gives"]) if kind in SERVED else "other_count"
            return _mention(number, field, rule.id, here["noun"], class_of(kind, field), rule.confidence)
    return None


def enrolled(text: str, number: Mention, sentence: tuple[int, int], rules: Rulebook) -> Mention | None:
    """People whom the word before their number implies: "an enrolment of 2,480"."""
    rule = rules["beneficiaries.enrolled"]
    big = isinstance(number.value, int) and number.value >= LEAST
    here = rule.pattern.search(text, max(sentence[0], number.start - CLAUSE), number.start) if big else None
    return _mention(number, str(rule.more["gives"]), rule.id, "", "people", rule.confidence) if here else None


def _mention(number: Mention, field: str, rule: str, unit: str, kind: str, confidence: float) -> Mention:
    return Mention(
        field, number.start, number.end, number.text, rule, number.value, number.value_max, number.qualifier, unit or None, kind,
        confidence=confidence,
    )  # fmt: skip


def elided(text: str, number: Mention, sentence: tuple[int, int], rules: Rulebook) -> Unit | None:
    """People, unsaid: "3,780 from eight schools", "287 of them got loans"."""
    rule = rules["beneficiaries.elided"]
    big = isinstance(number.value, int) and number.value >= LEAST
    here = rule.pattern.match(text, number.end, sentence[1]) if big else None
    return Unit(number.end, number.end, "elided", plural=True) if here else None


def things(text: str, counts: Sequence[Mention], rules: Rulebook) -> list[Mention]:
    """The counts; one without a noun, where things counted just before it arrive or are handed out, is of those things."""
    rule = rules["beneficiaries.things"]
    out: list[Mention] = []
    for m in counts:
        last = out[-1] if out else None
        of_things = last is not None and last.unit_class in THINGS and m.start - last.end <= ASKED
        if m.unit is None and m.rule == "beneficiaries.elided" and of_things and last and rule.pattern.match(text, m.end):
            m = replace(m, field=str(rule.more["gives"]), rule=rule.id, unit_class=last.unit_class, confidence=rule.confidence)
        out.append(m)
    return out


def sharing(text: str, numbers: Sequence[Mention], counts: Sequence[Mention], rules: Rulebook) -> list[Mention]:
    """The counts of numbers whose noun stands behind the next number only: "80 male and 40 female pupils"."""
    between = rules.pattern("<<beneficiaries.shared>>")
    at = {m.start: m for m in counts if m.unit}
    found: list[Mention] = []
    for number, following in zip(reversed(numbers[:-1]), reversed(numbers[1:])):
        count, here = at.get(following.start), between.fullmatch(text, number.end, following.start)
        if count and here and number.start not in at and following.start - number.end < SHARED and number.value != 1:
            unit, end = here["unit"], here.end("unit")
            at[number.start] = replace(
                count, start=number.start, end=end, text=text[number.start : end], unit=unit,
                value=number.value, value_max=number.value_max, qualifier=number.qualifier,
            )  # fmt: skip
            found.append(at[number.start])
    return found


def ordinals(text: str, nouns: Nouns, rules: Rulebook) -> list[Mention]:
    """The counts that ordinals of people tell: "its 5,000th patient" says that there were so many."""
    rule = rules["beneficiaries.ordinal"]
    found: dict[int, Mention] = {}
    for hint in HINT.finditer(text):
        here = rule.pattern.search(text, max(0, hint.start() - BEHIND), hint.end())
        value = int(here["figure"].replace(",", "")) if here else 0
        unit = _numbered_noun(text, hint.end(), nouns) if value >= MANY else None
        if here and unit and unit.kind in ("served", "people", "households"):
            number = Mention("number", here.start(), unit.end, text[here.start() : unit.end], rule.id, value, qualifier="exact")
            noun, kind = text[unit.start : unit.end], class_of(unit.kind, "beneficiary")
            found[value] = _mention(number, str(rule.more["gives"]), rule.id, noun, kind, rule.confidence)
    return list(found.values())


def _numbered_noun(text: str, at: int, nouns: Nouns) -> Unit | None:
    """The noun after an ordinal, in the singular or, of several ordinals, in the plural."""
    one = read_unit(text, at, at + AHEAD, one=True, many=False, nouns=nouns)
    return one or read_unit(text, at, at + AHEAD, one=False, many=False, nouns=nouns)
