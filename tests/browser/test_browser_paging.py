"""A desk of several pages in a real browser: the keys go on from page to page, search and filters reach every case."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline.settle.ledger import read_corrections
from tests.browser.conftest import Page, Serve
from tests.report_sample import write_sample
from tests.test_report import with_settings

Error = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").Error


class Paged:
    """A desk whose four cases stand on two pages."""

    def __init__(self, tmp_path: Path, tab: Page, serve: Serve) -> None:
        self.ledger, self.tab = tmp_path / "rules" / "corrections.jsonl", tab
        self.address = serve(write_sample(tmp_path / "output"), self.ledger, with_settings(desk_whole=1, desk_page=2))
        self.page = tab.open(self.address)
        self.at("spring-digest-2")

    def at(self, record: str) -> None:
        """Wait until a case is shown."""
        self.until(f"Report.view?.id === '{record}'")

    def until(self, holds: str) -> None:
        """Wait until an expression holds on a page that is here to stay, this one or the one that it is left for."""
        here = "document.querySelector('#progress') !== null && !document.body.hasAttribute('aria-busy')"
        for _ in range(6):
            with suppress(Error, AssertionError):
                return self.tab.until(f"typeof Report !== 'undefined' && {here} && ({holds})")
        raise AssertionError(f"never came: {holds}")

    @property
    def tally(self) -> str:
        return str(self.page.locator(".tally").inner_text())


@pytest.fixture
def desk(tmp_path: Path, tab: Page, serve: Serve) -> Paged:
    return Paged(tmp_path, tab, serve)


def test_the_keys_go_on_to_the_next_page_and_back(desk: Paged) -> None:
    assert "4 cases, worst first; here 1 to 2" in desk.tally
    desk.tab.press("j", "j")
    desk.at("mill-story-1")
    assert "here 3 to 4" in desk.tally
    desk.tab.press("k")
    desk.at("spring-digest-1")
    desk.tab.press("k")
    desk.at("spring-digest-2")
    desk.tab.press("k")
    desk.page.wait_for_timeout(100)
    desk.at("spring-digest-2")
    assert desk.tab.errors == []


def test_decisions_go_on_over_pages(desk: Paged) -> None:
    desk.tab.press("n", "a")
    for count in range(2, 7):
        desk.until(f"document.querySelector('#progress').textContent.includes('{count - 1} decided') && Report.active >= 0")
        desk.tab.press("a")
    desk.until("document.querySelector('#progress').textContent.startsWith('0 doubtful')")
    assert [c.action for c in read_corrections(desk.ledger)] == ["accept"] * 6
    assert {c.record for c in read_corrections(desk.ledger)} == {"spring-digest-2", "spring-digest-1", "mill-story-1", "spring-digest-3"}
    assert desk.tab.errors == []


def test_keys_pressed_while_the_next_page_comes_are_kept_for_it(desk: Paged) -> None:
    desk.page.evaluate("for (const key of 'jjj') document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))")
    desk.at("spring-digest-3")
    assert "here 3 to 4" in desk.tally
    desk.page.go_back()
    desk.until("document.querySelector('.tally').textContent.includes('here 1 to 2')")
    before = str(desk.page.evaluate("Report.view.id"))
    desk.tab.press("k" if before == "spring-digest-1" else "j")
    desk.until(f"Report.view?.id !== '{before}'")
    assert desk.tab.errors == []


def test_search_and_filters_reach_every_case(desk: Paged) -> None:
    desk.page.locator("#q").fill("ovens")
    desk.page.locator("#q").press("Enter")
    desk.at("mill-story-1")
    assert "1 case of 4" in desk.tally
    assert desk.page.locator("#q").input_value() == "ovens"
    desk.page.locator(".tally button").click()
    desk.at("spring-digest-2")
    desk.page.locator("#facet-company").select_option("marlowe-foods")
    desk.at("mill-story-1")
    assert desk.page.locator("#facet-company").input_value() == "marlowe-foods"
    assert "2 cases of 4" in desk.tally


def test_links_of_the_overview_reach_every_case(desk: Paged) -> None:
    desk.page.locator('.top nav a[data-view="overview"]').click()
    desk.page.locator('#overview a[href*="case=spring-digest-1"]').first.click()
    desk.at("spring-digest-1")
    desk.page.locator('.top nav a[data-view="overview"]').click()
    desk.page.locator('#overview a[href*="flag=no_program"]').first.click()
    desk.at("mill-story-1")
    assert "2 cases of 4" in desk.tally


def test_an_address_with_a_case_of_another_page_opens_it(desk: Paged, browser: Any) -> None:
    context = browser.new_context()
    other = Page(context.new_page())
    other.open(desk.address, "#view=cases&case=spring-digest-3")
    desk.tab = other
    desk.at("spring-digest-3")
    other.page.reload()
    desk.at("spring-digest-3")
    assert "token" not in other.page.url
    context.close()


def test_the_next_button_turns_the_page(desk: Paged) -> None:
    desk.page.get_by_role("button", name="Next cases").click()
    desk.at("mill-story-1")
    assert desk.page.get_by_role("button", name="Next cases").is_disabled()
    desk.page.get_by_role("button", name="Cases before").click()
    desk.at("spring-digest-2")
