"""Start doubts: years that are a firm's own beginning or part of a name, and those that only say roughly what another says exactly."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold

BEGUN, OF_NAME = "<<years.firm_begun>>", "<<years.year_of_name>>"
CAREER, CALENDAR = "<<years.career_begun>>", "<<years.day_begun>>"
NONE_BEFORE, PLANNED, STRUCK = "<<years.no_start_before>>", "<<years.planned_years>>", "<<years.year_of_disaster>>"
DAY = "<<years.day_told>>"
LOOSE, STRETCH, ACT = "years.mentioned", "years.stretch", "years.in_act"
EXACT = ("edition", "initiative", "engagement", "partnership")
BESIDE = 14  # characters between a firm's name and the phrase that tells of its beginning
SLASHED = regex.compile(r"(?r)\d{1,2}[/.]\d{1,2}[/.]\Z")
REACH, FAR = 60, 140


def year_of(mention: Mention) -> int:
    """The year that a candidate says."""
    return int(str(mention.value))


def doubted(text: str, mention: Mention, entities: Sequence[Entity], keys: Sequence[str], rules: Rulebook) -> bool:
    """Whether a year is a firm's or a person's own, a day of the calendar's, part of a name, or begins nothing."""
    others = firm_began(text, mention, entities, keys, rules) or others_began(text, mention, keys, rules)
    return others or of_name(text, mention, rules) or begins_nothing(text, mention, rules)


def firm_began(text: str, mention: Mention, entities: Sequence[Entity], keys: Sequence[str], rules: Rulebook) -> bool:
    """Whether "since its founding in 1999, Acme Ltd has" or "Acme Ltd has since going live in 2016" tells of a firm.

    `keys` are the folded names of the case's programmes: a programme may be taken for a firm.
    """
    begun = rules.pattern(BEGUN)
    hits = begun.finditer(text, max(0, mention.start - REACH), min(len(text), mention.end + REACH))
    hit = next((h for h in hits if h.start() <= mention.start and mention.end <= h.end()), None)
    if hit is None:
        return False
    firms = [e for e in entities if e.kind == "company" and not any(e.key in key or key in e.key for key in keys if key)]
    return any(_beside(text, m, hit.span()) for e in firms for m in e.mentions)


def others_began(text: str, mention: Mention, keys: Sequence[str], rules: Rulebook) -> bool:
    """Whether a person's career or a day of the calendar began then ("World Bread Day was introduced in 2014"); `keys` as above."""
    for source in (CAREER, CALENDAR):
        hits = rules.pattern(source).finditer(text, max(0, mention.start - FAR), min(len(text), mention.end + REACH))
        hit = next((h for h in hits if h.start() <= mention.start and mention.end <= h.end()), None)
        if hit and not any(key and key in fold(hit[0]) for key in keys):
            return True
    return False


def of_name(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a year that no rule knows a clock for belongs to the name before it ("River Walk 2019 drew 300")."""
    if mention.rule != LOOSE or not mention.text.isdigit():
        return False
    return rules.pattern(OF_NAME).search(text, max(0, mention.start - REACH), mention.start) is not None


def begins_nothing(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a time that no rule knows a clock for is an end, a law's date, the date of a disaster, a day, or still to come."""
    if mention.rule not in (LOOSE, STRETCH, ACT):
        return False
    planned = rules.pattern(PLANNED if mention.rule == STRETCH else STRUCK).match(text, mention.end)
    first = mention.start + (3 if mention.text.startswith("in ") else 0)
    before = rules.pattern(NONE_BEFORE).search(text, max(0, mention.start - REACH), first)
    day = mention.rule != STRETCH and (rules.pattern(DAY).search(mention.text) or SLASHED.search(text, 0, first))
    return bool(planned or before or day)


def _beside(text: str, firm: Mention, phrase: tuple[int, int]) -> bool:
    """Whether a firm's name is the subject right before or right behind a phrase."""
    before, after = text[firm.end : phrase[0]], text[phrase[1] : firm.start]
    return before.isspace() and len(before) < BESIDE or 0 < len(after) <= BESIDE and after.startswith(",") and "." not in after


def exact(best: Mention, others: Sequence[Mention]) -> Mention:
    """What says exactly, a year beside it, what `best` says roughly ("for the 10th year", "the past decade"); else `best`."""
    if best.role != "duration":
        return best
    near = [m for m in others if m.role in EXACT and abs(year_of(m) - year_of(best)) == 1]
    return min(near, key=lambda m: (m.basis != "stated", m.start), default=best)
