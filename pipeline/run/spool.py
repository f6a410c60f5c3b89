"""Spool: a run's results in order on disk, between the pass that computes them and the pass that writes the dataset."""

from __future__ import annotations

import json
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.article import Article, Rejected
from pipeline.run.chunk import packed, unpacked
from pipeline.run.fingerprint import FACTS
from pipeline.write.finished import Finished

SIZES = struct.Struct(">II")


class Kept(NamedTuple):
    """An article (without its text) and its finished rows; `copy_of` is the id of an earlier article with the same text."""

    article: Article
    finished: Finished
    copy_of: str | None


class Spool:
    """A file that is written once and read once, and is gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115

    def add(self, item: Article | Rejected, body: bytes = b"", copy_of: str | None = None) -> None:
        """Put one result at the end."""
        told = astuple(item) if isinstance(item, Rejected) else [*facts(item), copy_of]
        head = packed([isinstance(item, Rejected), told])
        self.file.write(SIZES.pack(len(head), len(body)) + head + body)

    def __iter__(self) -> Iterator[Kept | Rejected]:
        self.file.seek(0)
        while sizes := self.file.read(SIZES.size):
            head, body = (self.file.read(size) for size in SIZES.unpack(sizes))
            rejected, told = json.loads(head)
            if rejected:
                yield Rejected(*told)
            else:
                yield Kept(article_from(told[:-1]), unpacked(body), told[-1])


def facts(article: Article) -> list[Any]:
    """What is known of an article besides its text."""
    return [getattr(article, name) for name in FACTS]


def article_from(told: list[Any]) -> Article:
    """The article that `facts` tells of, without its text."""
    return Article(text="", **dict(zip(FACTS, told, strict=True)))
