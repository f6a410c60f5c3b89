"""Lessons: hand-labelled articles, as the role head and the role model learn from them: what is named where, and what it is.

Of a name it is told apart whether it leads, is a partner or stands by, and whether it is a programme's; of figures whether a sum was
given, people were served, and what was done with a sum; of an article's opening whether it tells of a public-welfare initiative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pipeline.article import Article
from pipeline.case import Case
from pipeline.find.coordination import CLASSES
from pipeline.find.lexicon import lexicon
from pipeline.find.ner import OnnxTagger, load_model
from pipeline.find.role_model import OPENING, WINDOW, marked, marks_of
from pipeline.flow import find_all, find_figures
from pipeline.models.pieces import encode, pieces_in, shadow
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import fold
from pipeline.settle.settle import Found, entities_in, within
from pipeline.split import split_article
from training.gold import LEARNT, amount_label, cases_of, count_label, deed_of, label, labelled
from training.unseen import unseen
from training.verdicts import BUSINESS, business

FALSE = 0.3
"""How much what an article that is none about welfare names weighs against what the others do; of it only the first passage is read."""
Group = tuple[str, int, list[tuple[int, int]]]
"""A task, the class of what is named, and the characters where it is."""


@dataclass(frozen=True)
class Lesson:
    """An article: its pieces, shapes and marks; what is to be told in it, each with the pieces of its mentions; how much it weighs;
    and whether it tells of a public-welfare initiative at all."""

    article: str
    pieces: list[int]
    shapes: list[int]
    marks: list[int]
    groups: list[tuple[str, int, list[list[int]]]]
    trust: float
    gives: bool

    def weight(self, task: str) -> float:
        """How much an answer in it to a task weighs."""
        return self.trust if self.gives or task == "giving" else self.trust * FALSE


def lessons(model: str, rules: Rulebook) -> Iterator[Lesson]:
    """Every article to learn from, its names found by a model that was trained without it."""
    tagger = load_model(model)
    assert isinstance(tagger, OnnxTagger)
    answered = ((article, gold) for article, gold in labelled() if gold["set"] in LEARNT)
    for article, gold in chain(answered, business()):
        sections, split = split_article(article, rules)
        with unseen(model, article.id) as honest:
            found = find_all(article, sections, *find_figures(article, rules), rules, ner=honest)
        gives = bool(gold["cases"])
        groups = list(told_apart(article, gold, found, rules) if gives else () if gold["set"] == BUSINESS else told_none(split, found))
        pieces, shapes, offsets, _ = (part[: None if gives else WINDOW] for part in encode(tagger.tokenizer, shadow(article.text)))
        placed = [(task, y, [inside for a, b in spans if (inside := [*pieces_in(offsets, a, b)])]) for task, y, spans in groups]
        if not any(case.get("optional") for case in gold["cases"]):
            placed.append(("giving", int(gives), [[*range(min(OPENING, len(pieces)))]]))
        marks = marked(offsets, marks_of(found.programs, found.entities, found.counts, found.amounts))
        if told := [group for group in placed if group[2]]:
            yield Lesson(article.id, pieces, shapes, marks, told, gold["trust"], gives)


def told_none(cases: list[Case], found: Found) -> Iterator[Group]:
    """What there is to tell in an article that is none about welfare: nobody leads, and nothing is given."""
    for case in cases:
        for entity in entities_in(found, case):
            yield "role", 0, [(m.start, m.end) for m in entity.mentions]
        for task, mentions in (("program", found.programs), ("sum", found.amounts)):
            for m in within(mentions, case):
                yield task, 0, [(m.start, m.end)]


def told_apart(article: Article, gold: dict[str, Any], found: Found, rules: Rulebook) -> Iterator[Group]:
    """What the answers tell apart in an article's cases."""
    words = lexicon(rules)
    for case, answer in cases_of(article, gold, rules):
        for m in within(found.amounts, case):
            if (verdict := amount_label(m, answer["amounts"])) != "maybe":
                yield "sum", int(verdict == "yes"), [(m.start, m.end)]
                if verdict and (deed := deed_of(m, answer["amounts"])) is not None:
                    yield "deed", deed, [(m.start, m.end)]
        for m in within(found.counts, case):
            if m.unit_class in CLASSES and (verdict := count_label(m, answer["beneficiaries"])) != "maybe":
                yield "served", int(verdict == "yes"), [(m.start, m.end)]
        names: dict[str, tuple[list[str], list[tuple[int, int]]]] = {}
        for p in within(found.programs, case):
            names.setdefault(fold(str(p.value)), ([str(p.value)], []))[1].append((p.start, p.end))
        entities = entities_in(found, case)
        for entity in entities:
            names.setdefault(entity.key, ([*entity.forms], [(m.start, m.end) for m in entity.mentions]))
        verdicts = {key: label(forms, answer["programs"], words) for key, (forms, _) in names.items()}
        for key, (_, spans) in names.items():
            if verdicts[key] != "maybe":
                yield "program", int(verdicts[key] == "yes"), spans
        for entity in entities:
            lead, partner = (label([*entity.forms], answer[f], words) for f in ("companies", "partners"))
            if not verdicts[entity.key] and "maybe" not in (lead, partner):
                yield "role", 1 if lead else 2 if partner else 0, [(m.start, m.end) for m in entity.mentions]
