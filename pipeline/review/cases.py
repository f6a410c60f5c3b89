"""Cases as the page shows them: the text, the values with their places, the worst case first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from typing import Any

from pipeline.review.dataset import Dataset, Found, Place, aside_of
from pipeline.review.words import Json, said
from pipeline.settle.shapes import FIELDS

SUM = ("value", "value_max", "currency", "role")
COUNT = ("count", "count_max", "unit", "unit_class")
MEANING = (*SUM, *COUNT, "qualifier", "basis", "company_id", "same_as")
LONGEST_TITLE = 200
WEB = ("http://", "https://")


def doubt(record: Json) -> tuple[float, int, str, int]:
    """What cases are sorted by: the least sure first, of equals the one with more flags, then by name."""
    return record["confidence"], -len(record["flags"]), record["article"]["path"], record["case"]["number"]


def worst(records: Iterable[Found], most: int) -> list[Place]:
    """Where the cases most in doubt stand, the worst first; of a stream only so many are remembered at a time."""
    keys = ((doubt(found.record), found.place) for found in records)
    return [place for _, place in nsmallest(most, keys)]


def worst_first(dataset: Dataset) -> Iterator[Found]:
    """All cases, the worst first; only their places are remembered."""
    everything = ((doubt(found.record), found.place) for found in dataset.found())
    return (dataset.at(place) for _, place in sorted(everything))


def values(record: Json) -> list[tuple[str, Json]]:
    """Every value of a record with its field, in the record's order."""
    found: list[tuple[str, Json]] = []
    for field in FIELDS:
        held = record.get(field)
        found.extend((field, value) for value in ([held] if isinstance(held, Mapping) else held or ()))
    return found


def case_view(record: Json, seen: Json, text: str) -> dict[str, Any]:
    """One case as the page's script reads it: its record, its article's line of review.jsonl, its article's text.

    Offsets count from the start of the article, in characters.
    """
    article, case = record["article"], record["case"]
    start, end = case["start"], case["end"]
    return {
        "id": record["record_id"],
        "article": article["id"],
        "title": shortened(article["title"] or article["id"]),
        "source": article["source"],
        "published": article["published"],
        "url": safe_link(article["url"]),
        "number": case["number"],
        "heading": case["heading"],
        "start": start,
        "text": text[start:end],
        "holes": holes(seen.get("sections", ()), start, end),
        "confidence": record["confidence"],
        "flags": record["flags"],
        "corrected": record["corrected"],
        "values": [value_view(field, value) for field, value in values(record)],
        "aside": [{**value_view(miss["field"], miss), "v": f"“{miss['text']}”", "why": miss["why"]} for miss in aside_of(seen, record)],
    }


def shortened(text: str) -> str:
    """A title that fits a line or two."""
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"


def value_view(field: str, value: Json) -> dict[str, Any]:
    """One value: its field, what it says, what it means, where it stands, which rule found it, how sure that is."""
    means = {key: value[key] for key in MEANING if key in value}
    place = {"t": value["text"], "s": value["start"], "e": value["end"]}
    return {"f": field, "v": said(field, value), "d": means, **place, "r": value["rule"], "c": value["confidence"]}


def holes(sections: Sequence[Json], start: int, end: int) -> list[list[Any]]:
    """The set-aside stretches inside a case: start, end, kind."""
    inside = (s for s in sections if s["kind"] not in ("case", "gap") and start < s["end"] and s["start"] < end)
    return [[max(start, s["start"]), min(end, s["end"]), s["kind"]] for s in inside]


def safe_link(url: str | None) -> str | None:
    """A link that can only lead to a web page; anything else is no link.

    >>> safe_link("https://example.org/a"), safe_link("javascript:alert(1)"), safe_link(None)
    ('https://example.org/a', None, None)
    """
    return url if url and url.lower().startswith(WEB) and not any(c.isspace() for c in url) else None


def segments(view: Json) -> list[tuple[str, list[Json], list[Json]]]:
    """A case's text cut at every border of a value: (piece, the values it lies in, those that end with it)."""
    start, text = view["start"], view["text"]
    marks = [v for v in view["values"] if start <= v["s"] < v["e"] <= start + len(text)]
    cuts = sorted({start, start + len(text), *(v["s"] for v in marks), *(v["e"] for v in marks)})
    pieces = []
    for low, high in zip(cuts, cuts[1:], strict=False):
        inside = sorted((v for v in marks if v["s"] <= low and high <= v["e"]), key=lambda v: (v["s"] - v["e"], v["s"]))
        pieces.append((text[low - start : high - start], inside, [v for v in inside if v["e"] == high]))
    return pieces
