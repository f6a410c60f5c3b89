"""Entities: which forms of an article are one organisation, what kind it is, and by which form it goes."""

from __future__ import annotations

import pytest

from pipeline.find.lexicon import lexicon
from pipeline.find.names import canonical
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather, usual


def _names(text: str, *forms: tuple[str, str, float]) -> list[Mention]:
    """Every place of each (form, field, confidence) in a text."""
    spots = [(text.index(form, at), form, field, sure) for form, field, sure in forms for at in range(len(text)) if text.startswith(form, at)]
    return [Mention(field, start, start + len(form), form, "x", value=form, confidence=sure) for start, form, field, sure in sorted(spots)]


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("Roe Kidney Society, TAMA, Lindo Mills", ["Roe Kidney Society", "TAMA"], [("Roe Kidney Society",), ("TAMA",)]),
        ("Roe Kidney Society, RKS, gave.", ["Roe Kidney Society", "RKS"], [("Roe Kidney Society", "RKS")]),
        (
            "Citizens' Foundation (CF) and Citizens' Learning Growth Foundation (CLGF) met.",
            ["Citizens' Foundation", "Citizens' Learning Growth Foundation"],
            [("Citizens' Foundation",), ("Citizens' Learning Growth Foundation",)],
        ),
        ("Osu Medics, also known as the Ada Menders, gave.", ["Osu Medics", "Ada Menders"], [("Ada Menders", "Osu Medics")]),
        ("Osu Medics, known as kind, and the Ada Menders gave.", ["Osu Medics", "Ada Menders"], [("Osu Medics",), ("Ada Menders",)]),
        ("Dalo built the Dalo Skills Hub.", ["Dalo Skills Hub", "Dalo"], [("Dalo",), ("Dalo Skills Hub",)]),
        ("CHEM (Churches of Meria) gave.", ["CHEM", "Churches of Meria"], [("Churches of Meria", "CHEM")]),
        (
            "Roe Oil Company (ROC) gave; the Roe Oil Company of Greater Meria (ROC) too.",
            ["Roe Oil Company of Greater Meria", "Roe Oil Company"],
            [("Roe Oil Company of Greater Meria", "Roe Oil Company")],
        ),
    ],
)
def test_a_short_form_between_commas_or_in_brackets_is_its_own_names(text: str, forms: list[str], expected: list[tuple[str, ...]]) -> None:
    names = _names(text, *((form, "organisation", 0.9) for form in forms))
    assert [e.forms for e in gather(text, names, lexicon(load_rules()))] == expected


def test_a_company_here_and_an_organisation_there_outweigh_a_person() -> None:
    text = "Delia Tamani gave."
    kinds = [("company", 0.5), ("organisation", 0.4), ("person", 0.6)]
    names = [Mention(field, 0, 12, "Delia Tamani", "x", value="Delia Tamani", confidence=sure) for field, sure in kinds]
    assert [e.kind for e in gather(text, names, lexicon(load_rules()))] == ["company"]


def test_a_rare_form_in_capitals_gives_way() -> None:
    values = ["Tamani", "TAMANI DELPORT", "Tamani", "Tamani"]
    names = [Mention("company", at, at + 3, value, "x", value=value) for at, value in enumerate(values)]
    assert {m.value for m in usual(names)} == {"Tamani"}
    assert {m.value for m in usual(names[1:] + names[:1])} == {"Tamani", "TAMANI DELPORT"}


def test_of_two_forms_alike_the_one_in_small_letters_is_the_name() -> None:
    text = "TAMANI.DIGITAL met Tamani.digital"
    names = _names(text, ("TAMANI.DIGITAL", "company", 0.9), ("Tamani.digital", "company", 0.9))
    assert [e.name for e in gather(text, names, lexicon(load_rules()))] == ["Tamani.digital"]


def test_a_foundation_is_not_its_school() -> None:
    text = "The Tamani Foundation gave. So did the Tamani Foundation School."
    names = _names(text, ("Tamani Foundation", "organisation", 0.9), ("Tamani Foundation School", "organisation", 0.9))
    assert [e.name for e in gather(text, names, lexicon(load_rules()))] == ["Tamani Foundation", "Tamani Foundation School"]


@pytest.mark.parametrize(
    ("firm", "body", "apart"),
    [
        ("Tamani Corporation", "Tamani Foundation", True),
        ("Tamani Steel", "Tamani Steel Foundation", True),
        ("Tamani", "Tamani Foundation", False),
    ],
)
def test_a_firm_written_in_full_is_not_its_foundation(firm: str, body: str, apart: bool) -> None:
    words = lexicon(load_rules())
    text = f"{firm} gave through the {body}. The {body} thanked all."
    names = _names(text, (body, "organisation", 0.9))
    names.append(Mention("company", 0, len(firm), firm, "x", value=canonical(firm, words), confidence=0.9))
    found = [e.name for e in gather(text, names, words)]
    assert found == ([canonical(firm, words), body] if apart else [body])


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        (["Tamani Finance PLC", "Tamani Finance Meria"], "Tamani Finance"),
        (["Tamani Finance", "Tamani Finance Meria"], "Tamani Finance Meria"),
        (["Tamani Finance PLC", "Tamani Finance Meria PLC"], "Tamani Finance Meria"),
        (["Tamani Ski Association", "Tamani Ski Associations"], "Tamani Ski Association"),
    ],
)
def test_a_name_goes_by_the_form_that_is_the_firm_s(forms: list[str], name: str) -> None:
    words = lexicon(load_rules())
    names = [Mention("company", 90 * at, 90 * at + len(form), form, "x", value=canonical(form, words)) for at, form in enumerate(forms)]
    assert [e.name for e in gather(" " * 200, names, words)] == [name]


@pytest.mark.parametrize(
    ("text", "name", "kept"),
    [
        ("It helps Small Enterprises (SEs) in Meria.", "Small Enterprises", False),
        ("It works with Tamani, a Public Charitable Trust for all.", "Public Charitable Trust", False),
        ("It works with the Public Charitable Trust.", "Public Charitable Trust", True),
        ("Bakery opens its doors. The bakery gave bread.", "Bakery", False),
        ("Lindo opens its doors. We met at Lindo.", "Lindo", True),
        ("It gave beds to the General Hospital, Old Lindo.", "Old Lindo", False),
        ("It gave beds to the General Hospital, Tamani and all others.", "Tamani", False),
        ("It gave beds to Roe Hospital, Tamani and Old Delport.", "Tamani", True),
        ("It gave beds to the General Hospital, Tamani Trust.", "Tamani Trust", True),
    ],
)
def test_what_many_are_is_no_organisation(text: str, name: str, kept: bool) -> None:
    assert bool(gather(text, _names(text, (name, "company", 0.9)), lexicon(load_rules()))) == kept
