"""The report in a real browser: it opens quickly, asks nobody, and shows, filters, searches and remembers."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.report import write_report
from pipeline.rulebook import load_rules
from tests.browser.conftest import LAPTOP, Page
from tests.report_sample import article, extraction, sample, story_records, write_sample
from tests.test_corrections import EDIT


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    old = write_sample(tmp_path_factory.mktemp("old") / "output")
    folder = write_sample(tmp_path_factory.mktemp("new") / "output", [EDIT])
    rules = tmp_path_factory.mktemp("rules")
    line = asdict(EDIT)
    (rules / "corrections.jsonl").write_text(json.dumps({k: v for k, v in line.items() if v is not None}) + "\n", "utf-8")
    write_report(folder, replace(load_rules(), folder=rules), previous=old)
    return folder / "report.html"


def rows(page: Any) -> list[str]:
    return page.locator(".row .who").all_inner_texts()


def test_it_opens_and_asks_nobody(tab: Page, report: Path) -> None:
    page = tab.open(report)
    assert page.locator("#overview").is_visible()
    for view in ("cases", "changes", "rules"):
        page.locator(f'.top nav a[data-view="{view}"]').click()
        assert page.locator(f"#{view}").is_visible()
    assert tab.errors == []
    assert tab.requests == [report.as_uri()]


def test_the_worst_case_is_open_with_its_values_in_their_place(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    assert rows(page)[0] == "Bluewater Pumps"
    marks = page.locator("#text mark")
    assert marks.all_inner_texts() == ["Bluewater Pumps", "Kalabo Trust", "over 3 million kwacha", "Clear Wells", "60 wells"]
    assert page.locator("#text").evaluate("node => node.textContent").startswith("Wells for Kalabo\n\nBluewater Pumps and")


def test_pointing_at_a_value_shows_its_rule_and_its_words(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    page.locator(".value", has_text="60 wells").hover()
    assert "beneficiaries.bare" in page.locator("#app .inspect").inner_text()
    assert page.locator("#text mark.on").inner_text() == "60 wells"
    page.locator("#text mark", has_text="Kalabo Trust").hover()
    assert page.locator(".value.on bdi").inner_text() == "Kalabo Trust"
    page.locator("#text mark", has_text="Clear Wells").click()
    assert page.evaluate("document.activeElement.innerText").startswith("Clear Wells")


def test_an_offset_after_a_character_beyond_16_bits(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases&case=mill-story-1")
    assert page.locator("#text mark").all_inner_texts() == ["Marlowe Foods", "1,200 families", "$40,000"]


def test_every_text_in_the_page_is_the_cases_own(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    for at in range(4):
        same = page.evaluate("n => { Report.set({ case: Report.index[n].id }); return document.querySelector('#text').textContent === Report.view.text; }", at)
        assert same


def test_near_misses_can_be_shown(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases&case=spring-digest-3")
    assert page.locator('.group[data-field="start_year"] .value.aside').count() == 1, "what might fill an empty field is always shown"
    assert page.locator('.group[data-field="aside"]').count() == 0
    tab.press("x")
    assert page.locator("#text mark.aside").all_inner_texts() == ["2021"]
    assert page.locator('.group[data-field="start_year"] .value').count() == 0
    assert "aside=1" in page.url
    page.locator(".value.aside").click()
    assert "award" in page.locator("#app .inspect").inner_text()


@pytest.mark.parametrize(
    ("facet", "choice", "expected"),
    [
        ("flag", "no_program", ["Marlowe Foods", "Marlowe Foods"]),
        ("flag", "corrected", ["Nordkap Shipping"]),
        ("field", "amounts", ["Bluewater Pumps", "Marlowe Foods"]),
        ("field", "-programs", ["Marlowe Foods", "Marlowe Foods"]),
        ("company", "marlowe-foods", ["Marlowe Foods", "Marlowe Foods"]),
        ("source", "The Harbour Post", ["Bluewater Pumps", "Marlowe Foods", "Marlowe Foods", "Nordkap Shipping"]),
        ("article", "mill-story", ["Marlowe Foods"]),
        ("conf", "doubtful", ["Bluewater Pumps", "Marlowe Foods", "Marlowe Foods"]),
        ("conf", "4", ["Bluewater Pumps"]),
        ("rule", "money.given", ["Bluewater Pumps"]),
    ],
)
def test_facets(tab: Page, report: Path, facet: str, choice: str, expected: list[str]) -> None:
    page = tab.open(report, "#view=cases")
    page.select_option(f"#facet-{facet}", choice)
    assert sorted(rows(page)) == sorted(expected)
    again = tab.open(page.url.split("#")[0], "#" + page.url.split("#")[1])
    page.reload()
    assert sorted(rows(again)) == sorted(expected)
    assert again.locator(f"#facet-{facet}").input_value() == choice


def test_search_looks_into_names_and_texts(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    page.fill("#q", "OVENS families")
    assert rows(page) == ["Marlowe Foods"]
    assert "q=OVENS" in page.url
    page.fill("#q", "no such words anywhere")
    assert rows(page) == []
    page.get_by_role("button", name="Clear", exact=True).click()
    assert len(rows(page)) == 4


def test_the_back_button_goes_back(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    page.select_option("#facet-flag", "no_program")
    page.go_back()
    assert len(rows(page)) == 4


def test_keys_go_about(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    tab.press("n")
    assert page.evaluate("Report.view.all[Report.active].t") == "Bluewater Pumps"
    tab.press("5")
    assert page.evaluate("document.activeElement.innerText").startswith("60 wells")
    tab.press("j")
    assert page.evaluate("Report.view.id") == "mill-story-1"
    tab.press("k", "/", "w")
    assert page.input_value("#q") == "w"
    tab.press("Escape", "?")
    assert page.locator("dialog").is_visible()


def test_changes_lead_to_their_case(tab: Page, report: Path) -> None:
    page = tab.open(report, "#changes")
    assert "441 pupils" in page.locator("#changes").inner_text()
    page.locator("#changes a", has_text="spring-digest-1").click()
    assert page.evaluate("Report.view.id") == "spring-digest-1"
    assert "mia" in page.locator(".value", has_text="414 pupils").inner_text()


def test_without_javascript_everything_can_be_read(browser: Any, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=LAPTOP)
    page = context.new_page()
    page.goto(report.as_uri())
    text = page.locator("main").inner_text()
    for words in ("Overview", "Nordkap Shipping", "over 3 million kwacha", "> 3,000,000 ZMW, donated", "Rules that never fired", "All cases on this page"):
        assert words in text
    context.close()


def test_it_fits_a_telephone(phone: Page, report: Path) -> None:
    for state in ("", "#view=cases", "#view=cases&case=spring-digest-2", "#changes", "#rules"):
        page = phone.open(report, state)
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, state
    page = phone.open(report, "#view=cases")
    page.reload()
    page.locator(".row").first.click()
    assert page.locator("#text").is_visible()
    page.locator(".back").click()
    assert page.locator(".row").first.is_visible()
    assert phone.errors == []


def test_it_prints(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    assert page.locator("#overview").is_visible()
    assert not page.locator(".list").is_visible()


def test_landmarks_and_names(tab: Page, report: Path) -> None:
    page = tab.open(report, "#view=cases")
    for role, name in (("banner", None), ("main", None), ("navigation", "Views"), ("navigation", "Find cases"), ("region", "Text of the case"), ("region", "Record of the case"), ("search", None)):
        assert page.get_by_role(role, name=name).count() == 1 if name else page.get_by_role(role).count() >= 1, (role, name)
    nameless = page.evaluate("[...document.querySelectorAll('button, input, select, a[href]')].filter(n => !(n.innerText || n.getAttribute('aria-label') || n.labels?.length)).length")
    assert nameless == 0


def seconds_to_open(tab: Page, file: Path) -> float:
    tab.page.goto("about:blank")
    begun = time.perf_counter()
    tab.open(file, "#view=cases").locator("#text").wait_for()
    return time.perf_counter() - begun


def test_a_thousand_cases_open_in_two_seconds(tab: Page, report: Path, tmp_path: Path) -> None:
    """Two seconds on a machine that does nothing else; on a busy one, not much longer than a page of four cases takes there."""
    results = []
    for n in range(1000):
        a = article(f"story-{n:04}", f"Kitchens\n\nNumber {n}. Marlowe Foods said that 1,200 families had eaten there and paid $40,000. " + "It was a long day in the harbour, and people talked. " * 60)
        results.append(extraction(a, story_records(a)))
    folder = write_sample(tmp_path / "output", (), results)
    write_report(folder, load_rules())
    large = folder / "report.html"
    assert large.stat().st_size < 10_000_000
    small, opened, found = [], [], []
    for _ in range(3):  # other tests run on the same cores: the best of three counts
        small.append(seconds_to_open(tab, report))
        opened.append(seconds_to_open(tab, large))
        page = tab.page
        begun = time.perf_counter()
        page.fill("#q", "Number 777.")
        assert len(rows(page)) == 1
        found.append(time.perf_counter() - begun)
    assert min(opened) < max(2, 4 * min(small))
    assert min(found) < max(2, 4 * min(small))
    assert len(sample()) == 4
