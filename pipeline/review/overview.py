"""The overview's figures: what a dataset holds, how sure it is, and what was set aside, counted for the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log10
from typing import Any
from urllib.parse import quote

from pipeline.review.cases import values
from pipeline.review.dataset import Dataset
from pipeline.review.words import Json, grouped, name, words
from pipeline.rulebook import Rulebook
from pipeline.settle.shapes import FIELDS

TOP = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: what it says, its length (0 to 1), the number as text, and where it leads."""

    label: str
    length: float
    number: str
    link: str = ""
    code: str = ""


def overview(dataset: Dataset, rules: Rulebook) -> dict[str, Any]:
    """Everything that the overview shows, by the name the template knows it by."""
    found = [(field, value) for record in dataset.records for field, value in values(record)]
    doubtful = float(words(rules, "settings").get("doubtful", 0.8))
    return {
        "totals": totals(dataset, found, doubtful),
        "coverage": coverage(dataset, rules),
        "flags": ranked(Counter(f for r in dataset.records for f in r["flags"]), lambda f: name(rules, "flags", f), "flag"),
        "statuses": statuses(dataset, rules),
        "sections": sections(dataset, rules),
        "whys": near_misses(dataset, rules),
        "confidence": histogram([value["confidence"] for _, value in found], doubtful),
        "currencies": ranked(Counter(v.get("currency") or "open" for f, v in found if f == "amounts")),
        "years": years([r["start_year"]["value"] for r in dataset.records if r.get("start_year")]),
        "programs": programs(dataset),
        "companies": companies(dataset),
        "rejected": dataset.rejected,
    }


def totals(dataset: Dataset, found: Sequence[tuple[str, Json]], doubtful: float) -> list[tuple[str, str, str]]:
    """The numbers at the top: what, how many, and where to look at them."""
    unsure = sum(value["confidence"] < doubtful for _, value in found)
    corrected = sum(bool(r["corrected"]) for r in dataset.records)
    return [
        ("articles", grouped(len(dataset.articles)), ""),
        ("cases", grouped(len(dataset.records)), "view=cases"),
        ("values", grouped(len(found)), "view=cases"),
        ("companies", grouped(len(dataset.companies)), ""),
        ("doubtful values", grouped(unsure), "view=cases&conf=doubtful"),
        ("cases corrected", grouped(corrected), "view=cases&flag=corrected"),
        ("inputs rejected", grouped(len(dataset.rejected)), ""),
    ]


def coverage(dataset: Dataset, rules: Rulebook) -> list[Bar]:
    """Each field: in how many of the cases it has a value, and how many values there are."""
    cases = len(dataset.records) or 1
    bars = []
    for field in FIELDS:
        per_case = [sum(f == field for f, _ in values(record)) for record in dataset.records]
        share = sum(map(bool, per_case)) / cases
        number = f"{share:.0%} · {grouped(sum(per_case))}"
        bars.append(Bar(name(rules, "fields", field), share, number, f"view=cases&field={field}", field))
    return bars


def ranked(counts: Counter[str], label: Any = str, facet: str = "", top: int = TOP) -> list[Bar]:
    """The most frequent first, as bars against the most frequent one."""
    order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:top]
    most = order[0][1] if order else 1
    return [Bar(label(code), n / most, grouped(n), f"view=cases&{facet}={quote(code)}" if facet else "") for code, n in order]


def statuses(dataset: Dataset, rules: Rulebook) -> list[Bar]:
    """What became of the articles, with the reasons of those without a case."""
    told = Counter((row["status"], row.get("reason") or "") for row in dataset.articles.values() if row["status"] != "ok")
    lines: Counter[str] = Counter({name(rules, "statuses", "ok"): sum(r["status"] == "ok" for r in dataset.articles.values())})
    for (status, reason), count in told.items():
        about = f": {reason.replace('_', ' ')}" if reason and status != "duplicate_of" else ""
        lines[name(rules, "statuses", status) + about] += count
    return ranked(lines)


def sections(dataset: Dataset, rules: Rulebook) -> list[Bar]:
    """Which kinds of text were set aside, as shares of all characters read."""
    size: Counter[str] = Counter()
    for line in dataset.seen.values():
        for section in line["sections"]:
            size[section["kind"]] += section["end"] - section["start"]
    whole = sum(size.values()) or 1
    order = sorted(((kind, n) for kind, n in size.items() if kind not in ("case", "gap")), key=lambda pair: (-pair[1], pair[0]))
    return [Bar(name(rules, "sections", kind), n / whole, f"{n / whole:.1%}") for kind, n in order[:TOP]]


def near_misses(dataset: Dataset, rules: Rulebook) -> list[Bar]:
    """Why mentions were found and set aside."""
    whys = Counter(
        why for line in dataset.seen.values() for record in line["records"] for miss in record["aside"] for why in miss["why"]
    )
    return ranked(whys, lambda why: name(rules, "whys", why))


def histogram(confidences: Iterable[float], doubtful: float) -> list[Bar]:
    """Ten bands of confidence; `code` is "doubtful" for the bands below the limit."""
    bands = Counter(min(int(c * 10 + 1e-9), 9) for c in confidences)
    most = max(bands.values(), default=1)
    return [
        Bar(f"{band / 10:.1f}", bands[band] / most, grouped(bands[band]), code="doubtful" if (band + 1) / 10 <= doubtful else "")
        for band in range(10)
    ]


def years(found: Sequence[int]) -> list[Bar]:
    """Start years as a row of columns without gaps; the first stands for all years more than 25 before the last."""
    if not found:
        return []
    last = max(found)
    first = max(min(found), last - 25)
    counts = Counter(max(year, first) for year in found)
    most = max(counts.values())
    early = any(year < first for year in found)
    return [
        Bar(f"≤ {year}" if early and year == first else str(year), counts[year] / most, grouped(counts[year]))
        for year in range(first, last + 1)
    ]


def programs(dataset: Dataset) -> list[Bar]:
    """The programs that reached the most people."""
    reach: list[tuple[Decimal, str, str]] = []
    for record in dataset.records:
        people = [Decimal(str(b["count"])) for b in record["beneficiaries"] if b["unit_class"] == "people" and b["count"] is not None]
        if people and record["programs"]:
            who = f" ({record['companies'][0]['value']})" if record["companies"] else ""
            reach.append((max(people), record["programs"][0]["value"] + who, record["record_id"]))
    largest: dict[str, tuple[Decimal, str, str]] = {}
    for row in sorted(reach, key=lambda row: (-row[0], row[1], row[2])):
        largest.setdefault(row[1], row)
    order = list(largest.values())[:TOP]
    most = order[0][0] if order else Decimal(1)
    return [Bar(label, log10(n + 1) / log10(most + 1), grouped(n), f"view=cases&case={quote(record_id)}") for n, label, record_id in order]


def companies(dataset: Dataset) -> list[Bar]:
    """The companies with the most cases."""
    counts = [(int(row["records"] or 0), row["name"], row["company_id"]) for row in dataset.companies]
    order = sorted(counts, key=lambda row: (-row[0], row[1], row[2]))[:TOP]
    most = order[0][0] if order and order[0][0] else 1
    return [Bar(label, n / most, grouped(n), f"view=cases&company={quote(key)}") for n, label, key in order]
