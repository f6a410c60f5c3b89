"""Decision: what a key on the desk asks for, checked, and turned into lines of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.record import Record
from pipeline.review.appending import append_lines, line_of
from pipeline.review.bench import Bench
from pipeline.settle.corrections import BY_HAND, SURE
from pipeline.settle.shapes import ShapeError, meaning, mention_of, shape
from pipeline.write.line import article_object
from pipeline.write.schema import Amount, Company, Count, Name, OtherAmount, OtherCount, StartYear

MODELS: dict[str, type[BaseModel]] = {
    "companies": Company, "partners": Name, "programs": Name, "start_year": StartYear, "beneficiaries": Count,
    "amounts": Amount, "other_counts": OtherCount, "other_amounts": OtherAmount,
}
PLACE = ("text", "start", "end", "rule", "confidence")
LONGEST_SELECTION = 1000


class Refused(ValueError):
    """A decision that cannot be taken, in words for the person who asked for it."""


class Conflict(Exception):
    """The record is no longer the one that the person was looking at."""


class Decision(BaseModel):
    """What one key asks for. `at` is the value's place in its field's list; `start` and `end` are a selection."""

    model_config = ConfigDict(extra="forbid", strict=True)
    who: str = Field(min_length=1, max_length=80)
    record: str
    version: str
    action: str
    field: str = "case"
    at: int = Field(default=0, ge=0)
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)
    new: dict[str, Any] | None = None
    note: str | None = Field(default=None, max_length=2000)


def clock() -> str:
    """Now, to the thousandth of a second; decisions of one key share it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def line(record: Record, asked: Decision, action: str, field: str, span: tuple[int, int], when: str, **more: Any) -> dict[str, Any]:
    """A line about this record."""
    article, text = article_object(record.article), record.article.text
    told = {"who": asked.who, "when": when, "field": field, "note": asked.note, **more}
    return line_of(action, article=article, record_id=record.record_id, text=text, span=span, **told)


def save(bench: Bench, lines: Sequence[dict[str, Any]], record_ids: Sequence[str]) -> list[str]:
    """Append lines and bring the records up to them."""
    ids = append_lines(bench.path, lines)
    bench.refresh_for(record_ids)
    return ids


def first_line(record: Record) -> tuple[int, int]:
    """The words that stand for a whole case: its first line that says something."""
    opening = regex.compile(r"\S[^\n]{0,199}").search(record.article.text, record.case.start, record.case.end)
    return opening.span() if opening else (record.case.start, record.case.end)


def selection(record: Record, start: int | None, end: int | None) -> tuple[int, int]:
    """A selection inside the case, without the blanks at its ends."""
    if start is None or end is None or not record.case.start <= start < end <= record.case.end or end - start > LONGEST_SELECTION:
        raise Refused("Select words inside the case's text.")
    words = record.article.text[start:end]
    if not words.strip():
        raise Refused("Select some words, not only blanks.")
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


def checked(bench: Bench, record: Record, field: str, new: dict[str, Any], span: tuple[int, int]) -> dict[str, Any]:
    """A value as the output contract wants it; Refused says what is wrong with it."""
    if field not in MODELS:
        raise Refused(f"There is no field {field!r}.")
    try:
        mention = mention_of(field, new, record.article.text, *span, rule=BY_HAND, confidence=SURE)
        told = meaning(field, mention)
        if field == "companies":
            told["company_id"] = bench.company_id(str(told["value"]))
        extra = {} if field != "partners" else {"company_id": told.pop("company_id")}
        MODELS[field].model_validate({**told, **{key: value for key, value in shape(field, mention).items() if key in PLACE}})
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ShapeError as error:
        raise Refused(f"That is no value for this field: {error}") from error
    return {**told, **extra}
