"""Shapes: a mention as it stands in records.jsonl, and the way back.

Field names here are those of records.jsonl ("companies", "start_year", ...), the attributes of a Record.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.mention import Mention, Money, Number
from pipeline.record import Record

FIELDS = {
    "companies": "company", "partners": "partner", "programs": "program", "start_year": "start_year",
    "beneficiaries": "beneficiary", "amounts": "amount", "other_counts": "other_count", "other_amounts": "other_amount",
}
"""Field of a record -> field of its mentions, in the order in which a record shows them."""

NAMES = ("companies", "partners", "programs")
COUNTS = ("beneficiaries", "other_counts")
SUMS = ("amounts", "other_amounts")
Json = Mapping[str, Any]


class ShapeError(ValueError):
    """A value that is none of its field: what was given and what was expected."""


def meaning(field: str, mention: Mention) -> dict[str, Any]:
    """What a mention means, without where it stands or who found it: the part that a person may correct."""
    if field in COUNTS:
        return {"count": _plain(mention.value), "count_max": _plain(mention.value_max), "qualifier": mention.qualifier,
                "unit": mention.unit, "unit_class": mention.unit_class}
    if field in SUMS:
        money = mention.value if isinstance(mention.value, Money) else None
        top = mention.value_max if mention.value_max is not None or money is None else money.value_max
        return {"value": money and _digits(money.value), "value_max": None if top is None else _digits(Decimal(top)),
                "currency": money and money.currency, "qualifier": mention.qualifier, "role": mention.role}
    if field == "start_year":
        return {"value": mention.value, "basis": mention.basis}
    named = {"value": mention.value}
    return named if field == "programs" else {**named, "company_id": mention.company_id}


def shape(field: str, mention: Mention) -> dict[str, Any]:
    """A mention as one JSON object of records.jsonl."""
    same = {} if mention.same_as is None else {"same_as": mention.same_as}
    place = {"text": mention.text, "start": mention.start, "end": mention.end, "rule": mention.rule, "confidence": mention.confidence}
    return {**meaning(field, mention), **same, **place}


def mention_of(field: str, table: Json, text: str, start: int, end: int, *, rule: str, confidence: float) -> Mention:
    """The mention that says `table` of `text[start:end]`; ShapeError where the table is no value of `field`."""
    if field not in FIELDS:
        raise ShapeError(f"unknown field {field!r}; known are {', '.join(FIELDS)}")
    try:
        said = _said(field, table)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ShapeError(f"not a value of {field}: {dict(table)!r} ({error})") from error
    return Mention(FIELDS[field], start, end, text[start:end], rule, confidence=confidence, same_as=table.get("same_as"), **said)


def values_of(record: Record, field: str) -> tuple[Mention, ...]:
    """The mentions of one field, as a tuple also where the record holds one or none."""
    held = getattr(record, field)
    if isinstance(held, tuple):
        return held
    return () if held is None else (held,)


def _said(field: str, table: Json) -> dict[str, Any]:
    if field in COUNTS:
        return {"value": _number(table["count"]), "value_max": _optional(table.get("count_max")), "unit": table.get("unit"),
                "unit_class": table.get("unit_class"), "qualifier": str(table.get("qualifier") or "exact")}
    if field in SUMS:
        top = _optional(table.get("value_max"), Decimal)
        money = Money(_finite(table["value"]), table.get("currency"), top if top is None else Decimal(top))
        return {"value": money, "value_max": top, "qualifier": str(table.get("qualifier") or "exact"), "role": table.get("role")}
    if field == "start_year":
        return {"value": int(table["value"]), "basis": str(table.get("basis") or "stated")}
    if not isinstance(table["value"], str) or not table["value"].strip():
        raise ValueError("a name is needed")
    return {"value": table["value"], "company_id": table.get("company_id")}


def _digits(number: Decimal) -> str:
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _plain(number: object) -> object:
    return int(number) if isinstance(number, Decimal) and number == number.to_integral() else number


def _optional(number: object, kind: type = int) -> Number | None:
    return None if number is None else Decimal(str(number)) if kind is Decimal else _number(number)


def _number(given: object) -> Number:
    number = _finite(given)
    return int(number) if number == number.to_integral() else number


def _finite(given: object) -> Decimal:
    number = Decimal(str(given))
    if not number.is_finite() or isinstance(given, bool):
        raise ValueError("a number is needed")
    return number
