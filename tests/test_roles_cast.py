"""Cast: who gets which part, by how likely each leads and is a partner."""

from __future__ import annotations

from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather
from pipeline.settle.roles import cast

TEXT = "Kanda Foods Ltd and Roe Mills Ltd stood by."


def _parts(*odds: tuple[float, float]) -> list[str]:
    """The parts of two entities by how likely each leads and is a partner."""
    entities = gather(TEXT, find_names(TEXT, load_rules()), lexicon(load_rules()))
    parts = {role.entity.name: role.part for role in cast(entities, list(odds))}
    return [parts[entity.name] for entity in entities]


def test_the_likeliest_leads_and_another_only_where_it_is_likely() -> None:
    assert _parts((0.4, 0.3), (0.35, 0.3)) == ["lead", "aside"]
    assert _parts((0.9, 0.1), (0.7, 0.3)) == ["lead", "lead"]
    assert _parts((0.1, 0.1), (0.2, 0.1)) == ["aside", "aside"]


def test_who_does_not_lead_may_be_a_partner() -> None:
    assert _parts((0.9, 0.05), (0.4, 0.5)) == ["lead", "partner"]
    assert _parts((0.2, 0.7), (0.1, 0.3)) == ["partner", "aside"]
