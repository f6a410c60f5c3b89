"""Hostile words: whatever an article, a file name or a colleague's note says, the page shows it and does nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.review.report import write_report
from pipeline.rulebook import load_rules
from tests.browser.conftest import LAPTOP, Page, Serve
from tests.report_sample import article, case, extraction, write_sample

RUN = "window.pwned=1"
HOSTILE = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</SCRIPT ><script>{RUN}</script>",
    f"<!--<script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<img src=x onerror={RUN}>",
    f"<img src=`x` onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    "<iframe src=javascript:parent.pwned=1>",
    "<object data=javascript:pwned=1>",
    "<embed src=javascript:pwned=1>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'; body { display: none }</style>",
    "</style><style>body { display: none }</style>",
    "<form action=https://evil.example/><button id=pwn>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<math><mtext></mtext><script>{RUN}</script></math>",
    f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\">",
    f"</noscript><img src=x onerror={RUN}>",
    f"</textarea></title></template><img src=x onerror={RUN}>",
    f"\" onmouseover={RUN} x=\"",
    f"' onfocus={RUN} autofocus x='",
    f"` onclick={RUN} `",
    "javascript:window.pwned=1",
    "JaVaScRiPt:window.pwned=1",
    "data:text/html,<script>parent.pwned=1</script>",
    "vbscript:pwned=1",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "{{ config.__class__.__mro__ }}",
    "${window.pwned=1}",
    "#{7*7} <%= 7*7 %>",
    "\u202egnp.exe\u202c evil",
    "\u2066\u2067\u202a\u202b bidi \u2069",
    "line\u2028separator\u2029paragraph",
    "zero\u200bwidth\ufeffmark\u00ad",
    "\"]};window.pwned=1;//",
    "\\\"]};window.pwned=1;//",
    "\\u003cscript\\u003ewindow.pwned=1\\u003c/script\\u003e",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.pwned=1&#62;",
    "__proto__",
    "constructor",
    "../../etc/passwd",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
    "A\u0000B\u0007C",
    "=cmd|' /C calc'!A0",
    "<div id=config>{}</div>",
    "<a href=javascript:window.pwned=1 id=pwn>x</a>",
]
TAGS = {
    *(["html", "article", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "nav", "b", "div", "main", "section", "p", "table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "li", "details", "summary", "code"]),
    *(["svg", "rect", "g", "line", "text", "circle", "script", "noscript", "input", "label", "select", "option", "span", "button", "bdi", "mark", "kbd", "q", "dialog", "form", "dl", "dt", "dd", "pre", "datalist"]),
}


def hostile_folder(folder: Path) -> Path:
    """A dataset with one article for each payload, which stands wherever words of others can stand."""
    results = []
    for number, words in enumerate(HOSTILE):
        text = f"{words}\n\nWe, {words}, ran {words} with {words} for 12 {words} since 2014.\n"
        name = words if "\0" not in words else f"nul-{number}"
        a = article(f"{number}-{name}", text, title=words, source=words, author=words, url=words if ":" in words else f"https://ok.example/{words}")
        start = text.index(words, len(words))
        spot = (start, start + len(words), words)
        told = {"rule": words, "confidence": 0.3}
        people = Mention("beneficiary", *spot, value=12, unit=words, unit_class="people", **told)  # type: ignore[arg-type]
        named = [Mention(field, *spot, value=words, company_id=words if field == "company" else None, **told) for field in ("company", "partner", "program")]  # type: ignore[arg-type]
        miss = Mention("beneficiary", *spot, value=1, unit=words, flags=(words,), **told)  # type: ignore[arg-type]
        one = replace(case(text, 1, None, None), heading=words)
        held = {"companies": (named[0],), "partners": (named[1],), "programs": (named[2],), "beneficiaries": (people,), "aside": (miss,)}
        results.append(extraction(a, [Record(f"{a.id}-1", a, one, **held, flags=(words,), confidence=0.3)]))  # type: ignore[arg-type]
    return write_sample(folder, (), results)


def ledger(path: Path) -> Path:
    """Decisions whose who, note, field values and words are hostile too; none has a place, so that all are listed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        {"who": words, "when": words, "action": "edit", "field": "companies", "article": words, "sha256": words, "record": words,
         "quote": {"start": 0, "exact": words + " nowhere"}, "old": {"value": words, "rule": words}, "new": {"value": words}, "note": words}
        for words in HOSTILE
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("hostile")
    folder, book = hostile_folder(root / "output"), ledger(root / "rules" / "corrections.jsonl")
    old = write_sample(root / "old")
    write_report(folder, replace(load_rules(), folder=book.parent), previous=old)
    return folder, book


LOOK = """() => {
    const all = [...document.querySelectorAll('*')];
    return {
        tags: [...new Set(all.map((n) => n.tagName.toLowerCase()))],
        handlers: all.flatMap((n) => n.getAttributeNames()).filter((a) => a.startsWith('on') || a === 'style' || a === 'src' || a === 'srcdoc'),
        links: [...document.querySelectorAll('a[href]')].map((n) => n.getAttribute('href')).filter((h) => !/^(#|https:\\/\\/ok\\.example\\/)/.test(h)),
        planted: document.querySelectorAll('#pwn').length,
        pwned: window.pwned ?? null,
        shown: document.body.getClientRects().length,
    };
}"""


def harmless(page: Any) -> None:
    seen = page.evaluate(LOOK)
    assert set(seen["tags"]) <= TAGS, set(seen["tags"]) - TAGS
    assert (seen["handlers"], seen["links"], seen["planted"], seen["pwned"], seen["shown"]) == ([], [], 0, None, 1)


def test_there_are_enough_payloads() -> None:
    assert len(set(HOSTILE)) >= 40


def test_the_report_shows_them_and_does_nothing(tab: Page, place: tuple[Path, Path]) -> None:
    page = tab.open(place[0] / "report.html")
    for view in ("overview", "cases", "changes", "rules"):
        page.locator(f'.top nav a[data-view="{view}"]').click()
        harmless(page)
    assert page.evaluate("Report.index.length") == len(HOSTILE)
    for at in range(len(HOSTILE)):
        page.evaluate("n => Report.set({ view: 'cases', case: Report.index[n].id, aside: '1' })", at)
        page.locator(".value").first.focus()
        page.locator("#text mark").first.hover()
        harmless(page)
        assert page.evaluate("document.querySelector('#text').textContent === Report.view.text")
        assert page.locator(".value bdi").first.evaluate("node => node.textContent") in HOSTILE
    assert tab.errors == []
    assert tab.requests == [(place[0] / "report.html").as_uri()]


@pytest.mark.parametrize("at", range(0, len(HOSTILE), 6))
def test_the_address_can_carry_them(tab: Page, place: tuple[Path, Path], at: int) -> None:
    from urllib.parse import quote

    words = quote(HOSTILE[at], safe="")
    page = tab.open(place[0] / "report.html", f"#view=cases&q={words}&flag={words}&case={words}&rule={words}")
    harmless(page)
    assert tab.errors == []


def test_without_javascript_too(browser: Any, place: tuple[Path, Path]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=LAPTOP)
    page = Page(context.new_page())
    page.open(place[0] / "report.html")
    harmless(page.page)
    assert page.requests == [(place[0] / "report.html").as_uri()]
    context.close()


def test_the_desk_shows_them_and_does_nothing(tab: Page, serve: Serve, place: tuple[Path, Path]) -> None:
    address = serve(place[0], place[1], replace(load_rules(), folder=place[1].parent))
    page = tab.open(address)
    begun = len(place[1].read_text("utf-8").split("\n"))
    for at in range(0, len(HOSTILE), 3):
        page.evaluate("n => Report.set({ view: 'cases', case: Report.index[n].id, aside: '1' })", at)
        tab.press("1", "e")
        page.wait_for_selector("dialog input")
        harmless(page)
        page.fill("dialog input", HOSTILE[at][::-1].strip() or "x")
        tab.press("Enter")
        tab.until("!document.querySelector('dialog')")
        harmless(page)
    assert len(place[1].read_text("utf-8").split("\n")) > begun
    assert not [error for error in tab.errors if "ERR_" not in error]
    assert {url.split("?")[0].rstrip("/") for url in tab.requests} <= {address.split("/?")[0], address.split("/?")[0] + "/decide"}
    page.reload()
    harmless(page)
