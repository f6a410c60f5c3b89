"""A desk of more cases than fit on a page: pages, search and filters over all of them, and what people change on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.bench import KEPT, Bench, Latest
from pipeline.review.dataset import read_dataset
from pipeline.review.paging import Paging
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.ledger import read_corrections
from tests.report_sample import write_sample
from tests.test_report import with_settings

TIGHT = with_settings(desk_whole=1, desk_page=2)
WORST = ["spring-digest-2", "spring-digest-1", "mill-story-1", "spring-digest-3"]


def paging(tmp_path: Path, rules: Rulebook = TIGHT) -> Paging:
    return Paging(Bench(read_dataset(write_sample(tmp_path / "output")), rules, tmp_path / "corrections.jsonl"))


def test_few_cases_are_one_page(tmp_path: Path) -> None:
    assert paging(tmp_path, load_rules()).page({}) == (WORST, None)


def test_pages_follow_each_other_worst_first(tmp_path: Path) -> None:
    desk = paging(tmp_path)
    ids, told = desk.page({})
    assert told is not None
    assert (ids, told["page"], told["pages"], told["found"], told["total"]) == (WORST[:2], 1, 2, 4, 4)
    assert desk.page({"page": "2"})[0] == WORST[2:]
    assert desk.page({"page": "99"})[0] == WORST[2:]
    assert desk.page({"page": "x"})[0] == WORST[:2]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"flag": "no_program"}, ["mill-story-1", "spring-digest-3"]),
        ({"company": "marlowe-foods"}, ["mill-story-1", "spring-digest-3"]),
        ({"field": "start_year"}, ["spring-digest-1"]),
        ({"field": "-programs"}, ["mill-story-1", "spring-digest-3"]),
        ({"conf": "doubtful"}, WORST),
        ({"conf": "4"}, ["spring-digest-2"]),
        ({"rule": "money.paid"}, ["mill-story-1"]),
        ({"article": "mill-story", "flag": "no_program"}, ["mill-story-1"]),
        ({"source": "The Harbour Post", "field": "start_year"}, ["spring-digest-1"]),
        ({"q": "reading BOATS"}, ["spring-digest-1"]),
        ({"q": "ovens"}, ["mill-story-1"]),
        ({"q": "no such words"}, []),
        ({"flag": "no_such_flag"}, []),
    ],
)
def test_filters_look_among_all_cases(tmp_path: Path, asked: dict[str, str], found: list[str]) -> None:
    desk = paging(tmp_path)
    ids, told = desk.page(asked)
    assert told is not None
    assert told["found"] == len(found)
    assert ids == found[:2]


def test_a_case_is_found_wherever_it_is(tmp_path: Path) -> None:
    desk = paging(tmp_path)
    assert desk.page({"case": "spring-digest-3"})[0] == WORST[2:]
    assert desk.page({"case": "nothing"})[0] == WORST[:2]


def test_what_the_filters_offer(tmp_path: Path) -> None:
    told: Any = paging(tmp_path).page({})[1]
    assert told["options"]["company"] == [("marlowe-foods", "Marlowe Foods", 2), ("bluewater-pumps", "Bluewater Pumps", 1), ("nordkap-shipping", "Nordkap Shipping", 1)]
    assert told["options"]["conf"][0] == ("doubtful", "any doubtful value", 4)
    assert ("no_program", "No program found", 2) in told["options"]["flag"]
    assert ("-start_year", "without Start year", 3) in told["options"]["field"]
    assert told["options"]["article"][0][1] == "Spring digest: what companies did for villages."


def test_decisions_change_what_is_found_but_not_the_pages_under_way(tmp_path: Path) -> None:
    pytest.importorskip("pydantic")
    from pipeline.review.decide import decide
    from pipeline.review.decision import Decision

    desk = paging(tmp_path)
    assert desk.page({"conf": "doubtful"})[0] == WORST[:2]
    bench = desk.bench
    asked = Decision(who="mia", record=WORST[0], version=bench.view(WORST[0])["version"], action="approve")
    decide(bench, asked)
    assert bench.progress() == {"left": 3, "done": 5, "decisions": 6}
    assert desk.page({"conf": "doubtful", "page": "2"})[0] == WORST[2:]
    assert desk.page({"conf": "doubtful"})[0] == WORST[1:3]
    again = Bench(bench.dataset, bench.rules, bench.path)
    assert again.progress() == bench.progress()
    assert len(read_corrections(bench.path)) == 6


def test_only_the_last_records_are_kept() -> None:
    made: list[str] = []
    latest = Latest(2, lambda key: made.append(key) or key if key != "none" else None)  # type: ignore[func-returns-value]
    assert [latest[key] for key in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert made == ["a", "b", "c", "b"]
    assert "none" not in latest
    with pytest.raises(KeyError):
        latest["none"]
    assert KEPT >= 200


def test_another_setting_is_another_page(tmp_path: Path) -> None:
    rules = replace(TIGHT, words={**TIGHT.words, "report": {**TIGHT.words["report"], "settings": {**TIGHT.words["report"]["settings"], "desk_page": 3}}})
    assert paging(tmp_path, rules).page({})[0] == WORST[:3]
