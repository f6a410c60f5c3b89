"""Tools: a dataset's cases for Label Studio, Prodigy, displaCy and doccano, and what came back from the first two.

A task is one case; its text is the case's, and spans count characters from the start of that text. Labels are the
fields of records.jsonl.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.review.appending import append_lines
from pipeline.review.bench import Bench
from pipeline.review.cases import values, worst_first
from pipeline.review.dataset import Dataset, read_dataset
from pipeline.review.decision import Decision, Refused, checked, clock, line
from pipeline.review.grammar import read_selection
from pipeline.review.words import Json
from pipeline.rulebook import Rulebook
from pipeline.settle.shapes import FIELDS, shape, values_of
from pipeline.write.line import json_text

Span = tuple[int, int, str]


class ToolError(Exception):
    """An annotation file that cannot be read: which file, which line, what was expected."""


@dataclass(slots=True)
class Returned:
    """What an annotation file came to."""

    saved: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def tasks_of(dataset: Dataset) -> Iterator[tuple[Json, str, list[tuple[str, Json]]]]:
    """Every case, worst first: its record, its text, the values that stand inside it."""
    for record, _, _ in worst_first(dataset):
        start, end = record["case"]["start"], record["case"]["end"]
        inside = [(name, v) for name, v in values(record) if start <= v["start"] < v["end"] <= end]
        yield record, dataset.text(record["article"]["id"])[start:end], inside


def label_studio(record: Json, text: str, held: list[tuple[str, Json]]) -> dict[str, Any]:
    """A case as a Label Studio task with our values as a prediction; its labelling interface names them "label" and "text"."""
    base = record["case"]["start"]
    results = [
        {
            "id": f"{name}-{n}", "from_name": "label", "to_name": "text", "type": "labels", "score": v["confidence"],
            "value": {"start": v["start"] - base, "end": v["end"] - base, "text": v["text"], "labels": [name]},
        }
        for n, (name, v) in enumerate(held)
    ]
    data = {"text": text, "record_id": record["record_id"], "title": record["article"]["title"]}
    return {"data": data, "predictions": [{"model_version": "press-records", "score": record["confidence"], "result": results}]}


def prodigy(record: Json, text: str, held: list[tuple[str, Json]]) -> dict[str, Any]:
    """A case as a Prodigy task for span annotation."""
    base = record["case"]["start"]
    spans = [{"start": v["start"] - base, "end": v["end"] - base, "label": name} for name, v in held]
    return {"text": text, "spans": spans, "meta": {"record_id": record["record_id"], "score": record["confidence"]}}


def displacy(record: Json, text: str, held: list[tuple[str, Json]]) -> dict[str, Any]:
    """A case as displaCy renders it with `manual=True` (style "ent" or "span")."""
    spans = prodigy(record, text, held)["spans"]
    return {"text": text, "ents": sorted(spans, key=lambda s: (s["start"], s["end"], s["label"])), "title": record["record_id"]}


def doccano(record: Json, text: str, held: list[tuple[str, Json]]) -> dict[str, Any]:
    """A case as a line of doccano's JSONL for sequence labelling."""
    spans = prodigy(record, text, held)["spans"]
    return {"text": text, "label": [[s["start"], s["end"], s["label"]] for s in spans], "record_id": record["record_id"]}


FORMATS: Mapping[str, Callable[[Json, str, list[tuple[str, Json]]], dict[str, Any]]] = {
    "label-studio": label_studio, "prodigy": prodigy, "displacy": displacy, "doccano": doccano,
}
WHOLE = ("label-studio", "displacy")
"""Formats that are one JSON list; the others are a line a case."""


def export_tool(folder: Path, path: Path, kind: str) -> int:
    """Write the dataset in `folder` for an annotation tool; returns the number of cases."""
    if kind not in FORMATS:
        raise ToolError(f"{kind!r} is no tool known here; known are {', '.join(FORMATS)}.")
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, task in enumerate(tasks_of(read_dataset(folder)), 1):
            file.write(in_list(FORMATS[kind](*task), number) if kind in WHOLE else json_text(FORMATS[kind](*task)) + "\n")
        file.write(("\n]\n" if number else "[]\n") if kind in WHOLE else "")
    return number


def in_list(task: Json, number: int) -> str:
    """A task as the next one of a JSON list that is written one by one."""
    text = json.dumps(task, ensure_ascii=False, indent=1)
    return ("[\n " if number == 1 else ",\n ") + text.replace("\n", "\n ")


def import_tool(path: Path, kind: str, folder: Path, rules: Rulebook, ledger: Path, *, who: str) -> Returned:
    """Save what annotators decided: a span that stayed is accepted, one that went is rejected, a new one is added.

    A new span is read by the grammar; what it cannot read, and cases whose text is not today's, are listed and skipped.
    """
    readers = {"label-studio": from_label_studio, "prodigy": from_prodigy}
    if kind not in readers:
        raise ToolError(f"{kind!r} cannot be imported; these can: {', '.join(readers)}.")
    bench, outcome, when = Bench(read_dataset(folder), rules, ledger), Returned(), clock()
    lines: list[dict[str, Any]] = []
    for record_id, text, spans in readers[kind](path):
        record = bench.now.get(record_id)
        if record is None or record.article.text[record.case.start : record.case.end] != text:
            outcome.skipped.append(f"{record_id}: its text is not today's; export it again")
            continue
        lines.extend(decided(bench, record_id, set(spans), who, when, outcome))
    outcome.saved = append_lines(ledger, lines) if lines else []
    return outcome


def decided(bench: Bench, record_id: str, spans: set[Span], who: str, when: str, outcome: Returned) -> Iterator[dict[str, Any]]:
    """The decisions that one case's spans make."""
    record = bench.now[record_id]
    wanted = {(s + record.case.start, e + record.case.start, label) for s, e, label in spans}
    asked = Decision(who=who, record=record_id, version="", action="accept")
    known: set[Span] = set()
    for name in FIELDS:
        for m in values_of(record, name):
            place = (m.start, m.end, name)
            known.add(place)
            if record.case.start <= m.start and m.end <= record.case.end:
                yield line(record, asked, "accept" if place in wanted else "reject", name, place[:2], when, old=shape(name, m))
    for start, end, name in sorted(wanted - known):
        try:
            new = read_selection(name, record.article, start, end, bench.rules) if name in FIELDS else None
            if new is None:
                raise Refused("the grammar reads no value there")
            yield line(record, asked, "add", name, (start, end), when, new=checked(bench, record, name, new, (start, end)))
        except Refused as error:
            outcome.skipped.append(f"{record_id}: {name} “{record.article.text[start:end]}”: {error}")


def from_label_studio(path: Path) -> Iterator[tuple[str, str, list[Span]]]:
    """Annotated tasks of a Label Studio export (JSON): record, text, spans; tasks nobody annotated are left out."""
    for number, task in enumerate(_json(path, path.read_text("utf-8")), 1):
        try:
            done = [a for a in task.get("annotations", ()) if not a.get("was_cancelled")]
            if done:
                held = [r["value"] for r in done[-1]["result"] if r["type"] == "labels"]
                text = task["data"]["text"]
                spans = [(*placed(text, int(v["start"]), int(v["end"]), v.get("text")), str(v["labels"][0])) for v in held]
                yield task["data"]["record_id"], text, spans
        except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
            raise ToolError(f"{path}: task {number} is no annotated task of `export --tool label-studio` ({error!r}).") from error


def placed(text: str, start: int, end: int, quoted: str | None) -> tuple[int, int]:
    """A span in characters; some versions of Label Studio count UTF-16 units, which the words they quote give away.

    >>> placed("😀 gave 5 books", 8, 15, "5 books"), placed("😀 gave 5 books", 7, 14, "5 books")
    ((7, 14), (7, 14))
    """
    units = text.encode("utf-16-le", "surrogatepass")
    other = tuple(len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in (start, end))
    if quoted is not None and text[start:end] != quoted and text[other[0] : other[1]] == quoted:
        return other[0], other[1]
    return start, end


def from_prodigy(path: Path) -> Iterator[tuple[str, str, list[Span]]]:
    """Accepted tasks of a Prodigy export (JSONL): record, text, spans."""
    for number, text in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not text.strip():
            continue
        task = _json(path, text)
        try:
            if task.get("answer") == "accept":
                spans = [(int(s["start"]), int(s["end"]), str(s["label"])) for s in task.get("spans", ())]
                yield task["meta"]["record_id"], task["text"], spans
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ToolError(f"{path}:{number}: no task of `export --tool prodigy` ({error!r}).") from error


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ToolError(f"{path}: not JSON ({error}).") from error


