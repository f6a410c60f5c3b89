"""What the shipped models read and write: word pieces and shapes in, tags and spans out. Training uses the same code."""

from collections.abc import Iterator
from typing import Any

Span = tuple[int, int, str, float]
SHADOW = str.maketrans("‘’‚‛´`ʼ＇“”„‟«»＂\u00a0\u2007\u202f\u2009\u3000\t", "''''''''" + '"' * 7 + " " * 6)
SHAPES = 28
WINDOW, OVERLAP = 200, 40  # word pieces


def shadow(text: str) -> str:
    """The text with plain spaces and quotation marks, character for character.

    >>> shadow("Haier’s\u00a0“Hope”")
    'Haier\\'s "Hope"'
    """
    return text.translate(SHADOW)


def shape_of(text: str, start: int, end: int) -> int:
    """The class, 1 to 27, of the word text[start:end]: its case, digits or quotes, and whether a space stands before it."""
    word, glued = text[start:end], start > 0 and not text[start - 1].isspace()
    letters = [c for c in word if c.isalpha()]
    if word in "'\"":
        kind = 8 if not glued or text[start - 1] in "([-–—" else 9
    elif not letters:
        kind = 5 if word[0].isdigit() else 12 if word in ".!?" else 11 if word in "()[]" else 7
    elif any(c.isdigit() for c in word):
        kind = 6
    elif word.islower():
        kind = 1
    elif word.isupper():
        kind = 10 if len(word) == 1 else 3
    elif letters[0].isupper() and "".join(letters[1:]).islower():
        kind = 2
    else:
        kind = 4 if word.upper() != word.lower() else 13
    return 2 * kind + glued


def encode(tokenizer: Any, text: str) -> tuple[list[int], list[int], list[tuple[int, int]], list[bool]]:
    """Word pieces of a shadow text: ids, shapes, character offsets, and whether a piece opens its word."""
    pieces = tokenizer.encode(text, add_special_tokens=False)
    words: dict[int, tuple[int, int]] = {}
    for word, (start, end) in zip(pieces.word_ids, pieces.offsets, strict=True):
        words[word] = (words[word][0] if word in words else start, end)
    shapes = {word: shape_of(text, *span) for word, span in words.items()}
    opens = [i == 0 or pieces.word_ids[i - 1] != word for i, word in enumerate(pieces.word_ids)]
    return pieces.ids, [shapes[w] for w in pieces.word_ids], pieces.offsets, opens


def windows(length: int) -> Iterator[tuple[int, int, int, int]]:
    """Of a text of so many pieces the windows (from, to) and in each the part (from, to) whose scores count."""
    step = WINDOW - OVERLAP
    for start in range(0, max(length - OVERLAP, 1), step):
        end = min(start + WINDOW, length)
        yield start, end, start + OVERLAP // 2 if start else 0, end if end == length else end - OVERLAP // 2


def best_tags(scores: Any, tags: list[str]) -> list[int]:
    """The likeliest sequence of tags (Viterbi) where I-X follows only B-X or I-X; scores are log-probabilities [words, tags]."""
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
    for row, tag, start, end in zip(np.exp(scores), best_tags(scores, tags), starts, ends, strict=True):
        part, _, label = tags[tag].partition("-")
        chance = float(sum(p for p, t in zip(row, tags, strict=True) if t[2:] == label and t != "O"))
        if part == "B":
            found.append((start, end, label, [chance]))
        elif part == "I":
            found[-1] = (found[-1][0], end, label, [*found[-1][3], chance])
    return [(start, end, label, round(sum(p) / len(p), 4)) for start, end, label, p in found]
