"""Sketch: the smallest hashes of a text's runs of words: what is left of it to tell whether another text tells the same story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

WORDS, SIZE, KEYS = 5, 64, 16
SAME = 0.6
LEAST = 8  # hashes that must be comparable, or nothing is said
MIX = 0x9E3779B1
LONG = 7  # letters of the words that a run may begin with: one word in four, so a quarter of the work
WORD = re.compile(r"[^\W_]+")


def sketch(text: str) -> list[int]:
    """The smallest hashes, in order, of the runs of five words that begin with a long one, whatever stands between the words.

    >>> sketch("Thirteen, two: three FOUR five six") == sketch("thirteen two three four five six") != []
    True
    """
    words = WORD.findall(text.lower())
    starts = [at for at, word in enumerate(words[: 1 - WORDS]) if len(word) >= LONG]
    runs = [" ".join(words[at : at + WORDS]).encode("utf-8", "replace") for at in starts]
    return sorted({crc32(run) * MIX & 0xFFFFFFFF for run in runs})[:SIZE]


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
