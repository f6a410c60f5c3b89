"""Sentences: a table of texts with their ends, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.find.sentences import sentences

TABLE = Path(__file__).parent / "tables" / "sentences.txt"


def rows() -> list[object]:
    """The rows of the table, known failures marked."""
    marks = {True: [pytest.mark.xfail(strict=True)], False: []}
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [pytest.param(line.removeprefix("xfail ").replace("⏎", "\n"), marks=marks[line.startswith("xfail ")]) for line in lines]


@pytest.mark.parametrize("row", rows())
def test_sentences(row: str) -> None:
    text = row.replace("‖", "")
    assert [text[a:b] for a, b in sentences(text)] == [part.strip() for part in row.split("‖")]


@given(st.text(alphabet="ab AB.!?。\n “”19", max_size=80))
def test_sentences_cover_all_that_is_not_blank(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))


def test_nothing_has_no_sentences() -> None:
    assert sentences("") == sentences(" \n\n ") == []
