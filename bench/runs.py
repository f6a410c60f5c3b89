"""Runs: whole runs of the command, measured from outside: seconds, processor time, memory of all its processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ran:
    """One run: how many articles and words, seconds by the clock, seconds of processors; in MB the most memory that all its
    processes held together, that the process of the command held, and that one of its workers held.
    """

    articles: int
    words: int
    seconds: float
    processor: float
    megabytes: float
    command: float
    worker: float

    @property
    def rate(self) -> float:
        return self.words / self.seconds


def run(raw: Path, output: Path, *words: str, alone: bool = False) -> Ran:
    """Run the command on a folder, by itself; `alone` holds it and its worker to one processor."""
    command = [sys.executable, "-m", "pipeline", "run", str(raw), "--output", str(output), *words]
    command += ["--workers", "1"] if alone else []
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if alone:
        os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
    watch = Watch(process.pid)
    watch.start()
    if process.wait() not in (0, 3):
        raise SystemExit(f"the run failed: {' '.join(command[1:])}")
    seconds = time.perf_counter() - begun
    watch.stopped.set()
    watch.join()
    counts = json.loads((output / "run.json").read_bytes())["counts"]
    return Ran(sum(counts["articles"].values()), counts["words"], seconds, watch.processor, watch.peak, watch.command, watch.worker)


class Watch(threading.Thread):
    """Looks at a process and its descendants from time to time. Together shared memory is counted once (PSS); of one process it
    is the system's own high-water mark (VmHWM), which misses nothing between two looks.
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.stopped = threading.Event()
        self.peak = self.command = self.worker = self.processor = 0.0
        self.times: dict[int, float] = {}

    def run(self) -> None:
        while not self.stopped.wait(0.25):
            found = family(self.process)
            self.peak = max(self.peak, sum(map(memory, found)))
            self.command = max(self.command, high_water(self.process))
            self.worker = max(self.worker, *map(high_water, found[1:]), 0.0)
            self.times.update({one: max(cpu(one), self.times.get(one, 0.0)) for one in found})
            self.processor = sum(self.times.values())


def family(process: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
        except OSError:
            continue
    found, fresh = [process], [process]
    while fresh:
        fresh = [child for parent in fresh for child in parents.get(parent, [])]
        found += fresh
    return found


def memory(process: int) -> float:
    """A process's memory in MB, its part of what it shares."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def high_water(process: int) -> float:
    """The most memory that a process ever held in MB, all of what it shares with it."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def cpu(process: int) -> float:
    """Seconds of processor that a process has used."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / 100


OPENED = """
import sys
from pathlib import Path
from pipeline.review.desk import Desk, vocabulary
from pipeline.review.bench import Bench
from pipeline.review.dataset import read_dataset
from pipeline.rulebook import load_rules
rules = load_rules()
bench = Bench(read_dataset(Path(sys.argv[1])), rules, Path(sys.argv[1], "none"))
desk = Desk(bench, {"token": "", "who": "", "vocabulary": vocabulary(rules)})
desk.page({})
desk.page({"page": "2", "flag": "no_program"})
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


def desk(folder: Path) -> tuple[float, float]:
    """Seconds until the review desk of a dataset has shown two pages, and the most memory in MB that it held."""
    begun = time.perf_counter()
    told = subprocess.run([sys.executable, "-c", OPENED, str(folder)], cwd=CHECKOUT, capture_output=True, check=True, text=True).stdout
    return time.perf_counter() - begun, int(told) / 1024


def start_up(*words: str, times: int = 5) -> float:
    """The least seconds that the command takes from start to end."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pipeline", *words], cwd=CHECKOUT, capture_output=True, check=True)
        best = min(best, time.perf_counter() - begun)
    return best
