"""Sketch: what is left of a text to tell whether another one tells the same story: the smallest hashes of its shingles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from zlib import crc32

WORDS, SIZE, KEYS = 5, 64, 16
SAME = 0.6
LEAST = 8  # hashes that must be comparable, or nothing is said
MIX = 0x9E3779B1
GAP, WORD = re.compile(r"[\W_]+"), re.compile(rb"\S+")


def sketch(text: str) -> list[int]:
    """The smallest hashes, in order, of all runs of five words, whatever stands between the words.

    >>> sketch("One, two: three FOUR five six") == sketch("one two three four five six")
    True
    """
    plain = GAP.sub(" ", text.lower()).encode("utf-8", "replace")
    spans = [match.span() for match in WORD.finditer(plain)]
    ends = (end for _, end in islice(spans, WORDS - 1, None))
    return sorted({crc32(plain[start:end]) * MIX & 0xFFFFFFFF for (start, _), end in zip(spans, ends)})[:SIZE]


def containment(one: Sequence[int], other: Sequence[int]) -> float:
    """How much of the smaller text stands in the larger one, estimated from their sketches; 0 where too little can be compared.

    A full sketch knows nothing of hashes above its largest, so only hashes that both would show are compared.
    """
    reach = min((s[-1] for s in (one, other) if len(s) == SIZE), default=1 << 32)
    a, b = ({h for h in s if h <= reach} for s in (one, other))
    least = min(len(a), len(b))
    return len(a & b) / least if least >= LEAST else 0.0


def keys(hashes: Sequence[int]) -> Sequence[int]:
    """The hashes by which texts that share some are found."""
    return hashes[:KEYS]
