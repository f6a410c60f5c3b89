"""Views: the cases of a report on their way to its pages, on disk, so that only one page of them is in memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from types import TracebackType
from typing import NamedTuple

from pipeline.review.words import Json


class Part(NamedTuple):
    """The cases of one page: where their lines begin in the file, and how many they are."""

    start: int
    number: int


class Views:
    """Cases in order, cut into pages so that no page's cases take more than `limit` bytes; at least one page."""

    def __init__(self, views: Iterable[Json], limit: int) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115
        self.parts = [Part(0, 0)]
        used = 0
        for view in views:
            line = json.dumps(view, ensure_ascii=False).encode("utf-8", "replace")
            if used + len(line) > limit and self.parts[-1].number:
                self.parts.append(Part(self.file.tell(), 0))
                used = 0
            self.file.write(line + b"\n")
            self.parts[-1] = Part(self.parts[-1].start, self.parts[-1].number + 1)
            used += len(line)

    def __enter__(self) -> Views:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.file.close()

    def read(self, part: Part) -> list[Json]:
        """The cases of one page."""
        self.file.seek(part.start)
        return [json.loads(self.file.readline()) for _ in range(part.number)]
