"""Whether the pipeline knows the language or only the names: the seed articles under other names, numbers and years."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.rulebook import load_rules
from pipeline.score.compare import compare
from pipeline.score.sets import gold_set, read_gold, records_of
from pipeline.score.tally import Score
from tests.conftest import shared_folder
from tests.replaced import Draw, entries, write_set

SEEDS = (1, 2, 3)
CLOSE = 0.03
NER = "accurate"


@pytest.fixture(scope="module")
def articles() -> list[tuple[str, dict[str, Any]]]:
    """The seed articles' texts with their answers."""
    gold = shared_folder() / "gold" / "seeds.jsonl"
    if not gold.exists():
        pytest.skip("the samples are not here (PRESS_RECORDS_SHARED names their folder)")
    lines = [json.loads(line) for line in gold.read_text("utf-8").split("\n") if line.strip()]
    return [((shared_folder() / line["file"]).read_bytes().decode(), line) for line in lines]


def scored(folder: Path, articles: list[tuple[str, dict[str, Any]]]) -> Score:
    """The score of the pipeline on articles written to a folder."""
    one = gold_set("replaced", write_set(folder, articles))
    assert one is not None
    records, texts = records_of(one, load_rules(), NER)
    return compare(read_gold(one.gold), records, texts)


def micro(score: Score) -> float:
    """The F1 over all values."""
    assert score.micro.f1 is not None
    return score.micro.f1


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_move_with_the_text(articles: list[tuple[str, dict[str, Any]]], seed: int) -> None:
    for text, gold in articles:
        new, answers = Draw(seed).article(text, gold)
        assert new != text
        assert (new, answers) == Draw(seed).article(text, gold)
        for old, entry in zip(entries(gold), entries(answers), strict=True):
            assert new[entry["start"] : entry["end"]] == entry.get("text", new[entry["start"] : entry["end"]])
            assert len(entry.get("text", "").split()) == len(old.get("text", "").split())
            if "heading" in old:
                assert new[entry["start"] :].startswith(entry["heading"])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_old_name_stays(articles: list[tuple[str, dict[str, Any]]], seed: int) -> None:
    draw = Draw(seed)
    for text, gold in articles:
        _, answers = draw.article(text, gold)
        for before, after in zip(gold["cases"], answers["cases"], strict=True):
            for field in ("companies", "partners", "programs"):
                for old, new in zip(before[field], after[field], strict=True):
                    assert old["text"] != new["text"] or old.get("optional"), old["text"]


def test_other_names_cost_little(articles: list[tuple[str, dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory) -> None:
    original = micro(scored(tmp_path_factory.mktemp("original"), articles))
    figures = []
    for seed in SEEDS:
        draw = Draw(seed)
        figures.append(micro(scored(tmp_path_factory.mktemp(f"draw-{seed}"), [draw.article(text, gold) for text, gold in articles])))
    mean = sum(figures) / len(figures)
    assert original - mean <= CLOSE, f"micro F1 {original:.3f} on the seeds, {mean:.3f} under other names ({figures})"
