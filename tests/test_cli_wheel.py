"""The built wheel holds everything a run needs: code, rules, the typing mark, the console script."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without any network."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], check=True, cwd=CHECKOUT, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def test_it_holds_rules_and_code(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "pipeline").rglob("*.py")}
    rules = {f"pipeline/rules/{path.name}" for path in (CHECKOUT / "rules").iterdir() if path.suffix in (".toml", ".csv")}
    assert ours | rules | {"pipeline/py.typed"} <= inside
    assert not [name for name in inside if name.startswith(("tests/", "raw/", "training/"))]


def test_it_runs_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    script = next(site.glob("*.dist-info")) / "entry_points.txt"
    assert "press-records = pipeline.__main__:main" in script.read_text("utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Acme gave $5,000 to the Harbour Trust, a charity.\n", "utf-8")
    command = [sys.executable, "-m", "pipeline", "run", "in", "--output", "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(site)})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "datapackage.json").exists()
