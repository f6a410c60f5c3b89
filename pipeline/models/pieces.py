"""What the shipped models read and write: word pieces and shapes in, tags and spans out. Training uses the same code."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

Span = tuple[int, int, str, float]
SHADOW = str.maketrans("‘’‚‛´`ʼ＇“”„‟«»＂\u00a0\u2007\u202f\u2009\u3000\t", "''''''''" + '"' * 7 + " " * 6)
SHAPES = 28
WINDOW, OVERLAP = 200, 40  # word pieces
CLS, SEP = 101, 102
"""The pieces that open and close what a network reads."""


def shadow(text: str) -> str:
    """The text with plain spaces and quotation marks, character for character.

    >>> shadow("Acme’s\u00a0“Hope”")
    'Acme\\'s "Hope"'
    """
    return text.translate(SHADOW)


def shape_of(text: str, start: int, end: int) -> int:
    """The class, 1 to 27, of the word text[start:end]: its case, digits or quotes, and whether a space stands before it."""
    word, glued = text[start:end], start > 0 and not text[start - 1].isspace()
    if word in "'\"":
        return 2 * (9 if glued and text[start - 1] not in "([-–—" else 8) + glued
    return 2 * case_of(word) + glued


@lru_cache(maxsize=12_000)
def case_of(word: str) -> int:
    """The class, 1 to 13, of a word's letters."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 5 if word[0].isdigit() else 12 if word in ".!?" else 11 if word in "()[]" else 7
    if any(c.isdigit() for c in word):
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 10 if len(word) == 1 else 3
    if letters[0].isupper() and "".join(letters[1:]).islower():
        return 2
    return 4 if word.upper() != word.lower() else 13


def encode(tokenizer: Any, text: str) -> tuple[list[int], list[int], list[tuple[int, int]], list[bool]]:
    """Word pieces of a shadow text: ids, shapes, character offsets, and whether a piece opens its word."""
    pieces = tokenizer.encode(text, add_special_tokens=False)
    word_ids, offsets = pieces.word_ids, pieces.offsets
    opens = [before != word for before, word in zip([None, *word_ids], word_ids, strict=False)]
    starts = [i for i, opening in enumerate(opens) if opening]
    shapes: list[int] = []
    for first, after in zip(starts, [*starts[1:], len(opens)], strict=False):
        shapes += [shape_of(text, offsets[first][0], offsets[after - 1][1])] * (after - first)
    return pieces.ids, shapes, offsets, opens


def pieces_in(offsets: Sequence[tuple[int, int]], start: int, end: int) -> range:
    """The numbers of the pieces that stand, in whole or in part, between two places of their text.

    >>> list(pieces_in([(0, 3), (3, 5), (6, 9)], 4, 7))
    [1, 2]
    """
    return range(bisect_right(offsets, start, key=itemgetter(1)), bisect_left(offsets, end, key=itemgetter(0)))


def windows(length: int, window: int = WINDOW, overlap: int = OVERLAP) -> Iterator[tuple[int, int, int, int]]:
    """Of a text of so many pieces the windows (from, to) and in each the part (from, to) whose scores count."""
    for start in range(0, max(length - overlap, 1), window - overlap):
        end = min(start + window, length)
        yield start, end, start + overlap // 2 if start else 0, end if end == length else end - overlap // 2


def best_tags(scores: Any, tags: list[str]) -> list[int]:
    """The likeliest sequence of tags where I-X follows only B-X or I-X; scores are log-probabilities [words, tags]."""
    best: list[int] = scores.argmax(axis=1).tolist()
    names = ["O", *(tags[tag] for tag in best)]
    if all(now[0] != "I" or before[1:] == now[1:] for before, now in zip(names, names[1:], strict=False)):
        return best
    return viterbi(scores, tags)


def viterbi(scores: Any, tags: list[str]) -> list[int]:
    """best_tags where the best tag of each word alone would break the rule."""
    import numpy as np

    barred = [[t[0] == "I" and p[1:] != t[1:] for t in tags] for p in tags]
    moves = np.where(np.array(barred), -1e9, 0.0)
    best, back = scores[0] + np.array([-1e9 if t[0] == "I" else 0.0 for t in tags]), []
    for row in scores[1:]:
        paths = best[:, None] + moves
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def spans_of(scores: Any, starts: list[int], ends: list[int], tags: list[str]) -> list[Span]:
    """Spans of the best tags; a span's probability is the mean over its words of the label's."""
    import numpy as np

    found: list[tuple[int, int, str, list[float]]] = []
    for number, tag in enumerate(best_tags(scores, tags)):
        part, _, label = tags[tag].partition("-")
        if part == "O":
            continue
        chance = float(np.exp(scores[number, [i for i, t in enumerate(tags) if t[2:] == label]]).sum())
        if part == "B":
            found.append((starts[number], ends[number], label, [chance]))
        else:
            found[-1] = (found[-1][0], ends[number], label, [*found[-1][3], chance])
    return [(start, end, label, round(min(sum(p) / len(p), 1.0), 4)) for start, end, label, p in found]
