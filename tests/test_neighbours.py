"""What stands around an organisation's name: the signs and the list's opening words, and what a list shares."""

from __future__ import annotations

import pytest

from pipeline.case import Case
from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.find.ner import Reading
from pipeline.rulebook import load_rules
from pipeline.settle.entities import Entity, gather, usual
from pipeline.settle.features import features_of
from pipeline.settle.neighbours import around, opener_of, places_of

SIGNS = [
    ("The blankets came with help from Oakhill Bank.", "Oakhill Bank", "next_from"),
    ("Ms Rua, a doctor at the Meru Hospital, agreed.", "Meru Hospital", "next_at"),
    ("Partners:\n• Oakhill Bank, Nairobi\n", "Oakhill Bank", "line_item"),
    ("Oakhill Bank\nThe bank paid for meals.", "Oakhill Bank", "line_alone"),
    ("It is run by Volta's Digital Learning Center.", "Digital Learning Center", "owned"),
    ("Ann Lee, Oakhill Bank, was there.", "Oakhill Bank", "person_before"),
    ("She said: “The Oakhill Bank is kind.”", "Oakhill Bank", "quoted"),
    ("A hall of the club (Oakhill Bank) was full.", "Oakhill Bank", "bracketed"),
]

OPENERS = [
    ("Sponsors include Oakhill Bank, Meru Hospital and Lindo Foods.", "Lindo Foods", "Sponsors include "),
    ("Grants went to:\n\n1. Meru Hospital, beds\n2. Oakhill Bank\n3. Lindo Foods\n", "Lindo Foods", "Grants went to:\n3. "),
    ("It thanked Oakhill Bank. Lindo Foods came.", "Lindo Foods", "It thanked Oakhill Bank. "),
]


def entities_of(text: str) -> list[Entity]:
    return gather(text, find_names(text), lexicon(load_rules()))


@pytest.mark.parametrize(("text", "name", "sign"), SIGNS)
def test_signs(text: str, name: str, sign: str) -> None:
    entities = entities_of(text)
    found = [place for place in places_of(text, entities) if text[place.start : place.end].endswith(name)]
    assert sign in {s for place in found for s in around(text, Case(1, None, 0, 0, len(text)), place, load_rules())}


@pytest.mark.parametrize(("text", "name", "opener"), OPENERS)
def test_opener(text: str, name: str, opener: str) -> None:
    (place,) = (p for p in places_of(text, entities_of(text)) if text[p.start : p.end] == name)
    assert opener_of(text, Case(1, None, 0, 0, len(text)), place) == opener


def test_a_verb_behind_a_list_counts_for_all_of_it() -> None:
    text = "Oakhill Bank and Lindo Foods donated blankets."
    entities = entities_of(text)
    one, two = features_of(text, Case(1, None, 0, 0, len(text)), entities, (0, len(text)), load_rules(), "", Reading())
    assert one["shared_agent"]
    assert two["agent"]
    assert "shared_agent" not in two


@pytest.mark.parametrize(
    ("text", "name", "feature"),
    [
        ("It began in May. Lindo Foods foots the bill.", "Lindo Foods", "payer"),
        ("It began in May. Meru Hospital tests the water.", "Meru Hospital", "helper"),
        ("Recipient | Purpose | Euros\nMeru Hospital | beds | 40,500", "Meru Hospital", "sum_behind"),
        ("The courses are given by the association Meru Hospital.", "Meru Hospital", "passive_by"),
        ("Lindo Foods, a grocer, put up Rs 3 million.", "Lindo Foods", "sum_after"),
        ("More firms give\n\nLindo Foods chipped in 900 blankets.", "Lindo Foods", "several_agent"),
        ("Oakhill Bank gave $9,000. Lindo Foods came up with $4,000.", "Lindo Foods", "givers_agent"),
        ("Oakhill Bank gave $9,000. Lindo Foods came up with $4,000.", "Lindo Foods", "pays"),
        ("It is the charitable arm of tea maker Lindo Foods.", "Lindo Foods", "has_arm"),
        ("It is led by the grocer Lindo Foods.", "Lindo Foods", "firm_before"),
        ("It works with the charity Meru Hospital.", "Meru Hospital", "body_before"),
        ("Behind it is Lindo Foods.", "Lindo Foods", "patron_is"),
        ("According to the Lindo Institute, one in ten reads.", "Lindo Institute", "source"),
        ("She is a graduate of Lindo University.", "Lindo University", "career"),
        ("The pots are certified by the Lindo Institute.", "Lindo Institute", "ranker"),
        ("It is a subsidiary of Lindo Foods.", "Lindo Foods", "part_of"),
        ("It was held at the Meru Hospital.", "Meru Hospital", "sited"),
        ("It helps charities such as the Meru Society.", "Meru Society", "instance"),
        ("Its competitor Lindo Foods has one too.", "Lindo Foods", "client"),
        ("The takings went to the children's hospice Meru Hospital.", "Meru Hospital", "goes_to"),
        ("It gives through its Meru Club.", "Meru Club", "its_own"),
        ("Present were officials of the Lindo Institute.", "Lindo Institute", "present"),
        ("On Monday the Lindo Institute has inspected the hives.", "Lindo Institute", "aloof"),
        ("Recipient | Purpose | Euros\nMeru Hospital | beds | 40,500", "Meru Hospital", "row_sum"),
        ("On Monday the Meria Oakhill Club gave and later Oakhill Club.", "Oakhill Club", "within"),
        ("It helps the Coordinating Committee.", "Coordinating Committee", "generic"),
    ],
)
def test_what_a_sentence_says_an_organisation_does_is_a_feature(text: str, name: str, feature: str) -> None:
    entities = entities_of(text)
    rows = features_of(text, Case(1, None, 0, 0, len(text)), entities, (0, len(text)), load_rules(), "", Reading())
    assert next(row for entity, row in zip(entities, rows, strict=True) if entity.name == name).get(feature)


def test_a_form_written_once_beside_a_usual_one_gives_no_name() -> None:
    text = "Oakhill Bank paid. " * 5 + "Oakhill Bank North came."
    (entity,) = (e for e in entities_of(text) if e.name.startswith("Oakhill"))
    assert {m.text for m in usual(entity.mentions)} == {"Oakhill Bank"}


def test_a_full_name_beside_its_acronym_is_no_rare_form() -> None:
    text = "MAVA came. The Meria Aid and Village Agency (MAVA) paid. " + "The firm MAVA gave. " * 8
    (entity,) = entities_of(text)
    assert {m.text for m in usual(entity.mentions)} == {"MAVA", "Meria Aid and Village Agency"}


@pytest.mark.parametrize(
    ("text", "name", "feature"),
    [("It helps local Food Banks.", "Food Banks", "several"), ("A card (NHX) came. Lindo Foods paid.", "NHX", "short_bracketed")],
)
def test_what_a_name_s_own_form_says(text: str, name: str, feature: str) -> None:
    entities = entities_of(text)
    rows = features_of(text, Case(1, None, 0, 0, len(text)), entities, (0, len(text)), load_rules(), "", Reading())
    assert [e.name for e, row in zip(entities, rows, strict=True) if row[feature]] == [name]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Banco Lindo paid. Lindo Bank is far. On Monday Lindo gave.", {"Banco Lindo", "Lindo"}),
        ("The firm MAVRO, the Meria Village Agency, came.", {"MAVRO", "Meria Village Agency"}),
        ("Habitat Union Lindo paid. Later the Habitat Union of Lindo came.", {"Habitat Union Lindo", "Habitat Union of Lindo"}),
        ("It helps the Lindo Community Food Bank. The Food Bank feeds forty.", {"Lindo Community Food Bank", "Food Bank"}),
        ("TQ Group paid for it. The firm TQ gave.", {"TQ Group", "TQ"}),
        ("The National Institute of Harbour and Nautical Schools met. The firm NIHANS gave.", {"National Institute of Harbour and Nautical Schools", "NIHANS"}),
    ],
)
def test_short_forms_join_the_name_that_they_shorten(text: str, forms: set[str]) -> None:
    assert any(forms <= {form.removeprefix("The ") for form in entity.forms} for entity in entities_of(text))
