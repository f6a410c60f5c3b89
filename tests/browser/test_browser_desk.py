"""The desk in a real browser, by keyboard alone: decide, undo, select, merge, and what two people do at once."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.report import write_report
from pipeline.rulebook import default_folder, load_rules
from pipeline.settle.ledger import in_force, read_corrections
from tests.browser.conftest import Page, Serve
from tests.report_sample import write_sample


class Desk:
    """A desk that is open in a browser."""

    def __init__(self, tmp_path: Path, tab: Page, serve: Serve) -> None:
        self.folder, self.ledger, self.tab = write_sample(tmp_path / "output"), tmp_path / "rules" / "corrections.jsonl", tab
        shutil.copytree(default_folder(), self.ledger.parent)
        (self.ledger.parent / "companies.csv").write_text("name,aliases\nAcme,\n", "utf-8")
        self.address = serve(self.folder, self.ledger, replace(load_rules(), folder=self.ledger.parent))
        self.page = tab.open(self.address)
        self.tab.until("document.querySelector('#progress') !== null")

    def press(self, *keys: str) -> None:
        self.tab.press(*keys)

    def lines(self, count: int) -> list[Any]:
        """The ledger's lines, when there are so many."""
        for _ in range(200):
            found = read_corrections(self.ledger)
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{len(found)} lines, not {count}")

    def values(self, field: str) -> list[str]:
        return self.page.locator(f'.group[data-field="{field}"] .value:not(.aside) bdi').all_inner_texts()

    def settled(self) -> None:
        self.tab.until("document.querySelector('.toast') !== null")


@pytest.fixture
def desk(tmp_path: Path, tab: Page, serve: Serve) -> Desk:
    return Desk(tmp_path, tab, serve)


def test_accept_and_reject_go_on_to_the_next_doubtful(desk: Desk) -> None:
    desk.press("n", "a", "r")
    lines = desk.lines(2)
    assert [(c.action, c.field) for c in lines] == [("accept", "companies"), ("reject", "beneficiaries")]
    desk.tab.until("document.activeElement.innerText.includes('3,000,000')")
    assert desk.page.locator("#pace b").inner_text() != "0"
    assert desk.page.locator("#progress").inner_text().startswith("4 doubtful left")
    assert desk.tab.errors == []


def test_fast_fingers_lose_nothing(desk: Desk) -> None:
    desk.press(*"naaaaaa")
    assert [c.action for c in desk.lines(6)] == ["accept"] * 6
    assert desk.page.locator("#progress b").first.inner_text() == "0"


def test_editing_by_keyboard(desk: Desk) -> None:
    desk.press("5", "e")
    desk.page.keyboard.type("61")
    desk.press("Enter")
    assert desk.lines(1)[0].new == {"count": 61, "count_max": None, "qualifier": "exact", "unit": "wells", "unit_class": "institutions"}
    desk.tab.until("!document.querySelector('dialog')")
    assert desk.values("beneficiaries") == ["61 wells"]


def test_what_cannot_be_saved_is_said_in_the_form(desk: Desk) -> None:
    desk.press("5", "e")
    desk.page.keyboard.type("a few")
    desk.press("Enter")
    desk.tab.until("document.querySelector('dialog .error').textContent !== ''")
    desk.press("Escape")
    assert not desk.ledger.exists()
    assert desk.values("beneficiaries") == ["60 wells"]


def test_undo_without_limit(desk: Desk) -> None:
    desk.press(*"naaaa")
    desk.lines(4)
    desk.press(*"uuuu")
    assert in_force(desk.lines(8)) == []
    desk.tab.until("document.querySelector('#progress').textContent.startsWith('6 doubtful')")
    desk.press("u")
    desk.tab.until("document.querySelector('.toast.bad') !== null")
    assert "nothing left" in desk.page.locator(".toast").inner_text()


def test_selected_words_become_a_value(desk: Desk) -> None:
    desk.page.evaluate("""() => {
        const walker = document.createTreeWalker(document.querySelector('#text'), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) if (walker.currentNode.data.includes('60 wells')) break;
        getSelection().selectAllChildren(walker.currentNode.parentNode);
    }""")
    desk.press("7")
    line = desk.lines(1)[0]
    assert (line.action, line.field, line.new["count"], line.quote.exact) == ("add", "other_counts", 60, "60 wells")
    desk.tab.until("document.querySelector('.group[data-field=other_counts]') !== null")


def test_words_are_chosen_by_keyboard(desk: Desk) -> None:
    desk.press("3", "v", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowRight")
    chosen = desk.page.evaluate("String(getSelection())")
    assert chosen == "Clear Wells programme,"
    desk.press("3")
    line = desk.lines(1)[0]
    assert (line.field, line.new["value"]) == ("programs", "Clear Wells programme")


def test_words_after_a_character_beyond_16_bits(desk: Desk) -> None:
    desk.press("j", "j", "6", "v")
    assert desk.page.evaluate("String(getSelection())") == "$40,000"
    desk.press("8")
    assert desk.lines(1)[0].quote.exact == "$40,000"


def test_the_grammar_says_when_it_reads_nothing(desk: Desk) -> None:
    desk.press("3", "v", "6")
    desk.tab.until("document.querySelector('dialog') !== null")
    assert "reads no value" in desk.page.locator("dialog h2").inner_text()
    desk.press("Escape")
    assert not desk.ledger.exists()


def test_a_partner_becomes_the_lead(desk: Desk) -> None:
    desk.press("2", "l")
    desk.lines(3)
    desk.tab.until("document.querySelector('.group[data-field=companies] .value bdi').textContent === 'Kalabo Trust'")
    assert desk.values("companies") == ["Kalabo Trust", "Bluewater Pumps"]


def test_two_companies_are_one(desk: Desk) -> None:
    desk.press("j", "j", "1", "m")
    desk.page.keyboard.type("Marlowe Group")
    desk.press("Enter")
    desk.tab.until("document.querySelector('dialog pre') !== null")
    assert "+Marlowe Group,Marlowe Foods" in desk.page.locator("dialog pre").inner_text()
    desk.press("Escape")
    desk.tab.until("!document.querySelector('dialog')")
    assert desk.page.locator(".row .who").all_inner_texts().count("Marlowe Group") == 2
    assert (desk.ledger.parent / "companies.csv").read_text("utf-8") == "name,aliases\nAcme,\n"


def test_the_same_elsewhere(desk: Desk) -> None:
    desk.press("j", "j", "1", "a")
    desk.lines(1)
    desk.settled()
    assert "the same for 1 more" in desk.page.locator(".toast").inner_text()
    desk.press("s")
    assert [c.record for c in desk.lines(2)] == ["mill-story-1", "spring-digest-3"]


def test_a_near_miss_is_taken_in(desk: Desk) -> None:
    desk.page.evaluate("location.hash = '#view=cases&case=spring-digest-3&aside=1'")
    desk.page.wait_for_selector(".value.aside")
    desk.page.locator(".value.aside").focus()
    desk.press("l")
    assert [(c.action, c.field, c.new["value"]) for c in desk.lines(1)] == [("add", "start_year", 2021)]


def test_a_case_is_right_as_a_whole(desk: Desk) -> None:
    desk.press("d")
    assert [c.action for c in desk.lines(6)] == ["accept"] * 6
    desk.tab.until("document.querySelector('.row .done') !== null")


def test_no_case_at_all(desk: Desk) -> None:
    desk.press("Shift+D")
    assert [(c.action, c.field, c.quote.exact) for c in desk.lines(1)] == [("reject", "case", "Wells for Kalabo")]
    desk.tab.until("Report.view.id === 'spring-digest-1'")
    desk.press("u")
    desk.lines(2)
    desk.tab.until("Report.view.id === 'spring-digest-2' && !document.querySelector('.pill.out')")


def test_twelve_values_a_minute_and_more(tmp_path: Path, tab: Page, serve: Serve) -> None:
    desk = Desk(tmp_path, tab, serve)
    begun = time.perf_counter()
    steps = [["n", "a"], ["r"], ["e", "type:4000000", "Enter"], ["a"], ["a"], ["a"], ["1", "a"], ["5", "r"], ["k", "1", "a"], ["5", "a"], ["k", "4", "e", "type:2013", "Enter"], ["3", "a"]]
    for number, step in enumerate(steps, 1):
        for key in step:
            if key.startswith("type:"):
                desk.page.wait_for_selector("dialog input")
                desk.page.keyboard.type(key[5:])
            else:
                desk.press(key)
        if "Enter" in step:
            desk.tab.until("!document.querySelector('dialog')")
        desk.lines(number)
        desk.page.wait_for_timeout(150)
    minutes = (time.perf_counter() - begun) / 60
    assert len(in_force(read_corrections(desk.ledger))) >= 12
    assert 12 / minutes >= 12, f"{12 / minutes:.1f} values a minute"
    print(f"{12 / minutes:.0f} values a minute by a script")


def test_two_people_at_once(desk: Desk, browser: Any) -> None:
    context = browser.new_context()
    other = Page(context.new_page())
    page = other.open(desk.address)
    page.evaluate("localStorage.setItem('who', 'tom')")
    page.reload()
    other.press("1", "r")
    desk.lines(1)
    desk.press("1", "a")
    desk.tab.until("document.querySelector('.toast.bad') !== null")
    assert "Somebody else" in desk.page.locator(".toast").inner_text()
    assert [c.who for c in read_corrections(desk.ledger)] == ["tom"]
    assert desk.values("companies") == []
    context.close()


def test_a_server_that_is_gone_is_said(desk: Desk) -> None:
    desk.page.route("**/decide", lambda route: route.abort())
    desk.press("n", "a")
    desk.tab.until("document.querySelector('.toast.bad') !== null")
    assert "Nothing was saved" in desk.page.locator(".toast").inner_text()


def test_another_page_cannot_decide(desk: Desk, browser: Any, tmp_path: Path) -> None:
    evil = tmp_path / "evil.html"
    host = desk.address.split("/?")[0]
    evil.write_text(f"<form method=post action='{host}/undo'><input name=who value=mia></form><script>fetch('{host}/decide', {{method: 'POST', body: '{{}}', mode: 'no-cors'}}); document.forms[0].submit()</script>", "utf-8")
    desk.press("n", "a")
    desk.lines(1)
    page = desk.page.context.new_page()
    page.goto(evil.as_uri())
    page.wait_for_timeout(300)
    assert len(read_corrections(desk.ledger)) == 1


def test_the_decision_is_in_the_next_report(desk: Desk, tab: Page, tmp_path: Path) -> None:
    """The whole way: find a doubtful value, correct it by keyboard, run again, see it in table and report; undo it, run again."""
    rules = replace(load_rules(), folder=desk.ledger.parent)
    desk.press("n", "n", "e")
    desk.page.wait_for_selector("dialog input")
    desk.page.keyboard.type("61")
    desk.press("Enter")
    desk.lines(1)
    second = write_sample(tmp_path / "second", read_corrections(desk.ledger))
    write_report(second, rules, previous=desk.folder)
    assert ",61,,exact,wells," in (second / "records.csv").read_text("utf-8")
    desk.press("u")
    desk.lines(2)
    page = tab.open(second / "report.html", "#view=cases&case=spring-digest-2")
    assert "mia" in page.locator(".value", has_text="61 wells").inner_text()
    page.locator('.top nav a[data-view="changes"]').click()
    assert "a person decided" in page.locator("#changes").inner_text()
    third = write_sample(tmp_path / "third", read_corrections(desk.ledger))
    assert (third / "records.jsonl").read_bytes() == (desk.folder / "records.jsonl").read_bytes()
    assert json.loads((third / "review.jsonl").read_text("utf-8").split("\n")[1])["applied"] == []
