"""The table of known firms, rules/companies.csv: every row is whole, and no written form leads to two companies.

A row marked ambiguous has one-word forms that are common words or places ("Target", "Shell", "Orange"): such a
form alone needs other evidence. Forms of several words ("Target Corporation") stand by themselves.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import regex

TABLE = Path(__file__).parent.parent / "rules" / "companies.csv"
HEADER = ["name", "company_id", "aliases", "country", "kind", "ambiguous"]
KINDS = {"company", "bank", "foundation"}


def read() -> list[dict[str, str]]:
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def forms(row: dict[str, str]) -> list[str]:
    """Every way a row's company is written."""
    return [row["name"], *(row["aliases"].split("|") if row["aliases"] else [])]


ROWS = read()


def test_header_and_encoding() -> None:
    first = TABLE.read_bytes().split(b"\n", 1)[0]
    assert first.decode("utf-8").split(",") == HEADER


def test_size() -> None:
    assert 900 <= len(ROWS) <= 1200


def test_every_row_has_all_its_cells() -> None:
    assert [row for row in ROWS if None in row or None in row.values()] == []


def test_no_company_id_twice() -> None:
    assert [key for key, count in Counter(row["company_id"] for row in ROWS).items() if count > 1] == []


def test_no_form_leads_to_two_companies() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        for form in forms(row):
            owners[form].add(row["company_id"])
    assert {form: ids for form, ids in owners.items() if len(ids) > 1} == {}


def test_no_form_twice_in_a_row() -> None:
    assert [row["company_id"] for row in ROWS if len(set(forms(row))) < len(forms(row))] == []


@pytest.mark.parametrize(
    ("column", "shape"),
    [
        ("company_id", r"[a-z0-9]+(?:-[a-z0-9]+)*"),
        ("country", r"[A-Z]{2}"),
        ("kind", "|".join(sorted(KINDS))),
        ("ambiguous", r"(?:yes)?"),
        ("name", r"[^\s|](?:[^|]*[^\s|])?"),
    ],
)
def test_cells_are_of_their_shape(column: str, shape: str) -> None:
    assert [row[column] for row in ROWS if not regex.fullmatch(shape, row[column])] == []


def test_no_form_is_empty_or_padded() -> None:
    assert [row["company_id"] for row in ROWS if any(not form or form != form.strip() for form in forms(row))] == []


def test_an_ambiguous_row_has_a_one_word_form() -> None:
    assert [row["name"] for row in ROWS if row["ambiguous"] and all(" " in form for form in forms(row))] == []


@pytest.mark.parametrize("word", ["Apple", "Target", "Gap", "Shell", "Orange", "Amazon", "Visa", "Delta", "United", "Ford", "Next", "Boots"])
def test_common_words_are_marked(word: str) -> None:
    assert {row["ambiguous"] for row in ROWS if word in forms(row)} == {"yes"}


@pytest.mark.parametrize(
    ("form", "company"),
    [("Wal-Mart", "walmart"), ("P&G", "procter-and-gamble"), ("Nestle", "nestle"), ("Statoil", "equinor"), ("GTCO", "gtbank"), ("Mondelez", "mondelez-international")],
)
def test_short_and_former_names_lead_to_their_company(form: str, company: str) -> None:
    assert [row["company_id"] for row in ROWS if form in forms(row)] == [company]


def test_foundations_are_rows_of_their_own() -> None:
    kinds = {row["name"]: row["kind"] for row in ROWS}
    assert {kinds[name] for name in ("Wells Fargo Foundation", "Tata Trusts", "MTN Foundation", "Walmart Foundation")} == {"foundation"}
