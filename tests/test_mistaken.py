"""Mistaken and whole: storms and persons that a model took for organisations, and names that a text shows to be longer."""

from __future__ import annotations

import pytest

from pipeline.find.names import find_names
from pipeline.find.vote import tagged_names, vote
from pipeline.mention import Mention
from pipeline.rulebook import load_rules

FIELDS = [
    ("Aid for those hit by Cyclone Tamani came.", "Cyclone Tamani", "event"),
    ("Aid after the Great Roe Earthquake came.", "Great Roe Earthquake", "event"),
    ("Cyclone Energy gave rice.", "Cyclone Energy", "company"),
    ("Lindo Corporation General Manager Tamika Hondo gave books.", "Tamika Hondo", "person"),
    ("Here Marketing Manager Tamika Hondo gave books.", "Tamika Hondo", "company"),
    ("Lindo Bank Chairman Tamani Foods gave books.", "Tamani Foods", "company"),
    ("K.L.M. Tamika De Hondo gave books.", "K.L.M. Tamika De Hondo", "person"),
    ("K.L. Hondo, on behalf of the guild, gave books.", "K.L. Hondo", "person"),
    ("K.L. Hondo gave books.", "K.L. Hondo", "company"),
    ("So said Lindo Bank Chief Finance Officer, Tamika Hondo.", "Tamika Hondo", "person"),
    ("It came with COO Tamika Hondo.", "COO Tamika Hondo", "person"),
    ("So said its officer, Tamika Hondo.", "Tamika Hondo", "company"),
    ("Rice came from Opposition Leader Tamika Hondo.", "Tamika Hondo", "person"),
    ("It is led by Deshamanya Tamika Hondo.", "Deshamanya Tamika Hondo", "person"),
    ("It was hosted by Tamika ‘Banger’ Hondo.", "Tamika ‘Banger’ Hondo", "person"),
    ("It was hosted by the “Roe” Hondo Mills.", "“Roe” Hondo Mills", "company"),
    ("It is led by Venerable Foods.", "Venerable Foods", "company"),
    ("Tamika Hondo, 47, gave books.", "Tamika Hondo", "person"),
    ("Tamika Hondo, a retired textile entrepreneur, gave books.", "Tamika Hondo", "person"),
    ("Tamika Hondo, a large textile maker, gave books.", "Tamika Hondo", "company"),
    ("The prize stands in memory of Tamika Hondo.", "Tamika Hondo", "person"),
    ("Books came from philanthropist Tamika Hondo.", "Tamika Hondo", "person"),
]


def _heard(text: str, *names: tuple[str, str]) -> list[Mention]:
    rules = load_rules()
    spans, at = [], 0
    for name, label in names:
        at = text.index(name, at)
        spans.append((at, at + len(name), label, 0.9))
        at += len(name)
    return vote(text, find_names(text, rules), tagged_names(text, spans, "toy", rules), rules)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Help came from Tamika Hondo, which runs two schools.", "organisation"),
        ("Help came from Tamika Hondo, an NGO known for its wells.", "organisation"),
        ("Help came from the charity Tamika Fund.", "organisation"),
        ("Help came from Tamika Hondo, who runs two schools.", "person"),
        ("Help came from the builder Tamika Hondo.", "company"),
        ("Help came from regional clothing brand, Tamika Hondo, and others.", "company"),
        ("Fashion giant, Tamika Hondo, has helped.", "company"),
        ("As a fashion brand, Tamika Hondo was here.", "person"),
        ("Help came from Tamika Samiti.", "organisation"),
        ("Help came from Tamika House.", "person"),
        ("Help came from Politeknik Tamika.", "organisation"),
    ],
)
def test_who_is_told_to_be_an_organisation_is_no_person(text: str, field: str) -> None:
    heard = next(name for name in ("Tamika Fund", "Politeknik Tamika", "Tamika Samiti", "Tamika House", "Tamika Hondo") if name in text)
    assert [m.field for m in _heard(text, (heard, "PERSON"))] == [field]


@pytest.mark.parametrize(("text", "field"), [("It was given by Roe Municipality.", "organisation"), ("They met in Roe Municipality.", "place")])
def test_an_office_is_no_place_where_nothing_leads_to_one(text: str, field: str) -> None:
    assert [m.field for m in _heard(text, ("Roe Municipality", "PLACE"))] == [field]


@pytest.mark.parametrize(("name", "field"), [("Feed the Many Trust", "organisation"), ("Feed the Many Scheme", "program")])
def test_a_trust_is_no_programme(name: str, field: str) -> None:
    assert [m.field for m in _heard(f"It gave to {name}.", (name, "PROGRAM"))] == [field]


@pytest.mark.parametrize(("text", "heard", "field"), FIELDS)
def test_storms_and_persons_are_no_organisations(text: str, heard: str, field: str) -> None:
    assert [m.field for m in _heard(text, (heard, "COMPANY")) if m.end == text.index(heard) + len(heard)] == [field]


def test_a_name_heard_whole_once_is_whole_elsewhere() -> None:
    text = "Children with Rare Gifts Trust\n\nWe met the Children with Rare Gifts Trust. The Rare Gifts Trust paid."
    found = _heard(text, ("Rare Gifts Trust", "ORG"), ("Children with Rare Gifts Trust", "ORG"))
    assert [m.text for m in found][:2] == ["Children with Rare Gifts Trust"] * 2
    assert found[2].text == "Rare Gifts Trust"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reach in Delport met. We ran for Reach in Delport. Reach in Delport helps.", "Reach in Delport"),
        ("Tamani 89 gave. We thank Tamani 89. So Tamani 89 helps.", "Tamani 89"),
        ("Reach in Delport met. We ran for Reach. Reach in Delport helps.", "Reach"),
        ("Reach in 2020 met. We ran for Reach in 2020. Reach in 2020 helps.", "Reach"),
    ],
)
def test_what_stands_behind_a_word_everywhere_is_a_part_of_it(text: str, expected: str) -> None:
    word = expected.split()[0]
    assert [m.text for m in _heard(text, *[(word, "ORG")] * 3) if m.field == "organisation"] == [expected] * 3


@pytest.mark.parametrize(
    ("text", "names", "fields"),
    [
        ("Tamika Hondo gave books. Tamika Hondo, who is 80, came.", ["Tamika Hondo", "Tamika Hondo"], ["person", "person"]),
        ("The late Tamika Hondo gave books, and Hondo came.", ["Tamika Hondo", "Hondo"], ["person", "person"]),
        ("The late Tamika Hondo built Hondo Mills, and Hondo gave.", ["Tamika Hondo", "Hondo Mills", "Hondo"], ["person", "company", "company"]),
    ],
)
def test_who_is_a_person_at_one_place_is_so_at_every_place(text: str, names: list[str], fields: list[str]) -> None:
    assert [m.field for m in _heard(text, *((name, "COMPANY") for name in names))] == fields
