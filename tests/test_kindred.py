"""Kindred: of many names only those are looked at that share a sign with a form."""

from __future__ import annotations

import pytest

from pipeline.find.lexicon import lexicon
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather
from pipeline.settle.kindred import Kin


def test_a_form_is_held_against_few_of_many_names() -> None:
    names = [f"{a}{b} Mills {c}ton" for a in ("Bar", "Lin", "Kan", "Ofi") for b in "abcdefgh" for c in ("Nor", "Sut", "Wes")]
    names.append("Tamani Rural Trust")
    solid = {name.casefold(): [Mention("company", 0, len(name), name, "x", value=name)] for name in names}
    kin = Kin("", solid, lexicon(load_rules()))
    form = [Mention("company", 0, 12, "Tamani Trust", "x", value="Tamani Trust")]
    assert kin.of("tamani trust", form) == "tamani rural trust"
    assert kin._alike(["Tamani", "Trust"]) == {"tamani rural trust"}
    assert len(kin._alike(["Bara", "Mills"])) == 3


SAME = [
    ("organisation", "Foundation for Lindo College", "Lindo College Foundation"),
    ("company", "Tamani Country Mills", "Tamani County Mills"),
    ("organisation", "Tamani Resources Institute", "Tamani Resource Institute"),
    ("organisation", "New Zealand Tamanis", "Tamanis"),
    ("company", "Sri Lankan Tamani Mills", "Tamani Mills"),
    ("company", "Tamani Insurance Corporation Life", "TIC Life"),
    ("company", "Tamani Marine Insurance Life", "TMIC Life"),
    ("organisation", "New Delport City Animal Rescue", "NDC Animal Rescue"),
    ("organisation", "Chief Minister's Relief Fund", "CM's Relief Fund"),
    ("organisation", "Scouts and Guides Club of Delport", "Scouts & Guides Club of Delport"),
    ("organisation", "Delport County Sheriff’s Office", "Delport Sheriff’s Office"),
    ("company", "Tamani Group Delport", "Tamani Delport"),
    ("company", "Tamani (Delport)", "Tamani Group"),
    ("organisation", "Dr. Ada Obi Foundation", "Obi Foundation"),
    ("organisation", "Michael and Tamani Obi Foundation", "Tamani Obi Foundation"),
    ("organisation", "Friends of Old Delport Lake Services", "Friends of Old Delport Lake"),
    ("organisation", "Meria Department of Forestry", "Department of Forestry"),
    ("company", "Ofelt Tamani", "Tamani"),
    ("company", "Panificadora Tamani", "Tamani"),
    ("company", "PT Sinar Tamani Agro", "Sinar Tamani"),
    ("organisation", "Ofelt Harriers", "Harriers"),
    ("organisation", "Stichting Oud Delport", "Oud Delport"),
    ("organisation", "Delport Centre for Care", "Delport Center for Care"),
    ("organisation", "The Bakers Foundation", "TBF"),
    ("organisation", "University of Delport", "Delport University"),
    ("organisation", "Māri Bread Trust", "Mari Bread Trust"),
    ("company", "Tamaní", "Tamani"),
    ("company", "Tamani ROC", "TROC"),
    ("company", "Tamani Bank of Meria", "TamBank"),
    ("organisation", "Ofelt Foundation", "OfeltFoundation"),
    ("organisation", "Delport Lions Club", "Lions Club"),
]
TWO = [
    ("organisation", "Tamani Foundation", "Tamani Trust"),
    ("company", "Roe Tamani Mills", "RT Bank"),
    ("organisation", "Friends of Old Delport Foundation", "Friends of Old Delport"),
    ("organisation", "Delport School Foundation", "School Foundation of Roe"),
    ("organisation", "Association of Delport Bakers", "Association"),
    ("company", "Tamani (Delport)", "Tamani (Meria)"),
    ("company", "Ofelt Mills", "Mills"),
    ("company", "Fundación Oud Delport", "Oud Delport"),
    ("organisation", "Yayasan Tamani", "Tamani"),
    ("organisation", "Delport University Foundation", "Delport University"),
    ("organisation", "University of Delport Trust", "University of Delport"),
    ("company", "Tamani Bank", "TamFoods"),
    ("organisation", "Delport Tamani Club", "Tamani Club"),
    ("company", "Tamani Foods ROC", "TROC"),
]


def _gathered(field: str, *forms: str) -> list[tuple[str, ...]]:
    text, names = "", []
    for form in forms:
        names.append(Mention(field, len(text), len(text) + len(form), form, "names.head", value=form, confidence=0.9))
        text += f"{form} gave. "
    return [e.forms for e in gather(text, names, lexicon(load_rules()))]


@pytest.mark.parametrize(("field", "long", "short"), SAME)
def test_a_form_joins_the_fuller_name(field: str, long: str, short: str) -> None:
    assert [set(forms) for forms in _gathered(field, long, short)] == [{long, short}]


@pytest.mark.parametrize(("field", "one", "two"), TWO)
def test_what_only_looks_alike_stays_apart(field: str, one: str, two: str) -> None:
    assert {one, two}.isdisjoint({form for forms in _gathered(field, one, two) if len(forms) > 1 for form in forms})


def test_parts_of_a_house_and_aims_are_no_organisations() -> None:
    assert _gathered("organisation", "Tamani Surgical Ward", "Neonatal Care Unit", "World Health Goals", "Tamani Trust") == [("Tamani Trust",)]
