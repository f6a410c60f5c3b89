"""Counts: a table of sentences, and what the finder promises of every mention."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.find.beneficiaries import find_counts
from pipeline.find.nouns import nouns_of
from pipeline.find.quantities import find_numbers
from pipeline.find.units import read_unit
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.counts import settle_counts

TABLE = Path(__file__).parent / "tables" / "beneficiaries.txt"


def lines() -> list[tuple[str, str]]:
    """The answers and the sentence of every row."""
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            answer, sentence = line.split("|")[:2]
            found.append((" ".join(answer.split()), sentence.strip()))
    return found


def rows() -> list[object]:
    """The rows of the table, known failures marked."""
    marks = {True: [pytest.mark.xfail(strict=True)], False: []}
    return [
        pytest.param(sentence, answer.removeprefix("xfail").strip(), marks=marks[answer.startswith("xfail")])
        for answer, sentence in lines()
    ]


def written(mention: Mention) -> str:
    """A count in the table's notation."""
    sign = "+" if mention.field == "beneficiary" else "-"
    return f"{sign} {mention.value} {mention.qualifier} {mention.unit or '-'} / {mention.unit_class}"


@pytest.mark.parametrize(("sentence", "answer"), rows())
def test_counts(sentence: str, answer: str) -> None:
    found = find_counts(sentence, find_numbers(sentence))
    assert sorted(written(m) for m in found) == sorted(a.strip() for a in answer.split(";") if a != "none")


def test_mentions_are_slices_in_order() -> None:
    text = " ".join(sentence for _, sentence in lines())
    found = find_counts(text, find_numbers(text))
    assert len(found) > 150
    assert all(text[m.start : m.end] == m.text for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


def test_the_table_is_large() -> None:
    assert len(rows()) >= 250


@pytest.mark.parametrize("sentence", ["The bank aims to reach 10,000 girls by 2030.", "The plan will equip 500 schools."])
def test_what_is_planned_says_so(sentence: str) -> None:
    (count,) = find_counts(sentence, find_numbers(sentence))
    assert count.flags == ("planned",)
    assert count.confidence <= 0.55


def test_small_numbers_are_less_sure() -> None:
    few, many = (find_counts(text, find_numbers(text))[0] for text in ("It helped two students.", "It helped 200 students."))
    assert few.confidence < many.confidence


def test_a_unit_stops_at_a_verb() -> None:
    text = "500 teachers and helped schools"
    unit = read_unit(text, 3, len(text), one=False, many=False, nouns=nouns_of(load_rules()))
    assert unit is not None
    assert text[unit.start : unit.end] == "teachers"


def test_no_numbers_no_counts() -> None:
    assert find_counts("Schools were built.", []) == []


def test_every_rule_keeps_to_its_examples() -> None:
    for rule in load_rules().rules["beneficiaries"]:
        assert all(rule.pattern.search(text) for text in rule.examples), rule.id
        assert not any(rule.pattern.search(text) for text in rule.counter_examples), rule.id


def test_a_count_told_again_in_other_words_is_one() -> None:
    def count(start: int, unit: str, confidence: float, value: int = 1250) -> Mention:
        return Mention("beneficiary", start, start + 12, "1,250 of them", "x", value, unit=unit, unit_class="people", confidence=confidence)

    head, told, again = count(0, "santri", 0.6), count(60, "boarders", 0.8), count(90, "cooks", 0.7)
    assert settle_counts([head, told, again], "", load_rules(), 40)[0] == [told, again]
    assert settle_counts([replace(head, confidence=0.9), told], "", load_rules(), 40)[0] == [replace(head, confidence=0.9)]
    assert len(settle_counts([count(0, "cooks", 0.5, 2), count(60, "bakers", 0.8, 2)], "", load_rules(), 40)[0]) == 2
