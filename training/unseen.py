"""Unseen: models and role heads fitted without an article, so that what is learnt on top of them is learnt from honest scores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from pipeline.find.ner import OnnxTagger, load_model, role_head

FOLDS, PARTS = 6, 3
HERE = Path(__file__).parent


def fold_of(article: str) -> int:
    """The part, 0 to 5, that an article belongs to where role heads are concerned, by its id alone."""
    return crc32(article.encode()) % FOLDS


def part_of(article: str) -> int:
    """The part, 0 to 2, that an article belongs to where models are concerned, by its id alone."""
    return crc32(article.encode()) % PARTS


def fold_file(model: str) -> Path:
    """The file of the heads [part, lead, partner and programme, 4 H + 1] that each left out one part of the articles."""
    return HERE / "data" / f"role_folds_{model}.npy"


def part_model(model: str, part: int) -> Path:
    """The folder of the model that never read a part of the answered articles, made by `python -m training --parts`; not in the repository."""
    return HERE / "parts" / str(part) / model


@contextmanager
def unseen(model: str, article: str) -> Iterator[str]:
    """The name of a model that was trained without this article; while this lasts, so was its role head.

    Where `part_model` is not there, the shipped model stands in, and names are a little surer than they will be elsewhere.
    """
    folder = part_model(model, part_of(article))
    honest = str(folder) if folder.is_dir() else model
    tagger = None if model == "none" else load_model(honest)
    if not isinstance(tagger, OnnxTagger) or not fold_file(model).exists():
        yield honest
        return
    shipped = tagger.head
    tagger.head = role_head(fold_file(model))[fold_of(article)]
    try:
        yield honest
    finally:
        tagger.head = shipped
