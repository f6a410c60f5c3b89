"""Start told: years that a sentence says plainly to be those in which a programme of the case began."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook

NAMED, KIND = "<<years.begun_then>>", "<<years.kind_begun_then>>"
REACH = 200
PLAIN = 0.6
"""How likely at least such a year is."""
WEAK = ("years.stretch", "years.nth")


def plainly_told(text: str, mention: Mention, sentences: Sequence[tuple[int, int]], names: Sequence[str], rules: Rulebook) -> float:
    """How likely a year is by "Warm Bread was born in 2011" or "the scheme was set up in 2011": 0 or PLAIN.

    `sentences` are those of the text; `names` are the names of the case's programmes in small letters.
    """
    if mention.rule in WEAK:
        return 0.0
    number = bisect_right(sentences, (mention.start, len(text))) - 1
    start = max(sentences[number][0] if number >= 0 else 0, mention.start - REACH)
    low = text[start : mention.start].casefold()
    ends = [at + len(name) for name in names if (at := low.rfind(name)) >= 0] if len(low) == mention.start - start else []
    named = any(rules.pattern(NAMED).fullmatch(text, start + end, mention.start) for end in ends)
    return PLAIN if named or rules.pattern(KIND).fullmatch(text, start, mention.start) else 0.0
