"""Reckoning: the year that a phrase comes to, written in it or counted back from the day of publication."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.rulebook import Rule, Rulebook

Match = regex.Match[str]
MOON = 10.875  # days that the year of the moon is shorter


def year_of(rule: Rule, match: Match, published: str | None, rules: Rulebook) -> int | None:
    """The year that a phrase comes to; None where it needs the day of publication and there is none, or reads as no number."""
    reads = rule.more["reads"]
    if reads == "year":
        return _written(match)
    if reads == "numbered":
        which = _number(match["n"], rules)
        return _written(match) - which.top + 1 if which and which.top < 150 else None
    if not published or not published[:4].isdigit():
        return _written(match) if reads == "past" else None
    now = int(published[:4])
    if reads == "past":
        return year if (year := _written(match)) < now else None
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
    named = " ".join((match.groupdict().get("unit") or "year").lower().split())
    if named in rules.words["years"]["month_spans"]:
        return (12 * now + int(published[5:7] or 1) - 1 - number.top) // 12 if number.top < 150 else None
    unit = rules.words["years"]["spans"][named]
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
    """0 for "this year", 1 for "last year", 2 for "the summer before last"; a month or feast by the month of publication."""
    low = " ".join(phrase.lower().split())
    last = "last" in low.replace(".", " ").split()
    back = 2 if "before last" in low else int(last)
    month = None if "year" in low.split() else _month(low, int(published[:4]), rules)
    if month is None or len(published) < 7:
        return back
    now = int(published[5:7]) - 2 * any(name in low for name in rules.words["years"]["season_names"])
    return back - (month < now) if last else int("this" not in low.split() and month > now)


def _month(low: str, year: int, rules: Rulebook) -> int | None:
    """The month that a phrase names, by its name or by the season or feast that begins in it; January for "last month"."""
    lists = rules.words["years"]
    words = regex.findall(r"\p{L}+", low)
    if {"month", "week"} & set(words):
        return int("month" in words)
    for table in ("lunar_feasts", "feast_months", "season_names"):
        for name, at in lists[table].items():
            if regex.search(rf"\b{name}\b", low) and name != "season":
                return int((int(at) - MOON * (year - 2024)) % 365 // 30.5) + 1 if table == "lunar_feasts" else int(at)
    found = [lists["month_numbers"][word[:3]] for word in words if word[:3] in lists["month_numbers"] and word != "mid"]
    return int(found[-1]) if found else None
