"""Wholes: names that are more than the part of them that was heard."""

from __future__ import annotations

import pytest

from pipeline.find.names import find_names
from pipeline.find.vote import tagged_names, vote
from pipeline.rulebook import load_rules

WORKS = "Ministry of Works, Housing and Water Supply"
APART = ["Department of Health", "Lindo Mills", "Roe Bank"]


@pytest.mark.parametrize(
    ("text", "heard", "expected"),
    [
        ("Help came from the Ministry of Works, Housing and Water Supply.", ["Ministry of Works", "Housing and Water Supply"], [WORKS]),
        ("Help came from the Department of Health, Lindo Mills and Roe Bank.", APART, APART),
        ("Help came from the Ministry of Health and Water Aid.", ["Ministry of Health", "Water Aid"], ["Ministry of Health", "Water Aid"]),
    ],
)
def test_an_office_is_named_with_all_that_it_is_for(text: str, heard: list[str], expected: list[str]) -> None:
    rules = load_rules()
    spans = [(text.index(name), text.index(name) + len(name), "ORG", 0.9) for name in heard]
    assert [m.text for m in vote(text, find_names(text, rules), tagged_names(text, spans, "x", rules), rules)] == expected


@pytest.mark.parametrize(
    ("text", "heard", "expected"),
    [
        ("It works with Clean and Safe Water for Osu (CSWO).", "Safe Water for Osu", "Clean and Safe Water for Osu"),
        ("It works with Clean and Safe Water for Osu (SWO).", "Safe Water for Osu", "Safe Water for Osu"),
        ("It works with Meria and Safe Water for Osu (CSWO).", "Safe Water for Osu", "Safe Water for Osu"),
        ("It works with the Lindo Institute of Ports, Canals & ICT (LIPCICT).", "Lindo Institute of Ports", "Lindo Institute of Ports, Canals & ICT"),
        ("It works with the Lindo Institute of Ports, Canals & Seas (LIP).", "Lindo Institute of Ports", "Lindo Institute of Ports"),
    ],
)
def test_a_name_has_all_words_of_its_short_form(text: str, heard: str, expected: str) -> None:
    rules, at = load_rules(), text.index(heard)
    found = vote(text, find_names(text, rules), tagged_names(text, [(at, at + len(heard), "ORG", 0.9)], "x", rules), rules)
    assert expected in [m.text for m in found]


@pytest.mark.parametrize(("text", "whole"), [("Greater Roe Tamani Trust paid.", True), ("In Greater Roe Tamani Trust paid.", False)])
def test_a_place_may_open_a_name(text: str, whole: bool) -> None:
    rules, at = load_rules(), text.index("Greater Roe")
    spans = [(at, at + 11, "PLACE", 0.9), (at + 12, at + 24, "ORG", 0.9)]
    found = [m.text for m in vote(text, find_names(text, rules), tagged_names(text, spans, "x", rules), rules)]
    assert found == (["Greater Roe Tamani Trust"] if whole else ["Greater Roe", "Tamani Trust"])
