"""Fit the weights of rules/weights.toml on hand-labelled cases: `python -m training.weights`, or `make weights`.

Writes weights.toml and welfare_words.toml, the trees (trees_*.onnx, see training.trees) that take the place of most weights where the
model that PRESS_RECORDS_NER names (accurate) reads along, and weights_fast.toml, what differs with a model that has no role model. Needs scikit-learn,
onnx, the samples (environment variable PRESS_RECORDS_SHARED, default ../shared) and tests/gold. Learns from the two seed articles, raw/,
the tuning releases of tests/gold, and every second sample release; never from the rest.
Multinomial logistic regression with an L2 penalty, started from zero, full batch: the same weights every time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np

from pipeline.find.ner import HEADS
from pipeline.settle.figures import DEEDS
from pipeline.settle.welfare import MOST, OPENING, TOKEN, giving_features, stem
from training.gold import ROOT
from training.held_out import write_files
from training.rows import NER, Labelled, gather_rows
from training.trees import TASKS, grown
from training.unseen import FOLDS, PARTS, fold_of, part_model

RARE = 8  # a word of a figure or a year that fewer rows hold says nothing; most rows stand twice, with the model and without
WORDS = 1500
SINGLE = ("body.", "lead.")
HEAD_WORDS = "# What single words speak for and against an article being about giving; fitted by `python -m training.weights`, beside weights.toml.\n"
HEAD = """# Weights of the features that settling weighs, fitted on hand-labelled cases by `python -m training.weights`.
# A positive weight speaks for, a negative one against.
"""
HEAD_FAST = """# What stands in weights.toml, as it is where no role model reads along (`--ner fast`, spaCy pipelines); fitted by `python -m training.weights`.
"""


def fit(rows: list[Labelled], classes: int, penalty: float = 1.0, steps: int = 3000) -> tuple[list[str], np.ndarray]:
    """Weights [feature, class] of a multinomial logistic regression, class 0 being the reference."""
    names = ["bias", *_telling(rows)]
    x = np.array([[1.0 if n == "bias" else row.get(n, 0.0) for n in names] for row, _, _, _ in rows], np.float32)
    y = np.eye(classes, dtype=np.float32)[[label for _, label, _, _ in rows]]
    trust = np.array([weight for _, _, _, weight in rows], np.float32)[:, None]
    w = np.zeros((len(names), classes), np.float32)
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, steps + 1):
        z = x @ w
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        grad = x.T @ ((p - y) * trust) / len(x) + penalty * np.vstack([w[:1] * 0, w[1:]]) / len(x)
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return names, w - w[:, :1]


def _telling(rows: list[Labelled]) -> list[str]:
    """The features of rows, in order, words that are rare left out."""
    times = Counter(n for row, _, _, _ in rows for n in row)
    return sorted(n for n in times if times[n] >= RARE or not n.startswith("word."))


def welfare_tables(rows: list[Labelled], texts: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The weights for telling welfare, of the features and of the WORDS single words that differ most, fitted together.

    `texts` are title and body in small letters by article id. Returns the tables for weights.toml and welfare_words.toml.
    """
    names, w = fit(with_words(rows, texts, telling_words(rows, texts)), 2, penalty=8.0, steps=600)
    found = dict(zip(names, w[:, 1]))
    base = [n for n in names if not n.startswith(SINGLE)]
    parts = [HEAD_WORDS]
    for part in ("body", "lead"):
        single = (f"{n[5:]} = {found[n]:.3f}" for n in names if n.startswith(part + "."))
        parts.append(f"[words.{part}]\n" + "\n".join(single) + "\n")
    return table("welfare", [*base, "spoken"], np.array([*(found[n] for n in base), 1.0])), "\n".join(parts)


def telling_words(rows: list[Labelled], texts: dict[str, tuple[str, str]]) -> list[str]:
    """The words whose share differs most between articles about welfare and others."""
    counts = [set(map(stem, TOKEN.findall(texts[i][1]))) for _, _, i, _ in rows]
    seen, good = Counter(w for c in counts for w in c), Counter(w for c, (_, y, _, _) in zip(counts, rows) if y for w in c)
    yes, no = sum(y for _, y, _, _ in rows), sum(1 - y for _, y, _, _ in rows)

    def gain(w: str) -> float:
        return abs(math.log((good[w] + 0.5) / (yes + 1)) - math.log((seen[w] - good[w] + 0.5) / (no + 1))) * math.sqrt(seen[w])

    return sorted((w for w, n in seen.items() if n >= 10), key=lambda w: (-gain(w), w))[:WORDS]


def with_words(rows: list[Labelled], texts: dict[str, tuple[str, str]], chosen: list[str]) -> list[Labelled]:
    """The rows with these words as features: how often each stands in the body, and whether it does in the opening."""
    wide = []
    for row, y, i, weight in rows:
        count = Counter(map(stem, TOKEN.findall(texts[i][1])))
        lead = set(map(stem, TOKEN.findall(" ".join(texts[i])[: len(texts[i][0]) + 1 + OPENING])))
        said = {f"body.{w}": min(1.0, math.log1p(count[w]) / 2) for w in chosen if w in count}
        row = {name: value for name, value in row.items() if name != "spoken"}
        wide.append((row | said | {f"lead.{w}": 0.7 for w in chosen if w in lead}, y, i, weight))
    return wide


def giving_table(rows: dict[str, list[Labelled]], texts: dict[str, tuple[str, str]]) -> str:
    """How words and the role model are weighed together, both by weights that were fitted without the article."""
    said = dict(words_unseen(rows["welfare"], texts))
    names, w = fit([(giving_features(said[i], row["read"]), y, i, weight) for row, y, i, weight in rows["giving"]], 2)
    return table("giving", names, w[:, 1])


def words_unseen(rows: list[Labelled], texts: dict[str, tuple[str, str]]) -> Iterator[tuple[str, float]]:
    """For each article the log-odds of its words and figures, by weights fitted on the other parts of the articles."""
    for part in range(FOLDS):
        others = [row for row in rows if fold_of(row[2]) != part]
        chosen = telling_words(others, texts)
        names, w = fit(with_words(others, texts, chosen), 2, penalty=8.0, steps=600)
        found = dict(zip(names, w[:, 1]))
        for row, _, i, _ in with_words([row for row in rows if fold_of(row[2]) == part], texts, chosen):
            single = sum(value * found.get(n, 0.0) for n, value in row.items() if n.startswith(SINGLE))
            rest = sum(value * found.get(n, 0.0) for n, value in row.items() if not n.startswith(SINGLE))
            yield i, found["bias"] + rest + max(-MOST, min(MOST, single))


def unheard(rows: list[Labelled]) -> list[Labelled]:
    """The rows as they are where no model reads along, at half their weight: names and figures must do without a role head too."""
    heads = {"heard", "told", *(f"{by}_{head}" for by in ("head", "told") for head in HEADS)}
    return [({k: v for k, v in row.items() if k not in heads}, y, name, weight / 2) for row, y, name, weight in rows if row["heard"]]


def table(name: str, names: list[str], weights: np.ndarray) -> str:
    rows = [f'"{n}" = {w:.2f}' if "." in n else f"{n} = {w:.2f}" for n, w in zip(names, weights) if abs(w) >= 0.005 or n == "bias"]
    return f"[words.{name}]\n" + "\n".join(rows) + "\n"


def names_tables(rows: dict[str, list[Labelled]]) -> list[str]:
    """The weights for telling parts, programs and starts, which differ with what finds the names."""
    names, w = fit([*rows["role"], *unheard(rows["role"])], 3, penalty=3.0)
    parts = [table("lead", names, w[:, 1]), table("partner", names, w[:, 2])]
    names, w = fit(rows["program"], 2, penalty=2.5)
    parts.append(table("program", names, w[:, 1]))
    names, w = fit(rows["start"], 2, penalty=3.0)
    return [*parts, table("start", names, w[:, 1])]


def fitted(rows: dict[str, list[Labelled]], texts: dict[str, tuple[str, str]], silent: dict[str, list[Labelled]] | None = None) -> dict[str, str | bytes]:
    """What is fitted on these rows, by file name: weights, words, and trees where a role model read along.

    `silent` are the rows without a model, for the weights that trees take the place of.
    """
    features, words = welfare_tables(rows["welfare"], texts)
    giving = [giving_table(rows, texts)] if rows["giving"] else []
    weights = "\n".join([HEAD, *names_tables(silent or rows), features, *giving, *figures_tables(rows)])
    trees = {f"trees_{task}.onnx": grown(rows[task]) for task in TASKS} if rows["giving"] else {}
    return {"weights.toml": weights, "welfare_words.toml": words, **trees}


def figures_tables(rows: dict[str, list[Labelled]]) -> list[str]:
    """The weights for telling which counts and sums are the case's, and what was done with a sum."""
    out = []
    for task in ("beneficiary", "amount"):
        names, w = fit([*rows[task], *unheard(rows[task])], 2, penalty=1.5)
        out.append(table(task, names, w[:, 1]))
    names, w = fit([*rows["deed"], *unheard(rows["deed"])], len(DEEDS), penalty=3.0)
    return out + [table(deed, names, w[:, place]) for place, deed in enumerate(DEEDS) if place]


def main() -> None:
    if NER != "none" and not all(part_model(NER, part).is_dir() for part in range(PARTS)):
        print(f"{part_model(NER, 0).parent.parent} is not there (make model): names that the model was taught weigh a little too much.")
    (rows, texts), (fast, _), (silent, _) = (gather_rows(ner) for ner in (NER, "fast", "none"))
    files = fitted(rows, texts, silent)
    files["weights_fast.toml"] = "\n".join([HEAD_FAST, *names_tables(fast), *figures_tables(fast)])
    write_files(files, ROOT / "rules")
    print({k: (len(v), sum(bool(y) for _, y, _, _ in v)) for k, v in rows.items()})


if __name__ == "__main__":
    main()
