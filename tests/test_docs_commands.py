"""What the documentation tells people to type is there: every command and option it names, every make target; most of it is run (test_docs.py)."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.__main__ import app
from tests.conftest import CHECKOUT

PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
SHOWN = re.compile(r"`(press-records [^`]+)`|^(?:\| )?(press-records [^|#\n]+)", re.MULTILINE)
ROOT = typer.main.get_command(app)


def shown(page: Path) -> Iterator[str]:
    """Every command of ours on a page, in its blocks and in its sentences."""
    joined = re.sub(r" \\\n\s*", " ", page.read_text("utf-8"))
    for inside, line in SHOWN.findall(joined):
        yield " ".join((inside or line).split())


def wrong(written: str) -> str | None:
    """What a command names that there is not: a command or an option."""
    where: Any = ROOT
    for word in shlex.split(written.replace("…", "x"))[1:]:
        here = {name for parameter in where.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
        if word.startswith("-") and word.split("=")[0] not in here:
            return f"{where.name} has no option {word}"
        if hasattr(where, "commands") and not word.startswith("-"):
            name = word.rstrip(",;:.")
            if name not in where.commands:
                return f"{where.name} has no command {word}"
            where = where.commands[name]
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_is_there(page: Path) -> None:
    found = [*shown(page)]
    assert [problem for one in found if (problem := wrong(one)) is not None] == []
    if page.name in ("README.md", "tour.md", "operators.md", "data-staff.md", "downstream.md"):
        assert len(found) >= 4


def test_what_is_not_there_is_found() -> None:
    assert wrong("press-records run raw --ouput x") is not None
    assert wrong("press-records rules chek") is not None
    assert wrong("press-records export output --format parquet") is None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_is_there(page: Path) -> None:
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)\b", page.read_text("utf-8"), re.MULTILINE))
    there = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets <= there


def test_a_cluster_s_commands_are_there() -> None:
    """`dask scheduler` and `dask worker` run on and on: tests/cluster starts them; here it is what the page names of them."""
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    page = (CHECKOUT / "docs" / "operators.md").read_text("utf-8")
    lines = re.findall(r"^dask (\w+)(.*)$", page, re.MULTILINE)
    assert [name for name, _ in lines] == ["scheduler", "worker"]
    for name, rest in lines:
        module = __import__(f"distributed.cli.dask_{name}", fromlist=["main"])
        known = {opt for parameter in module.main.params for opt in parameter.opts}
        assert set(re.findall(r"--[\w-]+", rest)) <= known


def test_make_prints_its_targets() -> None:
    done = subprocess.run(["make", "help"], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert {"pipeline", "test", "review", "evaluate", "coverage", "fuzz"} <= set(re.findall(r"make ([a-z]+)", done.stdout))
