"""Pool: chunks of articles on worker processes; one that crashes, hangs or eats memory costs its own record and no other."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from concurrent.futures import TimeoutError as OverTime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.run.chunk import Done, Options, Task, failed, ready, work

GRACE = 5.0  # seconds past an article's own time before its process is ended
PAGE = resource.getpagesize()


class Pool:
    """So many worker processes, each with the rules loaded; a dead one is replaced."""

    def __init__(self, options: Options, workers: int) -> None:
        from pebble import ProcessPool

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pipeline.run.pool"])
        self.options = options
        self.pool = ProcessPool(workers, initializer=prepare, initargs=[options], context=context)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        end: Any = self.pool.stop if kind else self.pool.close
        end()
        self.pool.join()

    def submit(self, task: Task) -> Ticket:
        """Have some articles worked on."""
        run = partial(work, options=self.options)
        return Ticket(self, task, self.pool.schedule(run, args=[task], timeout=self.options.seconds + GRACE))


class Ticket:
    """What will come of some articles."""

    def __init__(self, pool: Pool, task: Task, future: Any) -> None:
        self.pool, self.task, self.future = pool, task, future

    def result(self) -> list[Done]:
        """What each article gave, in their order. Where a process was lost, each is tried alone to see which one it was."""
        from pebble import ProcessExpired

        limit = self.pool.options.seconds
        try:
            return list(self.future.result())
        except ProcessExpired as error:
            lost = failed("crashed", f"The worker process ended while it read this article (exit code {error.exitcode}).")
        except OverTime:
            lost = failed("timeout", f"Took more than {limit:g} seconds, and the process had to be ended.")
        except MemoryError:
            lost = failed("memory", f"Needed more than {self.pool.options.megabytes:,} MB of memory.")
        if len(self.task.articles) == 1:
            return [lost]
        alone = [self.pool.submit(task) for task in self.task.alone()]
        return [ticket.result()[0] for ticket in alone]


def prepare(options: Options) -> None:
    """Make a new worker ready: load and compile rules and model, then bound the memory that articles may take on top.

    An interrupt from the keyboard reaches all processes; the one that runs the command ends the others.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ready(options.rules, options.ner)
    limit_memory(options.megabytes)


def limit_memory(megabytes: int) -> None:
    """From here on this process may take so much more memory; past it an allocation fails."""
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = taken + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
