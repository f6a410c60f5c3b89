"""Progress: how far a run has come: a bar on a terminal, now and then a plain line in a log."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from pipeline.article import Rejected
from pipeline.read import list_inputs
from pipeline.run.order import Input

BETWEEN = 30.0  # seconds from line to line
OFTEN = 0.1
PACKED = 3  # a packed text is about so many times smaller


class Progress:
    """Counts what a run has seen. How much there is in all is told from the files' sizes, so the time left is a guess."""

    def __init__(self, raw: Path, stream: IO[str]) -> None:
        self.stream = stream
        self.raw = raw
        self.total = sum(size(path) for path in list_inputs(raw)) or 1
        self.begun = self.told = time.monotonic()
        self.articles = self.cases = self.rejected = self.characters = self.past = self.inside = self.size = 0
        self.file = ""
        self.bar: Any = None

    def __enter__(self) -> Progress:
        if self.stream.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TaskProgressColumn, TextColumn
            from rich.progress import Progress as Bar

            columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
            self.bar = Bar(*columns, console=Console(file=self.stream), transient=True)
            self.bar.add_task("reading", total=1.0)
            self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.bar:
            self.bar.stop()

    def saw(self, item: Input, head: Mapping[str, Any] | None) -> None:
        """One more input is done; `head` is what the whole dump must know of it."""
        self.articles += 1
        self.cases += head.get("cases", 0) if head else 0
        self.rejected += head is None or head["status"] == "rejected"
        self.move(item)
        now = time.monotonic()
        if self.bar and now - self.told > OFTEN:
            self.told = now
            self.bar.update(self.bar.task_ids[0], completed=self.share(), description=self.line(now))
        elif not self.bar and now - self.told > BETWEEN:
            self.told = now
            print(self.line(now), file=self.stream, flush=True)

    def move(self, item: Input) -> None:
        """Take note of where in the dump an input stands."""
        file = item.path.partition("#")[0]
        if file != self.file:
            self.past += self.size
            self.file, self.inside, self.size = file, 0, size(self.raw / file if self.raw.is_dir() else self.raw)
        if not isinstance(item, Rejected):
            self.characters += len(item.text)
            self.inside += len(item.text)

    def share(self) -> float:
        """How much is done, of 1."""
        return min(1.0, (self.past + min(self.inside, self.size)) / self.total)

    def line(self, now: float) -> str:
        """Articles, cases, rate, time left."""
        spent = max(now - self.begun, 1e-9)
        left = spent / self.share() - spent if self.share() > 0 else 0.0
        aside = f", {self.rejected:,} rejected" if self.rejected else ""
        return f"{self.articles:,} articles, {self.cases:,} cases{aside}, {self.articles / spent:,.0f} articles/s, about {clock(left)} left"


def size(path: Path) -> int:
    """How many characters to expect of a file."""
    try:
        return path.stat().st_size * (PACKED if path.suffix == ".gz" else 1)
    except (OSError, ValueError):
        return 0


def clock(seconds: float) -> str:
    """Seconds as minutes and hours.

    >>> clock(75), clock(7325)
    ('1:15', '2:02:05')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
