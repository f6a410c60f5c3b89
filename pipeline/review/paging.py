"""Paging: which cases one page of the desk holds, where there are more than fit on one, and what can be searched for in all of them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

from pipeline.review.bench import Bench
from pipeline.review.catalogue import FACETS
from pipeline.review.summary import setting
from pipeline.review.words import name
from pipeline.settle.shapes import FIELDS

ASKED = ("q", *FACETS)
LONGEST_LIST = 500
LONGEST_QUESTION = 1000


class Paging:
    """The desk's pages. A search's answer is kept while it is paged through, so that decisions do not move cases between pages."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.whole, self.size = (int(setting(bench.rules, key, n)) for key, n in (("desk_whole", 1000), ("desk_page", 200)))
        self.wanted: dict[str, str] = {}
        self.found: array[int] = array("q")

    def page(self, asked: Mapping[str, str]) -> tuple[list[str], dict[str, Any] | None]:
        """The cases of the page that was asked for, and what the page must know of the others; None where these are all."""
        total = self.bench.summary.totals["records"]
        if total <= self.whole:
            return [record for record, *_ in self.bench.catalogue.cases()], None
        wanted = {key: asked[key][:LONGEST_QUESTION] for key in ASKED if asked.get(key)}
        number = int(asked.get("page", "")[:9]) if asked.get("page", "").isdecimal() else 1
        if wanted != self.wanted or not self.found or (number == 1 and not asked.get("case")):
            self.wanted, self.found = wanted, self.bench.catalogue.matching(wanted, self.bench.dataset)
        number = self.with_case(asked.get("case", ""), number)
        pages = max(1, -(-len(self.found) // self.size))
        number = min(max(1, number), pages)
        first = (number - 1) * self.size
        ids = self.bench.catalogue.ids(self.found[first : first + self.size])
        told = {"page": number, "pages": pages, "first": first, "found": len(self.found), "total": total, "wanted": wanted}
        return ids, {**told, "options": {facet: self.options(facet) for facet in FACETS}}

    def with_case(self, record_id: str, number: int) -> int:
        """The number of the page that holds a case; the one asked for where no page does."""
        at = self.bench.catalogue.number(record_id) if record_id else 0
        return self.found.index(at) // self.size + 1 if at in self.found else number

    def options(self, facet: str) -> list[tuple[str, str, int]]:
        """What a filter offers: key, what it is called, number of cases."""
        held = self.bench.catalogue.options(facet, LONGEST_LIST)
        rules = self.bench.rules
        if facet == "flag":
            return [(key, name(rules, "flags", key) if key != "corrected" else "Corrected by a person", n) for key, _, n in held]
        if facet == "conf":
            order = sorted(held, key=lambda option: "" if option[0] == "doubtful" else option[0])
            return [(key, "any doubtful value" if key == "doubtful" else band_name(int(key)), n) for key, _, n in order]
        return self.fields({key: n for key, _, n in held}) if facet == "field" else held

    def fields(self, held: Mapping[str, int]) -> list[tuple[str, str, int]]:
        """With and without each field, the most frequent first."""
        total = self.bench.summary.totals["records"]
        named = [(field, name(self.bench.rules, "fields", field)) for field in FIELDS]
        having = [(field, f"with {called}", held.get(field, 0)) for field, called in named]
        lacking = [(f"-{field}", f"without {called}", total - held.get(field, 0)) for field, called in named]
        return sorted((option for option in [*having, *lacking] if option[2]), key=lambda option: (-option[2], option[1]))


def band_name(band: int) -> str:
    """A tenth of confidence in words.

    >>> band_name(3)
    '0.3 – 0.4'
    """
    return f"{band / 10:.1f} – {(band + 1) / 10:.1f}"
