"""The package: what is imported is declared, versions agree, the wheel holds models, tables and entry points."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import pipeline
from pipeline.commands.version import digest_of, model_digest, version_text
from pipeline.models.shipped import MODELS
from tests.conftest import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
IMPORT_NAMES = {"python-docx": "docx", "xlsxwriter": "xlsxwriter"}
BROUGHT = {"click": "typer", "markupsafe": "jinja2", "thinc": "spacy", "catalogue": "spacy", "dask": "distributed"}
"""Modules that come with a package that is declared."""


def name_of(requirement: str) -> str:
    """The name that is imported, of a requirement such as "pyarrow>=19"."""
    name = re.split(r"[\[<>=!~; ]", requirement)[0].lower()
    return IMPORT_NAMES.get(name, name).replace("-", "_")


def declared() -> set[str]:
    extras = [line for name, lines in PROJECT["optional-dependencies"].items() if name not in ("dev", "checkout", "all") for line in lines]
    return {name_of(line) for line in [*PROJECT["dependencies"], *extras]}


def imported() -> dict[str, str]:
    """Every module that is not ours and not the standard library's, with a file that imports it."""
    found = {}
    for path in (CHECKOUT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found.update({name.split(".")[0]: path.name for name in names})
    return {name: path for name, path in found.items() if name and name not in sys.stdlib_module_names and name != "pipeline"}


def test_everything_imported_is_declared() -> None:
    missing = {name: path for name, path in imported().items() if BROUGHT.get(name, name).lower() not in declared()}
    assert not missing, "declare it in pyproject.toml and run make lock"


def test_the_extra_all_and_the_extra_dev_hold_every_other() -> None:
    extras = PROJECT["optional-dependencies"]
    for name in ("all", "dev"):
        (held,) = re.findall(r"press-records\[([\w,]+)\]", " ".join(extras[name]))
        assert set(extras) - {"all", "dev", "checkout"} <= set(held.split(","))


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ["checkout", "server", "excel"]), ("requirements-dev.lock", ["dev", "checkout"])])
def test_locks_hold_what_is_declared(lock: str, extras: list[str]) -> None:
    locked = {re.split(r"==|;", line)[0].strip().lower() for line in (CHECKOUT / lock).read_text("utf-8").split("\n") if "==" in line and line[0] != " "}
    wanted = [*PROJECT["dependencies"], *(line for name in extras for line in PROJECT["optional-dependencies"][name])]
    names = {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in wanted} - {"press-records"}
    assert names <= locked, "run make lock"


def test_versions_agree() -> None:
    assert f"version: {pipeline.__version__}\n" in (CHECKOUT / "CITATION.cff").read_text("utf-8")
    assert f"## {pipeline.__version__}\n" in (CHECKOUT / "CHANGELOG.md").read_text("utf-8")


def test_the_version_tells_rules_and_models() -> None:
    told = version_text("1.2", "abcdef0123456789")
    assert told.startswith("press-records 1.2 (rules abcdef012345; models ")
    for meta in MODELS.glob("*/meta.json"):
        assert f"{meta.parent.name} {digest_of(meta)[:12]}" in told
        assert model_digest(meta.parent.name) == model_digest(str(meta.parent)) == digest_of(meta)
    assert model_digest("none") is None


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the checkout without any network."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], check=True, cwd=CHECKOUT, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_models_tables_and_pages(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    kept = [p for p in (CHECKOUT / "pipeline").rglob("*") if p.is_file() and "__pycache__" not in p.parts and p.suffix != ".pyc"]
    assert {path.relative_to(CHECKOUT).as_posix() for path in kept} <= inside
    assert "pipeline/rules/exchange_rates.csv" in inside


def test_the_wheel_names_its_command_and_its_component(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    told = wheel.read(name).decode("utf-8")
    assert "[spacy_factories]\npress_records = pipeline.spacy_component:press_records" in told
    assert "press-records = pipeline.__main__:main" in told


def test_a_notebook_page_and_the_documentation_are_in_the_source_package() -> None:
    told = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"docs", "rules", "tests", "raw", "mkdocs.yml", "README.md"} <= set(told)
    assert all(Path(CHECKOUT / name).exists() for name in told if "*" not in name)
