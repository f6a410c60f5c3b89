"""Answers: what articles with hand-labelled answers teach the model about names.

The model reads their sentences; where it disagrees with the answers about a name, its own probabilities are corrected,
everywhere else they stand, so that it keeps what it knows. Seeds, samples and checking sets are never learnt from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from torch import Tensor

from pipeline.find.sentences import sentences
from pipeline.models.pieces import WINDOW, best_tags, encode, shadow
from pipeline.rulebook import load_rules
from training.corpora import Record, head_words, typed
from training.encoder import TokenClassifier
from training.gold import LEARNT, cases_of, labelled
from training.train import IGNORED, Example, Kit, example, scored
from training.unseen import PARTS, part_of

KIND = {"companies": "NAME", "partners": "NAME", "programs": "PROGRAM"}
SURE = 0.98
NEVER = math.log(1e-6)
Name = tuple[int, int, str]


def answered_sentences(left_out: int | None) -> Iterator[Record]:
    """The sentences of the articles, all but one part's: text, the answers' names in it, and whether it stands in a case.

    `left_out` is a part, 0 to 2, that another model must not have seen; None leaves none out.
    """
    assert left_out is None or 0 <= left_out < PARTS
    rules, heads = load_rules(), head_words()
    for article, gold in labelled():
        if gold["set"] not in LEARNT or part_of(article.id) == left_out:
            continue
        cases = list(cases_of(article, gold, rules))
        names = apart(name for case, answer in cases for name in named(article.text, case.start, case.end, answer, heads))
        for start, end in sentences(article.text, rules):
            spans = [[a - start, b - start, label] for a, b, label in names if start <= a and b <= end]
            inside = any(case.start <= start < case.end for case, _ in cases)
            yield {"text": article.text[start:end], "spans": spans, "inside": inside}


def named(text: str, start: int, end: int, answer: dict[str, Any], heads: dict[str, re.Pattern[str]]) -> Iterator[Name]:
    """Where a case names its answers, in any of their forms."""
    for field, kind in KIND.items():
        for form in {form for one in answer[field] for form in (one["text"], *(one.get("aliases") or ())) if len(form) > 2}:
            label = typed(form, heads) if kind == "NAME" else kind
            for hit in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text[start:end]):
                yield hit.start() + start, hit.end() + start, label


def apart(names: Iterator[Name]) -> list[Name]:
    """The names that overlap no longer one, in order."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n[0] - n[1], n)):
        if not any(name[0] < end and start < name[1] for start, end, _ in kept):
            kept.append(name)
    return sorted(kept)


def lessons(model: TokenClassifier, kit: Kit, left_out: int | None) -> list[Example]:
    """The sentences with the model's own probabilities, corrected by the answers."""
    records = [r for r in answered_sentences(left_out) if example(r, kit.tokenizer, kit.tags)]
    examples = [e for r in records if (e := example({**r, "spans": []}, kit.tokenizer, kit.tags))]
    return [corrected(e, rows, r, kit) for e, rows, r in zip(examples, scored(model, examples, kit.config), records, strict=True)]


def corrected(one: Example, rows: Tensor, record: Record, kit: Kit) -> Example:
    """An example whose teacher are the model's log-probabilities [words, tags] of a record, put right by its answers."""
    words = word_spans(record["text"], kit)[: len(rows)]
    theirs = runs(best_tags(rows.numpy(), kit.tags), kit.tags)
    rows, dropped = rows.clone(), set[int]()
    for start, end, label in record["spans"]:
        mine = [i for i, (a, b) in enumerate(words) if a < end and start < b]
        over = [run for run in theirs if set(run[0]) & set(mine)]
        if not mine or (label != "PROGRAM" and any(len(run[0]) > len(mine) and set(mine) <= set(run[0]) for run in over)):
            continue
        if label == "NAME":
            label = next((name for _, name in over if name in ("COMPANY", "ORG")), label)
        labels = ("COMPANY", "ORG") if label == "NAME" else (label,)
        for place, i in enumerate(mine):
            rows[i] = pointed(rows[i], [kit.tags.index(f"{'I' if place else 'B'}-{name}") for name in labels])
        dropped |= {i for run in over for i in run[0]} - set(mine)
    answered = {i for start, end, _ in record["spans"] for i, (a, b) in enumerate(words) if a < end and start < b}
    programs = [i for i, tag in enumerate(kit.tags) if tag.endswith("-PROGRAM")]
    for run, name in theirs if record["inside"] else ():
        if name == "PROGRAM" and not answered & set(run):
            for i in run:
                rows[i][programs] = NEVER
                rows[i] = rows[i].log_softmax(-1)
    known = iter(range(len(words)))
    targets = [IGNORED if t == IGNORED or next(known) in dropped else t for t in one.targets]
    return Example(one.pieces, one.shapes, targets, rows[[i for i in range(len(words)) if i not in dropped]])


def pointed(row: Tensor, tags: list[int]) -> Tensor:
    """Log-probabilities with nearly all weight on these tags, shared as before among them."""
    sure = row.new_full(row.shape, NEVER)
    sure[tags] = row[tags].log_softmax(-1)
    return (SURE * sure.exp() + (1 - SURE) * row.exp()).log().log_softmax(-1)


def word_spans(text: str, kit: Kit) -> list[tuple[int, int]]:
    """Where the words of a text lie that the model gives a tag."""
    _, _, offsets, opens = encode(kit.tokenizer, shadow(text))
    starts = [i for i, opening in enumerate(opens[:WINDOW]) if opening]
    return [(offsets[i][0], offsets[j - 1][1]) for i, j in zip(starts, [*starts[1:], min(len(offsets), WINDOW)], strict=True)]


def runs(path: list[int], tags: list[str]) -> list[tuple[list[int], str]]:
    """The names of a sequence of tags: the words of each, and its label."""
    found: list[tuple[list[int], str]] = []
    for i, tag in enumerate(path):
        part, _, label = tags[tag].partition("-")
        if part == "B" or (part == "I" and not found):
            found.append(([i], label))
        elif part == "I":
            found[-1][0].append(i)
    return found
