"""Role head: fit a linear head on the NER model's hidden states that tells lead, partner and bystander apart, names of programmes
from others, sums given and people served from other figures, and what was done with a sum.

`python -m training.role_head [accurate fast]`, before `python -m training.weights`; needs what that needs. A name is
seen as the mean of its pieces' hidden states beside the mean of its sentence's and the states of the pieces right before and
behind it, an entity as the mean of its mentions in a case. Writes roles.npy beside each model, its digest in meta.json, and the heads that left a part of the articles out.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.article import Article
from pipeline.find.ner import ROLES, OnnxTagger, load_model
from pipeline.flow import find_all, find_figures
from pipeline.models.pieces import encode, pieces_in, shadow
from pipeline.models.shipped import MODELS
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.figures import DEEDS
from pipeline.settle.settle import Found
from pipeline.split import split_article
from training.gold import labelled
from training.lessons import told_apart
from training.unseen import FOLDS, fold_file, fold_of

STEPS, QUARTER = 400, 4.0
TASKS = (("role", 3, 1000.0), ("program", 2, 150.0), ("sum", 2, 300.0), ("served", 2, 300.0), ("deed", len(DEEDS), 300.0))
"""What is told, among how many classes, and how strongly the weights are drawn to zero; the order is that of HEADS."""
Seen = tuple[str, Any, int, float, Any]
"""Task, what the model sees of a name, its class, how much it weighs, the part or the set that its article belongs to."""
States = list[tuple[int, list[tuple[int, int]], Any]]


def states_of(tagger: OnnxTagger, text: str, found: Found) -> States:
    """For each sentence its place in the text, its pieces' places in it, and their hidden states."""
    made = []
    for start, end in found.sentences:
        ids, shapes, offsets, _ = encode(tagger.tokenizer, shadow(text[start:end]))
        if ids:
            made.append((start, offsets, tagger.outputs(ids, shapes, ["hidden"])[0]))
    return made


def seen(spans: Sequence[tuple[int, int]], states: States) -> Any:
    """A name as the mean over its places of [name, sentence, piece before, piece behind]; None where no piece stands there."""
    rows = []
    for start, end in spans:
        at, offsets, hidden = max((s for s in states if s[0] <= start), key=lambda s: s[0], default=states[0])
        inside = [*pieces_in(offsets, start - at, end - at)]
        if inside:
            none = np.zeros(hidden.shape[1], hidden.dtype)
            before = hidden[inside[0] - 1] if inside[0] else none
            behind = hidden[inside[-1] + 1] if inside[-1] + 1 < len(hidden) else none
            rows.append(np.concatenate([hidden[inside].mean(axis=0), hidden.mean(axis=0), before, behind]))
    return np.mean(rows, axis=0) if rows else None


def answered(article: Article, gold: dict[str, Any], model: str, rules: Rulebook) -> Iterator[tuple[str, Any, int]]:
    """What the model sees of each name and figure in an article's cases, with what is to be told of it: task, what is seen, class."""
    tagger = load_model(model)
    assert isinstance(tagger, OnnxTagger)
    sections, _ = split_article(article, rules)
    found = find_all(article, sections, *find_figures(article, rules), rules, ner=model)
    states = states_of(tagger, article.text, found)
    for task, y, spans in told_apart(article, gold, found, rules):
        if (row := seen(spans, states)) is not None:
            yield task, row, y


def fit_head(x: Any, y: Any, trust: Any, classes: int, penalty: float) -> Any:
    """Weights [classes - 1, 4 H + 1] against class 0, by accelerated descent from zero; a quarter, as Leaning has it."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))]).astype(np.float32)
    wanted, shrink = np.eye(classes, dtype=np.float32)[y], np.append(np.full(x.shape[1], penalty), 1e-3)[:, None].astype(np.float32)
    trust = trust.astype(np.float32)[:, None]
    heavy = z * np.sqrt(trust)
    steepest = 0.51 * float(np.linalg.eigvalsh(heavy.T @ heavy)[-1]) + penalty
    w = ahead = np.zeros((z.shape[1], classes), np.float32)
    for step in range(STEPS):
        p = np.exp(z @ ahead)
        p /= p.sum(axis=1, keepdims=True)
        new = ahead - (z.T @ ((p - wanted) * trust) + shrink * ahead) / steepest
        ahead, w = new + step / (step + 3) * (new - w), new
    w = (w - w[:, :1])[:, 1:].T / QUARTER
    plain = w[:, :-1] / spread
    return np.hstack([plain, w[:, -1:] - (plain @ mean)[:, None]]).astype(np.float32)


def heads(rows: list[Seen], left_out: Any = None) -> Any:
    """The head [HEADS, 4 H + 1] fitted on all rows but those of one part or set."""
    parts = []
    for task, classes, penalty in TASKS:
        mine = [row[1:4] for row in rows if row[0] == task and row[4] != left_out]
        parts.append(fit_head(*(np.array(column) for column in zip(*mine, strict=True)), classes, penalty))
    return np.vstack(parts)


def enter(folder: Path, name: str) -> None:
    """Put a file's digest into the meta.json of the model that it goes with."""
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    meta["sha256"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")


def rows_of(model: str, labels: tuple[Article, dict[str, Any]]) -> list[Seen]:
    """What the model sees in one article."""
    article, gold = labels
    return [(task, row, y, gold["trust"], fold_of(article.id)) for task, row, y in answered(article, gold, model, load_rules())]


def write(model: str, folder: Path) -> None:
    """Fit a model's head and write its files."""
    with ProcessPoolExecutor() as pool:
        rows = [row for some in pool.map(partial(rows_of, model), labelled(), chunksize=10) for row in some]
    np.save(fold_file(model), np.array([heads(rows, k) for k in range(FOLDS)]))
    np.save(folder / ROLES, heads(rows))
    enter(folder, ROLES)
    print(model, "names", Counter((row[0], row[2]) for row in rows))


def main() -> None:
    for model in sys.argv[1:] or ["accurate", "fast"]:
        write(model, MODELS / model)


if __name__ == "__main__":
    main()
