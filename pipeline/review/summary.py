"""Summary: everything that is counted over a dataset, in one pass that remembers counts and no records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from heapq import nsmallest
from typing import Any

from pipeline.review.cases import values
from pipeline.review.dataset import Dataset, Found, aside_of
from pipeline.review.words import Json, words
from pipeline.rulebook import Rulebook

TOP = 10
REJECTED = 50
"""So many rejected inputs are shown."""
Reach = tuple[Decimal, str, str]


class Summary:
    """Running counts of articles, records, values, rules; what is ranked keeps the first of its ranking only."""

    def __init__(self, doubtful: float) -> None:
        self.doubtful = doubtful
        self.totals: Counter[str] = Counter()
        self.statuses: Counter[tuple[str, str]] = Counter()
        self.with_field: Counter[str] = Counter()
        self.of_field: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.sections: Counter[str] = Counter()
        self.whys: Counter[str] = Counter()
        self.bands: Counter[int] = Counter()
        self.currencies: Counter[str] = Counter()
        self.years: Counter[int] = Counter()
        self.reach: dict[str, Reach] = {}
        self.companies: list[tuple[int, str, str]] = []
        self.rejected: list[Json] = []
        self.hits: Counter[str] = Counter()
        self.aside: Counter[str] = Counter()
        self.sure: dict[str, float] = defaultdict(float)
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.example: dict[tuple[str, str], str] = {}

    def tables(self, dataset: Dataset) -> None:
        """Count articles, companies and rejected inputs."""
        self.statuses.update(status_of(row) for row in dataset.articles() if self.counted("articles"))
        named = ((-int(row["records"] or 0), row["name"], row["company_id"]) for row in dataset.companies() if self.counted("companies"))
        self.companies = nsmallest(TOP, named)
        for line in dataset.rejected():
            self.totals["rejected"] += 1
            if len(self.rejected) < REJECTED:
                self.rejected.append(line)

    def counted(self, what: str) -> bool:
        """Count one."""
        self.totals[what] += 1
        return True

    def line(self, line: Json) -> None:
        """Count an article's line of review.jsonl."""
        for section in line["sections"]:
            self.sections[section["kind"]] += section["end"] - section["start"]
        self.whys.update(why for record in line["records"] for miss in record["aside"] for why in miss["why"])

    def record(self, record: Json, aside: list[Json]) -> None:
        """Count a record, its values, and what was set aside in its case."""
        held = values(record)
        self.totals["records"] += 1
        self.totals["corrected"] += bool(record["corrected"])
        self.flags.update(record["flags"])
        self.with_field.update({field for field, _ in held})
        for field, value in held:
            self.value(field, value)
        if record.get("start_year"):
            self.years[record["start_year"]["value"]] += 1
        self.people(record)
        self.aside.update(miss["rule"] for miss in aside)
        self.disputes([value for _, value in held], aside)

    def value(self, field: str, value: Json) -> None:
        """Count one value."""
        self.totals["values"] += 1
        self.totals["doubtful"] += value["confidence"] < self.doubtful
        self.of_field[field] += 1
        self.bands[band(value["confidence"])] += 1
        if field == "amounts":
            self.currencies[value.get("currency") or "open"] += 1
        self.hits[value["rule"]] += 1
        self.sure[value["rule"]] += value["confidence"]

    def people(self, record: Json) -> None:
        """Keep the record if its program is among those that reached the most people."""
        people = [Decimal(str(b["count"])) for b in record["beneficiaries"] if b["unit_class"] == "people" and b["count"] is not None]
        if not people or not record["programs"]:
            return
        who = f" ({record['companies'][0]['value']})" if record["companies"] else ""
        label = record["programs"][0]["value"] + who
        row = (-max(people), label, record["record_id"])
        self.reach[label] = min(row, self.reach.get(label, row))
        if len(self.reach) > TOP:
            del self.reach[max(self.reach.values())[1]]

    def disputes(self, kept: list[Json], aside: list[Json]) -> None:
        """Count the pairs of rules that claimed the same characters for different values."""
        for miss in aside:
            for value in kept:
                if value["start"] < miss["end"] and miss["start"] < value["end"] and value["rule"] != miss["rule"]:
                    pair = (value["rule"], miss["rule"])
                    self.pairs[pair] += 1
                    self.example.setdefault(pair, value["text"])


def status_of(row: Mapping[str, str]) -> tuple[str, str]:
    """What became of an article, and why there is no case; of a copy the reason is another article's id, which is not counted."""
    return row["status"], "" if row["status"] in ("ok", "duplicate_of") else row.get("reason") or ""


def band(confidence: float) -> int:
    """The tenth that a confidence lies in.

    >>> band(0.3), band(0.29), band(1.0)
    (3, 2, 9)
    """
    return min(int(confidence * 10 + 1e-9), 9)


def summed(dataset: Dataset, summary: Summary) -> Iterator[Found]:
    """Every record of a dataset, counted on its way; when the last has come, the summary is whole."""
    summary.tables(dataset)
    for found in dataset.found(summary.line):
        summary.record(found.record, aside_of(found.seen, found.record))
        yield found


def summary_of(dataset: Dataset, rules: Rulebook) -> Summary:
    """The summary of a whole dataset."""
    summary = Summary(doubtful_below(rules))
    for _ in summed(dataset, summary):
        pass
    return summary


def doubtful_below(rules: Rulebook) -> float:
    """Values less sure than this are doubtful."""
    return float(setting(rules, "doubtful", 0.8))


def setting(rules: Rulebook, name: str, otherwise: float) -> Any:
    """A number among the settings of rules/report.toml."""
    return words(rules, "settings").get(name, otherwise)
