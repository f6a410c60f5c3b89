"""The same bytes: twelve combinations of hash seed, time zone, locale, workers, folder and date give one dataset, run.json aside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

CLOCK = '''
import datetime, os, sys, time
shift = float(os.environ.get("SHIFTED_BY", "0"))
if shift:
    now = time.time
    time.time = lambda: now() + shift
    class date(datetime.date):
        @classmethod
        def today(cls):
            return cls.fromtimestamp(time.time())
    class datetime_(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)
        @classmethod
        def today(cls):
            return cls.fromtimestamp(time.time())
        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    datetime_.__name__ = datetime_.__qualname__ = "datetime"
    datetime.date, datetime.datetime = date, datetime_
backwards = os.environ.get("BACKWARDS")
if backwards:
    listed = os.scandir
    class scandir:
        def __init__(self, *where):
            with listed(*where) as found:
                self.found = iter(sorted(found, key=lambda entry: entry.name, reverse=True))
        def __iter__(self):
            return self.found
        def __next__(self):
            return next(self.found)
        def __enter__(self):
            return self
        def __exit__(self, *_):
            pass
        def close(self):
            pass
    os.scandir = scandir
'''
YEAR = 365 * 86400
# hash seed, time zone, locale, workers, folder, seconds that the clock is ahead
COMBINATIONS = [
    ("0", "UTC", "C", 1, "a", 0),
    ("1", "Asia/Shanghai", "C.UTF-8", 1, "a", 0),
    ("2", "America/St_Johns", "en_US.UTF-8", 2, "b", 0),
    ("3", "Pacific/Kiritimati", "tr_TR.UTF-8", 1, "b", YEAR),
    ("4", "UTC", "POSIX", 3, "a", -5 * YEAR),
    ("5", "Asia/Kolkata", "de_DE.UTF-8", 1, "a b/ç", 0),
    ("6", "Etc/GMT+12", "C", 2, "a b/ç", 86400),
    ("7", "Europe/London", "zh_CN.GB18030", 1, "a", 2 * YEAR),
    ("8", "Africa/Lagos", "C.UTF-8", 4, "b", -YEAR),
    ("9", "", "", 1, "b", 10 * YEAR),
    ("4294967295", "Australia/Lord_Howe", "ar_EG.UTF-8", 1, "a", -20 * YEAR),
    ("random", "America/Sao_Paulo", "C", 2, "b", 3600),
]


def dataset(output: Path) -> dict[str, str]:
    """Every file but run.json with its digest; of the report without the one line that quotes run.json."""
    files = sorted(path for path in output.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(output).as_posix(): sha256(content(path)).hexdigest() for path in files}


def content(path: Path) -> bytes:
    lines = path.read_bytes().split(b"\n")
    quoting = [line for line in lines if line.startswith(b'<p class="run">')] if path.name == "report.html" else []
    assert len(quoting) == (path.name == "report.html")
    return b"\n".join(line for line in lines if line not in quoting)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a module that Python loads at its start, and so in every worker: another clock, folders listed backwards."""
    folder = tmp_path_factory.mktemp("determinism")
    (folder / "start").mkdir()
    (folder / "start" / "sitecustomize.py").write_text(CLOCK, "utf-8")
    return folder


@pytest.fixture(scope="module")
def first(place: Path) -> dict[str, str]:
    return run(place, 0)


def run(place: Path, number: int) -> dict[str, str]:
    seed, zone, locale, workers, folder, ahead = COMBINATIONS[number]
    home = place / f"{number}" / folder
    shutil.copytree(CHECKOUT / "raw", home / "raw")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "TZ"))}
    told = {"PYTHONHASHSEED": seed, "SHIFTED_BY": str(ahead), "BACKWARDS": "1" if number % 2 else ""}
    told |= {"TZ": zone} if zone else {}
    told |= {"LC_ALL": locale, "LANG": locale} if locale else {}
    path = f"{place / 'start'}:{CHECKOUT}"
    command = [sys.executable, "-m", "pipeline", "run", "raw", "--output", "out", "--ner", "none", "--workers", str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home, env=kept | told | {"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    return dataset(home / "out")


def test_the_clock_is_really_shifted(place: Path) -> None:
    code = "import datetime, os; print(datetime.date.today().year, [e.name for e in os.scandir('.')])"
    (place / "ls").mkdir()
    for name in "ab":
        (place / "ls" / name).touch()
    told = {"SHIFTED_BY": str(-20 * YEAR), "BACKWARDS": "1", "PYTHONPATH": str(place / "start")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=place / "ls", env=os.environ | told)
    year, names = done.stdout.split(" ", 1)
    assert 2000 < int(year) < 2020
    assert names.strip() == "['b', 'a']"


@pytest.mark.parametrize("number", range(1, len(COMBINATIONS)))
def test_every_combination_gives_the_same_bytes(number: int, place: Path, first: dict[str, str]) -> None:
    assert run(place, number) == first
    assert {"records.csv", "records.jsonl", "report.html", "datapackage.json"} <= first.keys()
