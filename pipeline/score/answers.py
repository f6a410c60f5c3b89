"""Gold answers and predicted values in one shape, so that they can be compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LISTS = ("companies", "partners", "programs", "beneficiaries", "amounts")
FIELDS = ("companies", "partners", "programs", "start_year", "beneficiaries", "amounts")
NAMES = ("companies", "partners", "programs")
Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One value, gold or predicted: what is compared, where it stands, and what is measured beside it.

    `names` are the forms of a name; `value` a number, a sum or a year; `others` further years that are right too.
    """

    field: str
    text: str
    names: tuple[str, ...] = ()
    value: Decimal | None = None
    value_max: Decimal | None = None
    others: tuple[Decimal, ...] = ()
    unit: str | None = None
    currency: str | None = None
    span: tuple[int, int] | None = None
    optional: bool = False
    confidence: float = 1.0
    rule: str = ""
    more: Mapping[str, str | None] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseAnswers:
    """The answers about one case: gold or predicted."""

    heading: str | None
    span: tuple[int, int] | None
    answers: Mapping[str, tuple[Answer, ...]]
    optional: bool = False


def case_answers(case: Object, answers: Object) -> CaseAnswers:
    """A gold case (`case` and `answers` are the same object), or a record's case and the record itself."""
    found = {name: tuple(answer(name, entry) for entry in answers.get(name) or ()) for name in LISTS}
    year = answers.get("start_year")
    found["start_year"] = () if not year else (answer("start_year", year),)
    span = None if case.get("start") is None or case.get("end") is None else (int(case["start"]), int(case["end"]))
    return CaseAnswers(case.get("heading"), span, found, bool(case.get("optional")))


def answer(name: str, entry: Object) -> Answer:
    """One value from a gold file or from a line of records.jsonl."""
    start, end = entry.get("start"), entry.get("end")
    told: dict[str, Any] = {
        "text": entry.get("text") or "",
        "span": (int(start), int(end)) if isinstance(start, int) and isinstance(end, int) and end > start else None,
        "optional": bool(entry.get("optional")),
        "confidence": float(entry.get("confidence", 1.0)),
        "rule": entry.get("rule", ""),
    }
    return Answer(name, **told, **meaning(name, entry))


def meaning(name: str, entry: Object) -> dict[str, Any]:
    """What of a value is compared: the forms of a name, or the number with its unit or currency."""
    if name in NAMES:
        forms = [entry.get("value"), entry.get("text"), *entry.get("aliases", ())]
        return {"names": tuple(dict.fromkeys(str(form) for form in forms if form))}
    if name == "start_year":
        others = tuple(Decimal(str(year)) for year in entry.get("alt", ()))
        return {"value": number(entry.get("year", entry.get("value"))), "others": others, "more": {"basis": entry.get("basis")}}
    if name == "beneficiaries":
        more = {"qualifier": entry.get("qualifier")}
        return {"value": number(entry["count"]), "value_max": number(entry.get("count_max")), "unit": entry.get("unit"), "more": more}
    more = {"qualifier": entry.get("qualifier"), "role": entry.get("role")}
    return {"value": number(entry["value"]), "value_max": number(entry.get("value_max")), "currency": entry.get("currency"), "more": more}


def number(value: object) -> Decimal | None:
    """A number as it is compared, or None where there is none."""
    return None if value is None else Decimal(str(value))
