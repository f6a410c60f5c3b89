"""Program forms: one programme in two spellings, as an article's title, and under a long quoted name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.case import Case
from pipeline.find.names import find_names
from pipeline.find.ner import Reading
from pipeline.find.programs import find_programs
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.programs import programs_of

LONG = "Bringing the Bakers of the Hill to the Schools of the Valley – Warm Bread for Every Child of the Four Villages by the River"


def weighing(bias: float) -> Rulebook:
    rules = load_rules()
    return replace(rules, words={**rules.words, "weights": {**rules.words["weights"], "program": {"bias": bias}}})


def kept(text: str, names: list[str], bias: float) -> list[str]:
    spans = [(text.index(name), name, "names.program_head" if name.startswith("Project") else "ner.toy") for name in names]
    found = [Mention("program", at, at + len(name), name, rule, value=name, confidence=0.75) for at, name, rule in spans]
    return [str(m.value) for m in programs_of(text, Case(1, None, 0, 0, len(text)), found, [], Reading(), weighing(bias))[0]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Hill Walk & Run", "Hill Walk and Run"], ["Hill Walk & Run"]),
        (["Lindo Bread Scholarship", "Lindo Bread Scholarships Programme"], ["Lindo Bread Scholarships Programme"]),
        (["Warm Bread", "Kind Oven"], ["Warm Bread", "Kind Oven"]),
        (["Next-Gen Baker Scholarship", "Next Generation Baker Scholarship"], ["Next-Gen Baker Scholarship"]),
        (["Bakers Bursary", "Ada Obi Family Foundation Bakers Bursary"], ["Ada Obi Family Foundation Bakers Bursary"]),
        (["Ada B. Obi Fund", "Ada B. Obi Oven Studies Fund"], ["Ada B. Obi Oven Studies Fund"]),
        (["Warm Bread Fund", "Warm Milk Fund"], ["Warm Bread Fund", "Warm Milk Fund"]),
        (["Art Prize", "Artist Prize"], ["Art Prize", "Artist Prize"]),
        (["Bakers Scholarship Programme", "Lindo Bakers Scholarship"], ["Lindo Bakers Scholarship"]),
        (["Lindo Fellows", "Lindo Fellowship"], ["Lindo Fellows"]),
        (["Obi Scholarship", "Obi Family Scholarship"], ["Obi Family Scholarship"]),
        (["Obi Scholarship", "Obi Bread Scholarship"], ["Obi Scholarship", "Obi Bread Scholarship"]),
        (["Lindobakers Warm Library", "LB Warm Library"], ["Lindobakers Warm Library"]),
        (["Oven-to-Table Scholarship", "National Oven-to-Table"], ["National Oven-to-Table"]),
        (["Bread Project", "Bread Scholarship"], ["Bread Project", "Bread Scholarship"]),
    ],
)
def test_a_name_in_two_spellings_is_one(names: list[str], expected: list[str]) -> None:
    assert kept(f"{names[0]} grew. Then {names[1]} came.", names, 2.0) == expected


@pytest.mark.parametrize(
    ("told", "programme"),
    [
        (" is a $1.7 billion philanthropic organization that gives ovens.", False),
        (", a Lindo-based charity, gives ovens.", False),
        (", a charity run, gives ovens.", True),
        (" is the foundation of all that it does.", True),
        (" is a programme of the Lindo charity.", True),
    ],
)
def test_what_the_text_calls_a_body_is_no_programme(told: str, programme: bool) -> None:
    assert bool(kept(f"The Warm Bread{told}", ["Warm Bread"], 2.0)) is programme


@pytest.mark.parametrize(
    ("text", "name", "programme"),
    [
        ("The Obi Future Trust grants went to two bakers.", "Obi Future Trust", False),
        ("The Obi Future Scholarship grants went to two bakers.", "Obi Future Scholarship", True),
        ("It pays for a Research Fellowship on ovens.", "Research Fellowship", False),
        ("The other project Dr Obi is leading has an oven.", "Dr Obi", False),
        ("It invites to its 25th Anniversary Party.", "Anniversary Party", False),
        ("It opens its Scholarship Application Program.", "Scholarship Application Program", False),
    ],
)
def test_bodies_persons_and_common_words_are_no_programmes(text: str, name: str, programme: bool) -> None:
    at = text.index(name)
    found = [Mention("program", at, at + len(name), name, "program_titles.kind_after", value=name, confidence=0.75)]
    rules = weighing(0.0)
    assert bool(programs_of(text, Case(1, None, 0, 0, len(text)), found, [], Reading(), rules)[0]) is programme


def test_a_short_owner_and_a_film_are_no_programmes_names() -> None:
    rules = load_rules()
    text = "It gave a lot to the Y’s Warm Oven Program, and showed the movie Kind Hands."
    found = find_programs(text, find_names(text, rules), rules)
    assert {m.value for m in found if "Oven" in str(m.value)} == {"Warm Oven Program"}
    assert not any("Kind Hands" in str(m.value) for m in found)


def test_a_quoted_name_that_the_text_says_to_be_a_campaign() -> None:
    text = "It will come from “Warm Bread,” a fundraising campaign for the oven."
    assert kept(text, ["Warm Bread"], -3.0) == ["Warm Bread"]
    assert kept(text.replace("a fundraising campaign", "an oven"), ["Warm Bread"], -3.0) == []


def test_a_prize_received_is_a_programme_where_that_is_very_likely() -> None:
    text = "Ada Obi received the Warm Bread Award on Monday."
    assert kept(text, ["Warm Bread Award"], 3.0) == ["Warm Bread Award"]
    assert kept(text, ["Warm Bread Award"], 1.0) == []


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Luz y Pan (“Bread and Light”) grew.", ["Luz y Pan", "Bread and Light"], ["Luz y Pan"]),
        ("The project \"Hogar Tibio\" (A Warm House, in Spanish) grew.", ["Hogar Tibio", "Warm House"], ["Hogar Tibio"]),
        ("#PanParaTodos (#BreadForAll) grew.", ["#PanParaTodos", "BreadForAll"], ["#PanParaTodos"]),
        ("It pays for ovens in Lindo Hills (Project Luz).", ["Lindo Hills", "Project Luz"], ["Lindo Hills", "Project Luz"]),
        ("Warm Bread grew (Kind Oven did not).", ["Warm Bread", "Kind Oven"], ["Warm Bread", "Kind Oven"]),
    ],
)
def test_what_a_name_means_is_no_second_programme(text: str, names: list[str], expected: list[str]) -> None:
    assert kept(text, names, 2.0) == expected


def test_a_name_that_is_the_title_needs_less() -> None:
    text = "Warm Bread Programme\n\n" + "The bakers of the hill bring a loaf to each of the houses. " * 6 + "Soft Rain came."
    assert kept(text, ["Warm Bread Programme"], -1.2) == ["Warm Bread Programme"]
    assert kept(text, ["Soft Rain"], -1.2) == []


def test_a_long_quoted_name_that_is_said_to_be_a_project() -> None:
    text = f"The mill pays for a project titled ‘{LONG}.’ It began."
    rules = load_rules()
    found = find_programs(text, find_names(text, rules), rules)
    assert LONG in [m.value for m in programs_of(text, Case(1, None, 0, 0, len(text)), found, [], Reading(), weighing(-3.0))[0]]
