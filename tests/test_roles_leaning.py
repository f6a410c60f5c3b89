"""Leanings: what the role model leans to decides where the likeliest parts are close."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.entities import gather
from pipeline.settle.roles import cast

TEXT = "Kanda Foods Ltd and Roe Mills Ltd stood by."
WEIGHTS = {"lead": {"lead": 1.0}, "partner": {"partner": 1.0}}


def _parts(*odds: tuple[float, float, float, float]) -> list[str]:
    """The parts of two entities by how likely each leads and is a partner, and by what the role model leans to of both."""
    rules: Rulebook = replace(load_rules(), words={**load_rules().words, "weights": WEIGHTS})
    entities = gather(TEXT, find_names(TEXT, rules), lexicon(rules))
    rows = []
    for lead, partner, told_lead, told_partner in odds:
        rest = log(1 - lead - partner)
        rows.append({"lead": log(lead) - rest, "partner": log(partner) - rest, "told": 1.0, "told_lead": told_lead, "told_partner": told_partner})
    parts = {role.entity.name: role.part for role in cast(entities, rows, rules)}
    return [parts[entity.name] for entity in entities]


@pytest.mark.parametrize(("told", "part"), [(0.4, "lead"), (0.0, "partner"), (-0.5, "partner")])
def test_where_nobody_is_likely_to_lead_the_role_model_names_one(told: float, part: str) -> None:
    assert _parts((0.15, 0.8, told, 0.5), (0.02, 0.1, 0.9, -0.9)) == [part, "aside"]
    assert _parts((0.15, 0.8, told, 0.5), (0.6, 0.1, 0.9, -0.9)) == ["partner", "lead"]


@pytest.mark.parametrize(("told", "part"), [(0.4, "lead"), (-0.5, "aside")])
def test_none_leads_beside_another_against_the_role_model(told: float, part: str) -> None:
    assert _parts((0.9, 0.05, 0.9, 0.0), (0.7, 0.1, told, 0.0)) == ["lead", part]


@pytest.mark.parametrize(("told", "part"), [(0.4, "partner"), (-0.1, "partner"), (-0.5, "aside")])
def test_a_partner_must_be_likelier_against_the_role_model(told: float, part: str) -> None:
    assert _parts((0.9, 0.05, 0.9, 0.0), (0.1, 0.45, 0.0, told)) == ["lead", part]
    assert _parts((0.9, 0.05, 0.9, 0.0), (0.1, 0.55, 0.0, told)) == ["lead", "partner"]
