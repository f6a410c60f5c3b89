"""Grammar: what the project's own finders make of words that a person selected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import regex

from pipeline.article import Article
from pipeline.find.beneficiaries import find_counts
from pipeline.find.money import find_amounts
from pipeline.find.quantities import find_numbers
from pipeline.find.years import find_years
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.shapes import COUNTS, NAMES, SUMS, meaning

YEAR = regex.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
TRIMMED = "\"'“”‘’«»„‚「」『』《》 ,.;:!?\t\r\n\u00a0"
REACH = 400
"""So many characters on either side of a selection are read along, for the cue words that decide what it means."""
GIVEN = "donated"


def read_selection(field: str, article: Article, start: int, end: int, rules: Rulebook) -> dict[str, Any] | None:
    """What `article.text[start:end]` means as a value of `field`, shaped as in records.jsonl; None where the grammar reads nothing.

    The words are read in their surroundings first, so that "it" and "each" and the verb before count, then by themselves.
    """
    selected = article.text[start:end]
    if field in NAMES:
        name = " ".join(selected.split()).strip(TRIMMED)
        return ({"value": name} if field == "programs" else {"value": name, "company_id": None}) if name else None
    low = max(0, start - REACH)
    window = article.text[low : end + REACH]
    around = best(found(field, window, article, rules), start - low, end - low)
    mention = around or best(found(field, selected, article, rules), 0, len(selected))
    if mention is None:
        return bare(field, selected, rules)
    said = meaning(field, mention)
    if field == "amounts" and said["role"] not in rules.words["report"]["vocabulary"]["role"]:
        said["role"] = GIVEN
    return said


def found(field: str, text: str, article: Article, rules: Rulebook) -> list[Mention]:
    """All that the finder of a field finds in a text."""
    if field == "start_year":
        return find_years(text, article.published, rules)
    sums = find_amounts(text, rules, source=article.published_by, published=article.published)
    if field in SUMS:
        return sums
    return find_counts(text, find_numbers(text, rules, taken=[(m.start, m.end) for m in sums]), rules)


def best(mentions: Iterable[Mention], start: int, end: int) -> Mention | None:
    """The mention that shares most with the selection and reaches little beyond it."""
    inside = [m for m in mentions if m.start < end and start < m.end and m.start >= start - 20 and m.end <= end + 20]
    return max(inside, key=lambda m: (shared(m, start, end), -m.start), default=None)


def shared(mention: Mention, start: int, end: int) -> int:
    """The characters that a mention shares with a selection, less those by which it reaches beyond."""
    beyond = max(0, start - mention.start) + max(0, mention.end - end)
    return min(mention.end, end) - max(mention.start, start) - beyond


def bare(field: str, selected: str, rules: Rulebook) -> dict[str, Any] | None:
    """A selection that no rule reads: a year that stands alone, or a number with whatever words follow it."""
    if field == "start_year":
        year = YEAR.search(selected)
        return {"value": int(year[0]), "basis": "stated"} if year else None
    if field not in COUNTS:
        return None
    number = next(iter(find_numbers(selected, rules)), None)
    if number is None:
        return None
    unit = " ".join(selected[number.end :].split()).strip(TRIMMED) or None
    said = meaning(field, number)
    return {**said, "unit": unit, "unit_class": "people" if field == "beneficiaries" else None}
