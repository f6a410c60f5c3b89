"""Decisions as gold: only what somebody read to its end counts as complete."""

from __future__ import annotations

from pathlib import Path

from pipeline.review.dataset import read_dataset
from pipeline.review.gold import gold_of
from pipeline.score.answers import case_answers
from tests.report_sample import DIGEST, write_sample
from tests.test_corrections import EDIT, decision, undo

START = DIGEST.index("a total of 441 pupils")
READ = decision("accept", "case", "Reading boats on the Ilmen")


def test_a_case_that_was_read_is_gold(tmp_path: Path) -> None:
    made = gold_of(read_dataset(write_sample(tmp_path / "out", [EDIT, READ])), [EDIT, READ])
    assert [(line["article"], line["origin"], len(line["cases"])) for line in made] == [("spring-digest", "corrections", 1)]
    case = made[0]["cases"][0]
    assert case["beneficiaries"] == [
        {"count": 414, "qualifier": "exact", "unit": "pupils", "unit_class": "people", "text": "a total of 441 pupils", "start": START, "end": START + 21}
    ]
    assert (case["start_year"]["year"], case["companies"][0]["text"]) == (2014, "Nordkap Shipping")
    assert case_answers(case, case).answers["beneficiaries"][0].value == 414


def test_nothing_else_is(tmp_path: Path) -> None:
    dataset = read_dataset(write_sample(tmp_path / "out", [EDIT]))
    assert gold_of(dataset, [EDIT]) == []
    assert gold_of(dataset, [READ, undo(READ)]) == []
