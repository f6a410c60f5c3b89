"""Fit the weights of rules/weights.toml on hand-labelled cases: `python -m training.weights`, or `make weights`.

Writes weights.toml and welfare_words.toml for runs with the model that PRESS_RECORDS_NER names (accurate), and
weights_rules.toml, what differs in runs without one. Needs the samples (environment variable PRESS_RECORDS_SHARED, default ../shared) and tests/gold. Learns from the
two seed articles, raw/, the tuning releases of tests/gold, and every second sample release; never from the rest.
Multinomial logistic regression with an L2 penalty, started from zero, full batch: the same weights every time.
"""

from __future__ import annotations

import gzip
import json
import math
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.article import Article
from pipeline.case import Case
from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.find.names import canonical
from pipeline.flow import find_all, find_figures, title_and_body, welfare_row
from pipeline.mention import Mention
from pipeline.read import read_folder
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.entities import fold
from pipeline.settle.features import features_of
from pipeline.settle.figures import CLASSES, amount_features, count_features
from pipeline.settle.program_features import program_rows
from pipeline.settle.settle import entities_in, first_sentence, within
from pipeline.settle.welfare import OPENING, TOKEN, stem
from pipeline.split import split_article
from training.unseen import unseen

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PRESS_RECORDS_SHARED", ROOT.parent / "shared"))
NER = os.environ.get("PRESS_RECORDS_NER", "accurate")
Row = dict[str, float]
Labelled = tuple[Row, int, str, float]
"""Features, class, where the row is from, and how much it weighs."""
WORDS = 800
ELSEWHERE = 4.0
"""How much an article weighs for telling welfare that is no American press release: they are few, and the dataset's own kind."""
HEAD_WORDS = "# What single words speak for and against an article being about giving; fitted by `python -m training.weights`, beside weights.toml.\n"
HEAD = """# Weights of the features that settling weighs, fitted on hand-labelled cases by `python -m training.weights`.
# A positive weight speaks for, a negative one against.
"""
HEAD_RULES = """# What stands in weights.toml, as it is where no model reads along (`--ner none`); fitted by `python -m training.weights`.
"""
TRUST = {"seeds": 1.0, "raw": 1.0, "dev": 2.0, "press-tuning": 1.0, "press-training": 0.4, "own": 1.0}
"""How much an article of each set weighs: those labelled twice or nearest to the dataset's own kind weigh most."""


def lines(path: Path) -> list[dict[str, Any]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.split(b"\n") if line.strip()]


def labelled(half: int = 0) -> Iterator[tuple[Article, dict[str, Any]]]:
    for article, gold in _labelled(half):
        gold["trust"] = TRUST[gold["set"]]
        yield article, gold


def _labelled(half: int) -> Iterator[tuple[Article, dict[str, Any]]]:
    """Articles with their answers, the tuning part only; of the dev releases every second one."""
    seeds = {a.id: a for a in read_folder(SHARED / "articles") if isinstance(a, Article)}
    for gold in lines(SHARED / "gold" / "seeds.jsonl"):
        article = seeds[Path(gold["file"]).stem]
        yield Article(article.id, article.path, article.sha256, article.text, gold["title"], gold["published"], gold["source"]), gold | {"set": "seeds"}
    raw = {a.id: a for a in read_folder(ROOT / "raw") if isinstance(a, Article)}
    for gold in lines(ROOT / "tests" / "gold" / "raw.jsonl"):
        if gold["article"] in raw:
            yield raw[gold["article"]], gold | {"set": "raw"}
    dev = {r["id"]: r for r in lines(SHARED / "dev" / "articles.jsonl")}
    for gold in lines(SHARED / "dev" / "gold.jsonl")[half::2]:
        yield _article(dev[gold["article"]]), gold | {"set": "dev"}
    press = {r["id"]: r for r in lines(SHARED / "press" / "releases.jsonl.gz")}
    for name in ("press-tuning.jsonl", "press-training.jsonl"):
        for gold in lines(ROOT / "tests" / "gold" / name):
            yield _article(press[gold["article"]]), gold | {"set": name.removesuffix(".jsonl")}
    if (ROOT / "tests" / "gold" / "own-tuning.jsonl").exists():
        own = {a.id: a for a in read_folder(ROOT / "tests" / "articles" / "own-tuning-articles.jsonl") if isinstance(a, Article)}
        for gold in lines(ROOT / "tests" / "gold" / "own-tuning.jsonl"):
            yield own[gold["article"]], gold | {"set": "own"}


def _article(row: dict[str, Any]) -> Article:
    return Article(row["id"], row["id"], row["id"], row["text"], row["text"].split("\n")[0], row["published"], row["source"], None, row.get("url"), "en")


def cases_of(article: Article, gold: dict[str, Any], rules: Rulebook) -> Iterator[tuple[Case, dict[str, Any]]]:
    """The gold's cases with the splitter's holes, or the splitter's own where the gold gives no bounds."""
    _, split = split_article(article, rules)
    for number, answer in enumerate(gold["cases"]):
        if answer.get("optional"):
            continue
        if "start" in answer and len(gold["cases"]) > 1:
            body = answer["start"] + len(answer["heading"] or "")
            yield Case(number + 1, answer["heading"], answer["start"], body, answer["end"]), answer
        elif number < len(split):
            yield split[number], answer


def label(forms: list[str], answers: list[dict[str, Any]], words: Lexicon, *, close: str | None = "maybe") -> str | None:
    """Whether one of these forms is required ("yes"), optional ("maybe"), only near an answer (`close`), or not among them (None)."""
    mine = {fold(canonical(f, words)) for f in forms}
    near = None
    for answer in answers:
        theirs = {fold(canonical(t, words)) for t in (answer["text"], *(answer.get("aliases") or ()))}
        if mine & theirs:
            return "maybe" if answer.get("optional") else "yes"
        if any(_close(a, b) for a in mine for b in theirs):
            near = close
    return near


def count_label(mention: Mention, answers: list[dict[str, Any]]) -> str | None:
    """Whether a count is a required answer ("yes"), an optional one ("maybe"), or none (None); place or unit tell equal numbers apart."""
    for answer in answers:
        placed = "start" in answer and (mention.end <= answer["start"] or answer["end"] <= mention.start)
        if mention.value == answer["count"] and not (placed and mention.unit and answer.get("unit") and mention.unit.split()[-1] != answer["unit"].split()[-1]):
            return "maybe" if answer.get("optional") else "yes"
    return None


def amount_label(mention: Mention, answers: list[dict[str, Any]]) -> str | None:
    """The same for a sum of money."""
    for answer in answers:
        if float(mention.value.value) == float(answer["value"]):  # type: ignore[attr-defined]
            return "maybe" if answer.get("optional") else "yes"
    return None


def _close(one: str, two: str) -> bool:
    a, b = set(one.split()), set(two.split())
    return len(a & b) >= 2 and len(a & b) / len(a | b) >= 0.5


def gather_rows(rules: Rulebook, ner: str = NER) -> tuple[dict[str, list[Labelled]], dict[str, tuple[str, str]]]:
    """The rows to fit on, by task, and the articles' titles and bodies in small letters."""
    texts: dict[str, tuple[str, str]] = {}
    words = lexicon(rules)
    rows: dict[str, list[Labelled]] = {"role": [], "program": [], "welfare": [], "beneficiary": [], "amount": []}
    for article, gold in labelled():
        sections, split = split_article(article, rules)
        amounts, counts = find_figures(article, rules)
        if split and not any(c.get("optional") for c in gold["cases"]):
            row = welfare_row(article, split, amounts, counts, rules)
            texts[article.id] = small_text(article, split)
            weight = 1.0 if gold["set"].startswith("press") else ELSEWHERE
            rows["welfare"].append((row, int(bool(gold["cases"])), article.id, weight))
        with unseen(ner, article.id) as honest:
            found = find_all(article, sections, amounts, counts, rules, ner=honest)
        for case, answer in cases_of(article, gold, rules):
            single = len(gold["cases"]) == 1
            near = within(counts, case)
            for m in near:
                if m.unit_class in CLASSES and (verdict := count_label(m, answer["beneficiaries"])) != "maybe":
                    rows["beneficiary"].append((count_features(m, case, single, article.text, near, rules), int(verdict == "yes"), f"{article.id}: {m.text}", gold["trust"]))
            near = within(amounts, case)
            for m in near:
                if (verdict := amount_label(m, answer["amounts"])) != "maybe":
                    rows["amount"].append((amount_features(m, case, single, article.text, near, rules), int(verdict == "yes"), f"{article.id}: {m.text}", gold["trust"]))
            programs = within(found.programs, case)
            local = entities_in(found, case)
            wanted = [p for p in programs if label([str(p.value)], answer["programs"], words)]
            named = {fold(str(p.value)) for p in wanted}
            entities = [e for e in local if e.key not in named]
            for entity, row in zip(entities, features_of(article.text, case, entities, first_sentence(found, case), rules, found.about, found.reading, wanted)):
                lead, partner = (label([*entity.forms], answer[f], words) for f in ("companies", "partners"))
                if "maybe" not in (lead, partner):
                    rows["role"].append((row, 1 if lead else 2 if partner else 0, f"{article.id}: {entity.name}", gold["trust"]))
            for mine, row in program_rows(article.text, case, programs, local, found.reading, rules):
                name = str(mine[0].value)
                if (verdict := label([name], answer["programs"], words, close=None)) != "maybe":
                    rows["program"].append((row, int(verdict == "yes"), f"{article.id}: {name}", gold["trust"]))
    press = {r["id"]: r for r in lines(SHARED / "press" / "releases.jsonl.gz")}
    _add_welfare(rows, texts, press, rules)
    _add_written(rows, texts, rules)
    _add_figures(rows, press, rules)
    return rows, texts


def _verdicts(name: str) -> Iterator[list[str]]:
    """The lines of a table of verdicts in tests/gold that give one, cell by cell."""
    for line in (ROOT / "tests" / "gold" / name).read_text("utf-8").split("\n"):
        if "\t" in line:
            yield line.split("\t")


def _add_welfare(rows: dict[str, list[Labelled]], texts: dict[str, tuple[str, str]], press: dict[str, Any], rules: Rulebook) -> None:
    """Rows for telling welfare, from the releases of which only that was read."""
    for name, verdict in _verdicts("press-welfare.tsv"):
        if verdict in ("y", "n"):
            article = _article(press[name])
            _, split = split_article(article, rules)
            if split:
                texts[article.id] = small_text(article, split)
                row = welfare_row(article, split, *find_figures(article, rules), rules)
                rows["welfare"].append((row, int(verdict == "y"), article.id, 1.0))


def _add_written(rows: dict[str, list[Labelled]], texts: dict[str, tuple[str, str]], rules: Rulebook) -> None:
    """Rows for telling welfare, from short articles of our own: good works told without its words, business told with them."""
    for number, line in enumerate(lines(ROOT / "training" / "data" / "welfare.jsonl")):
        name = f"welfare-{number}"
        article = Article(name, name, name, f"{line['title']}\n\n{line['text']}", line["title"])
        _, split = split_article(article, rules)
        if split:
            texts[name] = small_text(article, split)
            row = welfare_row(article, split, *find_figures(article, rules), rules)
            rows["welfare"].append((row, int(line["welfare"]), name, ELSEWHERE))


def _add_figures(rows: dict[str, list[Labelled]], press: dict[str, Any], rules: Rulebook) -> None:
    """Rows for single counts and sums, from the releases of which only those were read."""
    said: dict[str, dict[tuple[str, int], int]] = {}
    for name, task, start, _, verdict in _verdicts("press-figures.tsv"):
        said.setdefault(name, {})[task, int(start)] = int(verdict == "y")
    for name, verdicts in said.items():
        article = _article(press[name])
        _, split = split_article(article, rules)
        found = dict(zip(("amount", "beneficiary"), find_figures(article, rules)))
        for case in split:
            for task, features in (("beneficiary", count_features), ("amount", amount_features)):
                near = within(found[task], case)
                for m in near:
                    if (task, m.start) in verdicts and (task == "amount" or m.unit_class in CLASSES):
                        row = features(m, case, len(split) == 1, article.text, near, rules)
                        rows[task].append((row, verdicts[task, m.start], f"{article.id}: {m.text}", TRUST["press-training"]))


def small_text(article: Article, cases: list[Case]) -> tuple[str, str]:
    """Title and body as `welfare_features` reads them."""
    title, body = title_and_body(article, cases)
    return title.casefold(), " ".join(body.casefold().split())


def fit(rows: list[Labelled], classes: int, penalty: float = 1.0, steps: int = 3000) -> tuple[list[str], np.ndarray]:
    """Weights [feature, class] of a multinomial logistic regression, class 0 being the reference."""
    names = ["bias", *sorted({n for row, _, _, _ in rows for n in row})]
    x = np.array([[1.0 if n == "bias" else row.get(n, 0.0) for n in names] for row, _, _, _ in rows])
    y = np.eye(classes)[[label for _, label, _, _ in rows]]
    trust = np.array([weight for _, _, _, weight in rows])[:, None]
    w = np.zeros((len(names), classes))
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, steps + 1):
        z = x @ w
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        grad = x.T @ ((p - y) * trust) / len(x) + penalty * np.vstack([np.zeros((1, classes)), w[1:]]) / len(x)
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return names, w - w[:, :1]


def welfare_tables(rows: list[Labelled], texts: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The weights for telling welfare, of the features and of the WORDS single words that differ most, fitted together.

    `texts` are title and body in small letters by article id. Returns the tables for weights.toml and welfare_words.toml.
    """
    counts = [Counter(map(stem, TOKEN.findall(texts[i][1]))) for _, _, i, _ in rows]
    leads = [set(map(stem, TOKEN.findall(" ".join(texts[i])[: len(texts[i][0]) + 1 + OPENING]))) for _, _, i, _ in rows]
    seen, good = Counter(w for c in counts for w in c), Counter(w for c, (_, y, _, _) in zip(counts, rows) if y for w in c)
    yes, no = sum(y for _, y, _, _ in rows), sum(1 - y for _, y, _, _ in rows)

    def gain(w: str) -> float:
        return abs(math.log((good[w] + 0.5) / (yes + 1)) - math.log((seen[w] - good[w] + 0.5) / (no + 1))) * math.sqrt(seen[w])

    chosen = sorted((w for w, n in seen.items() if n >= 10), key=lambda w: (-gain(w), w))[:WORDS]
    wide = []
    for (row, y, i, weight), count, lead in zip(rows, counts, leads):
        said = {f"body.{w}": min(1.0, math.log1p(count[w]) / 2) for w in chosen if w in count}
        row = {name: value for name, value in row.items() if name != "spoken"}
        wide.append((row | said | {f"lead.{w}": 0.7 for w in chosen if w in lead}, y, i, weight))
    names, w = fit(wide, 2, penalty=3.0, steps=600)
    found = dict(zip(names, w[:, 1]))
    base = [n for n in names if not n.startswith(("body.", "lead."))]
    parts = [HEAD_WORDS]
    for part in ("body", "lead"):
        single = (f"{n[5:]} = {found[n]:.3f}" for n in names if n.startswith(part + "."))
        parts.append(f"[words.{part}]\n" + "\n".join(single) + "\n")
    return table("welfare", [*base, "spoken"], np.array([*(found[n] for n in base), 1.0])), "\n".join(parts)


def unheard(rows: list[Labelled]) -> list[Labelled]:
    """The rows as they are where no model reads along, at half their weight: names must do without a role head too."""
    silent = {"heard": 0.0, "head_lead": 0.0, "head_partner": 0.0, "head_program": 0.0}
    return [(row | silent, y, name, weight / 2) for row, y, name, weight in rows if row["heard"]]


def table(name: str, names: list[str], weights: np.ndarray) -> str:
    rows = [f'"{n}" = {w:.2f}' if "." in n else f"{n} = {w:.2f}" for n, w in zip(names, weights) if abs(w) >= 0.005 or n == "bias"]
    return f"[words.{name}]\n" + "\n".join(rows) + "\n"


def names_tables(rows: dict[str, list[Labelled]]) -> list[str]:
    """The weights for telling parts and programs, which differ with what finds the names."""
    names, w = fit([*rows["role"], *unheard(rows["role"])], 3, penalty=3.0)
    parts = [table("lead", names, w[:, 1]), table("partner", names, w[:, 2])]
    names, w = fit(rows["program"], 2, penalty=2.5)
    return [*parts, table("program", names, w[:, 1])]


def fitted(rows: dict[str, list[Labelled]], texts: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The weights fitted on these rows, as the texts of weights.toml and welfare_words.toml."""
    features, words = welfare_tables(rows["welfare"], texts)
    out = [HEAD, *names_tables(rows), features]
    for task in ("beneficiary", "amount"):
        names, w = fit(rows[task], 2, penalty=1.0)
        out.append(table(task, names, w[:, 1]))
    return {"weights.toml": "\n".join(out), "welfare_words.toml": words}


def main() -> None:
    rules = load_rules()
    rows, texts = gather_rows(rules)
    silent, _ = gather_rows(rules, "none")
    files = fitted(rows, texts) | {"weights_rules.toml": "\n".join([HEAD_RULES, *names_tables(silent)])}
    for name, written in files.items():
        (ROOT / "rules" / name).write_text(written, encoding="utf-8")
    print({k: (len(v), sum(bool(y) for _, y, _, _ in v)) for k, v in rows.items()})


if __name__ == "__main__":
    main()
