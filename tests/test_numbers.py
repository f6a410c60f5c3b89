"""The number tables: sentences of our own and the numbers that find_numbers must see in them.

A row of tests/tables/numbers.tsv is a sentence and its numbers, joined with " | ": `1215` exact, `~` about, `<~` nearly,
`>=` at_least, `>` more_than, `<=` up_to, `200..300` a range. A reason in the third column makes the row a known failure.
"""

from __future__ import annotations

import csv
import doctest
from pathlib import Path

import pytest

import pipeline.find.atoms
import pipeline.find.quantities
from pipeline.find.quantities import find_numbers
from pipeline.mention import Mention

TABLES = Path(__file__).parent / "tables"
SIGNS = {"exact": "", "about": "~", "nearly": "<~", "at_least": ">=", "more_than": ">", "up_to": "<="}


def rows(name: str) -> list[object]:
    """The rows of a table as pytest parameters; known failures are strict."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    marks = [[pytest.mark.xfail(strict=True, reason=row["known_failure"])] if row["known_failure"] else [] for row in table]
    return [pytest.param(row["sentence"], row["expected"], marks=mark) for row, mark in zip(table, marks, strict=True)]


def shown(mention: Mention) -> str:
    if mention.qualifier == "range":
        return f"{mention.value}..{mention.value_max}"
    return f"{SIGNS[mention.qualifier]}{mention.value}"


@pytest.mark.parametrize(("sentence", "expected"), rows("numbers.tsv"))
def test_numbers(sentence: str, expected: str) -> None:
    found = find_numbers(sentence)
    assert " | ".join(shown(m) for m in found) == expected
    assert all(sentence[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("It reached more than 1.2 million people.", "more than 1.2 million"),
        ("It reached tens of thousands of people.", "tens of thousands"),
        ("Over a hundred schools joined.", "Over a hundred"),
        ("A total of more than 400 pupils came.", "A total of more than 400"),
        ("It is used by 500+ schools.", "500+"),
        ("Between 5 and 7 million children came.", "Between 5 and 7 million"),
        ("It fed 200–300 people.", "200–300"),
        ("It reached nearly\u00a01.1\u00a0million children.", "nearly\u00a01.1\u00a0million"),
        ("It reached no\nfewer than 60 hospitals.", "no\nfewer than 60"),
    ],
)
def test_text_is_qualifier_and_number(sentence: str, text: str) -> None:
    assert [m.text for m in find_numbers(sentence)] == [text]


def test_taken_spans_are_left_out() -> None:
    text = "It fed 300 people in 20 towns."
    assert [m.value for m in find_numbers(text, taken=[(7, 17)])] == [20]


def test_sums_of_money_are_no_numbers() -> None:
    assert [m.value for m in find_numbers("It gave $5 million, 300 yuan and Rs. 24.7mn to 12 homes.")] == [12]


@pytest.mark.parametrize("module", [pipeline.find.atoms, pipeline.find.quantities])
def test_examples_in_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
