"""Trees: what grows them and what reads them agree, and they weigh only where a role model reads along."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.find.ner import Reading
from pipeline.flow import weighing
from pipeline.models.trees import Trees, trees_in
from pipeline.rulebook import load_rules
from pipeline.settle.weigh import chances, part_chances

ROWS = [({"agent": i % 7 / 6, "late": i % 5 / 4, "word.gift": float(i % 3 == 0)}, int(i % 7 > 3) + int(i % 7 > 3 and i % 5 > 2), f"a{i}", 1.0) for i in range(300)]


@pytest.mark.parametrize("classes", [2, 3])
def test_the_file_says_what_the_grown_trees_say(classes: int, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="growing trees needs scikit-learn (training/README.md)")
    pytest.importorskip("onnx", reason="writing trees needs onnx (training/README.md)")
    from sklearn.ensemble import HistGradientBoostingClassifier

    from training.trees import DRAWS, GROWTH, grown

    rows = [(row, min(label, classes - 1), name, trust) for row, label, name, trust in ROWS]
    (tmp_path / "trees_role.onnx").write_bytes(grown(rows))
    told = trees_in(tmp_path)["role"].chances([row | {"unheard_of": 1.0} for row, *_ in rows])
    table = [[row["agent"], row["late"], row["word.gift"]] for row, *_ in rows]
    labels = [label for _, label, *_ in rows]
    odds = sum(HistGradientBoostingClassifier(**GROWTH, random_state=draw).fit(table, labels).decision_function(table) for draw in range(DRAWS)) / DRAWS
    shares = 1 / (1 + np.exp(-odds)) if classes == 2 else (np.exp(odds) / np.exp(odds).sum(1, keepdims=True))[:, -1]
    assert [one[-1] for one in told] == pytest.approx(shares.tolist(), abs=1e-5)
    assert {len(one) for one in told} == {1 if classes == 2 else 3}


def test_a_row_is_weighed_alone_and_a_missing_feature_is_none() -> None:
    trees = trees_in(load_rules().folder)["amount"]
    rows = [{"given": 1.0, "heard": 1.0, "told": 1.0, "told_sum": 1.0, "head_sum": 0.5, "role_donated": 1.0, "size": 0.5}, {"given": 0.0}]
    assert trees.chances(rows) == [*trees.chances(rows[:1]), *trees.chances(rows[1:])]
    assert trees.chances([]) == []
    (sure,), (doubtful,) = trees.chances(rows)
    assert sure > 0.8 > 0.4 > doubtful


def test_trees_weigh_only_where_a_role_model_reads_along() -> None:
    rules = load_rules()
    rows = [{"given": 1.0, "told": 1.0, "told_sum": 1.0}]
    heard = Reading(told=object())  # type: ignore[arg-type]
    assert chances("amount", rows, rules, heard) == [yes for (yes,) in trees_in(rules.folder)["amount"].chances(rows)]
    assert chances("amount", rows, rules, heard) != chances("amount", rows, rules, Reading())
    lead, partner = part_chances([{"kind_company": 1.0, "title": 1.0, "first_sentence": 1.0, "share": 0.5, "told_lead": 1.0, "told_partner": -0.5, "told": 1.0}], rules, heard)[0]
    assert 0 <= partner < 0.5 < lead <= 1 - partner


def test_every_task_has_its_trees() -> None:
    assert set(trees_in(load_rules().folder)) == {"role", "program", "start", "beneficiary", "amount"}
    assert all(isinstance(trees, Trees) and len(trees.places) > 50 for trees in trees_in(load_rules().folder).values())


def test_rules_without_trees_weigh_as_the_fast_model_does(tmp_path: Path) -> None:
    folder = shutil.copytree(load_rules().folder, tmp_path / "rules", ignore=shutil.ignore_patterns("*.onnx"))
    bare = load_rules(folder)
    assert weighing(bare, "accurate").words["weights"]["lead"] == bare.words["weights_fast"]["lead"]
    assert weighing(load_rules(), "accurate") is load_rules()
    assert bare.digest != load_rules().digest
