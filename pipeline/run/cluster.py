"""Cluster: chunks on the workers of a Dask scheduler. Results travel as part files; a worker or scheduler may die at any time."""

from __future__ import annotations

import multiprocessing
from contextlib import ExitStack
from functools import cache
from types import TracebackType
from typing import Any

from pipeline.run.chunk import Done, Options, Task
from pipeline.run.fingerprint import fingerprint
from pipeline.run.part import part_name, read_part, remove_part, write_part
from pipeline.run.pool import Pool
from pipeline.run.workers import RunError

TRIES = 4  # times that a chunk is begun anew when the machine that had it is lost
SLEEP = 10.0  # seconds to wait for a scheduler to answer


class Cluster:
    """The workers of a scheduler. Address "local" starts a scheduler and workers on this machine, for this run only."""

    def __init__(self, address: str, options: Options, parts: str, number: int) -> None:
        self.address, self.options, self.number = address, options, number
        self.parts = parts.rstrip("/")
        self.fingerprint = fingerprint(options)
        self.written: list[str] = []
        self.stack = ExitStack()

    def __enter__(self) -> Cluster:
        import dask
        import distributed

        library: Any = distributed
        dask.config.set({"distributed.worker.daemon": False, "distributed.comm.timeouts.connect": SLEEP})
        try:
            local = {"n_workers": self.number, "threads_per_worker": 1, "dashboard_address": None}
            target = self.stack.enter_context(library.LocalCluster(**local)) if self.address == "local" else self.address
            self.client = self.stack.enter_context(library.Client(target, timeout=SLEEP, set_as_default=False))
            self.client.wait_for_workers(1, timeout=6 * SLEEP)
        except (OSError, TimeoutError) as error:
            self.stack.close()
            said = f"{self.address}: no scheduler with workers answers here ({error})."
            raise RunError(f"{said} Start them: dask scheduler, dask worker.") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            for url in self.written:
                remove_part(url)
        self.stack.close()

    def submit(self, task: Task) -> Ticket:
        """Have some articles worked on, unless the part that holds their results is there from an earlier run."""
        url = f"{self.parts}/{part_name(task.keys)}"
        self.written.append(url)
        return Ticket(self, task, url)

    def start(self, task: Task, url: str) -> Any:
        """Hand a chunk to the scheduler."""
        return self.client.submit(work_part, task, self.options, url, self.fingerprint, pure=False, retries=TRIES)


class Ticket:
    """What will come of some articles."""

    def __init__(self, cluster: Cluster, task: Task, url: str) -> None:
        self.cluster, self.task, self.url = cluster, task, url
        ready = read_part(url, len(task.articles)) is not None
        self.future = None if ready else cluster.start(task, url)

    def result(self) -> list[Done]:
        """What each article gave, in their order."""
        for _ in range(TRIES):
            if self.future is not None:
                self.wait(self.future)
            done = read_part(self.url, len(self.task.articles))
            if done is not None:
                self.future = None
                return done
            self.future = self.cluster.start(self.task, self.url)
        said = f"{self.url}: a worker has written this file, and it cannot be read here."
        raise RunError(f"{said} Name a folder that all machines share (--parts).")

    def wait(self, future: Any) -> None:
        """Wait until a chunk is done; RunError where the cluster is lost or a worker differs."""
        from distributed import CancelledError, KilledWorker
        from distributed.client import FutureCancelledError

        try:
            told = future.result()
        except KilledWorker:
            return
        except (CancelledError, FutureCancelledError, OSError, TimeoutError) as error:
            gone = f"{self.cluster.address}: the scheduler is gone ({type(error).__name__})."
            raise RunError(f"{gone} Start it again and repeat the command: what was finished is kept.") from error
        if told != self.cluster.fingerprint:
            raise RunError("A worker has other rules, another model or another version than this machine. Install the same on all of them.")


def work_part(task: Task, options: Options, url: str, wanted: str) -> str:
    """On a worker: what the articles give, as a part file. Answers with the worker's own fingerprint."""
    ours = own_fingerprint(options)
    if ours == wanted and read_part(url, len(task.articles)) is None:
        write_part(url, own_pool(options).submit(task).result())
    return ours


@cache
def own_fingerprint(options: Options) -> str:
    """This worker's fingerprint."""
    return fingerprint(options)


@cache
def own_pool(options: Options) -> Pool:
    """The processes of this worker: one for each of its threads, so that an article that breaks its process breaks no worker."""
    import atexit

    from distributed import get_worker

    # Dask's nanny marks workers as daemons, which may have no children; theirs end when their pipe does.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    pool = Pool(options, get_worker().state.nthreads)
    atexit.register(pool.pool.stop)
    return pool
