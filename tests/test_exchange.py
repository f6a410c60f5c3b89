"""Exchange: a lesson with other names in it is the same lesson."""

from __future__ import annotations

import random
from itertools import pairwise

from training.exchange import exchanged, names_by_part
from training.lessons import Lesson


def lesson(article: str, giver: list[int], short: list[int], other: list[int]) -> Lesson:
    """Who gives (in full), 1 2, who gives (in short), 3, who looks on, 4; a sum is piece 2."""
    pieces = [*giver, 1, 2, *short, 3, *other, 4]
    first, second = len(giver), len(giver) + 2 + len(short)
    marks = [4, *[3] * (len(giver) - 1), 0, 8, 4, *[3] * (len(short) - 1), 0, 4, *[3] * (len(other) - 1), 0]
    lead = [[*range(first)], [*range(first + 2, second)]]
    aside = [[*range(second + 1, second + 1 + len(other))]]
    groups = [("role", 1, lead), ("role", 0, aside), ("sum", 1, [[first + 1]])]
    return Lesson(article, pieces, [p % 7 for p in pieces], marks, groups, 1.0, True)


ONE, TWO = lesson("one", [10, 11, 12], [10], [20]), lesson("two", [30, 31], [30], [40, 41])


def test_names_are_kept_by_the_part_they_play_longest_form_first() -> None:
    named = names_by_part([ONE, TWO])
    assert [[form[0] for form in forms] for forms in named[1]] == [[(10, 11, 12), (10,)], [(30, 31), (30,)]]
    assert [[form[0] for form in forms] for forms in named[0]] == [[(20,)], [(40, 41)]]


def test_forms_are_exchanged_long_for_long_and_answers_stay_where_they_belong() -> None:
    made = exchanged(ONE, names_by_part([TWO]), 1.0, random.Random(1))
    assert made.pieces == TWO.pieces
    assert made.shapes == TWO.shapes
    assert made.marks == TWO.marks
    assert made.groups == TWO.groups


def test_nothing_is_exchanged_where_no_share_is_asked_for() -> None:
    assert exchanged(ONE, names_by_part([TWO]), 0.0, random.Random(1)) is ONE


def test_what_stands_between_names_stays() -> None:
    named = names_by_part([ONE, TWO])
    for seed in range(20):
        made = exchanged(TWO, named, 0.5, random.Random(seed))
        assert [p for p in made.pieces if p < 10] == [1, 2, 3, 4]
        assert len(made.pieces) == len(made.shapes) == len(made.marks)
        assert all(b == a + 1 for _, _, mentions in made.groups for inside in mentions for a, b in pairwise(inside))
