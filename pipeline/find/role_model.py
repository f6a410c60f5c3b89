"""The role model: reads an article's passages with names and figures marked in them, and tells which part each plays in the story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.mention import Mention
from pipeline.models.pieces import CLS, SEP, encode, pieces_in, shadow, windows

FILE = "roles.onnx"
WINDOW, OVERLAP, OPENING, BEFORE = 256, 64, 192, 64  # word pieces
KINDS = ("program", "name", "count", "sum")
"""What is marked for the model; where two stand at one place, the later of these is seen."""
Mark = tuple[str, int, int]
Passage = tuple[list[list[int]], int, int, int]
"""Pieces, shapes and marks of a passage with those that frame it; the place there of the first piece that it tells of; and which
pieces of the article it tells of (from, to)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the role model says of each word piece of an article: `offsets` where they stand, `scores` [pieces, HEADS + 1] log-odds,
    the last of an article that tells of a public-welfare initiative."""

    offsets: Sequence[tuple[int, int]]
    scores: Any

    def over(self, spans: Iterable[tuple[int, int]]) -> Any:
        """The mean log-odds of HEADS over the places of a name or figure; None where no piece stands there."""
        means = [self.scores[inside.start : inside.stop].mean(axis=0) for a, b in spans if (inside := pieces_in(self.offsets, a, b))]
        return sum(means) / len(means) if means else None

    @property
    def giving(self) -> float:
        """The log-odds, by the article's opening, that it tells of a public-welfare initiative."""
        return float(self.scores[:OPENING, -1].mean()) if len(self.scores) else 0.0


class RoleModel:
    """A network in ONNX that reads one passage at a time."""

    def __init__(self, file: Path, tokenizer: Any, options: Any) -> None:
        import onnxruntime

        self.tokenizer = tokenizer
        self.session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )

    def told(self, text: str, marks: Iterable[Mark]) -> Told:
        """What the model says of the pieces of a text; zeros in passages, but for the first, where nothing is marked."""
        import numpy as np

        ids, shapes, offsets, _ = encode(self.tokenizer, shadow(text))
        scores = np.zeros((len(ids), self.session.get_outputs()[0].shape[-1]), np.float32)
        for rows, place, first, last in passages(ids, shapes, marked(offsets, marks)):
            feed = {name: np.array([row]) for name, row in zip(("pieces", "shapes", "marks"), rows, strict=True)}
            scores[first:last] = self.session.run(["told"], feed)[0][0, place : place + last - first]
        return Told(offsets, scores)


def passages(pieces: Sequence[int], shapes: Sequence[int], marks: Sequence[int]) -> Iterator[Passage]:
    """The passages of an article as the network reads them: the first, and each other in which something is marked, that one behind
    the article's opening, so that it is known there whom the story is about."""
    for start, end, first, last in windows(len(pieces), WINDOW, OVERLAP):
        if not first or any(marks[first:last]):
            opening, parted = min(BEFORE, start), int(start > 0)
            rows = ((pieces, CLS, SEP), (shapes, 0, 0), (marks, 0, 0))
            framed = [[first_of, *row[:opening], *[end_of] * parted, *row[start:end], end_of] for row, first_of, end_of in rows]
            yield framed, 1 + opening + parted + first - start, first, last


def marks_of(programs: Iterable[Mention], entities: Iterable[Any], counts: Iterable[Mention], amounts: Iterable[Mention]) -> list[Mark]:
    """What is marked in an article: candidates for programmes' names, names of organisations, counts and sums."""
    names = (m for entity in entities for m in entity.mentions)
    return [(kind, m.start, m.end) for kind, found in zip(KINDS, (programs, names, counts, amounts), strict=True) for m in found]


def marked(offsets: Sequence[tuple[int, int]], marks: Iterable[Mark]) -> list[int]:
    """For each piece what it belongs to: 0 nothing, 2 k + 1 the inside and 2 k + 2 the beginning of KINDS[k]."""
    kinds = [0] * len(offsets)
    for kind, start, end in marks:
        for at in (inside := pieces_in(offsets, start, end)):
            kinds[at] = 2 * KINDS.index(kind) + 1 + (at == inside.start)
    return kinds
