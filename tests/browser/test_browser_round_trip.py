"""The whole way on the articles in raw/, through the real commands: run, correct by keyboard at the desk, run again, see it, undo it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipeline.review.appending import append_lines, line_of
from pipeline.review.cases import values
from pipeline.review.dataset import read_dataset
from pipeline.settle.ledger import in_force, read_corrections
from tests.browser.conftest import Page
from tests.conftest import CHECKOUT
from tests.test_cli_review import House, diff, digests


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The articles of raw/, made into a dataset."""
    found = House(tmp_path_factory.mktemp("house"))
    found.build()
    shutil.rmtree(found.raw)
    shutil.copytree(CHECKOUT / "raw", found.raw)
    found.run()
    return found


@contextmanager
def desk(house: House) -> Iterator[str]:
    """`press-records review` as a person starts it; gives the address that it names, and ends with Ctrl-C."""
    command = [sys.executable, "-m", "pipeline", "review", str(house.output), "--rules", str(house.rules), "--who", "mia"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as running:
        try:
            assert running.stdout is not None
            yield running.stdout.readline().split(": ", 1)[1].strip()
        finally:
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=20) == 0


def open_desk(tab: Page, address: str) -> None:
    """Open the desk as soon as it answers."""
    for _ in range(100):
        try:
            tab.open(address)
            break
        except Exception as error:
            if "ERR_CONNECTION_REFUSED" not in str(error):
                raise
            time.sleep(0.1)
    tab.errors.clear()


def a_count(house: House) -> str:
    """A record with one count of beneficiaries."""
    return next(r["record_id"] for r in read_dataset(house.output).records if len(r["beneficiaries"]) == 1 and r["companies"])


def test_by_keyboard(house: House, tab: Page) -> None:
    pytest.importorskip("uvicorn", reason="the desk needs the extra [server]")
    first, record = digests(house.output), a_count(house)
    before = shutil.copytree(house.output, house.root / "before")
    with desk(house) as address:
        open_desk(tab, address)
        page = tab.page
        page.evaluate("record => Report.set({ view: 'cases', case: record })", record)
        tab.press("5", "e")
        page.wait_for_selector("dialog input")
        page.keyboard.type("77777")
        tab.press("Enter")
        tab.until("!document.querySelector('dialog')")
        assert "1 of 1 corrections applied" in house.run(), "the desk may stay open"
        assert (house.row(record)["beneficiaries"], house.row(record)["corrected"]) == ("77777", "beneficiaries")
        assert [line for line in diff(before, house.output) if "77,777" in line and line.endswith("(correction)")]
        report = page.context.new_page()
        report.goto((house.output / "report.html").as_uri() + f"#view=cases&case={record}")
        assert "mia" in report.locator(".value", has_text="77,777").inner_text()
        report.locator('.top nav a[data-view="changes"]').click()
        assert "a person decided" in report.locator("#changes").inner_text()
        tab.press("u")
        tab.until("document.querySelector('.toast')?.textContent.startsWith('Taken back')")
    assert tab.errors == []
    assert in_force(read_corrections(house.ledger)) == []
    house.run()
    assert house.row(record)["corrected"] == ""
    house.run()
    assert digests(house.output) == first


def test_a_decision_of_the_last_run_is_taken_back_at_a_new_desk(house: House, tab: Page) -> None:
    pytest.importorskip("uvicorn", reason="the desk needs the extra [server]")
    record = a_count(house)
    was = house.row(record)["beneficiaries"]
    with desk(house) as address:
        open_desk(tab, address)
        tab.page.evaluate("record => Report.set({ view: 'cases', case: record })", record)
        tab.press("5", "r")
        tab.until("document.querySelector('.toast') !== null")
    house.run()
    assert house.row(record)["beneficiaries"] == ""
    with desk(house) as address:
        open_desk(tab, address)
        tab.press("u")
        tab.until("document.querySelector('.toast')?.textContent.startsWith('Taken back')")
    house.run()
    assert house.row(record)["beneficiaries"] == was


def test_every_correction_of_hundreds_costs_little(house: House) -> None:
    """Accepting everything there is changes no value, and every value says so."""
    dataset = read_dataset(house.output)
    lines = [
        line_of("accept", who="ann", when="2026-01-01T00:00:00Z", field=field, article=r["article"], record_id=r["record_id"],
                text=dataset.text(r["article"]["id"]), span=(value["start"], value["end"]), old=value)
        for r in dataset.records for field, value in values(r)
    ]
    append_lines(house.ledger, lines)
    assert f"{len(lines)} of {len(lines)} corrections applied" in house.run()
    again = read_dataset(house.output)
    assert [[(f, v["text"]) for f, v in values(r)] for r in again.records] == [[(f, v["text"]) for f, v in values(r)] for r in dataset.records]
    assert all(v["confidence"] >= 0.99 for r in again.records for _, v in values(r))
