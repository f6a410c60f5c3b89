"""Exchange: lessons with the names of others in them, so that the role model learns from what stands around a name.

A name gives its place to one that plays the same part in another article: what kind of name leads or receives is still told by it,
but no name can be learnt by heart.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from training.lessons import Lesson

Form = tuple[tuple[int, ...], tuple[int, ...]]
"""A form of a name: its pieces and their shapes."""
Names = dict[int, list[list[Form]]]
"""For each part that a name may play, names with their forms, the longest first."""


def names_by_part(lessons: Sequence[Lesson]) -> Names:
    """The names of all lessons by the part that they play."""
    named: Names = {}
    for lesson in lessons:
        for task, part, mentions in lesson.groups:
            if task == "role":
                named.setdefault(part, []).append(forms_of(lesson, mentions))
    return named


def forms_of(lesson: Lesson, mentions: Sequence[Sequence[int]]) -> list[Form]:
    """The forms in which a name stands in a lesson, the longest first."""
    return sorted({_form(lesson, inside) for inside in mentions}, key=lambda form: (-len(form[0]), form[0]))


def _form(lesson: Lesson, inside: Sequence[int]) -> Form:
    return tuple(lesson.pieces[i] for i in inside), tuple(lesson.shapes[i] for i in inside)


def exchanged(lesson: Lesson, named: Names, share: float, rng: random.Random) -> Lesson:
    """A lesson in which so large a share of the names are others': a name's forms each by one of the other's, long for long."""
    put: dict[int, tuple[int, Form]] = {}
    taken: set[int] = set()
    for task, part, mentions in lesson.groups:
        places = {i for inside in mentions for i in inside}
        if task != "role" or rng.random() >= share or taken & places:
            continue
        taken |= places
        theirs = rng.choice(named[part])
        forms = dict(zip(forms_of(lesson, mentions), theirs + theirs[-1:] * len(mentions)))
        put |= {inside[0]: (inside[-1] + 1, forms[_form(lesson, inside)]) for inside in mentions}
    return _with(lesson, put) if put else lesson


def _with(lesson: Lesson, put: dict[int, tuple[int, Form]]) -> Lesson:
    """A lesson with other pieces put in: by where they begin, up to where they stand for what was there, and what they are."""
    pieces: list[int] = []
    shapes: list[int] = []
    marks: list[int] = []
    where: list[range] = []
    at = 0
    while at < len(lesson.pieces):
        end, (new, shaped) = put.get(at, (at + 1, ((lesson.pieces[at],), (lesson.shapes[at],))))
        opens = lesson.marks[at]
        inside = opens - (opens > 0 and opens % 2 == 0)
        where += [range(len(pieces), len(pieces) + len(new))] * (end - at)
        pieces += new
        shapes += shaped
        marks += [opens, *[inside] * (len(new) - 1)]
        at = end
    groups = [(task, y, [sorted({j for i in inside for j in where[i]}) for inside in mentions]) for task, y, mentions in lesson.groups]
    return replace(lesson, pieces=pieces, shapes=shapes, marks=marks, groups=groups)
