"""Kindred: forms of one name in texts of our own that must become one entity, and forms of two names that must stay two."""

from __future__ import annotations

import pytest

from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather

ONE = [
    ("The Oakhill Kidney Society came. It helps the Kidney Society.", ["The Oakhill Kidney Society"]),
    ("Tamani Rural Finance lends. Tamani Finance said so.", ["Tamani Rural Finance"]),
    ("The Ministry of Labour came. The Labour Ministry paid.", ["The Ministry of Labour"]),
    ("Oakhill Building Society paid. Oakhill BS said so.", ["Oakhill Building Society"]),
    ("Tamani Consumer Products Ltd paid. TCPL said so.", ["Tamani Consumer Products"]),
    ("Grupo Tamani paid. The Tamani Group said so.", ["Grupo Tamani"]),
    ("Commonwealth Crops Bank (CCB) PLC paid. CCB said so.", ["Commonwealth Crops Bank"]),
    ("The Rural Millers Union (RMU) Central Committee met RMU.", ["The Rural Millers Union (RMU) Central Committee"]),
]
TWO = [
    ("Tamani Foods paid. Tamani Foods began it. The Tamani Foods Foundation built it.", ["Tamani Foods", "Tamani Foods Foundation"]),
    ("Tamani Medical University met Tamani University.", ["Tamani Medical University", "Tamani University"]),
    ("Tamani Finance met Oakhill Finance.", ["Tamani Finance", "Oakhill Finance"]),
    ("Oakhill Kidney Society and Meru Kidney Society met the Kidney Society.", ["Oakhill Kidney Society", "Meru Kidney Society", "Kidney Society"]),
]


@pytest.mark.parametrize(("text", "expected"), ONE + TWO)
def test_the_forms_of_one_name_are_one_entity(text: str, expected: list[str]) -> None:
    rules = load_rules()
    assert [e.name for e in gather(text, find_names(text, rules), lexicon(rules))] == expected
