"""Tails: what belongs to a name and stands behind it with capitals is no part of it; a name that ends so stays whole."""

from __future__ import annotations

import pytest

from pipeline.find.names import find_names
from pipeline.find.vote import tagged_names, vote
from pipeline.rulebook import load_rules

CUT = [
    ("Tamani Lake's Marketing Team came. Tamani Lake gave rice.", "Tamani Lake's Marketing Team", "Tamani Lake"),
    ("It helps a University of Lindo PhD candidate. The University of Lindo paid.", "University of Lindo PhD", "University of Lindo"),
    ("We met University of Lindo Tamani Scholars at the University of Lindo.", "University of Lindo Tamani Scholars", "University of Lindo"),
    ("Roe Foundation Prize for Skill\n\nThe Roe Foundation gave books.", "Roe Foundation Prize for Skill", "Roe Foundation"),
    ("Ada Obi, Delta Hospice Funding and Marketing Coordinator, thanked. The Delta Hospice grew.", "Delta Hospice Funding", "Delta Hospice"),
    ("So says Tamani International Officer Ada Obi. Tamani gave.", "Tamani International", "Tamani"),
    ("So says Tamani Leisure Managing Director Ada Obi.", "Tamani Leisure Managing", "Tamani Leisure"),
    ("The Roe Bread Foundation gave. So says Roe Bread Foundation Board Chair Ada Obi.", "Roe Bread Foundation Board", "Roe Bread Foundation"),
    ("Ada Obi, Roe Tamani Ltd. Group Managing Director, came. Roe Tamani Ltd. gave.", "Roe Tamani Ltd. Group", "Roe Tamani Ltd."),
    ("Pupils met at the Roe Tamani HQ. Roe Tamani gave.", "Roe Tamani HQ", "Roe Tamani"),
    ("The coordinator TAMANI FOUNDATION Kukuya spoke.", "TAMANI FOUNDATION Kukuya", "TAMANI FOUNDATION"),
    ("The West Roe Riding Association Charity No is 11.", "West Roe Riding Association Charity No", "West Roe Riding Association"),
    ("It helps Lindo College Drama students. Prizes at Lindo College grew.", "Lindo College Drama", "Lindo College"),
    ("So says Tamani Bank Managing Director/CEO Ada Obi.", "Tamani Bank Managing Director/CEO", "Tamani Bank"),
    ("So says Roe Bread Foundation Chair Ada Obi.", "Roe Bread Foundation Chair", "Roe Bread Foundation"),
    ("Roe Tamani gave. So says Roe Tamani Campus Manager Ada Obi.", "Roe Tamani Campus", "Roe Tamani"),
    ("Apply for one of the 95 Roe Trust bursaries. The Roe Trust pays.", "95 Roe Trust", "Roe Trust"),
    ("He leads the Roe Bread Trust WhatsApp group. The Roe Bread Trust gave.", "Roe Bread Trust WhatsApp", "Roe Bread Trust"),
    ("He met Former Group CEO Tamani Holdings Ada Obi.", "Former Group CEO Tamani Holdings", "Tamani Holdings"),
    ("He met Managing Director/CEO Tamani Bank Ada Obi.", "Managing Director/CEO Tamani Bank", "Tamani Bank"),
]
WHOLE = [
    ("It helps Lindo Drama College students. Lindo grew.", "Lindo Drama College"),
    ("It helps Lindo Music School Drama students.", "Lindo Music School Drama"),
    ("The Chairman Trust gave rice.", "Chairman Trust"),
    ("The Lindo Rescue Team came.", "Lindo Rescue Team"),
    ("The Ada Roe Team sold houses. Ada Roe gave books.", "Ada Roe Team"),
    ("Lindo Energy Manager Ada Obi spoke.", "Lindo Energy"),
    ("Its TAMANI Kitchen opened.", "TAMANI Kitchen"),
    ("So says Tamani School Board Chair Ada Obi.", "Tamani School Board"),
]


@pytest.mark.parametrize(("text", "heard", "name"), [*CUT, *((text, name, name) for text, name in WHOLE)])
def test_what_belongs_to_a_name_is_no_part_of_it(text: str, heard: str, name: str) -> None:
    rules, at = load_rules(), text.index(heard)
    tagged = tagged_names(text, [(at, at + len(heard), "ORG", 0.9)], "toy", rules)
    assert [m.text for m in vote(text, find_names(text, rules), tagged, rules) if m.end > at][:1] in ([name], [f"The {name}"])


def test_a_post_behind_a_university_is_none_of_its_words() -> None:
    rules, text = load_rules(), "University of Lindo IT Director Associate Professor, Ada Obi, spoke."
    tagged = tagged_names(text, [(0, 19, "ORG", 0.99)], "toy", rules)
    assert [m.text for m in vote(text, find_names(text, rules), tagged, rules)][:1] == ["University of Lindo"]
