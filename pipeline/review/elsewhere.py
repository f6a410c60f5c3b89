"""Elsewhere: where else in the dump a decision would fit, and taking it there too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from pipeline.review.bench import Bench
from pipeline.review.decision import PLACE, Decision, Refused, clock, line, save
from pipeline.settle.corrections import BY_HAND
from pipeline.settle.ledger import Correction
from pipeline.settle.shapes import meaning, shape, values_of

MOST = 500
"""So many places are found at a time."""
SEARCHED = 5000
"""So many cases are searched for words that nobody had given a meaning."""
SPREADING = ("accept", "reject", "edit", "add")


class Place(NamedTuple):
    """A place that a decision fits: the record, the value's place in its field's list, its characters."""

    record_id: str
    at: int
    span: tuple[int, int]


def elsewhere(bench: Bench, correction_id: str) -> list[Place]:
    """Where else a decision would fit: the same words with the same meaning (of an addition: the same words), undecided."""
    decision = next((c for c in bench.corrections if c.id == correction_id), None)
    if decision is None or decision.quote is None or decision.field == "case" or decision.action not in SPREADING:
        return []
    records: Iterable[str] = added_candidates(bench, decision)
    fits: Callable[[Bench, str, Correction], Iterator[Place]] = added_elsewhere
    if decision.action != "add":
        same = bench.catalogue.saying(decision.field, decision.quote.exact)
        records, fits = bench.catalogue.worst_first(same | bench.touched), judged_elsewhere
    places = (place for record_id in records if record_id != decision.record for place in fits(bench, record_id, decision))
    return list(islice(places, MOST))


def added_candidates(bench: Bench, decision: Correction) -> Iterator[str]:
    """The cases in whose text the added words stand, among those most in doubt."""
    exact = decision.quote.exact if decision.quote else ""
    for record_id, article, start, end in bench.catalogue.cases(SEARCHED):
        if bench.dataset.text(article).find(exact, start, end) >= 0:
            yield record_id


def judged_elsewhere(bench: Bench, record_id: str, decision: Correction) -> Iterator[Place]:
    """Values of another record that say the same in the same words."""
    words = (decision.quote.exact if decision.quote else "").split()
    old = {key: value for key, value in (decision.old or {}).items() if key not in PLACE and key != "same_as"}
    held = values_of(bench.now[record_id], decision.field)
    for at, mention in enumerate(held):
        same = mention.text.split() == words and meaning(decision.field, mention) == old and mention.rule != BY_HAND
        if same and not decided(bench, record_id, (mention.start, mention.end)):
            yield Place(record_id, at, (mention.start, mention.end))


def decided(bench: Bench, record_id: str, span: tuple[int, int]) -> bool:
    """Whether somebody has decided about the value at these characters."""
    return any("by" in v for v in bench.view(record_id)["values"] if (v["s"], v["e"]) == span)


def added_elsewhere(bench: Bench, record_id: str, decision: Correction) -> Iterator[Place]:
    """The first place in another record where the added words stand and nothing of that field does."""
    record = bench.now[record_id]
    exact = decision.quote.exact if decision.quote else ""
    at = record.article.text.find(exact, record.case.start, record.case.end)
    held = values_of(record, decision.field)
    if at < 0 or (decision.field == "start_year" and held) or any(m.value == (decision.new or {}).get("value") for m in held):
        return
    if not any(m.start < at + len(exact) and at < m.end for m in held):
        yield Place(record_id, 0, (at, at + len(exact)))


def spread(bench: Bench, decision: Correction, place: Place, who: str, when: str) -> dict[str, Any]:
    """The line that takes a decision at another place."""
    record = bench.now[place.record_id]
    asked = Decision(who=who, record=place.record_id, version="", action=decision.action, note=f"as in {decision.record}")
    old = None if decision.action == "add" else shape(decision.field, values_of(record, decision.field)[place.at])
    return line(record, asked, decision.action, decision.field, place.span, when, old=old, new=decision.new)


def apply_elsewhere(bench: Bench, correction_id: str, who: str) -> dict[str, Any]:
    """Take the same decision at every place where it fits."""
    with bench.lock:
        bench.refresh()
        decision = next((c for c in bench.corrections if c.id == correction_id), None)
        places = elsewhere(bench, correction_id)
        if decision is None or not places:
            raise Refused("It stands nowhere else, or everything there is decided.")
        when = clock()
        lines = [spread(bench, decision, place, who, when) for place in places]
        save(bench, lines, [place.record_id for place in places])
    return {"cases": bench.answer(dict.fromkeys(place.record_id for place in places)), "count": len(places), "progress": bench.progress()}
