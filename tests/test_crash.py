"""Crashes: killed, or the disk full or broken, at any step: the old dataset is whole or the new one is, and the next run mends the rest."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.run.chunk import Options
from pipeline.run.machine import run_dataset
from tests.conftest import CHECKOUT
from tests.hostile.fault import run_small, run_until, steps
from tests.hostile.files import STORY

EACH = 9  # points in each of the four phases: reading, running, writing, replacing
PHASES = ("read", "run", "write", "place")


def dataset(output: Path) -> dict[str, str]:
    files = sorted(path for path in output.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(output).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def settled(output: Path) -> bool:
    """Whether nothing of an interrupted run lies about, the memory of results aside."""
    return {path.name for path in output.parent.iterdir() if path.name.startswith(".")} <= {".out.cache"}


class Scene:
    """A dataset, what its input has become since, and the dataset that this must give."""

    def __init__(self, home: Path) -> None:
        self.raw, self.home = home / "raw", home / "before"
        self.raw.mkdir(parents=True)
        self.home.mkdir()
        self.write("one.txt", STORY)
        self.write("gone.txt", STORY.replace("40,000", "50,000"))
        run_dataset(self.raw, self.home / "out", Options(ner="none"), dict)
        self.old = dataset(self.home / "out")
        (self.raw / "gone.txt").unlink()
        self.write("dump.jsonl", "".join(json.dumps({"id": n, "text": STORY.replace("1,200", f"{n + 2},500")}) + "\n" for n in range(4)))
        self.write("bad.jsonl", "{nonsense\n")
        run_dataset(self.raw, home / "after" / "out", Options(ner="none"), dict)
        self.new = dataset(home / "after" / "out")
        assert self.old != self.new

    def write(self, name: str, text: str) -> None:
        (self.raw / name).write_text(text, "utf-8")

    def copy(self, to: Path) -> Path:
        """The old dataset with its memory in a folder of its own."""
        shutil.copytree(self.home, to / "home")
        return to / "home" / "out"

    def is_whole(self, output: Path) -> bool:
        return dataset(output) in (self.old, self.new)

    def mends(self, output: Path) -> None:
        run_dataset(self.raw, output, Options(ner="none"), dict)
        assert dataset(output) == self.new
        assert settled(output)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """The disks of the whole machine have nothing to do with it."""
    before, os.sync = os.sync, lambda: None
    yield
    os.sync = before


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def points(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """For each phase some of its steps, the first and the last among them."""
    seen = steps(scene.raw, scene.copy(tmp_path_factory.mktemp("steps")))
    found = {phase: [number for number, name in enumerate(seen, 1) if name == phase] for phase in PHASES}
    assert all(len(numbers) > EACH for numbers in found.values()), {phase: len(numbers) for phase, numbers in found.items()}
    return {phase: [numbers[(len(numbers) - 1) * n // (EACH - 1)] for n in range(EACH)] for phase, numbers in found.items()}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("number", range(EACH))
def test_killed_at_a_step(phase: str, number: int, scene: Scene, points: dict[str, list[int]], tmp_path: Path) -> None:
    output = scene.copy(tmp_path)
    assert run_until(scene.raw, output, points[phase][number], 0) is None, "the process must be killed on the way"
    assert scene.is_whole(output)
    scene.mends(output)


@pytest.mark.parametrize("number", range(EACH))
def test_killed_while_replacing_where_folders_cannot_be_exchanged(number: int, scene: Scene, points: dict[str, list[int]], tmp_path: Path) -> None:
    output = scene.copy(tmp_path)
    assert run_until(scene.raw, output, points["place"][number], 0, exchange=False) in (None, "fine")
    hidden = output.with_name(".out.old")
    assert scene.is_whole(output) or dataset(hidden) == scene.old, "between two renames the old one is beside its place"
    scene.mends(output)


@pytest.mark.parametrize("fault", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("phase", ["run", "write", "place"])
@pytest.mark.parametrize("number", range(0, EACH, 2))
def test_an_error_of_the_disk_at_a_step(phase: str, number: int, fault: int, scene: Scene, points: dict[str, list[int]], tmp_path: Path) -> None:
    output = scene.copy(tmp_path)
    told = run_until(scene.raw, output, points[phase][number], fault)
    assert told is not None
    assert told == "fine" or os.strerror(fault) in told or "disk" in told or told.startswith("OutputError"), "it is said, or it did no harm"
    assert scene.is_whole(output) or '"stage": "extract", "reason": "disk"' in (output / "rejected.jsonl").read_text("utf-8")
    scene.mends(output)


@pytest.mark.parametrize("limit", [0, 1, 100, 1000, 4096, 8000, 20_000, 40_000])
def test_a_full_disk(limit: int, scene: Scene, tmp_path: Path) -> None:
    output = scene.copy(tmp_path)
    told = run_small(scene.raw, output, limit)
    assert told is not None
    assert told == "fine" or any(word in told for word in ("large", "disk", "full", "space", "readonly", "I/O")), told
    assert scene.is_whole(output)
    scene.mends(output)


def test_the_command_says_that_the_disk_is_full(scene: Scene, tmp_path: Path) -> None:
    output = scene.copy(tmp_path)
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); from pipeline.__main__ import main; main()"
    command = [sys.executable, "-c", code, "run", str(scene.raw), "--output", str(output), "--ner", "none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT, env=os.environ | {"PYTHONPATH": str(CHECKOUT)})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "run again" in done.stderr
    assert scene.is_whole(output)
