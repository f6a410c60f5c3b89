"""Others: rules that never come to fire because another rule of their file has it all already."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.examples import NEVER
from pipeline.check.place import place_of
from pipeline.rulebook import Rule, Rulebook


def overshadowed(rule: Rule, rules: Rulebook) -> Iterator[str]:
    """Whether an earlier rule of the same file, with the same attributes, finds whatever this one finds."""
    if rule.pattern.pattern.strip() in ("", NEVER) or not rule.examples:
        return
    for other in rules.rules[rule.file]:
        if other is rule:
            return
        if other.more == rule.more and (same(rule, other) or other.more and covers(rule, other)):
            cure = "Remove one, or give an example that tells them apart."
            yield f"is shadowed by {place_of(rules, other)}, which finds all its examples before it. {cure}"
            return


def same(rule: Rule, other: Rule) -> bool:
    """Whether two rules say the same."""
    told, its = (" ".join(one.pattern.pattern.split()) for one in (rule, other))
    return told == its and rule.pattern.flags == other.pattern.flags


def covers(rule: Rule, other: Rule) -> bool:
    """Whether another rule finds the very words of each of a rule's examples."""
    for phrase in rule.examples:
        mine, its = rule.pattern.search(phrase), other.pattern.search(phrase)
        if mine is None or its is None or mine.span() != its.span():
            return False
    return True
