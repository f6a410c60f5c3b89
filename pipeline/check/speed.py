"""Speed: each pattern on long texts made from its own shape; a rule that is slow on them is refused."""

from __future__ import annotations

import time

import regex

from pipeline.check.shape import SIZE, strings_for

BUDGET = 0.05  # seconds of processor time for so many characters, on a machine that takes MEASURED for the measure
LONGEST = 0.5  # seconds after which no more is learnt
TRIES = 5  # a busy machine makes a pattern look slow, never quick
MEASURE, MEASURE_TEXT = regex.compile(r"\bone\b[^.]{0,80}?(?:\bin\s+\d|\bon\s+\d)"), "one one " * 1250
MEASURED = 0.0067  # seconds


def slow(pattern: regex.Pattern[str]) -> str | None:
    """What makes a pattern slow, and what to do; None where it keeps its budget."""
    for text in strings_for(pattern):
        cost = cost_of(pattern, text)
        if cost > BUDGET and cost > BUDGET * cost_of(MEASURE, MEASURE_TEXT, enough=0) / MEASURED:
            shown = f"{text[:30]!r} and so on"
            taken = "more than" if cost >= LONGEST else "about"
            return (
                f"is slow: {taken} {1000 * min(cost, LONGEST):.0f} ms on {SIZE:,} characters of {shown} (at most {1000 * BUDGET:.0f})."
                " Bound its repeats ({0,40} for * and +), or begin it with something rarer."
            )
    return None


def cost_of(pattern: regex.Pattern[str], text: str, enough: float = BUDGET) -> float:
    """The least time in seconds that finding all matches in a text took; no more is tried where a try took `enough` or less."""
    best = LONGEST
    for _ in range(TRIES):
        begun = time.thread_time()
        try:
            for _match in pattern.finditer(text, timeout=LONGEST):
                pass
        except TimeoutError:
            return LONGEST
        best = min(best, time.thread_time() - begun)
        if best <= enough:
            break
    return best
