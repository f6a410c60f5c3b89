"""Short forms: a programme's acronym in brackets is its alias, no second programme."""

from __future__ import annotations

import pytest

from pipeline.case import Case
from pipeline.find.names import find_names
from pipeline.find.ner import Reading
from pipeline.find.programs import find_programs
from pipeline.rulebook import load_rules
from pipeline.settle.programs import programs_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reed Pumps runs the “Wells for All” (WFA) programme. Through the WFA programme it dug 40 wells.", ["Wells for All"]),
        ("Reed Pumps runs the “Wells for All” school project (WFA). The WFA project dug 40 wells.", ["Wells for All"]),
        ("Reed Pumps runs the “Wells for All” project (WFA). Through the Red Gate Scholarship it helped pupils.", ["Wells for All", "Red Gate Scholarship"]),
        ("Reed Pumps runs the Wells for All Programme (“WFA”). The WFA programme dug 40 wells.", ["Wells for All Programme"]),
    ],
)
def test_an_acronym_in_brackets_is_an_alias(text: str, expected: list[str]) -> None:
    rules = load_rules()
    candidates = find_programs(text, find_names(text, rules), rules)
    kept, _ = programs_of(text, Case(1, None, 0, 0, len(text)), candidates, [], Reading(), rules)
    assert [m.value for m in kept] == expected
