"""Reckoning: the year that a phrase comes to, written in it or counted back from the day of publication."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.rulebook import Rule, Rulebook

Match = regex.Match[str]


def year_of(rule: Rule, match: Match, published: str | None, rules: Rulebook) -> int | None:
    """The year that a phrase comes to; None where it needs the day of publication and there is none, or reads as no number."""
    reads = rule.more["reads"]
    if reads == "year":
        return _written(match)
    if not published or not published[:4].isdigit():
        return None
    now = int(published[:4])
    if reads == "same":
        return now
    if reads == "relative":
        return now - _years_back(match["phrase"], published, rules)
    number = _number(match["n"], rules) if match.groupdict().get("n") else Half(1, 1)
    if number is None:
        return None
    if reads == "seasons":
        begun = int(rules.words["years"]["season_names"][match["season"].lower()]) <= int(published[5:7] or 12)
        return now - number.top + begun if number.top < 150 else None
    if reads == "edition":
        return now - number.top + 1 if number.top < 150 else None
    unit = rules.words["years"]["spans"][match["unit"].lower()] if "unit" in match.groupdict() else 1
    years = number.top * int(unit) // number.bottom
    return now - years if 0 < years < 150 else None


def _written(match: Match) -> int:
    short = match.groupdict().get("short")
    return 2000 + int(short) if short else int(match["year"])


@dataclass(frozen=True)
class Half:
    """A number of years, or a part of a century."""

    top: int
    bottom: int


def _number(words: str, rules: Rulebook) -> Half | None:
    """The number that digits or words ("twenty-first", "half a") say."""
    digits = regex.match(r"\s*(\d+)", words)
    if digits:
        return Half(int(digits[1]), 1)
    lists = rules.words["years"]
    parts = regex.findall(r"\p{L}+", words.lower())
    for part, below in lists["parts"].items():
        if part in parts:
            return Half(1, int(below))
    known = {**lists["cardinals"], **lists["ordinals"], **lists["tens"]}
    values = [int(known.get(part, 0)) for part in parts]
    return Half(sum(values), 1) if sum(values) else None


def _years_back(phrase: str, published: str, rules: Rulebook) -> int:
    """0 for "this year", 1 for "last year", and for "last November" by the month of publication."""
    words = phrase.lower().split()
    if "last" not in words:
        return 0
    month = rules.words["years"]["month_numbers"].get(words[-1].rstrip(".")[:3])
    if month is None or len(published) < 7:
        return 1
    return 0 if int(month) < int(published[5:7]) else 1
