"""Workers: who works on articles: this process while there are few of them, a pool of processes, or a cluster."""

from __future__ import annotations

import os
from contextlib import ExitStack
from types import TracebackType
from typing import Protocol

from pipeline.run.chunk import Done, Options, Task, work
from pipeline.run.pool import Pool

FEW, SHORT = 50, 200_000  # articles and characters that are not worth starting processes for
WIDE = 256  # chunks under way on a cluster
AHEAD = 4  # chunks under way for each worker


class RunError(Exception):
    """A run that cannot begin or go on: what is wrong, what to do."""


class Ticket(Protocol):
    """Something that will give what some articles gave."""

    def result(self) -> list[Done]:
        """What each article gave, in their order."""
        ...


class Staff(Protocol):
    """Something that articles can be handed to."""

    def submit(self, task: Task) -> Ticket:
        """Have some articles worked on."""
        ...


class Workers:
    """Whom a run hands its articles to. Processes or a cluster are only reached for when there is work for them."""

    def __init__(self, options: Options, number: int | None, cluster: str | None, parts: str) -> None:
        self.options, self.cluster, self.parts = options, cluster, parts
        self.number = number or available()
        self.width = AHEAD * self.number if cluster is None else WIDE
        self.waits = number is None and cluster is None
        self.waiting: list[Later] = []
        self.stack = ExitStack()
        self.staff: Staff | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stack.__exit__(kind, error, trace)

    def submit(self, task: Task) -> Ticket:
        """Have some articles worked on, now or as soon as there are enough of them."""
        if self.staff is None and self.waits:
            later = Later(task, self.options)
            self.waiting.append(later)
            if self.few():
                return later
            self.begin()
            for one in self.waiting:
                one.hand_to(self.staff)
            self.waiting.clear()
            return later
        return self.begin().submit(task)

    def few(self) -> bool:
        """Whether what waits is not worth starting processes for."""
        waiting = [article for later in self.waiting if not later.done for article in later.task.articles]
        return len(waiting) < FEW and sum(len(article.text) for article in waiting) < SHORT

    def begin(self) -> Staff:
        """The pool or the cluster, started once."""
        if self.staff is None and self.cluster is not None:
            try:
                from pipeline.run.cluster import Cluster
            except ImportError as error:
                raise RunError("A cluster needs the extra: pip install 'press-records[cluster]'.") from error

            self.staff = self.stack.enter_context(Cluster(self.cluster, self.options, self.parts, self.number))
        elif self.staff is None:
            self.staff = self.stack.enter_context(Pool(self.options, self.number))
        return self.staff


class Later:
    """Articles that are worked on in this process when their results are asked for, unless there was a pool by then."""

    def __init__(self, task: Task, options: Options) -> None:
        self.task, self.options = task, options
        self.ticket: Ticket | None = None
        self.done = False

    def hand_to(self, staff: Staff | None) -> None:
        """Have a pool do it, unless it is done."""
        if staff is not None and not self.done:
            self.ticket = staff.submit(self.task)

    def result(self) -> list[Done]:
        """What each article gave, in their order."""
        self.done = True
        return work(self.task, self.options) if self.ticket is None else self.ticket.result()


def available() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
