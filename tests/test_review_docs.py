"""The examples in the docstrings of review and corrections are true."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from tests.conftest import CHECKOUT

MODULES = [
    *(f"pipeline.review.{path.stem}" for path in sorted((CHECKOUT / "pipeline" / "review").glob("*.py")) if path.stem != "__init__"),
    *(f"pipeline.settle.{name}" for name in ("anchor", "shapes", "ledger", "corrections")),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_the_guide_names_every_key() -> None:
    from pipeline.review.words import words
    from pipeline.rulebook import load_rules

    guide = (CHECKOUT / "docs" / "data-staff.md").read_text("utf-8")
    keys = [key for table in ("report_keys", "desk_keys") for key in words(load_rules(), table)]
    for key in keys:
        for part in key.replace("select, ", "").replace("1 … 8", "1").split(" / "):
            assert f"`{part.strip()}`" in guide or part == "/", key
