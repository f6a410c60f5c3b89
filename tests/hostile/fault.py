"""Fault: a run that meets its end, or an error of the disk, at a chosen step; every call that reading, running and writing make is a step."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

import pipeline

PACKAGE = Path(pipeline.__file__).parent
PHASES = {str(PACKAGE / part): part for part in ("read", "run", "write")}
PLACE = str(PACKAGE / "write" / "place.py")
Act = Callable[[], None]


def phase_of(frame: FrameType) -> str | None:
    """Which part of a run a call is made by; putting the finished folder in its place is a part of its own."""
    file = frame.f_code.co_filename
    return "place" if file == PLACE else PHASES.get(os.path.dirname(file))


def steps(raw: Path, output: Path, *, exchange: bool = True) -> list[str]:
    """The phase of every step of a run."""
    return list(in_process(record, raw, output, exchange) or [])


def run_until(raw: Path, output: Path, step: int, fault: int, *, exchange: bool = True) -> str | None:
    """Run until a step, where the process is killed (fault 0) or the call fails with that error; how it ended, None where it was killed."""
    return in_process(broken, raw, output, exchange, step, fault)


def run_small(raw: Path, output: Path, limit: int) -> str | None:
    """Run where no file may grow past a limit, as on a full disk."""
    return in_process(limited, raw, output, True, limit)


def in_process(work: Callable[..., None], *told: Any) -> Any:
    """What a function sends from a process of its own; None if it never does."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.hostile.ready", "tests.hostile.fault", "pipeline.run.machine"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(there, *told))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(300) else "never came back"
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def record(there: Connection, raw: Path, output: Path, exchange: bool) -> None:
    """In the process: take note of all steps."""
    seen: list[str] = []
    told = run(raw, output, exchange, lambda phase: seen.append(phase))
    there.send(seen if told == "fine" else [told])


def broken(there: Connection, raw: Path, output: Path, exchange: bool, step: int, fault: int) -> None:
    """In the process: meet the fault at its step."""
    count = 0

    def meet(_: str) -> None:
        nonlocal count
        count += 1
        if count == step:
            if not fault:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(fault, os.strerror(fault))

    there.send(run(raw, output, exchange, meet))


def limited(there: Connection, raw: Path, output: Path, exchange: bool, limit: int) -> None:
    """In the process: no file may grow past a limit."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    there.send(run(raw, output, exchange, None))


def run(raw: Path, output: Path, exchange: bool, at_step: Callable[[str], None] | None) -> str:
    """A run with somebody told of each step; "fine", or what it raised."""
    from pipeline.run.chunk import Options
    from pipeline.run.machine import run_dataset
    from pipeline.write import place

    os.sync = lambda: None  # the whole machine's disks have nothing to do with it
    if not exchange:
        place.exchanged = lambda one, other: False

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event == "c_call" and at_step and (phase := phase_of(frame)):
            at_step(phase)

    sys.setprofile(watch)
    try:
        run_dataset(raw, output, Options(ner="none"), dict)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        sys.setprofile(None)
    return "fine"
