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
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.article import Article
from pipeline.case import Case
from pipeline.find.coordination import CLASSES
from pipeline.find.lexicon import lexicon
from pipeline.find.ner import MODELS, ROLES, OnnxTagger, load_model
from pipeline.flow import find_all, find_figures
from pipeline.mention import Mention
from pipeline.models.pieces import encode, shadow
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.entities import fold
from pipeline.settle.figures import DEEDS
from pipeline.settle.settle import Found, entities_in, within
from pipeline.split import split_article
from training.gold import amount_label, cases_of, count_label, deed_of, label, labelled
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


def seen(mentions: Sequence[Mention], states: States) -> Any:
    """A name as the mean over its mentions of [name, sentence, piece before, piece behind]; None where no mention has a piece."""
    rows = []
    for m in mentions:
        at, offsets, hidden = max((s for s in states if s[0] <= m.start), key=lambda s: s[0], default=states[0])
        inside = [i for i, (first, after) in enumerate(offsets) if first + at < m.end and m.start < after + at]
        if inside:
            none = np.zeros(hidden.shape[1], hidden.dtype)
            before = hidden[inside[0] - 1] if inside[0] else none
            behind = hidden[inside[-1] + 1] if inside[-1] + 1 < len(hidden) else none
            rows.append(np.concatenate([hidden[inside].mean(axis=0), hidden.mean(axis=0), before, behind]))
    return np.mean(rows, axis=0) if rows else None


def answered(article: Article, gold: dict[str, Any], model: str, rules: Rulebook) -> Iterator[tuple[str, Any, int]]:
    """What the model sees of each name in an article's cases: of entities with their class, 1 lead, 2 partner, 0 bystander;
    of candidates for a programme's name with theirs, 1 one, 0 none; of figures alike. The first column tells which of TASKS."""
    tagger = load_model(model)
    assert isinstance(tagger, OnnxTagger)
    sections, _ = split_article(article, rules)
    found = find_all(article, sections, *find_figures(article, rules), rules, ner=model)
    states, words = states_of(tagger, article.text, found), lexicon(rules)
    for case, answer in cases_of(article, gold, rules):
        yield from _figures(found, case, answer, states)
        groups: dict[str, list[Mention]] = {}
        for p in within(found.programs, case):
            groups.setdefault(fold(str(p.value)), []).append(p)
        verdicts = {key: label([str(mine[0].value)], answer["programs"], words) for key, mine in groups.items()}
        for key, mine in groups.items():
            if verdicts[key] != "maybe" and (row := seen(mine, states)) is not None:
                yield "program", row, int(verdicts[key] == "yes")
        named = {key for key, verdict in verdicts.items() if verdict}
        for entity in entities_in(found, case):
            lead, partner = (label([*entity.forms], answer[f], words) for f in ("companies", "partners"))
            if entity.key not in named and "maybe" not in (lead, partner) and (row := seen(entity.mentions, states)) is not None:
                yield "role", row, 1 if lead else 2 if partner else 0


def _figures(found: Found, case: Case, answer: dict[str, Any], states: States) -> Iterator[tuple[str, Any, int]]:
    """What the model sees of the sums and counts of a case."""
    for m in within(found.amounts, case):
        if (verdict := amount_label(m, answer["amounts"])) != "maybe" and (row := seen([m], states)) is not None:
            yield "sum", row, int(verdict == "yes")
            if verdict and (deed := deed_of(m, answer["amounts"])) is not None:
                yield "deed", row, deed
    for m in within(found.counts, case):
        verdict = count_label(m, answer["beneficiaries"])
        if m.unit_class in CLASSES and verdict != "maybe" and (row := seen([m], states)) is not None:
            yield "served", row, int(verdict == "yes")


def fit_head(x: Any, y: Any, trust: Any, classes: int, penalty: float) -> Any:
    """Weights [classes - 1, 4 H + 1] against class 0, by accelerated descent from zero; a quarter, as Leaning has it."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    wanted, shrink = np.eye(classes)[y], np.append(np.full(x.shape[1], penalty), 1e-3)[:, None]
    steepest = 0.5 * np.linalg.norm(z * np.sqrt(trust)[:, None], 2) ** 2 + penalty
    w = ahead = np.zeros((z.shape[1], classes))
    for step in range(STEPS):
        p = np.exp(z @ ahead)
        p /= p.sum(axis=1, keepdims=True)
        new = ahead - (z.T @ ((p - wanted) * trust[:, None]) + shrink * ahead) / steepest
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


def write(model: str, folder: Path, rules: Rulebook) -> None:
    """Fit a model's head and write its files."""
    rows = [(task, row, y, gold["trust"], fold_of(a.id)) for a, gold in labelled() for task, row, y in answered(a, gold, model, rules)]
    np.save(fold_file(model), np.array([heads(rows, k) for k in range(FOLDS)]))
    np.save(folder / ROLES, heads(rows))
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    meta["sha256"][ROLES] = hashlib.sha256((folder / ROLES).read_bytes()).hexdigest()
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")
    print(model, "names", Counter((row[0], row[2]) for row in rows))


def main() -> None:
    rules = load_rules()
    for model in sys.argv[1:] or ["accurate", "fast"]:
        write(model, MODELS / model, rules)


if __name__ == "__main__":
    main()
