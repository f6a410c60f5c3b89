"""Grow the trees of rules/trees_*.onnx on the rows that the weights are fitted on.

Histogram gradient boosting (scikit-learn), a third of the features tried at each split; the same rows give the same trees. Written as ONNX,
whose TreeEnsembleRegressor reads 32-bit numbers: each threshold is rounded down to one, which parts such numbers alike.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np

from pipeline.models.trees import FEATURES
from training.rows import Labelled

TASKS = ("role", "program", "start", "beneficiary", "amount")
"""What trees are grown for."""
RARE = 20  # rows that hold a word, for it to be a feature
GROWTH: dict[str, Any] = {
    "max_iter": 300, "learning_rate": 0.05, "max_leaf_nodes": 8, "min_samples_leaf": 40, "l2_regularization": 5, "max_features": 0.3
}  # fmt: skip
DRAWS = 3
"""How often they are grown, each time with other draws; they say what all of them say on average."""
OPSET, DOMAIN, DOMAIN_OPSET = 17, "ai.onnx.ml", 3


def grown(rows: list[Labelled]) -> bytes:
    """The trees of one task, as an ONNX file: "rows" [n, features] to "chances" [n, classes], or [n, 1] of two classes."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    times = Counter(name for row, _, _, _ in rows for name in row)
    names = sorted(name for name, often in times.items() if often >= RARE or not name.startswith("word."))
    table = np.array([[row.get(name, 0.0) for name in names] for row, _, _, _ in rows], np.float32)
    classes, trust = [y for _, y, _, _ in rows], [weight for *_, weight in rows]
    draws = (HistGradientBoostingClassifier(**GROWTH, random_state=draw) for draw in range(DRAWS))
    return as_onnx([one.fit(table, classes, sample_weight=trust) for one in draws], names)


def as_onnx(fitted: list[Any], names: list[str]) -> bytes:
    """Fitted ensembles as one ONNX model, their log-odds averaged; `names` are the features that they read, in order."""
    from onnx import TensorProto, helper

    base = sum(one._baseline_prediction.ravel() for one in fitted) / len(fitted)
    nodes: dict[str, list[Any]] = {name: [] for name in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids")}
    leaves: dict[str, list[Any]] = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    ensemble = [(target, tree.nodes) for one in fitted for step in one._predictors for target, tree in enumerate(step)]
    for number, (target, tree) in enumerate(ensemble):
        for place, node in enumerate(tree):
            leaf = bool(node["is_leaf"])
            made = (number, place, 0, "LEAF", 0.0, 0, 0) if leaf else (
                number, place, int(node["feature_idx"]), "BRANCH_LEQ", below(node["num_threshold"]), int(node["left"]), int(node["right"])
            )  # fmt: skip
            for name, value in zip(nodes, made, strict=True):
                nodes[name].append(value)
            if leaf:
                for name, value in zip(leaves, (number, place, target, float(node["value"]) / len(fitted)), strict=True):
                    leaves[name].append(value)
    told = {f"nodes_{name}": values for name, values in nodes.items()} | {f"target_{name}": values for name, values in leaves.items()}
    score = helper.make_node(
        "TreeEnsembleRegressor", ["rows"], ["scores"], domain=DOMAIN, n_targets=len(base), base_values=base.astype(float).tolist(), **told
    )  # fmt: skip
    turn = helper.make_node("Sigmoid" if len(base) == 1 else "Softmax", ["scores"], ["chances"])
    shapes = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [None, width]) for n, width in (("rows", len(names)), ("chances", len(base)))]
    graph = helper.make_graph([score, turn], "trees", shapes[:1], shapes[1:])
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(DOMAIN, DOMAIN_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    helper.set_model_props(model, {FEATURES: json.dumps(names)})
    return bytes(model.SerializeToString())


def below(value: float) -> float:
    """The largest 32-bit number that is not above a threshold."""
    near = np.float32(value)
    return float(near if near <= value else np.nextafter(near, np.float32(-np.inf)))
