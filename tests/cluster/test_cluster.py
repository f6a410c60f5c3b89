"""A real Dask scheduler and two workers, started from the command line, and what happens when they die."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.run.chunk import Options
from pipeline.run.machine import RunError, run_dataset
from tests.conftest import CHECKOUT
from tests.run_faults import FAULTS, REASONS, faulty, slow, write_dump
from tests.test_run import digests, rows

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

ARTICLES = 1500
"""How many a run has that is disturbed in its middle: some fifteen parts."""


class Machines:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self.workers = [self.worker() for _ in range(2)]

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
        command = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker", self.address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder))

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    (tmp_path / "machines").mkdir()
    started = Machines(tmp_path / "machines")
    yield started
    started.stop()


def run(raw: Path, output: Path, options: Options | None = None, **more: object) -> None:
    run_dataset(raw, output, options or Options(), dict, **more)  # type: ignore[arg-type]


def parts_in(output: Path) -> int:
    return len(list((output.parent / f".{output.name}.cache" / "parts").glob("*.part")))


def wait_for_parts(output: Path, number: int) -> None:
    until = time.monotonic() + 300
    while parts_in(output) < number:
        assert time.monotonic() < until, "no part came"
        time.sleep(0.02)


def test_many_machines_give_the_bytes_of_one_and_faults_cost_one_record(machines: Machines, tmp_path: Path) -> None:
    raw = write_dump(tmp_path / "raw")
    options = Options(extract=faulty, seconds=6, megabytes=512)
    run(raw, tmp_path / "many", options, cluster=machines.address)
    run(raw, tmp_path / "one", options, workers=2)
    assert digests(tmp_path / "many") == digests(tmp_path / "one")
    articles = rows(tmp_path / "many", "articles")
    assert sum(row["status"] != "rejected" for row in articles) == 996
    found = {json.loads(line)["path"]: json.loads(line)["reason"] for line in (tmp_path / "many" / "rejected.jsonl").open(encoding="utf-8")}
    assert found == {f"dump.jsonl#{row}": REASONS[name] for name, row in FAULTS.items()}
    assert parts_in(tmp_path / "many") == 0


def test_a_worker_and_the_scheduler_are_killed_in_mid_run(machines: Machines, tmp_path: Path) -> None:
    raw, output = write_dump(tmp_path / "raw", ARTICLES), tmp_path / "out"
    options = Options(extract=slow)
    failures: list[BaseException] = []

    def first_try() -> None:
        try:
            run(raw, output, options, cluster=machines.address)
        except BaseException as error:
            failures.append(error)

    running = threading.Thread(target=first_try)
    running.start()
    wait_for_parts(output, 2)
    os.killpg(machines.workers[0].pid, signal.SIGKILL)
    wait_for_parts(output, 5)
    os.killpg(machines.scheduler.pid, signal.SIGKILL)
    running.join(120)
    assert [type(failure) for failure in failures] == [RunError]
    assert "Start it again" in str(failures[0])
    assert not output.exists()
    machines.stop()
    kept = parts_in(output)
    again = Machines(machines.folder)
    try:
        run(raw, output, options, cluster=again.address)
    finally:
        again.stop()
    assert kept >= 5
    assert [row["path"] for row in rows(output, "articles")] == [f"dump.jsonl#{number}" for number in range(1, ARTICLES + 1)]
    run(raw, tmp_path / "one", workers=2)
    assert digests(output) == digests(tmp_path / "one")


def test_a_scheduler_that_is_not_there_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.run.cluster.SLEEP", 1.0)
    raw = write_dump(tmp_path / "raw", 3)
    with pytest.raises(RunError, match="no scheduler with workers answers"):
        run(raw, tmp_path / "out", cluster="tcp://127.0.0.1:9")
