"""The spreadsheet's way: what people write into cells comes back as decisions, and nothing overwrites what others did."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.sheet import OPEN, export_sheet
from pipeline.review.sheet_back import SheetError, import_sheet
from pipeline.rulebook import load_rules
from pipeline.settle.ledger import Correction, read_corrections
from tests.report_sample import DIGEST, article, digest_records, extraction, sample, write_sample
from tests.test_corrections import EDIT, REJECT

pytest.importorskip("xlsxwriter", reason="spreadsheets need the extra [excel]")
openpyxl = pytest.importorskip("openpyxl", reason="spreadsheets need the extra [excel]")
RULES = load_rules()


class Sheet:
    """A workbook exported from the sample, edited by cell, imported into today's dataset."""

    def __init__(self, tmp_path: Path) -> None:
        self.tmp, self.path = tmp_path, tmp_path / "review.xlsx"
        self.folder = write_sample(tmp_path / "out")
        self.ledger = tmp_path / "corrections.jsonl"
        self.rows = export_sheet(self.folder, self.path, RULES)

    def edit(self, words: str, **cells: Any) -> None:
        book = openpyxl.load_workbook(self.path)
        sheet = book.worksheets[0]
        head = [cell.value for cell in sheet[1]]
        row = next(row for row in sheet.iter_rows(min_row=2) if f"[{words}]" in str(row[head.index("in the text")].value))
        for column, value in cells.items():
            row[head.index({"unit": "unit or currency", "role": "class, role or basis"}.get(column, column))].value = value
        book.save(self.path)

    def back(self, corrections: list[Correction] | None = None) -> Any:
        folder = self.folder if corrections is None else write_sample(self.tmp / "now", corrections)
        return import_sheet(self.path, folder, RULES, self.ledger, who="mia")


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path)


def test_every_value_is_a_row_the_doubtful_first(sheet: Sheet) -> None:
    book = openpyxl.load_workbook(sheet.path)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head = rows[0]
    sure = [row[head.index("confidence")] for row in rows[1:]]
    assert len(sure) == sheet.rows == 16
    assert sure == sorted(sure)


def test_only_what_may_change_is_open(sheet: Sheet) -> None:
    page = openpyxl.load_workbook(sheet.path).worksheets[0]
    head = [cell.value for cell in page[1]]
    assert page.protection.sheet
    assert {title for title, cell in zip(head, page[2]) if not cell.protection.locked} == set(OPEN)
    assert page.column_dimensions["A"].hidden
    assert {v.formula1 for v in page.data_validations.dataValidation} >= {'"accept,reject"', '"exact,about,nearly,at_least,more_than,up_to,range"'}
    assert "view=cases" in str(page.cell(2, 2).hyperlink.location or page.cell(2, 2).hyperlink.target)


def test_nothing_changed_is_nothing_saved(sheet: Sheet) -> None:
    done = sheet.back()
    assert (done.saved, done.untouched, done.conflicts, done.refused) == ([], 16, [], [])
    assert not sheet.ledger.exists()


EDITS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a total of 441 pupils", {"value": 414}, {"action": "edit", "new": {"count": 414, "unit": "pupils"}}),
    ("a total of 441 pupils", {"value": 414.0}, {"action": "edit", "new": {"count": 414}}),
    ("a total of 441 pupils", {"value": "1,414"}, {"action": "edit", "new": {"count": 1414}}),
    ("a total of 441 pupils", {"value": 400, "to": 441, "qualifier": "range"}, {"action": "edit", "new": {"count": 400, "count_max": 441}}),
    ("a total of 441 pupils", {"unit": "children"}, {"action": "edit", "new": {"unit": "children"}}),
    ("over 3 million kwacha", {"unit": "MWK", "role": "granted"}, {"action": "edit", "new": {"currency": "MWK", "role": "granted", "value": "3000000"}}),
    ("since 2014", {"value": 2013}, {"action": "edit", "new": {"value": 2013, "basis": "stated"}}),
    ("Nordkap Shipping", {"value": "Nordkap"}, {"action": "edit", "new": {"value": "Nordkap", "company_id": "nordkap"}}),
    ("60 wells", {"decision": "reject", "note": "dug, not served"}, {"action": "reject", "note": "dug, not served"}),
    ("60 wells", {"decision": "Accept "}, {"action": "accept"}),
    ("$40,000", {"value": 40500}, {"action": "edit", "new": {"value": "40500"}}),
]


@pytest.mark.parametrize(("words", "cells", "expected"), EDITS, ids=[f"{row[0]} {row[1]}" for row in EDITS])
def test_cells_become_decisions(sheet: Sheet, words: str, cells: dict[str, Any], expected: dict[str, Any]) -> None:
    sheet.edit(words, **cells)
    done = sheet.back()
    assert (len(done.saved), done.conflicts, done.refused) == (1, [], [])
    line = json.loads(sheet.ledger.read_text("utf-8"))
    assert {key: line[key] for key in expected if key != "new"} == {key: value for key, value in expected.items() if key != "new"}
    assert {key: line["new"][key] for key in expected.get("new", {})} == expected.get("new", {})
    assert line["quote"]["exact"] == words


def test_changed_by_me_only_when_others_changed_other_rows(sheet: Sheet) -> None:
    sheet.edit("a total of 441 pupils", value=440)
    done = sheet.back([REJECT])
    assert len(done.saved) == 1
    assert [row.split(": ")[1] for row in done.changed_since] == ["60 wells"]


def test_changed_since_is_left_as_it_is(sheet: Sheet) -> None:
    done = sheet.back([EDIT])
    assert (done.saved, len(done.changed_since)) == ([], 1)


def test_both_changed_is_a_conflict(sheet: Sheet) -> None:
    sheet.edit("a total of 441 pupils", value=440)
    sheet.edit("60 wells", decision="accept")
    done = sheet.back([EDIT, REJECT])
    assert done.saved == []
    assert len(done.conflicts) == 2
    assert any("now 414" in row for row in done.conflicts)
    assert any("gone" in row for row in done.conflicts)


def test_both_changed_alike_is_none(sheet: Sheet) -> None:
    sheet.edit("a total of 441 pupils", value=414)
    done = sheet.back([EDIT])
    assert (done.saved, done.conflicts) == ([], [])


@pytest.mark.parametrize(("words", "cells"), [
    ("a total of 441 pupils", {"value": "many"}),
    ("a total of 441 pupils", {"qualifier": "roughly"}),
    ("since 2014", {"value": "soon"}),
    ("over 3 million kwacha", {"unit": "kwacha"}),
    ("60 wells", {"decision": "perhaps"}),
    ("60 wells", {"id": "[]"}),
    ("60 wells", {"was": "{"}),
    ("60 wells", {"was": '{"__class__": 1}'}),
])
def test_what_cannot_be_is_refused_by_row(sheet: Sheet, words: str, cells: dict[str, Any]) -> None:
    sheet.edit(words, **cells)
    done = sheet.back()
    assert done.saved == []
    assert len(done.refused) == 1
    assert done.refused[0].startswith("row ")


def test_rows_may_be_sorted_and_left_out(sheet: Sheet) -> None:
    sheet.edit("60 wells", decision="reject")
    book = openpyxl.load_workbook(sheet.path)
    page = book.worksheets[0]
    page.delete_rows(5, 6)
    book.save(sheet.path)
    assert len(sheet.back().saved) == 1


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    text = DIGEST.replace("Nordkap Shipping", "=HYPERLINK(1)")
    a = article("spring-digest", text, title="=1+1")
    records = digest_records(a)
    path = tmp_path / "x.xlsx"
    export_sheet(write_sample(tmp_path / "out", (), [extraction(a, records)]), path, RULES)
    page = openpyxl.load_workbook(path).worksheets[0]
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_same_bytes(sheet: Sheet, tmp_path: Path) -> None:
    export_sheet(sheet.folder, tmp_path / "again.xlsx", RULES)
    assert (tmp_path / "again.xlsx").read_bytes() == sheet.path.read_bytes()


@pytest.mark.parametrize("spoil", [lambda p: p.write_bytes(b"no workbook"), lambda p: p.unlink(), lambda p: spoil_head(p)])
def test_another_file_is_told(sheet: Sheet, spoil: Callable[[Path], object]) -> None:
    spoil(sheet.path)
    with pytest.raises(SheetError):
        sheet.back()


def spoil_head(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "other"
    book.save(path)


def test_a_correction_by_sheet_survives_the_next_run(sheet: Sheet, tmp_path: Path) -> None:
    sheet.edit("a total of 441 pupils", value=414)
    sheet.back()
    again = write_sample(tmp_path / "next", read_corrections(sheet.ledger), sample(read_corrections(sheet.ledger)))
    assert ",414,,exact,pupils," in (again / "records.csv").read_text("utf-8")
