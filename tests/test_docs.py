"""The documentation is true: its commands, its Python and its SQL run, its links lead somewhere, its site builds, its excerpts are current."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import readme_excerpt
from tests.conftest import CHECKOUT

DOCS = CHECKOUT / "docs"
RUN_PAGES = ("tour.md", "rules.md", "downstream.md", "spacy.md", "data-staff.md", "operators.md", "../README.md")
BLOCK = re.compile(r"^```(sh|python|sql)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
NEEDS = {"read_excel": "openpyxl", "--format parquet": "pyarrow", "--format huggingface": "pyarrow", "--format xlsx": "xlsxwriter"}
TOOLS = ("datasette", "frictionless")
# Lines that need other machines, go on for ever, or are this very test: tests/cluster and test_docs_commands.py look at them.
ELSEWHERE = re.compile(r"^(?:make |pip install|dask |.*tcp://|.*s3://).*\n?", re.MULTILINE)
DECISION = {
    "id": "3f0c9a1b5d7e2c40", "who": "mia", "when": "2026-03-02T09:30:00Z", "action": "accept", "field": "case", "article": "gone", "sha256": "0",
    "record": "gone-1", "quote": {"start": 0, "exact": "Gone", "before": "", "after": ""}, "old": None, "new": None, "note": None,
}  # fmt: skip
BEFORE = {
    "data-staff.md": f"""cp -r output last-week
echo '{json.dumps(DECISION)}' > rules/corrections.jsonl
press-records export --tool label-studio --output annotated.json
press-records export --tool prodigy --output annotated.jsonl""",
    "operators.md": "find raw -type f | sort | tail -n +5 | xargs -d '\\n' rm",
}
"""What a page takes for granted: a dataset of last week, a decision, files that an annotation tool gave back; few articles will do."""


@pytest.fixture(scope="module")
def raw_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of its own: the code, raw/, rules/, and the dataset of raw/ in output/."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("raw", "rules"):
        shutil.copytree(CHECKOUT / name, folder / name)
    (folder / "pipeline").symlink_to(CHECKOUT / "pipeline")  # so its own rules are the ones beside it, and decisions go there
    subprocess.run([sys.executable, "-m", "pipeline", "run", "raw", "--output", "output"], check=True, capture_output=True, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables under which `press-records` and `python` are this checkout's, installed or not."""
    folder = tmp_path_factory.mktemp("bin")
    for name, words in (("press-records", "-m pipeline"), ("python", "")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', "utf-8")
        (folder / name).chmod(0o755)
    path = os.pathsep.join([str(folder), str(Path(sys.executable).parent), os.environ["PATH"]])
    return os.environ | {"PATH": path, "PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "ignore"}


def blocks(page: str) -> list[tuple[str, str]]:
    """The blocks of a page that run here, in their order, after what the page takes for granted."""
    shown = [(kind, ELSEWHERE.sub("", block) if kind == "sh" else block) for kind, block in BLOCK.findall((DOCS / page).read_text("utf-8"))]
    before = [("sh", BEFORE[page])] if page in BEFORE else []
    return before + [(kind, block) for kind, block in shown if block.strip()]


def missing(kind: str, block: str) -> str | None:
    """A package that a block needs and that is not here."""
    wanted = {package for sign, package in NEEDS.items() if sign in block}
    wanted |= {tool for tool in TOOLS if kind == "sh" and re.search(rf"\b{tool}\b(?! --metadata)", block.replace("--metadata metadata.yml", ""))}
    if kind == "sql":
        wanted.add("duckdb")
    if kind == "python":
        tree = ast.walk(ast.parse(block))
        wanted |= {alias.name.split(".")[0] for node in tree if isinstance(node, ast.Import) for alias in node.names}
    return next((name for name in sorted(wanted) if importlib.util.find_spec(name) is None), None)


def command(kind: str, block: str) -> list[str]:
    """What runs a block of a page."""
    if kind == "sh":
        return ["bash", "-euo", "pipefail", "-c", block]
    if kind == "sql":
        return [sys.executable, "-c", f"import duckdb; rows = duckdb.sql({block!r}).fetchall(); assert rows; print(rows)"]
    # spaCy finds the component by itself only where the package is installed.
    head = "import pipeline.spacy_component\n" if "add_pipe" in block else ""
    return [sys.executable, "-c", head + block]


@pytest.mark.parametrize("page", RUN_PAGES)
def test_what_a_page_shows_runs(page: str, raw_dataset: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """The blocks of a page in their order, in one folder."""
    folder = tmp_path / "work"
    shutil.copytree(raw_dataset, folder, symlinks=True)
    left_out = set()
    assert blocks(page)
    for kind, block in blocks(page):
        if (package := missing(kind, block)) is not None:
            left_out.add(package)
            continue
        done = subprocess.run(command(kind, block), capture_output=True, text=True, check=False, cwd=folder, env=environment)
        assert done.returncode == 0, f"{page}:\n{block}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    if left_out:
        pytest.skip(f"the rest of {page} runs; not tried for want of {', '.join(sorted(left_out))} (in the extra dev)")


def test_the_notebook_runs(raw_dataset: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """Its cells in order as one script, in a process of their own: no Jupyter is needed."""
    notebook = json.loads((DOCS / "example.ipynb").read_text("utf-8"))
    assert notebook["nbformat"] == 4
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] is None and not cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    folder = tmp_path / "work"
    shutil.copytree(raw_dataset, folder, symlinks=True)
    done = subprocess.run([sys.executable, "-c", "\n".join(cells)], capture_output=True, text=True, check=False, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("path", [CHECKOUT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    targets = [link for link in LINK.findall(prose) if not re.match(r"[a-z]+:", link)]
    made_later = {"bench.md"}
    assert not [link for link in targets if not (path.parent / link).exists() and link not in made_later]


def test_the_site_builds(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed (it is in the extra dev)")
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(build, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert done.returncode == 0, done.stderr
    pages = {path.name for path in (tmp_path / "site").glob("*.html")}
    assert {"index.html", "tour.html", "downstream.html", "rules.html", "how-it-works.html", "accuracy.html", "comparison.html"} <= pages
    assert "<table" in (tmp_path / "site" / "downstream.html").read_text("utf-8") or "<pre" in (tmp_path / "site" / "downstream.html").read_text("utf-8")


def test_every_page_is_in_the_site() -> None:
    nav = set(re.findall(r": ([\w-]+\.md)$", (CHECKOUT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE))
    assert nav <= {path.name for path in DOCS.glob("*.md")} | {"bench.md"}
    assert {path.name for path in DOCS.glob("*.md")} - nav <= {"bench.md"}


def test_the_readme_s_excerpts_are_what_raw_gives(raw_dataset: Path) -> None:
    rows, quoted = readme_excerpt.excerpts((CHECKOUT / "README.md").read_text("utf-8"))
    assert rows == readme_excerpt.table(raw_dataset / "output"), "write them anew: python -m tests.readme_excerpt"
    meaning = ("value", "currency", "role", "text", "start", "end")
    told, now = (json.loads(text.strip("`json\n")) for text in (quoted, readme_excerpt.mention(raw_dataset / "output")))
    assert {key: told[key] for key in meaning} == {key: now[key] for key in meaning}
