"""Fit rules/calibration.toml: `python -m training.calibration`, after `python -m training.weights`; `--show` only measures.

What is fitted on are values that the pipeline gives for articles which its weights and its role head have not seen:
six parts, each read by weights fitted on the other five. Three numbers a field, drawn towards "as it was". Articles
weigh as they do for the weights. What people decided about a value at the desk counts beside them. The checking sets and the other half of dev are measured, never fitted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from pipeline.article import Article
from pipeline.flow import extract_article
from pipeline.review.judged import judgements
from pipeline.rulebook import Rulebook, load_rules
from pipeline.score.answers import FIELDS
from pipeline.score.compare import compare
from pipeline.score.sets import articles_of, gold_sets, read_gold
from pipeline.score.tally import calibration_error
from pipeline.settle.calibrate import probability
from pipeline.settle.ledger import read_corrections
from pipeline.write.line import record_object
from training.gold import ROOT, labelled
from training.held_out import CALIBRATION, Rows, kept, rules_with
from training.rows import NER, gather_rows
from training.unseen import FOLDS, fold_of, unseen
from training.weights import fitted

HEAD = """# How sure a value is, by field: log-odds = constant + odds x the log-odds that settling gave it, + digest where the
# article has several cases. Fitted on articles that the weights had not seen by `python -m training.calibration`.
"""
PENALTY, LOOSE, STEPS, DRAWS = 1.0, 0.1, 30, 200
Line = dict[str, float]


@dataclass(frozen=True)
class Given:
    """A value that the pipeline gave, whether it is right, and where it comes from."""

    field: str
    confidence: float
    several: bool
    right: bool
    part: int = -1
    trust: float = 1.0


def given(article: Article, gold: dict[str, Any], rules: Rulebook, part: int = -1, ner: str = NER) -> Iterator[Given]:
    """The values of an article, compared with its answers."""
    records = [record_object(record) for record in extract_article(article, rules, ner=ner).records]
    for field, pairs in compare([gold], records).sure.items():
        for confidence, right in pairs:
            yield Given(field, confidence, len(records) > 1, right, part, gold.get("trust", 1.0))


def out_of_fold() -> tuple[list[Given], dict[str, list[Given]]]:
    """The values of the labelled articles, each by weights that did not see it; and those of each set that is never fitted."""
    rows, texts = gather_rows()
    with ProcessPoolExecutor(min(FOLDS, os.cpu_count() or 1)) as pool:
        found = [value for part in pool.map(partial(unseen_values, rows, texts), range(FOLDS)) for value in part]
    checking = {}
    with rules_with(fitted(rows, texts), calibrated=False) as plain:
        for one in gold_sets():
            if one.name.endswith("-checking"):
                answers = {str(gold["article"]): dict(gold) for gold in read_gold(one.gold)}
                checking[one.name] = [g for a in articles_of(one, set(answers), plain) for g in given(a, answers[a.id], plain)]
        checking["dev, other half"] = [g for a, gold in labelled(half=1) if gold["set"] == "dev" for g in given(a, gold, plain)]
    return found, checking


def unseen_values(rows: Rows, texts: dict[str, tuple[str, str]], part: int) -> list[Given]:
    """The values of one part of the labelled articles, by weights fitted on the others."""
    found: list[Given] = []
    with rules_with(fitted(kept(rows, lambda a: fold_of(a) != part), texts), calibrated=False) as others:
        for article, gold in labelled():
            if fold_of(article.id) == part:
                with unseen(NER, article.id) as honest:
                    found += given(article, gold, others, part, honest)
    return found


def decided(rules: Rulebook) -> Iterator[Given]:
    """The values that people accepted or rejected (rules/corrections.jsonl), with the confidence that settling gave them."""
    ledger = rules.folder / "corrections.jsonl"
    lines = rules.words.get("calibration", {})
    for judged in judgements(read_corrections(ledger)) if ledger.exists() else []:
        if judged.field in FIELDS:
            yield Given(judged.field, before(judged.confidence, lines.get(judged.field)), False, judged.right)


def before(shown: float, line: Line | None) -> float:
    """The confidence that calibration turned into the one shown: `probability` backwards, for an article of one case.

    >>> before(0.738, {"constant": -0.5, "odds": 0.7, "digest": 1.0})
    0.9
    """
    if not line or not line["odds"]:
        return shown
    inside = min(0.99, max(0.01, shown))
    odds = (np.log(inside / (1 - inside)) - line["constant"]) / line["odds"]
    return round(float(1 / (1 + np.exp(-odds))), 3)


def fit(values: Iterable[Given]) -> Line:
    """The numbers of one field: a logistic regression drawn towards leaving confidence as it is, by Newton's method."""
    rows = list(values)
    odds = np.log([v.confidence / (1 - v.confidence) for v in map(clipped, rows)])
    x = np.array([np.ones(len(rows)), odds, [float(v.several) for v in rows]]).T
    y, trust = np.array([float(v.right) for v in rows]), np.array([v.trust for v in rows])
    prior, shrink = np.array([0.0, 1.0, 0.0]), np.diag([LOOSE, PENALTY, PENALTY])
    w = prior.copy()
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (trust * (p - y)) + shrink @ (w - prior)
        w = w - np.linalg.solve((x * (trust * p * (1 - p))[:, None]).T @ x + shrink, slope)
    return dict(zip(("constant", "odds", "digest"), w.round(2).tolist(), strict=True))


def clipped(value: Given) -> Given:
    """The value with a confidence that has log-odds."""
    return Given(value.field, min(0.99, max(0.01, value.confidence)), value.several, value.right, value.part, value.trust)


def tables(values: list[Given]) -> dict[str, Line]:
    """The numbers of every field."""
    return {field: fit(v for v in values if v.field == field) for field in FIELDS}


def after(values: Iterable[Given], lines: dict[str, Line]) -> list[tuple[float, bool]]:
    """Confidence after calibration, and truth."""
    return [(probability(v.confidence, v.several, lines[v.field]), v.right) for v in values]


def by_chance(pairs: list[tuple[float, bool]]) -> float:
    """The calibration error that so many values would show if their confidence were exactly right."""
    draw = np.random.default_rng(0)
    p = np.array([confidence for confidence, _ in pairs])
    return float(np.mean([calibration_error(list(zip(p.tolist(), (draw.random(len(p)) < p).tolist()))) or 0.0 for _ in range(DRAWS)]))


def report(name: str, values: list[Given], calibrate: Callable[[list[Given]], list[tuple[float, bool]]]) -> Iterator[str]:
    """Calibration errors of a set before and after, over all fields and by field."""
    for field in ("all", *FIELDS):
        mine = [v for v in values if field in ("all", v.field)]
        if mine:
            now = calibrate(mine)
            errors = (calibration_error([(v.confidence, v.right) for v in mine]), calibration_error(now), by_chance(now))
            yield f"| {name} | {field.replace('_', ' ')} | {len(mine)} | " + " | ".join(f"{e:.3f}" for e in errors if e is not None) + " |"


def main() -> None:
    values, checking = out_of_fold()
    values += decided(load_rules())
    lines = tables(values)
    parts = [tables([v for v in values if v.part != part]) for part in range(FOLDS)]
    print("| set | field | values | before | after | by chance |\n|---|---|---|---|---|---|")
    for text in report("labelled, out of fold", values, lambda some: [pair for v in some for pair in after([v], parts[v.part])]):
        print(text)
    for name, some in checking.items():
        for text in report(name, some, lambda mine: after(mine, lines)):
            print(text)
    if "--show" not in sys.argv:
        told = [f"[words.{field}]\n" + "".join(f"{name} = {n}\n" for name, n in line.items()) for field, line in lines.items()]
        (ROOT / "rules" / CALIBRATION).write_text("\n".join([HEAD, *told]), encoding="utf-8")


if __name__ == "__main__":
    main()
