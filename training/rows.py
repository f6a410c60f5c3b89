"""Rows to fit weights on: the features of every candidate in the hand-labelled cases, with what the answers say of it."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from pipeline.article import Article
from pipeline.case import Case
from pipeline.find.coordination import CLASSES
from pipeline.find.lexicon import lexicon
from pipeline.find.ner import role_model
from pipeline.flow import find_all, find_figures, title_and_body, welfare_row
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.entities import fold
from pipeline.settle.features import features_of
from pipeline.settle.figures import amount_features, count_features
from pipeline.settle.program_features import program_rows
from pipeline.settle.programs import programs_of
from pipeline.settle.settle import Found, entities_in, first_sentence, within
from pipeline.settle.starts import Scene, start_rows
from pipeline.split import split_article
from training.gold import ROOT, SHARED, TRUST, amount_label, cases_of, count_label, deed_of, label, labelled, lines, release, year_label
from training.unseen import unseen
from training.verdicts import verdicts_in

NER = os.environ.get("PRESS_RECORDS_NER", "accurate")
Row = dict[str, float]
Labelled = tuple[Row, int, str, float]
"""Features, class, where the row is from, and how much it weighs."""
Rows = dict[str, list[Labelled]]
"""The rows of each of TASKS."""
Texts = dict[str, tuple[str, str]]
TASKS = ("role", "program", "welfare", "giving", "beneficiary", "amount", "deed", "start")
NOTHING: dict[str, Any] = {"companies": [], "partners": [], "programs": []}
FALSE = 0.15
"""How much the names, years and sums of an article that is none about welfare weigh against those of the others."""
ROLE_TRUST = {"seeds": 3.0, "dev": 6.0, "world-training": 0.7}
"""How much an article weighs for telling parts, where not 1: those that learn more alike are right more often on articles unseen."""
ELSEWHERE = {"press-training": 1.0, "press-tuning": 1.0, "world-training": 1.5}
"""How much an article weighs for telling welfare, where not FEW: those of the other sets are few, and the dataset's own kind."""
FEW = 4.0


def gather_rows(ner: str = NER) -> tuple[Rows, Texts]:
    """The rows to fit on, by task, and the articles' titles and bodies in small letters."""
    rows: Rows = {task: [] for task in TASKS}
    texts: Texts = {}
    with ProcessPoolExecutor() as pool:
        for mine, text in pool.map(partial(article_rows, ner), labelled(), chunksize=10):
            texts |= text
            for task, some in mine.items():
                rows[task] += some
    rules = load_rules()
    press = {r["id"]: r for r in lines(SHARED / "press" / "releases.jsonl.gz")}
    _add_welfare(rows, texts, press, rules, ner)
    _add_written(rows, texts, rules)
    _add_figures(rows, press, rules, ner)
    return rows, texts


def article_rows(ner: str, labels: tuple[Article, dict[str, Any]]) -> tuple[Rows, Texts]:
    """The rows of one labelled article, and its title and body."""
    (article, gold), rules = labels, load_rules()
    rows: Rows = {task: [] for task in TASKS}
    texts: Texts = {}
    sections, split = split_article(article, rules)
    amounts, counts = find_figures(article, rules)
    if split and not any(c.get("optional") for c in gold["cases"]):
        row = welfare_row(article, split, amounts, counts, rules)
        texts[article.id] = small_text(article, split)
        rows["welfare"].append((row, int(bool(gold["cases"])), article.id, ELSEWHERE.get(gold["set"], FEW)))
    with unseen(ner, article.id) as honest:
        found = find_all(article, sections, amounts, counts, rules, ner=honest)
    if rows["welfare"] and found.reading.told:
        rows["giving"].append(({"read": found.reading.told.giving}, *rows["welfare"][0][1:]))
    for case in [] if gold["cases"] else split:
        _add_false_sums(rows, article, case, found, len(split) == 1, gold["trust"], rules)
        _add_starts(rows, article, case, found, None, len(split) == 1, gold["trust"] * FALSE, rules)
        _add_names(rows, article, case, found, NOTHING, {"trust": gold["trust"] * FALSE, "role_trust": FALSE}, rules)
    for case, answer in cases_of(article, gold, rules):
        _add_case_figures(rows, article, gold, case, answer, found, rules)
        _add_starts(rows, article, case, found, answer.get("start_year"), len(gold["cases"]) == 1, gold["trust"], rules)
        _add_names(rows, article, case, found, answer, {"trust": gold["trust"], "role_trust": ROLE_TRUST.get(gold["set"], 1.0)}, rules)
    return rows, texts


def _add_names(rows: Rows, article: Article, case: Case, found: Found, answer: dict[str, Any], weight: dict[str, float], rules: Rulebook) -> None:
    """Rows for the parts that a case's organisations play, and for its candidates for a programme's name."""
    words = lexicon(rules)
    programs, local = within(found.programs, case), entities_in(found, case)
    wanted = [p for p in programs if label([str(p.value)], answer["programs"], words)]
    named = {fold(str(p.value)) for p in wanted}
    entities = [e for e in local if e.key not in named]
    features = features_of(article.text, case, entities, first_sentence(found, case), rules, found.about, found.reading, wanted, found.publisher)
    for entity, row in zip(entities, features):
        lead, partner = (label([*entity.forms], answer[f], words) for f in ("companies", "partners"))
        if "maybe" not in (lead, partner):
            rows["role"].append((row, 1 if lead else 2 if partner else 0, f"{article.id}: {entity.name}", weight["role_trust"]))
    for mine, row in program_rows(article.text, case, programs, local, found.reading, rules):
        name = str(mine[0].value)
        if (verdict := label([name], answer["programs"], words, close=None)) != "maybe":
            rows["program"].append((row, int(verdict == "yes"), f"{article.id}: {name}", weight["trust"]))


def _add_case_figures(
    rows: Rows, article: Article, gold: dict[str, Any], case: Case, answer: dict[str, Any], found: Found, rules: Rulebook
) -> None:
    """Rows for the counts and sums of a case."""
    rest = (len(gold["cases"]) == 1, article.text)
    near = within(found.counts, case)
    for m in near:
        if m.unit_class in CLASSES and (verdict := count_label(m, answer["beneficiaries"])) != "maybe":
            row = count_features(m, case, *rest, near, rules, found.reading)
            rows["beneficiary"].append((row, int(verdict == "yes"), f"{article.id}: {m.text}", gold["trust"]))
    near = within(found.amounts, case)
    for m in near:
        if (verdict := amount_label(m, answer["amounts"])) != "maybe":
            row = amount_features(m, case, *rest, near, rules, found.reading)
            rows["amount"].append((row, int(verdict == "yes"), f"{article.id}: {m.text}", gold["trust"]))
            if verdict and (deed := deed_of(m, answer["amounts"])) is not None:
                rows["deed"].append((row, deed, f"{article.id}: {m.text}", gold["trust"]))


def _add_false_sums(rows: Rows, article: Article, case: Case, found: Found, single: bool, trust: float, rules: Rulebook) -> None:
    """Rows for the sums of an article that is none about welfare: where it passes for one, they should not."""
    near = within(found.amounts, case)
    for m in near:
        row = amount_features(m, case, single, article.text, near, rules, found.reading)
        rows["amount"].append((row, 0, f"{article.id}: {m.text}", trust * FALSE))


def _add_starts(
    rows: Rows, article: Article, case: Case, found: Found, answer: dict[str, Any] | None, single: bool, trust: float, rules: Rulebook
) -> None:
    """Rows for the years of a case: whether each is its start."""
    entities, years = entities_in(found, case), within(found.years, case)
    programs, _ = programs_of(article.text, case, within(found.programs, case), entities, found.reading, rules)
    scene = Scene(article.text, case, article.published, single, found.sentences, years, programs, entities, rules)
    for m, row in zip(years, start_rows(scene)):
        if (verdict := year_label(m, answer)) != "maybe":
            rows["start"].append((row, int(verdict == "yes"), f"{article.id}: {m.text}", trust))


def _add_welfare(rows: Rows, texts: Texts, press: dict[str, Any], rules: Rulebook, ner: str) -> None:
    """Rows for telling welfare, from the releases of which only that was read."""
    for name, verdict in verdicts_in("press-welfare.tsv"):
        if verdict in ("y", "n"):
            article = release(press[name])
            sections, split = split_article(article, rules)
            if split:
                texts[article.id] = small_text(article, split)
                figures, label = find_figures(article, rules), (int(verdict == "y"), article.id, 1.0)
                rows["welfare"].append((welfare_row(article, split, *figures, rules), *label))
                with unseen(ner, article.id) as honest:
                    if role_model(honest) and (told := find_all(article, sections, *figures, rules, ner=honest).reading.told):
                        rows["giving"].append(({"read": told.giving}, *label))


def _add_written(rows: Rows, texts: Texts, rules: Rulebook) -> None:
    """Rows for telling welfare, from short articles of our own: good works told without its words, business told with them."""
    for number, line in enumerate(lines(ROOT / "training" / "data" / "welfare.jsonl")):
        name = f"welfare-{number}"
        article = Article(name, name, name, f"{line['title']}\n\n{line['text']}", line["title"])
        _, split = split_article(article, rules)
        if split:
            texts[name] = small_text(article, split)
            row = welfare_row(article, split, *find_figures(article, rules), rules)
            rows["welfare"].append((row, int(line["welfare"]), name, FEW))


def _add_figures(rows: Rows, press: dict[str, Any], rules: Rulebook, ner: str) -> None:
    """Rows for single counts and sums, from the releases of which only those were read."""
    said: dict[str, dict[tuple[str, int], int]] = {}
    for name, task, start, _, verdict in verdicts_in("press-figures.tsv"):
        said.setdefault(name, {})[task, int(start)] = int(verdict == "y")
    for name, verdicts in said.items():
        article = release(press[name])
        sections, split = split_article(article, rules)
        found = find_all(article, sections, *find_figures(article, rules), rules, ner=ner)
        for case in split:
            for task, figures, features in (("beneficiary", found.counts, count_features), ("amount", found.amounts, amount_features)):
                near = within(figures, case)
                for m in near:
                    if (task, m.start) in verdicts and (task == "amount" or m.unit_class in CLASSES):
                        row = features(m, case, len(split) == 1, article.text, near, rules, found.reading)
                        rows[task].append((row, verdicts[task, m.start], f"{article.id}: {m.text}", TRUST["press-training"]))


def small_text(article: Article, cases: list[Case]) -> tuple[str, str]:
    """Title and body as `welfare_features` reads them."""
    title, body = title_and_body(article, cases)
    return title.casefold(), " ".join(body.casefold().split())
