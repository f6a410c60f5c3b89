"""The whole way on the articles in raw/: run, find, correct by keyboard, run again, see it, undo it, and the same by spreadsheet."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.article import Rejected
from pipeline.flow import Extraction, extract_article
from pipeline.read import read_folder
from pipeline.review.dataset import read_dataset
from pipeline.review.report import write_report
from pipeline.review.sheet import export_sheet
from pipeline.review.sheet_back import import_sheet
from pipeline.rulebook import Rulebook, default_folder, load_rules
from pipeline.settle.corrections import corrected_records
from pipeline.settle.ledger import Decisions, in_force, read_corrections
from tests.browser.conftest import Page, Serve
from tests.conftest import CHECKOUT
from tests.report_sample import write_sample


class House:
    """A folder of rules with its ledger, and runs of the pipeline over raw/."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(default_folder(), root / "rules")
        (root / "rules" / "corrections.jsonl").unlink(missing_ok=True)
        self.rules: Rulebook = replace(load_rules(), folder=root / "rules")
        self.ledger = root / "rules" / "corrections.jsonl"
        self.found = [a if isinstance(a, Rejected) else extract_article(a, load_rules()) for a in read_folder(CHECKOUT / "raw", load_rules())]

    def run(self, name: str, previous: Path | None = None) -> Path:
        corrections = read_corrections(self.ledger)
        decisions = Decisions(corrections)
        results = [
            replace(one, records=corrected_records(one.article, one.records, decisions)) if isinstance(one, Extraction) else one for one in self.found
        ]
        folder = write_sample(self.root / name, corrections, results)
        write_report(folder, self.rules, previous=previous)
        return folder


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


def row(folder: Path, record_id: str) -> dict[str, str]:
    with (folder / "records.csv").open(encoding="utf-8", newline="") as file:
        return next(line for line in csv.DictReader(file) if line["record_id"] == record_id)


def a_count(folder: Path) -> tuple[str, str]:
    """A record with one count of beneficiaries, and the words it stands in."""
    record = next(r for r in read_dataset(folder).records if len(r["beneficiaries"]) == 1 and r["companies"])
    return record["record_id"], record["beneficiaries"][0]["text"]


def test_by_keyboard(house: House, tab: Page, serve: Serve) -> None:
    first = house.run("first")
    record, _ = a_count(first)
    page = tab.open(serve(first, house.ledger, house.rules))
    page.evaluate("record => Report.set({ view: 'cases', case: record })", record)
    tab.press("5", "e")
    page.wait_for_selector("dialog input")
    page.keyboard.type("77777")
    tab.press("Enter")
    tab.until("!document.querySelector('dialog')")
    second = house.run("second", first)
    assert row(second, record)["beneficiaries"] == "77777"
    assert row(second, record)["corrected"] == "beneficiaries"
    report = tab.page.context.new_page()
    report.goto((second / "report.html").as_uri() + f"#view=cases&case={record}")
    assert "mia" in report.locator(".value", has_text="77,777").inner_text()
    report.locator('.top nav a[data-view="changes"]').click()
    assert "a person decided" in report.locator("#changes").inner_text()
    tab.press("u")
    tab.until("document.querySelector('.toast')?.textContent.startsWith('Taken back')")
    third = house.run("third", second)
    assert in_force(read_corrections(house.ledger)) == []
    assert (third / "records.jsonl").read_bytes() == (first / "records.jsonl").read_bytes()


def test_by_spreadsheet(house: House) -> None:
    pytest.importorskip("xlsxwriter", reason="spreadsheets need the extra [excel]")
    openpyxl = pytest.importorskip("openpyxl", reason="spreadsheets need the extra [excel]")
    first = house.run("sheet-first")
    record, words = a_count(first)
    path = house.root / "review.xlsx"
    export_sheet(first, path, house.rules)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    head = [cell.value for cell in page[1]]
    line = next(cells for cells in page.iter_rows(min_row=2) if cells[1].value == record and f"[{' '.join(words.split())}]" in cells[head.index("in the text")].value)
    line[head.index("value")].value = 88888
    book.save(path)
    assert len(import_sheet(path, first, house.rules, house.ledger, who="tom").saved) == 1
    second = house.run("sheet-second", first)
    assert (row(second, record)["beneficiaries"], row(second, record)["corrected"]) == ("88888", "beneficiaries")


def test_every_correction_of_a_thousand_costs_little(house: House) -> None:
    """Accepting everything there is changes no value, and every value says so."""
    from pipeline.review.appending import append_lines, line_of
    from pipeline.review.cases import values

    dataset = read_dataset(house.run("many-first"))
    lines = [
        line_of("accept", who="ann", when="2026-01-01T00:00:00Z", field=field, article=r["article"], record_id=r["record_id"],
                text=dataset.text(r["article"]["id"]), span=(value["start"], value["end"]), old=value)
        for r in dataset.records for field, value in values(r)
    ]
    append_lines(house.ledger, lines)
    again = read_dataset(house.run("many-second"))
    assert [[(f, v["text"]) for f, v in values(r)] for r in again.records] == [[(f, v["text"]) for f, v in values(r)] for r in dataset.records]
    assert all(v["confidence"] >= 0.99 for r in again.records for _, v in values(r))
