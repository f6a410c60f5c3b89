"""Examples: each rule against the phrases that it says it finds, and those that it says it doesn't."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.shape import sample_of
from pipeline.rulebook import Rule

SECONDS = 2.0
NEVER = "(?!)"  # the pattern of a rule that only names what its finder concludes


def examples_of(rule: Rule) -> Iterator[str]:
    """What is wrong with a rule by its own examples."""
    if rule.pattern.pattern.strip() == NEVER:
        return
    missed = [phrase for phrase in rule.examples if found(rule, phrase) is None]
    if len(missed) == len(rule.examples) and found(rule, sample_of(rule.pattern)) is None:
        yield "is dead: it finds none of its examples, nor a phrase made from its own pattern. Mend the pattern or remove the rule."
        return
    if not rule.examples:
        yield "has no example; add examples = [...] with a phrase that it finds."
    for phrase in missed:
        yield f"does not find its example {phrase!r}. Mend the pattern or the example."
    for phrase in rule.counter_examples:
        if (match := found(rule, phrase)) is not None:
            yield f"finds {match!r} in its counter-example {phrase!r}. Narrow the pattern."
    both = [*rule.examples, *rule.counter_examples]
    for phrase in dict.fromkeys(phrase for phrase in both if both.count(phrase) > 1):
        yield f"gives the example {phrase!r} twice. Keep one."


def found(rule: Rule, phrase: str) -> str | None:
    """What a rule matches first in a phrase, or None; a rule that takes too long over it has found nothing."""
    try:
        match = rule.pattern.search(phrase, timeout=SECONDS)
    except TimeoutError:
        return None
    return match[0] if match else None
