"""The dataset takes its place in one step: old or new, never a mixture, nothing of anyone else's lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.write import place
from pipeline.write.dataset import write_dataset
from pipeline.write.place import OutputError, replacing
from tests.conftest import CHECKOUT, Result, make_article, make_record


def write(output: Path, name: str) -> None:
    """A dataset of one article without a case."""
    write_dataset(output, [Result(make_article(f"{name}.\n", f"{name}.txt"))], {"name": name})


def articles(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "texts").iterdir())


def leftovers(output: Path) -> list[str]:
    return [path.name for path in output.parent.iterdir() if path != output]


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    output = tmp_path / "output"
    write(output, "one")
    write(output, "two")
    assert articles(output) == ["two.txt"]
    assert leftovers(output) == []


def test_without_an_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "exchanged", lambda one, other: False)
    output = tmp_path / "output"
    write(output, "one")
    write(output, "two")
    assert articles(output) == ["two.txt"]
    assert leftovers(output) == []


def test_a_failing_run_leaves_the_old_dataset(tmp_path: Path) -> None:
    output = tmp_path / "output"
    write(output, "one")

    def broken() -> object:
        yield Result(make_record().article, [make_record()])
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_dataset(output, broken(), {})  # type: ignore[arg-type]
    assert articles(output) == ["one.txt"]
    assert leftovers(output) == []


def test_foreign_files_stay(tmp_path: Path) -> None:
    output = tmp_path / "output"
    write(output, "one")
    (output / "notes.md").write_text("mine")
    (output / "plots").mkdir()
    (output / "plots" / "a.png").write_bytes(b"png")
    (output / "texts" / "index.db").write_text("mine too")
    write(output, "two")
    assert (output / "notes.md").read_text() == "mine"
    assert (output / "plots" / "a.png").exists()
    assert articles(output) == ["index.db", "two.txt"]


@pytest.mark.parametrize("name", ["thesis.doc", "records.csv", "texts"])
def test_somebody_else_s_folder_is_refused(tmp_path: Path, name: str) -> None:
    output = tmp_path / "output"
    output.mkdir()
    (output / name).write_text("mine")
    with pytest.raises(OutputError, match="not a dataset of this project"):
        write(output, "one")
    assert (output / name).read_text() == "mine"


def test_an_empty_folder_and_a_link_to_one_will_do(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", "one")
    assert articles(tmp_path / "real") == ["one.txt"]
    assert (tmp_path / "link").is_symlink()


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        write(tmp_path / "output", "one")


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with replacing(tmp_path / "output") as folder:
        with pytest.raises(OutputError, match="another run"), replacing(tmp_path / "output"):
            pass
        (folder / "datapackage.json").write_text('{"name": "press-records"}')
    assert (tmp_path / "output" / "datapackage.json").exists()


SCRIPT = """
import os, sys
sys.path.insert(0, {checkout!r})
from pathlib import Path
from pipeline.write import place
from tests.test_write_place import write
step, before, without = sys.argv[2], sys.argv[3] == "before", sys.argv[4] == "without"
if without:
    place.exchanged = lambda one, other: False
inner, calls = getattr(place, step), [0]
def dying(*args):
    calls[0] += 1
    if before and not (step == "repair" and calls[0] == 1):
        os._exit(9)
    inner(*args)
    if not (step == "repair" and calls[0] == 1):
        os._exit(9)
setattr(place, step, dying)
write(Path(sys.argv[1]), "two")
"""


@pytest.mark.parametrize("way", ["exchange", "without"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["flush", "swap", "sync", "repair"])
def test_a_killed_run_leaves_old_or_new_and_the_next_one_mends(tmp_path: Path, step: str, moment: str, way: str) -> None:
    output = tmp_path / "output"
    write(output, "one")
    (output / "notes.md").write_text("mine")
    command = [sys.executable, "-c", SCRIPT.format(checkout=str(CHECKOUT)), str(output), step, moment, way]
    assert subprocess.run(command, check=False).returncode == 9
    if output.exists():
        assert articles(output) in (["one.txt"], ["two.txt"])
        assert (output / "datapackage.json").exists()
    write(output, "three")
    assert articles(output) == ["three.txt"]
    assert (output / "notes.md").read_text() == "mine"
    assert leftovers(output) == []


def test_killed_between_the_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "output"
    write(output, "one")
    output.rename(tmp_path / ".output.old")
    write(output, "two")
    assert articles(output) == ["two.txt"]
    assert leftovers(output) == []


LONG = """
import sys, time
sys.path.insert(0, {checkout!r})
from pathlib import Path
from pipeline.write.dataset import write_dataset
from tests.conftest import Result, make_article
def slow():
    for number in range(10_000):
        print(number, flush=True)
        time.sleep(0.005)
        yield Result(make_article(f"{{number}}.\\n", f"{{number:05}}.txt"))
write_dataset(Path(sys.argv[1]), slow(), {{}})
"""


def test_kill_in_the_middle(tmp_path: Path) -> None:
    output = tmp_path / "output"
    write(output, "one")
    process = subprocess.Popen([sys.executable, "-c", LONG.format(checkout=str(CHECKOUT)), str(output)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert articles(output) == ["one.txt"]
    write(output, "two")
    assert articles(output) == ["two.txt"]
    assert leftovers(output) == []
