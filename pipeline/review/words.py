"""What the report calls things, and how it says a value in few words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipeline.rulebook import Rulebook

Json = Mapping[str, Any]
SIGNS = {"about": "≈ ", "nearly": "< ", "at_least": "≥ ", "more_than": "> ", "up_to": "≤ "}


def words(rules: Rulebook, table: str) -> Mapping[str, Any]:
    """One word table of rules/report.toml; empty where the rulebook has none."""
    found: Mapping[str, Any] = rules.words.get("report", {}).get(table, {})
    return found


def name(rules: Rulebook, table: str, code: str) -> str:
    """What a code is called; a code without a name is shown with spaces."""
    return str(words(rules, table).get(code) or code.replace("_", " "))


def said(field: str, value: Json) -> str:
    """A value in few words.

    >>> said("amounts", {"value": "14000000", "currency": "CNY", "qualifier": "more_than", "role": "invested"})
    '> 14,000,000 CNY, invested'
    >>> said("beneficiaries", {"count": 200, "count_max": 300, "unit": "schools", "qualifier": "range"})
    '200–300 schools'
    """
    sign = SIGNS.get(value.get("qualifier") or "", "")
    if "count" in value:
        return f"{sign}{_span(value['count'], value.get('count_max'))} {value.get('unit') or ''}".strip()
    if field in ("amounts", "other_amounts"):
        money = f"{sign}{_span(value.get('value'), value.get('value_max'))} {value.get('currency') or '(currency open)'}"
        return f"{money}, {str(value['role']).replace('_', ' ')}" if value.get("role") else money
    if field == "start_year":
        return f"{value.get('value')}" + (", reckoned" if value.get("basis") == "derived" else "")
    return str(value.get("value"))


def _span(low: object, high: object) -> str:
    return grouped(low) if high is None else f"{grouped(low)}–{grouped(high)}"


def grouped(number: object) -> str:
    """A number with thousands marked; anything else as it is.

    >>> grouped("12310000.50"), grouped(None), grouped("x")
    ('12,310,000.50', '?', 'x')
    """
    if number is None:
        return "?"
    text = str(number)
    return f"{Decimal(text):,}" if text.lstrip("-").replace(".", "", 1).isdecimal() else text
