"""Finished: what one article adds to the dataset's files, as text that needs only to be written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pipeline.article import Article
from pipeline.case import Case
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.settle.shapes import FIELDS, mention_of
from pipeline.write.line import json_text, record_line
from pipeline.write.row import Row, cell, mention_rows, record_row

DOUBTFUL = 0.6


class FinishedRecord(NamedTuple):
    """One record in the form of each table, and what the dataset counts of it.

    `row` and `mentions` are CSV text with line ends; `companies` are (company_id, canonical name, form in the text);
    `filled` says how many values each field has.
    """

    line: str
    row: str
    mentions: str
    companies: list[list[str]]
    filled: dict[str, int]
    flags: list[str]
    doubtful: bool


class Finished(NamedTuple):
    """All of one article: its records, or the reason why there are none, its size, and its line of review.jsonl."""

    records: list[FinishedRecord]
    reason: str | None
    characters: int
    words: int
    beside: str | None = None


class Entry(NamedTuple):
    """A finished article with its place in the dump: its status, and the reason unless it is plainly ok."""

    article: Article
    finished: Finished
    status: str
    reason: str | None = None


def finish(article: Article, records: Iterable[Record], reason: str | None = None, beside: str | None = None) -> Finished:
    """An article's records as text; OffsetError where a mention does not quote the article."""
    done = [finish_record(record, record_line(record)) for record in records]
    return Finished(done, None if done else reason, len(article.text), len(article.text.split()), beside)


def finish_record(record: Record, line: str) -> FinishedRecord:
    """One record whose line is known in the form of every table."""
    companies = [[m.company_id, cell(m.value), cell(m.text)] for m in record.companies if m.company_id is not None]
    held = {name: getattr(record, name) for name in FIELDS}
    filled = {name: int(value is not None) if name == "start_year" else len(value) for name, value in held.items()}
    row, mentions = csv_text([record_row(record)]), csv_text(mention_rows(record))
    return FinishedRecord(line, row, mentions, companies, filled, list(record.flags), record.confidence < DOUBTFUL)


def csv_text(rows: Iterable[Row]) -> str:
    """Rows as CSV text."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def altered(done: FinishedRecord, ids: Mapping[str, str], flags: Sequence[str] = ()) -> FinishedRecord:
    """The same record with company ids replaced by what `ids` says of them, and with more flags, in every table."""
    if not flags and all(ids.get(key, key) == key for key, _, _ in done.companies):
        return done
    told = json.loads(done.line)
    for company in told["companies"]:
        company["company_id"] = ids.get(company["company_id"], company["company_id"])
    told["flags"] += [flag for flag in flags if flag not in told["flags"]]
    return finish_record(record_from(told), json_text(told))._replace(doubtful=done.doubtful)


def record_from(told: Mapping[str, Any], text: str = "") -> Record:
    """The record that a line of records.jsonl tells; the article's text is not in the line."""
    case = told["case"]
    held: dict[str, Any] = {}
    for field in FIELDS:
        values = told[field] if isinstance(told[field], list) else [told[field]] if told[field] else []
        mentions = tuple(_mention(field, value) for value in values)
        held[field] = next(iter(mentions), None) if field == "start_year" else mentions
    return Record(
        record_id=told["record_id"],
        article=Article(**told["article"], text=text),
        case=Case(case["number"], case["heading"], case["start"], case["start"], case["end"]),
        flags=tuple(told["flags"]),
        confidence=told["confidence"],
        corrected=tuple(told["corrected"]),
        **held,
    )


def _mention(field: str, value: Mapping[str, Any]) -> Mention:
    made = mention_of(field, value, "", value["start"], value["end"], rule=value["rule"], confidence=value["confidence"])
    return replace(made, text=value["text"])


def as_object(finished: Finished) -> list[Any]:
    """A finished article as JSON; `from_object` is the way back."""
    return [[list(record) for record in finished.records], *finished[1:]]


def from_object(told: Sequence[Any]) -> Finished:
    """A finished article from its JSON."""
    return Finished([FinishedRecord(*record) for record in told[0]], *told[1:])
