"""The gold answers themselves: every span is the text it claims, every code is one of the contract's."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.article import Article
from pipeline.read import read_folder
from tests.conftest import shared_folder

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold"
SHARED = shared_folder()
BODY = ("text", "body", "content")
NAMES = ("companies", "partners", "programs")
QUALIFIERS = {"exact", "about", "nearly", "at_least", "more_than", "up_to", "range"}
ROLES = {"donated", "invested", "pledged", "raised", "granted", "other"}


def gold_lines() -> list[Any]:
    """Every gold answer as a pytest parameter, named by its file and article."""
    return [
        pytest.param(path.stem, json.loads(line), id=f"{path.stem}:{json.loads(line)['article']}")
        for path in sorted(GOLD.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def content(path: Path) -> str:
    """A file's characters, unpacked where it is packed."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


@cache
def rows(path: Path) -> list[dict[str, str]]:
    """The articles of a dump, in order."""
    text = content(path)
    if ".csv" in path.name:
        return list(csv.DictReader(io.StringIO(text, newline="")))
    return [json.loads(line) for line in text.split("\n") if line]


def text_of(gold: dict[str, Any], stem: str) -> str | None:
    """The text that a gold answer's offsets count in; None for a page, whose text only the reader knows."""
    name, _, number = gold["file"].partition("#")
    path = next((at / name for at in (ROOT / "raw", ROOT / "tests" / "articles", SHARED, SHARED / "press", SHARED / "dev") if (at / name).exists()), None)
    if path is None:
        assert stem != "raw", f"{name} is not in raw/"
        pytest.skip(f"{name} is not here: set PRESS_RECORDS_SHARED to the folder of samples")
    if ".jsonl" in name or ".csv" in name:
        found = rows(path)
        row = found[int(number) - 1] if number else next(r for r in found if r["id"] == gold["article"])
        assert row["id"] == gold["article"]
        return next(row[key] for key in BODY if key in row)
    if ".html" in name:
        return None
    return content(path)


def answers(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every answer of a case that has a text."""
    for field in (*NAMES, "beneficiaries", "amounts"):
        yield from case[field]
    if case["start_year"]:
        yield case["start_year"]


@pytest.mark.parametrize(("stem", "gold"), gold_lines())
def test_spans(stem: str, gold: dict[str, Any]) -> None:
    text = text_of(gold, stem)
    for case in gold["cases"]:
        for answer in answers(case):
            if "start" in answer:
                assert text is not None
                assert text[answer["start"] : answer["end"]] == answer["text"]
        if text is not None and case["heading"]:
            assert case["heading"] in text[case["start"] : case["end"]]


@pytest.mark.parametrize(("stem", "gold"), gold_lines())
def test_values(stem: str, gold: dict[str, Any]) -> None:
    assert (gold["kind"] == "negative") == (not gold["cases"])
    for case in gold["cases"]:
        assert all(found["qualifier"] in QUALIFIERS for found in case["beneficiaries"] + case["amounts"])
        assert all(("count_max" in found) == (found["qualifier"] == "range") for found in case["beneficiaries"])
        assert all(("value_max" in found) == (found["qualifier"] == "range") for found in case["amounts"])
        assert all(found["role"] in ROLES and (found["currency"] is None or len(found["currency"]) == 3) for found in case["amounts"])
        assert case["start_year"] is None or case["start_year"]["basis"] in {"stated", "derived"}


@pytest.mark.parametrize(("stem", "gold"), gold_lines())
def test_cases_do_not_overlap(stem: str, gold: dict[str, Any]) -> None:
    bounds = [(case["start"], case["end"]) for case in gold["cases"] if "start" in case]
    assert all(start < end for start, end in bounds)
    assert all(before[1] <= after[0] for before, after in zip(bounds, bounds[1:], strict=False))


def test_reader_gives_the_text_that_was_labelled() -> None:
    read = {article.path: article for article in read_folder(ROOT / "raw") if isinstance(article, Article)}
    for gold in (json.loads(line) for line in (GOLD / "raw.jsonl").read_text(encoding="utf-8").splitlines()):
        article = read[gold["file"]]
        assert article.id == gold["article"]
        for answer in (answer for case in gold["cases"] for answer in answers(case)):
            assert answer["text"] in article.text
            assert "start" not in answer or article.text[answer["start"] : answer["end"]] == answer["text"]
