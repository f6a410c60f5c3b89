"""The measuring tools: they measure, and what they write is the same for the same figures."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from bench import dump, plot, runs, stages
from pipeline.read import read_folder
from tests.conftest import CHECKOUT


@pytest.fixture(scope="module")
def sources() -> list[dump.Article]:
    return [item for item in read_folder(CHECKOUT / "raw") if isinstance(item, dump.Article)][:6]


def test_a_dump_is_the_same_every_time_and_has_no_copies(sources: list[dump.Article]) -> None:
    texts = [told["text"] for told in dump.articles(20, sources)]
    assert texts == [told["text"] for told in dump.articles(20, sources)]
    assert len(set(texts)) == 20


def test_every_step_is_measured(sources: list[dump.Article]) -> None:
    spent, whole = stages.measured(sources)
    assert {"split_article", "find_names", "settle", "rows as text"} <= set(spent)
    assert sum(spent.values()) > 0
    assert whole > 0


def test_a_run_is_measured_from_outside(sources: list[dump.Article], tmp_path: Path) -> None:
    raw = dump.write(tmp_path / "raw", 3, sources)
    ran = runs.run(raw, tmp_path / "out")
    assert ran.articles == 3
    assert ran.rate > 0
    assert ran.megabytes > 10
    assert ran.command > 10
    assert ran.worker == 0


def test_the_memory_of_workers_is_seen(sources: list[dump.Article], tmp_path: Path) -> None:
    ran = runs.run(dump.write(tmp_path / "raw", 60, sources), tmp_path / "out", "--workers", "2", "--ner", "none")
    assert 10 < ran.worker < 1000
    assert ran.processor > 0
    pytest.importorskip("starlette", reason="the desk needs the extra [server]")
    seconds, megabytes = runs.desk(tmp_path / "out")
    assert 0 < seconds < 60
    assert 10 < megabytes < 500


def test_a_plot_is_drawn_by_hand_and_always_the_same() -> None:
    lines = {"one": [(100, 2.5), (1000, 20.0)], "all": [(100, 1.5), (1000, 6.0)]}
    drawn = plot.plot("Seconds", "articles", "seconds", lines)
    assert drawn == plot.plot("Seconds", "articles", "seconds", lines)
    assert len(ElementTree.fromstring(drawn).findall("{*}polyline")) == 2
