"""Starts: what speaks for a year being the start of an initiative, and how the likeliest is chosen."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from pipeline.case import Case
from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.find.sentences import sentences
from pipeline.find.years import OTHER, find_years
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather
from pipeline.settle.start_doubts import begins_nothing, of_name
from pipeline.settle.start_told import PLAIN, plainly_told
from pipeline.settle.starts import GOOD, Scene, start_rows, weighed_start

TEXT = (
    "Ploughshare Foundation, founded in 1962, paid for 40 desks. The Bright Path project has run since 2011. "
    "A bus of 2006 stands by the mill, and the eighth season of Henny Ride is near."
)


def scene(text: str = TEXT, published: str | None = "2024-05-05", weights: dict[str, float] | None = None, program: str = "Bright Path") -> Scene:
    rules = load_rules()
    if weights is not None:
        rules = replace(rules, words={**rules.words, "weights": {**rules.words["weights"], "start": weights}})
    at = text.find(program)
    programs = [Mention("program", at, at + len(program), program, "test", program)] if at >= 0 else []
    entities = gather(text, find_names(text, rules), lexicon(rules))
    years = find_years(text, published, rules, wide=True)
    return Scene(text, Case(1, None, 0, 0, len(text)), published, True, sentences(text, rules), years, programs, entities, rules)


def row(year: int, **how: object) -> dict[str, float]:
    one = scene(**how)  # type: ignore[arg-type]
    return next(r for m, r in zip(one.candidates, start_rows(one)) if m.value == year)


def test_years_without_a_clock_are_candidates_only_when_asked_for() -> None:
    narrow, wide = find_years(TEXT, "2024-05-05"), find_years(TEXT, "2024-05-05", wide=True)
    assert {m.value for m in wide} == {1962, 2006, 2011, 2017}
    assert [m for m in wide if m.role != OTHER] == narrow
    assert {m.value for m in wide if m.role == OTHER} == {2006, 2017}


@pytest.mark.parametrize(
    ("year", "feature"),
    [(2011, "program_before"), (2011, "chosen"), (2011, "beats"), (1962, "earliest"), (1962, "foremost"), (1962, "age_41"), (2017, "latest"), (1962, "has_founding")],
)
def test_what_speaks_of_a_year(year: int, feature: str) -> None:
    assert row(year)[feature] == 1
    assert all(r.get(feature, 0) == 0 for m, r in zip(scene().candidates, start_rows(scene())) if m.value != year)


def test_without_a_day_of_publication_no_age() -> None:
    found = row(1962, published=None)
    assert found["undated"] == found["old"] == 1
    assert not any(name.startswith("age_") for name in found)


def test_the_likeliest_is_the_start() -> None:
    chosen = weighed_start(scene(weights={"bias": -1.0, "program_before": 3.0}))
    assert chosen is not None
    assert (chosen.value, chosen.confidence) == (2011, 0.881)
    assert weighed_start(scene(weights={"bias": -1.0})) is None
    assert weighed_start(scene("The mill gave 40 desks.")) is None


def test_the_fitted_weights() -> None:
    chosen = weighed_start(scene())
    assert chosen is not None
    assert chosen.value == 2011
    assert chosen.confidence >= GOOD


def test_a_table_of_years_costs_no_more_than_its_length() -> None:
    def seconds(times: int) -> float:
        one = scene("The mill of 2012 stood. " * times + "In 2009 it burnt.")
        before = process_time()
        weighed_start(one)
        return process_time() - before

    seconds(20)
    assert seconds(1600) < 10 * seconds(400) + 0.2


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Since its founding in 1985, Reed Pumps Ltd has given £2 million to hospices.", None),
        ("Reed Pumps Ltd has since going live in May 2016 given £2 million to hospices.", None),
        ("Since its founding in 1985, Bright Path has given £2 million to hospices.", 1985),
        ("It works with Reed Pumps Ltd, and since it was founded in 1985 Bright Path has given £2 million to hospices.", 1985),
    ],
)
def test_a_firm_s_beginning_is_no_start(text: str, year: int | None) -> None:
    found = weighed_start(scene(text, weights={"bias": 1.0}))
    assert (found and found.value) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Since joining Reed Pumps in 2017, she has led its gifts to hospices.", None),
        ("Since joining the Reed Pumps scheme in 2017, Bright Path has given £2 million to hospices.", 2017),
        ("World Bread Baking Day was introduced in 2014 to help bakers; Bright Path gave ovens.", None),
        ("Global Bright Path Week was introduced in 2014 to help bakers.", 2014),
    ],
)
def test_a_career_and_a_day_of_the_calendar_are_no_start(text: str, year: int | None) -> None:
    found = weighed_start(scene(text, weights={"bias": 1.0}))
    assert (found and found.value) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Reed Pumps Ltd and Lindo College have launched a nursing scholarship in a bid to help the town.", 2024),
        ("Reed Pumps Ltd gave bread. " * 20 + "It has launched a nursing scholarship in a bid to help the town.", None),
        ("A nursing scholarship of the Reed family was talked of in 2009.", None),
    ],
)
def test_what_the_opening_launches_needs_less(text: str, year: int | None) -> None:
    found = weighed_start(scene(text, weights={"bias": -1.0}))
    assert (found and found.value) == year


def test_what_is_said_exactly_stands_for_what_is_said_roughly() -> None:
    text = "Reed Pumps helped the hospice for the 10th consecutive year. Over the past decade Reed Pumps has given £2 million to it."
    found = weighed_start(scene(text, "2025-06-01", {"role_duration": 2.0}))
    assert found is not None
    assert (found.value, found.role) == (2016, "edition")


@pytest.mark.parametrize(
    ("told", "part"),
    [("River Walk 2019 drew 300 people.", True), ("The Walk began in March 2019.", False), ("Opened 2019 by the mill.", False), ("Since 2019 it runs.", False)],
)
def test_a_year_that_belongs_to_a_name_is_no_start(told: str, part: bool) -> None:
    at = told.index("2019")
    mention = Mention("start_year", at, at + 4, "2019", "years.mentioned", 2019)
    assert of_name(told, mention, load_rules()) is part


@pytest.mark.parametrize(
    ("told", "phrase", "rule", "nothing"),
    [
        ("LINDO — October 3, 2026 — The walk ended.", "October 3, 2026", "years.mentioned", True),
        ("The walk of October 4, 2026 ended.", "October 4, 2026", "years.mentioned", True),
        ("The walk of October 2024 began it.", "October 2024", "years.mentioned", False),
        ("By Ada Obi 19/05/2021 It rained.", "2021", "years.mentioned", True),
        ("It asks for the effects of the 2010-2011 Lindo earthquakes.", "2010", "years.mentioned", True),
        ("Forty courses are held throughout 2024.", "2024", "years.mentioned", True),
        ("The law was enacted in 2009.", "in 2009", "years.in_act", True),
        ("The prize is a 10-year commitment.", "10-year", "years.stretch", True),
        ("The next ten years count.", "ten years", "years.stretch", True),
        ("Ten years on, it runs.", "Ten years", "years.stretch", False),
    ],
)
def test_times_that_begin_nothing(told: str, phrase: str, rule: str, nothing: bool) -> None:
    at = told.index(phrase)
    mention = Mention("start_year", at, at + len(phrase), phrase, rule, 2009)
    assert begins_nothing(told, mention, load_rules()) is nothing


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        ("It grew. Warm Oven was born in 2014, after two dry years.", True),
        ("The project was opened with one oven, in Lindo, in September 2014.", True),
        ("The scheme, Warm Oven, was tried out at Elm alone in 2014.", True),
        ("Warm Oven (the bakers') was initiated in 2014 to help.", True),
        ("Warm Oven, first launched by two bakers in 2014, grew.", True),
        ("The project was extended in 2014.", False),
        ("The project launched its app in 2014.", False),
        ("Warm Oven started helping the girls of 2014.", False),
    ],
)
def test_a_year_that_the_sentence_says_plainly(told: str, plain: bool) -> None:
    rules = load_rules()
    found = next(m for m in find_years(told, "2024-05-05", rules, wide=True) if m.value == 2014)
    assert plainly_told(told, found, sentences(told, rules), ["warm oven"], rules) == (PLAIN if plain else 0.0)
