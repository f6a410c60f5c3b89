"""Check: rules are software. They are tried on their own examples, on texts made to slow them down, against each other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.examples import examples_of, found
from pipeline.check.lists import repeated_words
from pipeline.check.others import overshadowed
from pipeline.check.place import place_of
from pipeline.check.speed import slow
from pipeline.rulebook import Rule, Rulebook

__all__ = ["check_rules", "found", "try_rules", "tried"]
SECONDS = 2.0


def check_rules(rules: Rulebook) -> list[str]:
    """One line for each thing that is wrong with a rulebook: file, line, rule, what, and the cure."""
    every = [rule for group in rules.rules.values() for rule in group]
    by_rule = [f"{place_of(rules, rule)}: {what}" for rule in every for what in problems(rule, rules)]
    return [*by_rule, *repeated_words(rules)]


def problems(rule: Rule, rules: Rulebook) -> Iterator[str]:
    """What is wrong with one rule."""
    wrong = list(examples_of(rule))
    yield from wrong
    yield from overshadowed(rule, rules)
    if (cost := slow(rule.pattern)) is not None:
        yield cost


def try_rules(text: str, rules: Rulebook) -> list[tuple[int, int, str, Rule]]:
    """Every match of every rule in a text: start, end, what is written, the rule; in the order of the text."""
    hits = (
        (match.start(), match.end(), match[0], rule)
        for group in rules.rules.values()
        for rule in group
        for match in rule.pattern.finditer(text, timeout=SECONDS)
        if match[0]
    )
    return sorted(hits, key=lambda hit: (hit[0], -hit[1], hit[3].id))


def tried(text: str, rules: Rulebook) -> Iterator[str]:
    """What fires on a text and why, line by line: place, rule, confidence, words; below it where the rule is and what its parts caught."""
    for start, end, written, rule in try_rules(text, rules):
        yield f"{start:>5} {end:>5}  {rule.id:<32} {rule.confidence:.2f}  {written!r}"
        match = next(m for m in rule.pattern.finditer(text, timeout=SECONDS) if m.span() == (start, end))
        parts = [f"{name} = {value!r}" for name, value in match.groupdict().items() if value is not None]
        more = [f"{key}: {value}" for key, value in rule.more.items()]
        yield f"             {place_of(rules, rule, name=False)}" + "".join(f"; {part}" for part in [*parts, *more])
