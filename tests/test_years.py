"""Start years: a table of sentences, and what the finder promises of every mention."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from pipeline.find.years import choose_start, find_years
from pipeline.rulebook import load_rules

TABLE = Path(__file__).parent / "tables" / "years.txt"


def rows() -> list[object]:
    """The rows of the table, known failures marked."""
    found: list[object] = []
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            answer, published, sentence = (part.strip() for part in line.split("|", 2))
            known = answer.startswith("xfail")
            marks = [pytest.mark.xfail(strict=True)] if known else []
            found.append(pytest.param(sentence, published or None, answer.removeprefix("xfail").strip(), marks=marks))
    return found


@pytest.mark.parametrize(("sentence", "published", "answer"), rows())
def test_start_year(sentence: str, published: str | None, answer: str) -> None:
    chosen = choose_start(find_years(sentence, published))
    assert (f"{chosen.value} {chosen.basis}" if chosen else "-") == answer


def test_mentions_are_slices_in_order() -> None:
    sentence = " ".join(line.split("|", 2)[2].strip() for line in TABLE.read_text("utf-8").splitlines() if line[:1] not in ("", "#"))
    found = find_years(sentence, "2026-05-01")
    assert len(found) > 100
    assert all(sentence[m.start : m.end] == m.text and m.field == "start_year" for m in found)
    assert [m.order for m in found] == sorted(m.order for m in found)


def test_the_table_is_large() -> None:
    assert len(rows()) >= 200


def test_clocks_are_told() -> None:
    text = "Founded by miners, the scheme began in 2003. Since 2009 the bank has donated to it. This is the 12th annual fair."
    assert [m.role for m in find_years(text, "2024")] == ["initiative", "engagement", "edition"]


def test_every_rule_keeps_to_its_examples() -> None:
    for rule in load_rules().rules["years"]:
        assert all(rule.pattern.search(text) for text in rule.examples), rule.id
        assert not any(rule.pattern.search(text) for text in rule.counter_examples), rule.id


def test_a_lone_year_counts_less_the_longer_the_story() -> None:
    text = "It all goes back to an afternoon at the mill. In 2015 we brought some looms for a summer course."
    found = find_years(text, "2024-05-01")
    assert [m.value for m in found] == [2015]
    assert found[0].confidence < 0.5
    assert choose_start(found, (0, 1500)) == choose_start(found) == found[0]
    deep = replace(found[0], start=found[0].start + 1000, end=found[0].end + 1000)
    assert choose_start([deep], (0, 2500)) is None
    assert choose_start([replace(deep, confidence=0.6)], (0, 2500)) is not None


def test_a_headline_that_says_something_begins() -> None:
    found = find_years("Lindo Bakers Scholarship Program commences\n\nThe mill pays.", "2024-07-03")
    assert [(m.value, m.role) for m in found] == [(2024, "launch")]
    assert find_years("Bakery season commences\n\nThe mill pays.", "2024-07-03") == []


def test_no_candidates_no_start() -> None:
    assert choose_start([]) is None
    assert find_years("") == []


def test_a_table_without_an_end_costs_no_more_than_its_length() -> None:
    def seconds(times: int) -> float:
        before = process_time()
        find_years("launched in 2012 for " * times, "2024-05-05")
        return process_time() - before

    seconds(50)
    assert seconds(1600) < 10 * seconds(400) + 0.2


def test_the_first_of_weak_ones_counts() -> None:
    text = "The members voted in 2016 to share the crop. Three years ago they lent the barn to a school."
    chosen = choose_start(find_years(text, "2024-05-05"))
    assert chosen is not None
    assert (chosen.value, chosen.role) == (2016, "act")


def test_moving_feasts() -> None:
    found = find_years("Since last Ramadan the grocer has fed 90 families.", "2024-12-28")
    assert [m.value for m in found] == [2024]
    assert [m.value for m in find_years("Since last Ramadan the grocer has fed 90 families.", "2024-02-20")] == [2023]
