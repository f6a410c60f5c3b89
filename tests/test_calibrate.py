"""Calibration changes how sure values are, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.flow import extract_article
from pipeline.rulebook import Rulebook, load_rules
from pipeline.score.answers import FIELDS
from pipeline.settle.calibrate import calibrated, probability
from pipeline.write.line import record_object
from tests.conftest import make_article, make_record

STORY = """Northwind Paper opens reading rooms
Northwind Paper Ltd. today launched the “Open Desk” program together with the Harbour Trust. Since 2016 the company has donated
$3.5 million for books, and the program has reached more than 1,200 pupils in 14 schools.
"""
SAME = {"constant": 0.0, "odds": 1.0, "digest": 0.0}


def with_lines(lines: dict[str, Any]) -> Rulebook:
    rules = load_rules()
    return replace(rules, words={**rules.words, "calibration": lines})


def said(value: object) -> object:
    """A line of records.jsonl without what it says about being sure."""
    if isinstance(value, dict):
        return {key: said(inner) for key, inner in value.items() if key not in ("confidence", "flags")}
    return [said(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("line", [SAME, {"constant": -1.0, "odds": 0.3, "digest": 0.5}, {"constant": 2.0, "odds": 1.6, "digest": -0.5}])
@pytest.mark.parametrize("several", [True, False])
def test_a_surer_value_stays_surer(line: dict[str, float], several: bool) -> None:
    made = [probability(p / 100, several, line) for p in range(0, 101, 5)]
    assert made == sorted(made)
    assert all(0.0 <= p <= 1.0 for p in made)


def test_numbers_that_say_nothing_change_nothing() -> None:
    record = make_record()
    assert calibrated(record, True, with_lines(dict.fromkeys(FIELDS, SAME))) == record
    assert calibrated(record, True, with_lines({})) == record


def test_only_confidence_changes() -> None:
    lower = dict.fromkeys(FIELDS, {"constant": -3.0, "odds": 1.0, "digest": 0.0})
    article = make_article(STORY, published="2024-05-01", title="Northwind Paper opens reading rooms")
    before, after = (
        [record_object(r) for r in extract_article(article, with_lines(lines), ner="none").records] for lines in ({}, lower)
    )
    assert before
    assert said(before) == said(after)
    assert all(new["confidence"] < old["confidence"] for old, new in zip(before, after, strict=True))


def test_the_project_s_numbers_name_fields() -> None:
    lines = load_rules().words.get("calibration", {})
    assert set(lines) <= set(FIELDS)
    assert all(set(line) == set(SAME) and line["odds"] > 0 for line in lines.values())


def test_what_people_decided_is_fitted_on_as_it_was_before_calibration() -> None:
    from training.calibration import before

    line = {"constant": -0.4, "odds": 0.8, "digest": 0.5}
    for confidence in (0.2, 0.5, 0.9):
        assert abs(before(probability(confidence, False, line), line) - confidence) < 0.01
