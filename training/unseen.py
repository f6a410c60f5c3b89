"""Unseen: role heads fitted without an article, so that what is learnt on top of them is learnt from honest scores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from pipeline.find.ner import OnnxTagger, load_model, role_head

FOLDS = 6
HERE = Path(__file__).parent


def fold_of(article: str) -> int:
    """The part, 0 to 5, that an article belongs to, by its id alone."""
    return crc32(article.encode()) % FOLDS


def fold_file(model: str) -> Path:
    """The file of the heads [part, lead, partner and programme, 2 H + 1] that each left out one part of the articles."""
    return HERE / "data" / f"role_folds_{model}.npy"


@contextmanager
def unseen(model: str, article: str) -> Iterator[None]:
    """While this lasts, the model's role head is the one that was fitted without this article."""
    tagger = None if model == "none" else load_model(model)
    if not isinstance(tagger, OnnxTagger) or tagger.head is None:
        yield
        return
    shipped = tagger.head
    tagger.head = role_head(fold_file(model))[fold_of(article)]
    try:
        yield
    finally:
        tagger.head = shipped
