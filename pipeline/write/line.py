"""A record as one line of records.jsonl: plain objects in the contract's order of keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipeline.article import Article
from pipeline.mention import Mention, Money
from pipeline.record import Record
from pipeline.write.columns import SCHEMA_VERSION

Object = dict[str, Any]
FIELDS = ("companies", "partners", "programs", "start_year", "beneficiaries", "amounts", "other_counts", "other_amounts")
# Line separators that other readers split on; JSON may carry them escaped.
BREAKS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class OffsetError(Exception):
    """A mention whose text is not what stands at its place in the article."""


def record_line(record: Record) -> str:
    """One line of records.jsonl, without its line end."""
    return json_text(record_object(record))


def json_text(value: object) -> str:
    """Compact one-line JSON in UTF-8 letters, without any character that some reader takes for a line end."""
    return escaped(json.dumps(value, ensure_ascii=False, allow_nan=False), BREAKS)


def escaped(text: str, escapes: Mapping[str, str]) -> str:
    """A text with some of its characters written otherwise; on long texts far faster than str.translate."""
    for character, other in escapes.items():
        text = text.replace(character, other)
    return text


def record_object(record: Record) -> Object:
    """A record as the object that records.jsonl holds; OffsetError where a mention does not quote its article."""
    case = record.case
    for _, mention in mentions_of(record):
        check_quote(mention, record)
    return {
        "schema_version": SCHEMA_VERSION,
        "record_id": record.record_id,
        "article": article_object(record.article),
        "case": {"number": case.number, "heading": case.heading, "start": case.start, "end": case.end},
        "companies": [company_object(m) for m in record.companies],
        "partners": [name_object(m) for m in record.partners],
        "programs": [name_object(m) for m in record.programs],
        "start_year": None if record.start_year is None else year_object(record.start_year),
        "beneficiaries": [count_object(m) for m in record.beneficiaries],
        "amounts": [amount_object(m) for m in record.amounts],
        "other_counts": [count_object(m) for m in record.other_counts],
        "other_amounts": [amount_object(m) for m in record.other_amounts],
        "flags": list(record.flags),
        "confidence": round(record.confidence, 2),
        "corrected": list(record.corrected),
    }


def mentions_of(record: Record) -> list[tuple[str, Mention]]:
    """Every mention of a record with the field it is in, field by field in the contract's order."""
    found: list[tuple[str, Mention]] = []
    for field in FIELDS:
        value = getattr(record, field)
        many = ((value,) if value is not None else ()) if field == "start_year" else value
        found.extend((field, mention) for mention in many)
    return found


def check_quote(mention: Mention, record: Record) -> None:
    """Raise OffsetError unless the mention's text stands at its place in the record's article."""
    if record.article.text[mention.start : mention.end] != mention.text:
        place = f"{record.record_id}, characters {mention.start} to {mention.end}"
        raise OffsetError(f"{place}: rule {mention.rule} says {mention.text!r}, the article says otherwise: a bug in that rule's finder.")


def article_object(article: Article) -> Object:
    """The article's own facts as a record carries them."""
    keys = ("id", "path", "sha256", "title", "published", "source", "author", "url", "language")
    return {key: getattr(article, key) for key in keys}


def company_object(mention: Mention) -> Object:
    """A company: its canonical name, its key, its place."""
    return {"value": mention.value, "company_id": mention.company_id, **place_object(mention)}


def name_object(mention: Mention) -> Object:
    """A partner or a program: its canonical name and its place."""
    return {"value": mention.value, **place_object(mention)}


def year_object(mention: Mention) -> Object:
    """A start year: the year, what it rests on, its place."""
    return {"value": mention.value, "basis": mention.basis, **place_object(mention)}


def count_object(mention: Mention) -> Object:
    """A count: the number (with the upper end of a range), what was counted, its place."""
    return {
        "count": json_number(mention.value),
        "count_max": json_number(mention.value_max),
        "qualifier": mention.qualifier,
        "unit": mention.unit,
        "unit_class": mention.unit_class,
        **place_object(mention),
    }


def amount_object(mention: Mention) -> Object:
    """A sum: decimal strings, currency, qualifier, role, its place; `same_as` only where another mention says it too."""
    money = money_of(mention)
    tie = {} if mention.same_as is None else {"same_as": mention.same_as}
    return {
        "value": plain(money.value),
        "value_max": None if money.value_max is None else plain(money.value_max),
        "currency": money.currency,
        "qualifier": mention.qualifier,
        "role": mention.role,
        **tie,
        **place_object(mention),
    }


def money_of(mention: Mention) -> Money:
    """The sum of an amount's mention, with the upper end of a range wherever the finder put it."""
    money = mention.value
    if not isinstance(money, Money):
        raise TypeError(f"rule {mention.rule}: an amount's value is a Money, not {money!r}")
    if money.value_max is None and mention.value_max is not None:
        return Money(money.value, money.currency, Decimal(mention.value_max))
    return money


def place_object(mention: Mention) -> Object:
    """Where a mention stands, what is written there, who found it, how sure that is."""
    return {
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "rule": mention.rule,
        "confidence": round(mention.confidence, 2),
    }


def plain(number: Decimal | int) -> str:
    """A number as digits, without exponent or trailing zeros.

    >>> plain(Decimal("1.40E+7")), plain(Decimal("27285.50")), plain(Decimal("0.0"))
    ('14000000', '27285.5', '0')
    """
    digits = format(Decimal(number), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def json_number(number: object) -> int | float | None:
    """A count as JSON writes it: a whole number as such, 3.5 hectares with its decimals, None as null.

    >>> json_number(Decimal("1200000")), json_number(Decimal("3.5")), json_number(None)
    (1200000, 3.5, None)
    """
    if number is None:
        return None
    exact = Decimal(str(number))
    return int(exact) if exact == exact.to_integral_value() else float(exact)
