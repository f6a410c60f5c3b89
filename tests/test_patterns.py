"""Patterns keep their budget: each rule on 10,000 characters made from its own shape, in less than 50 ms; no rule escapes the making."""

from __future__ import annotations

import pytest
import regex

from pipeline.check.shape import SIZE, sample_of, strings_for
from pipeline.check.speed import BUDGET, LONGEST, cost_of, slow
from pipeline.rulebook import Rule, load_rules

RULES = [rule for group in load_rules().rules.values() for rule in group if rule.pattern.pattern.strip() not in ("", "(?!)")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_keeps_its_budget(rule: Rule) -> None:
    assert slow(rule.pattern) is None


def test_most_rules_find_the_sample_made_from_their_shape() -> None:
    """Were the making of strings wrong, the budget would be kept by strings that no rule cares for."""
    good = [rule for rule in RULES if rule.pattern.search(sample_of(rule.pattern))]
    assert len(good) > 0.8 * len(RULES)


SLOW = [r"(?:a|aa)+$", r"(?:\w+\s?)+:", r"(?:[a-z]+,?)+\d", r"x*x*x*x*y", r"(?=.*a.*b.*c)d", r"\s+$", r"\d+(?:,\d+)*kg", r"(?:(?:the|a)\s*)*(?:\w+\s+)*gave"]
QUICK = [r"since\s{1,9}(?:19|20)\d\d", r"\b(?:gave|donated)\s+\d{1,12}", r"(?<!\w)[A-Z]\w{1,30}\s+Ltd", r"(?>a|aa){1,20}b", r"[^\n]{0,50}:\n"]


@pytest.mark.parametrize("source", SLOW)
def test_slow_patterns_are_found(source: str) -> None:
    told = slow(regex.compile(source, regex.VERBOSE | regex.IGNORECASE))
    assert told is not None
    assert told.startswith("is slow: ")


@pytest.mark.parametrize("source", QUICK)
def test_quick_patterns_pass(source: str) -> None:
    assert slow(regex.compile(source, regex.VERBOSE | regex.IGNORECASE)) is None


@pytest.mark.parametrize(
    ("source", "sample"),
    [
        ("since [ ] 2", "since 2"),
        (r"a{3}b{2,5}c?", "aaabb"),
        (r"(?P<x>ab|cd)(?P=x)?e", "abe"),
        (r"(?i:x)(?=y)y(?<!z)", "xy"),
        (r"[^a-z]\d", "A0"),
        (r"[]x]y # a note ( with a bracket", "]y"),
        (r"\p{Lu}\#", "A#"),
        ("(?>ab)+", "ab"),
    ],
)
def test_samples(source: str, sample: str) -> None:
    assert sample_of(regex.compile(source, regex.VERBOSE)) == sample


def test_strings_are_as_long_as_promised_and_few() -> None:
    for rule in RULES:
        texts = strings_for(rule.pattern)
        assert 1 <= len(texts) <= 64
        assert all(SIZE <= len(text) <= SIZE + 500 for text in texts)


def test_a_pattern_that_hangs_is_stopped() -> None:
    assert cost_of(regex.compile(r"(a|aa)+$"), "a" * 5000 + "b") == LONGEST > BUDGET
