"""The figures on gold do not fall below their floors (tests/floors.toml)."""

from __future__ import annotations

import pytest

from pipeline.rulebook import load_rules
from pipeline.score.compare import compare
from pipeline.score.sets import gold_sets, read_gold, records_of
from pipeline.score.table import below, read_floors
from tests.conftest import CHECKOUT

FLOORS = CHECKOUT / "tests" / "floors.toml"
NAMES = sorted(read_floors(FLOORS)) if FLOORS.exists() else []


@pytest.mark.parametrize("name", NAMES)
def test_figures_hold(name: str) -> None:
    one = next((one for one in gold_sets() if one.name == name), None)
    if one is None:
        pytest.skip(f"the articles of {name} are not here (PRESS_RECORDS_SHARED names the samples' folder)")
    records, texts = records_of(one, load_rules(), "accurate")
    assert below(compare(read_gold(one.gold), records, texts), read_floors(FLOORS)[name]) == []
