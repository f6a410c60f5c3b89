"""The overview's figures: what a dataset holds, how sure it is, and what was set aside, counted for the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import log10
from typing import Any
from urllib.parse import quote

from pipeline.review.summary import TOP, Summary
from pipeline.review.words import grouped, name
from pipeline.rulebook import Rulebook
from pipeline.settle.shapes import FIELDS


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: what it says, its length (0 to 1), the number as text, and where it leads."""

    label: str
    length: float
    number: str
    link: str = ""
    code: str = ""


def overview(summary: Summary, rules: Rulebook) -> dict[str, Any]:
    """Everything that the overview shows, by the name the template knows it by."""
    return {
        "totals": totals(summary),
        "coverage": coverage(summary, rules),
        "flags": ranked(summary.flags, lambda f: name(rules, "flags", f), "flag"),
        "statuses": statuses(summary, rules),
        "sections": sections(summary, rules),
        "whys": ranked(summary.whys, lambda why: name(rules, "whys", why)),
        "confidence": histogram(summary),
        "currencies": ranked(summary.currencies),
        "years": years(summary.years),
        "programs": programs(summary),
        "companies": companies(summary),
        "rejected": summary.rejected,
        "more_rejected": summary.totals["rejected"] - len(summary.rejected),
    }


def totals(summary: Summary) -> list[tuple[str, str, str]]:
    """The numbers at the top: what, how many, and where to look at them."""
    told = [
        ("articles", "articles", ""),
        ("cases", "records", "view=cases"),
        ("values", "values", "view=cases"),
        ("companies", "companies", ""),
        ("doubtful values", "doubtful", "view=cases&conf=doubtful"),
        ("cases corrected", "corrected", "view=cases&flag=corrected"),
        ("inputs rejected", "rejected", ""),
    ]
    return [(what, grouped(summary.totals[key]), link) for what, key, link in told]


def coverage(summary: Summary, rules: Rulebook) -> list[Bar]:
    """Each field: in how many of the cases it has a value, and how many values there are."""
    cases = summary.totals["records"] or 1
    bars = []
    for field in FIELDS:
        share = summary.with_field[field] / cases
        number = f"{share:.0%} · {grouped(summary.of_field[field])}"
        bars.append(Bar(name(rules, "fields", field), share, number, f"view=cases&field={field}", field))
    return bars


def ranked(counts: Counter[str], label: Any = str, facet: str = "", top: int = TOP) -> list[Bar]:
    """The most frequent first, as bars against the most frequent one."""
    order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:top]
    most = order[0][1] if order else 1
    return [Bar(label(code), n / most, grouped(n), f"view=cases&{facet}={quote(code)}" if facet else "") for code, n in order]


def statuses(summary: Summary, rules: Rulebook) -> list[Bar]:
    """What became of the articles, with the reasons of those without a case."""
    lines: Counter[str] = Counter({name(rules, "statuses", "ok"): 0})
    for (status, reason), count in summary.statuses.items():
        about = f": {reason.replace('_', ' ')}" if reason else ""
        lines[name(rules, "statuses", status) + about] += count
    return ranked(lines)


def sections(summary: Summary, rules: Rulebook) -> list[Bar]:
    """Which kinds of text were set aside, as shares of all characters read."""
    size = summary.sections
    whole = sum(size.values()) or 1
    order = sorted(((kind, n) for kind, n in size.items() if kind not in ("case", "gap")), key=lambda pair: (-pair[1], pair[0]))
    return [Bar(name(rules, "sections", kind), n / whole, f"{n / whole:.1%}") for kind, n in order[:TOP]]


def histogram(summary: Summary) -> list[Bar]:
    """Ten bands of confidence; `code` is "doubtful" for the bands below the limit."""
    bands, doubtful = summary.bands, summary.doubtful
    most = max(bands.values(), default=1)
    return [
        Bar(f"{band / 10:.1f}", bands[band] / most, grouped(bands[band]), code="doubtful" if (band + 1) / 10 <= doubtful else "")
        for band in range(10)
    ]


def years(found: Mapping[int, int]) -> list[Bar]:
    """Start years as a row of columns without gaps; the first stands for all years more than 25 before the last."""
    if not found:
        return []
    last = max(found)
    first = max(min(found), last - 25)
    counts: Counter[int] = Counter()
    for year, n in found.items():
        counts[max(year, first)] += n
    most = max(counts.values())
    early = any(year < first for year in found)
    return [
        Bar(f"≤ {year}" if early and year == first else str(year), counts[year] / most, grouped(counts[year]))
        for year in range(first, last + 1)
    ]


def programs(summary: Summary) -> list[Bar]:
    """The programs that reached the most people."""
    order = sorted(summary.reach.values())
    most = -order[0][0] if order else Decimal(1)
    return [Bar(label, log10(1 - n) / log10(most + 1), grouped(-n), f"view=cases&case={quote(key)}") for n, label, key in order]


def companies(summary: Summary) -> list[Bar]:
    """The companies with the most cases."""
    order = summary.companies
    most = -order[0][0] if order and order[0][0] else 1
    return [Bar(label, -n / most, grouped(-n), f"view=cases&company={quote(key)}") for n, label, key in order]
