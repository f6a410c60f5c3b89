"""Cast: who gets which part, by how likely each leads and is a partner."""

from __future__ import annotations

from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather
from pipeline.settle.roles import cast

TEXT = "Kanda Foods Ltd and Roe Mills Ltd stood by."


def _parts(*odds: tuple[float, float], text: str = TEXT, alone: bool = False) -> list[str]:
    """The parts of two entities by how likely each leads and is a partner."""
    entities = gather(text, find_names(text, load_rules()), lexicon(load_rules()))
    parts = {role.entity.name: role.part for role in cast(entities, list(odds), alone=alone)}
    return [parts[entity.name] for entity in entities]


def test_the_likeliest_leads_and_another_only_where_it_is_likely() -> None:
    assert _parts((0.4, 0.3), (0.35, 0.3)) == ["lead", "aside"]
    assert _parts((0.9, 0.1), (0.7, 0.3)) == ["lead", "lead"]
    assert _parts((0.1, 0.1), (0.2, 0.1)) == ["aside", "aside"]


def test_who_does_not_lead_may_be_a_partner() -> None:
    assert _parts((0.9, 0.05), (0.4, 0.5)) == ["lead", "partner"]
    assert _parts((0.2, 0.7), (0.1, 0.3)) == ["partner", "aside"]


def test_in_a_story_of_its_own_who_is_named_once_and_surely_has_a_part_leads_where_that_is_likelier() -> None:
    assert _parts((0.9, 0.1), (0.5, 0.3), alone=True) == ["lead", "lead"]
    assert _parts((0.9, 0.1), (0.5, 0.3)) == ["lead", "aside"]
    assert _parts((0.9, 0.1), (0.4, 0.2), alone=True) == ["lead", "aside"]
    assert _parts((0.9, 0.1), (0.5, 0.3), text=f"{TEXT} So did Roe Mills.", alone=True) == ["lead", "aside"]


def test_a_charity_beside_the_likeliest_lead_is_its_partner_where_it_is_not_sure() -> None:
    text = "Kanda Foods Ltd and Roe Children’s Charity stood by."
    assert _parts((0.9, 0.1), (0.7, 0.2), text=text) == ["lead", "partner"]
    assert _parts((0.9, 0.1), (0.8, 0.2), text=text) == ["lead", "lead"]
    assert _parts((0.1, 0.1), (0.7, 0.2), text=text) == ["aside", "lead"]


def test_a_charity_that_surely_has_a_part_and_does_not_lead_is_a_partner() -> None:
    text = "Kanda Foods Ltd and Roe Children’s Charity stood by."
    assert _parts((0.98, 0.02), (0.6, 0.32), text=text) == ["lead", "partner"]
    assert _parts((0.98, 0.02), (0.5, 0.32), text=text) == ["lead", "aside"]
    assert _parts((0.98, 0.02), (0.6, 0.32)) == ["lead", "aside"]
