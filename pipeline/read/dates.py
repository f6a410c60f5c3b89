"""Dates: what a field or a line says about the day of publication, as an ISO date; never a date of today's making."""

from __future__ import annotations

from functools import lru_cache

import regex

from pipeline.rulebook import Rulebook

DIGITS = regex.compile(r"(?P<year>(?:19|20)\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})(?!\d)(?:\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d))?")
COMPACT = regex.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DAY = regex.compile(r"(?<![\d:])(?:3[01]|[12]\d|0?[1-9])(?=\D|$)(?![:\d])")
WORD = regex.compile(r"\p{L}{3,}")
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LANGUAGES = ["en", "fr", "es", "de", "pt", "it", "nl", "zh", "ja", "ru", "id", "ar", "tr", "ko", "vi"]


def iso_date(text: str, rules: Rulebook) -> str | None:
    """The date that `text` states, as "2024-03-28", "2024-03" or "2024"; None where it names no year.

    >>> from pipeline.rulebook import load_rules
    >>> [iso_date(t, load_rules()) for t in ("28 March 2024", "Mar 2024", "June 20")]
    ['2024-03-28', '2024-03', None]
    """
    text = text.strip()[:80]
    if match := DIGITS.match(text) or COMPACT.match(text):
        return _joined(match["year"], int(match["month"]), int(match["day"] or 0))
    years = YEAR.findall(text)
    if len(set(years)) != 1:
        return None
    months = rules.words["metadata"]["months"]
    if named := {months[w] for w in WORD.findall(text.lower()) if w in months}:
        day = DAY.search(text.replace(years[0], " "))
        return _joined(years[0], min(named), int(day[0]) if day else 0) if len(named) == 1 else None
    return years[0] if text == years[0] else _with_dateparser(text, years[0])


def _joined(year: str, month: int, day: int) -> str | None:
    if not 1 <= month <= 12 or day > DAYS[month - 1]:
        return None
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


@lru_cache(maxsize=4096)
def _with_dateparser(text: str, year: str) -> str | None:
    """Dates of other languages and orders ("03.05.2021", "3 мая 2021"), read without reference to the present day."""
    from dateparser.date import DateDataParser

    settings = {"PARSERS": ["absolute-time"], "DATE_ORDER": "DMY", "REQUIRE_PARTS": ["year", "month"], "TIMEZONE": "UTC"}
    found = DateDataParser(languages=LANGUAGES, settings=settings).get_date_data(text)
    if found.date_obj is None or str(found.date_obj.year) != year:
        return None
    return str(found.date_obj.strftime("%Y-%m-%d" if found.period in ("day", "time") else "%Y-%m"))
