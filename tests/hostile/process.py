"""Process: one folder read and made a dataset in a process of its own, with what it took: processor seconds, and megabytes at most."""

from __future__ import annotations

import csv
import multiprocessing
import os
import resource
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    """What became of a folder: status or reason by path in order, and what it took."""

    inputs: list[tuple[str, str]]
    seconds: float
    megabytes: float
    error: str = ""


def made(raw: Path, output: Path, seconds: float = 10.0) -> Told:
    """Make a dataset in a process of its own; one that takes far too long is ended."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.hostile.ready", "tests.hostile.process", "pipeline.run.machine"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(there, raw, output, seconds))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(10 * seconds) else Told([], 999.0, 0.0, "never came back")
    except EOFError:
        return Told([], 0.0, 0.0, f"ended with exit code {process.exitcode}")
    finally:
        process.kill()
        process.join()


def work(there: Connection, raw: Path, output: Path, seconds: float) -> None:
    """In the process: make the dataset and say what became of it."""
    from pipeline.rulebook import load_rules
    from pipeline.run.chunk import Options
    from pipeline.run.machine import run_dataset

    load_rules()
    os.sync = lambda: None  # the whole machine's disks have nothing to do with it
    os.fsync = lambda handle: None
    error = ""
    begun = spent_by(resource.RUSAGE_SELF)
    try:
        run_dataset(raw, output, Options(ner="none", seconds=60.0), dict)
    except BaseException as raised:  # the test says what was raised
        error = repr(raised)
    spent = spent_by(resource.RUSAGE_SELF) - begun + spent_by(resource.RUSAGE_CHILDREN)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    there.send(Told([] if error else inputs(output), spent, max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, children) / 1024, error))


def spent_by(whom: int) -> float:
    """Seconds of processor time, which a busy machine does not lengthen."""
    used = resource.getrusage(whom)
    return used.ru_utime + used.ru_stime


def inputs(output: Path) -> list[tuple[str, str]]:
    """Path and status (for rejected ones the reason) of every input, in order."""
    csv.field_size_limit(1 << 30)
    with (output / "articles.csv").open(encoding="utf-8", newline="") as file:
        return [(row["path"], row["reason"] if row["status"] == "rejected" else "ok") for row in csv.DictReader(file)]
