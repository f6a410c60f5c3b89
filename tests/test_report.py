"""The report: one page that asks nobody, says what the dataset holds, and is the same every time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.cases import safe_link, segments, worst
from pipeline.review.changes import change_line, compare, diff_datasets
from pipeline.review.dataset import DatasetError, read_dataset
from pipeline.review.judged import conflicts, judgements, reliability, rule_lines, silent, wilson
from pipeline.review.overview import overview
from pipeline.review.report import inline, report_pages, write_report
from pipeline.review.summary import summary_of
from pipeline.review.views import Views
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.ledger import Correction
from tests.conftest import CHECKOUT
from tests.report_sample import DIGEST, sample, write_sample
from tests.test_corrections import ACCEPT, EDIT, REJECT, put_before, undo

RULES = load_rules()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_sample(tmp_path_factory.mktemp("report") / "output")
    write_report(made, RULES)
    return made


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "report.html").read_text("utf-8")


def data(html: str, which: str) -> Any:
    return json.loads(re.search(rf'<script type="application/json" {which}>(.*?)</script>', html, re.S)[1])  # type: ignore[index]


def pages_of(folder: Path, corrections: Sequence[Correction] = (), rules: Rulebook = RULES) -> dict[str, str]:
    return {where: "".join(pieces) for where, pieces in report_pages(read_dataset(folder), rules, corrections)}


def with_settings(**settings: int) -> Rulebook:
    """The rules with other settings of the report."""
    report = RULES.words["report"]
    return replace(RULES, words={**RULES.words, "report": {**report, "settings": {**report["settings"], **settings}}})


def test_the_page_asks_nobody(html: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-") or policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in policy[1]
    assert "connect-src" not in policy[1]
    assert not re.search(r"<(?:link|img|iframe|object|embed|base|form action)\b", html)
    assert not re.search(r"""\b(?:src|srcset|action|formaction|background|poster)=["']""", re.sub(r"<script.*?</script>", "", html, flags=re.S))
    assert not re.search(r"url\(|@import", html.split("<style>")[1].split("</style>")[0])
    assert not re.search(r"\son\w+=|\sstyle=", re.sub(r"<(script|style).*?</\1>", "", html, flags=re.S))


def test_scripts_and_styles_are_the_ones_the_policy_names(html: str) -> None:
    from base64 import b64encode
    from hashlib import sha256

    held = [re.search(r"<style>(.*?)</style>", html, re.S)[1], *re.findall(r"<script>(.*?)</script>", html, re.S)]  # type: ignore[index]
    assert len(held) == 2
    for text in held:
        assert b64encode(sha256(text.encode()).digest()).decode() in html


def test_worst_cases_come_first(html: str) -> None:
    assert [row["id"] for row in data(html, 'id="index"')] == ["spring-digest-2", "spring-digest-1", "mill-story-1", "spring-digest-3"]


def test_every_value_quotes_the_text(folder: Path, html: str) -> None:
    dataset = read_dataset(folder)
    for view in data(html, 'class="chunk"'):
        letters = dataset.text(view["article"])
        assert view["text"] == letters[view["start"] : view["start"] + len(view["text"])]
        for value in view["values"]:
            assert letters[value["s"] : value["e"]] == value["t"]


def test_it_is_readable_without_javascript(html: str) -> None:
    static = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    for words in ("Nordkap Shipping", "over 3 million kwacha", "&gt; 3,000,000 ZMW, donated", "60 wells", "money.given", "No encoding fits."):
        assert words in static
    assert static.count("<mark") >= 12


def test_the_overview_counts(folder: Path) -> None:
    o = overview(summary_of(read_dataset(folder), RULES), RULES)
    totals = {what: number for what, number, _ in o["totals"]}
    assert totals == {"articles": "4", "cases": "4", "values": "16", "companies": "3", "doubtful values": "6", "cases corrected": "0", "inputs rejected": "1"}
    assert [(bar.code, bar.number) for bar in o["coverage"]][:4] == [("companies", "100% · 4"), ("partners", "50% · 2"), ("programs", "50% · 2"), ("start_year", "25% · 1")]
    assert sum(int(bar.number) for bar in o["confidence"]) == 16
    assert [(bar.label, bar.number) for bar in o["currencies"]] == [("USD", "1"), ("ZMW", "1")]
    assert [bar.label for bar in o["whys"]] == ["award"]
    assert {bar.label: bar.number for bar in o["statuses"]} == {"With cases": "2", "Without a case: no public-welfare initiative": "1", "Not readable: encoding": "1"}


def test_rules_are_told_their_hits(folder: Path) -> None:
    summary = summary_of(read_dataset(folder), RULES)
    lines = {line.rule: line for line in rule_lines(summary, [ACCEPT, REJECT])}
    assert (lines["beneficiaries.reached"].hits, lines["beneficiaries.reached"].accepted) == (1, 1)
    assert lines["beneficiaries.bare"].rejected == 1
    assert lines["start_year.sample"].aside == 1
    assert conflicts(summary) == []
    assert isinstance(silent(summary, RULES), list)


def test_judgements_make_the_reliability_curve() -> None:
    assert [(j.rule, j.right) for j in judgements([ACCEPT, REJECT, EDIT, undo(EDIT)])] == [("beneficiaries.reached", True), ("beneficiaries.bare", False)]
    points = reliability(judgements([ACCEPT, REJECT]))
    assert [(p.claimed, p.right, p.judged) for p in points] == [(0.41, 0.0, 1), (0.52, 1.0, 1)]
    low, high = wilson(0.5, 10)
    assert 0.2 < low < 0.5 < high < 0.8


def test_decided_values_are_marked(tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "out", [EDIT])
    pages = pages_of(folder, [EDIT])
    view = next(v for v in data(pages["report.html"], 'class="chunk"') if v["id"] == "spring-digest-1")
    value = next(v for v in view["values"] if v["f"] == "beneficiaries")
    assert (value["v"], value["by"]["who"], value["by"]["action"]) == ("414 pupils", "mia", "edit")
    assert view["corrected"] == ["beneficiaries"]


def test_orphans_are_listed(tmp_path: Path) -> None:
    results = sample(digest=DIGEST.replace("441 pupils", "450 pupils"))
    page = pages_of(write_sample(tmp_path / "out", (), results), [EDIT])["report.html"]
    assert "Decisions without a place" in page
    assert "a total of 441 pupils" in page


# --- what changed ---


def test_changes_say_what_and_why(tmp_path: Path) -> None:
    old = write_sample(tmp_path / "old")
    new = write_sample(tmp_path / "new", [EDIT, REJECT])
    assert [(c.record_id, c.field, c.kind, c.old, c.new, c.reason) for c in diff_datasets(old, new)] == [
        ("spring-digest-1", "beneficiaries", "changed", "441 pupils", "414 pupils", "correction"),
        ("spring-digest-2", "beneficiaries", "removed", "60 wells", None, "correction"),
    ]


def test_changes_as_lines(tmp_path: Path) -> None:
    changes = diff_datasets(write_sample(tmp_path / "old"), write_sample(tmp_path / "new", [EDIT, REJECT]))
    assert [change_line(change) for change in changes] == [
        "~ spring-digest-1  beneficiaries: 441 pupils -> 414 pupils  (correction)",
        "- spring-digest-2  beneficiaries: 60 wells  (correction)",
    ]


def test_changes_by_text_and_rule(tmp_path: Path) -> None:
    old = read_dataset(write_sample(tmp_path / "old"))
    moved = sample(digest=put_before(DIGEST).replace("85 cooks", "86 cooks"))
    changes = compare(old, read_dataset(write_sample(tmp_path / "new", (), moved)))
    assert [(c.field, c.kind, c.reason) for c in changes] == [("beneficiaries", "removed", "text")]
    back = compare(read_dataset(tmp_path / "new"), old)
    assert [(c.field, c.kind, c.new) for c in back] == [("beneficiaries", "added", "85 cooks")]


def test_cases_that_came_and_went(tmp_path: Path) -> None:
    old, new = write_sample(tmp_path / "old"), write_sample(tmp_path / "new", (), sample()[1:])
    assert [(c.record_id, c.field, c.kind, c.old) for c in diff_datasets(old, new)] == [("mill-story-1", "case", "removed", "Marlowe Foods")]
    assert list(diff_datasets(old, old)) == []


def test_changes_stand_in_the_report(tmp_path: Path) -> None:
    old, new = write_sample(tmp_path / "old"), write_sample(tmp_path / "new", [EDIT])
    write_report(new, RULES, previous=old)
    html = (new / "report.html").read_text("utf-8")
    assert "a person decided" in html
    assert "414 pupils" in html


# --- bytes, size, safety ---


def test_the_same_bytes_whatever_the_day(tmp_path: Path) -> None:
    write_sample(tmp_path / "out")
    script = f"from pathlib import Path\nfrom pipeline.review.report import write_report\nfrom pipeline.rulebook import load_rules\nwrite_report(Path({str(tmp_path / 'out')!r}), load_rules())"
    seen = set()
    for seed, zone, locale in (("0", "UTC", "C.UTF-8"), ("4711", "Asia/Kathmandu", "C")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, env=env, check=True)
        seen.add((tmp_path / "out" / "report.html").read_bytes())
    assert len(seen) == 1


def test_many_cases_go_to_further_pages() -> None:
    views = [{"id": str(n), "text": "x" * 1000} for n in range(30)]
    with Views(views, 10_500) as held:
        assert [v["id"] for part in held.parts for v in held.read(part)] == [str(n) for n in range(30)]
        assert len(held.parts) == 3


def test_no_case_is_a_page_too() -> None:
    with Views([], 1000) as held:
        assert [held.read(part) for part in held.parts] == [[]]


def test_of_many_cases_the_most_doubtful_are_shown(folder: Path, html: str) -> None:
    page = pages_of(folder, rules=with_settings(shown=3))["report.html"]
    assert [row["id"] for row in data(page, 'id="index"')] == ["spring-digest-2", "spring-digest-1", "mill-story-1"]
    assert "The 3 cases most in doubt are shown here; 1 more are not" in page
    assert data(page, 'id="index"') == data(html, 'id="index"')[:3]
    assert page.split('<section id="cases"')[0].split("<b>", 2)[2] == html.split('<section id="cases"')[0].split("<b>", 2)[2], "all are counted"
    assert pages_of(folder, rules=with_settings(shown=4))["report.html"] == html


def test_further_pages_are_written_and_linked(tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "out")
    write_report(folder, with_settings(page_bytes=2500))
    first, second = (folder / "report.html").read_text("utf-8"), (folder / "report" / "page-2.html").read_text("utf-8")
    assert 'href="report/page-2.html#cases"' in first
    assert 'href="../report.html#cases"' in second


def test_memory_does_not_grow_with_the_dataset(tmp_path: Path) -> None:
    peaks = []
    for times in (50, 400):
        folder = write_sample(tmp_path / f"of-{times}")
        for name in ("records.jsonl", "review.jsonl", "articles.csv"):
            lines = (folder / name).read_text("utf-8")
            (folder / name).write_text(lines * times if name != "articles.csv" else lines, "utf-8")
        tracemalloc.start()
        pages = [where for where, pieces in report_pages(read_dataset(folder), with_settings(shown=20), []) if sum(map(len, pieces))]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert pages == ["report.html"]
    assert peaks[1] < 1.1 * peaks[0]


def test_json_in_the_page_cannot_end_its_script() -> None:
    told = str(inline(["</script><!--", "\u2028", "&"]))
    assert "<" not in told
    assert "\u2028" not in told
    assert json.loads(told) == ["</script><!--", "\u2028", "&"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil", "ftp://x", "https://a b", "", None])
def test_only_web_links_are_links(url: str | None) -> None:
    assert safe_link(url) is None


def test_segments_share_out_every_character(folder: Path, html: str) -> None:
    for view in data(html, 'class="chunk"'):
        assert "".join(piece for piece, _, _ in segments(view)) == view["text"]


def test_equal_doubts_are_ordered(folder: Path) -> None:
    found = list(read_dataset(folder).found())
    assert worst(found, 9) == worst(found[::-1], 9)
    assert worst(iter(found), 2) == worst(found, 9)[:2]


def test_a_folder_without_a_dataset_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="make pipeline"):
        read_dataset(tmp_path)
    write_sample(tmp_path / "out")
    (tmp_path / "out" / "review.jsonl").write_text("{\n", "utf-8")
    with pytest.raises(DatasetError, match=r"review\.jsonl:1"):
        list(read_dataset(tmp_path / "out").found())


def test_a_dataset_without_review_lines_is_read(tmp_path: Path) -> None:
    folder = write_sample(tmp_path / "out")
    (folder / "review.jsonl").unlink()
    write_report(folder, RULES)
    assert "Nordkap" in (folder / "report.html").read_text("utf-8")
