"""Rules tried on their own examples, and on any text a person types."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.rulebook import Rule, Rulebook

SECONDS = 2.0
NEVER = "(?!)"  # the pattern of a rule that only names what its finder concludes


def check_rules(rules: Rulebook) -> list[str]:
    """One sentence for each example that a rule does not find, and each counter-example that it does."""
    return [problem for group in rules.rules.values() for rule in group for problem in problems(rule)]


def problems(rule: Rule) -> Iterator[str]:
    """What is wrong with one rule by its own examples."""
    if rule.pattern.pattern.strip() == NEVER:
        return
    if not rule.examples:
        yield f"{rule.file}.toml, rule {rule.id}: has no example; add examples = [...] with a phrase that it finds."
    for phrase in rule.examples:
        if found(rule, phrase) is None:
            yield f"{rule.file}.toml, rule {rule.id}: does not find its example {phrase!r}. Mend the pattern or the example."
    for phrase in rule.counter_examples:
        if (match := found(rule, phrase)) is not None:
            yield f"{rule.file}.toml, rule {rule.id}: finds {match!r} in its counter-example {phrase!r}. Narrow the pattern."


def found(rule: Rule, phrase: str) -> str | None:
    """What a rule matches first in a phrase, or None."""
    match = rule.pattern.search(phrase, timeout=SECONDS)
    return match[0] if match else None


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
