"""The counts in docs/reliability.md are those of the tests."""

from __future__ import annotations

import re

from tests import test_crash, test_determinism, test_documents, test_rules_check, test_write_place
from tests.conftest import CHECKOUT
from tests.fuzz.targets import KINDS, TARGETS
from tests.hostile.files import HOSTILE

PAGE = (CHECKOUT / "docs" / "reliability.md").read_text("utf-8")
PROPERTIES = ("properties", "properties_files", "corrections", "sentences", "split_tiling")


def made_of(test: object) -> int:
    """How many tests a parametrized one makes."""
    number = 1
    for mark in getattr(test, "pytestmark", []):
        number *= len(list(mark.args[1])) if mark.name == "parametrize" else 1
    return number


def told(unit: str) -> int:
    """The number before a unit in the page's table."""
    (number,) = {int(n) for line in PAGE.split("\n") if line.startswith("|") for n in re.findall(rf"\b(\d+) {unit}\b", line)}
    return number


def test_files_and_rules() -> None:
    assert told("kinds of file, and") == len(HOSTILE)
    assert told("documents") == len(test_documents.HOSTILE)
    assert told("broken files") == len(test_rules_check.BROKEN)
    assert told("combinations") == len(test_determinism.COMBINATIONS)
    assert told("targets") == len(TARGETS)
    assert told("kinds of input") == len(KINDS)


def test_kills_and_errors() -> None:
    kills = made_of(test_crash.test_killed_at_a_step) + made_of(test_crash.test_killed_while_replacing_where_folders_cannot_be_exchanged)
    assert told("kills") == kills
    assert told("while replacing") == made_of(test_write_place.test_a_killed_run_leaves_old_or_new_and_the_next_one_mends)
    assert told("errors") == made_of(test_crash.test_an_error_of_the_disk_at_a_step)
    assert told("full disks") == made_of(test_crash.test_a_full_disk)


def test_properties() -> None:
    sources = [(CHECKOUT / "tests" / f"test_{name}.py").read_text("utf-8") for name in PROPERTIES]
    assert told("properties") == sum(source.count("\n@given(") for source in sources)
