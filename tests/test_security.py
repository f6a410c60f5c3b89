"""Security: a run opens no network socket and starts no program; the code unpickles nothing, evaluates nothing, trusts no YAML or XML."""

from __future__ import annotations

import ast
import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

MODULES = sorted((CHECKOUT / "pipeline").rglob("*.py"))
UNPICKLING = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib", "yaml", "xml.etree.ElementTree", "xml.dom.minidom", "xml.sax"}
EVALUATING = {"eval", "exec", "compile", "__import__"}
CALLS_THAT_LOAD = {"system", "popen", "load_module", "yaml_load", "read_pickle", "to_pickle", "spawnl", "execv", "execvp"}

WATCH = '''
import os, socket, sys
def watch(event, args):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        told = str(args[1:] if event in ("socket.connect", "socket.bind") else args)
        local = event in ("socket.connect", "socket.bind") and getattr(args[0], "family", None) == socket.AF_UNIX
    elif event == "socket.__new__":
        told, local = str(args[1:]), args[1] in (socket.AF_UNIX, -1)
    elif event in ("subprocess.Popen", "os.system", "os.exec", "os.spawn", "urllib.Request", "http.client.connect", "pickle.find_class"):
        told, local = str(args)[:200], event == "subprocess.Popen" and "pipeline" not in str(args) and False
    else:
        return
    with open(os.environ["WATCHED"], "a") as log:
        log.write(("local " if local else "FOUND ") + event + " " + told + "\\n")
sys.addaudithook(watch)
'''


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def watched(home: Path, *words: str) -> list[str]:
    """What the command and all its processes did that a run must not do."""
    (home / "start").mkdir()
    (home / "start" / "sitecustomize.py").write_text(WATCH, "utf-8")
    told = os.environ | {"PYTHONPATH": f"{home / 'start'}:{CHECKOUT}", "WATCHED": str(home / "log")}
    done = subprocess.run([sys.executable, "-m", "pipeline", *words], capture_output=True, text=True, check=False, cwd=home, env=told)
    assert done.returncode == 0, done.stderr
    return (home / "log").read_text().splitlines() if (home / "log").exists() else []


@pytest.mark.parametrize("workers", ["1", "3"])
def test_a_run_opens_no_network_socket(workers: str, tmp_path: Path) -> None:
    seen = watched(tmp_path, "run", str(CHECKOUT / "raw"), "--output", "out", "--ner", "none", "--workers", workers)
    network = [line for line in seen if line.startswith("FOUND") and any(word in line for word in ("socket.", "urllib", "http"))]
    assert network == []


def test_the_watch_would_see_a_socket(tmp_path: Path) -> None:
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "sitecustomize.py").write_text(WATCH, "utf-8")
    code = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0))"
    told = os.environ | {"PYTHONPATH": str(tmp_path / "start"), "WATCHED": str(tmp_path / "log")}
    subprocess.run([sys.executable, "-c", code], check=True, env=told)
    assert "FOUND socket.bind" in (tmp_path / "log").read_text()


def imported(tree: ast.AST) -> set[str]:
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def called(tree: ast.AST) -> set[str]:
    """The plain names and the last attributes of everything that is called."""
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {node.id for node in functions if isinstance(node, ast.Name)}


def attributes(tree: ast.AST) -> set[str]:
    return {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_unpickled_or_evaluated(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not imported(tree) & UNPICKLING
    assert not called(tree) & EVALUATING
    assert not attributes(tree) & CALLS_THAT_LOAD
    told = [keyword for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords]
    assert not [word for word in told if word.arg in ("shell", "allow_pickle") and not (isinstance(word.value, ast.Constant) and word.value.value is False)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_html_is_never_made_without_escaping(path: Path) -> None:
    source = path.read_text("utf-8")
    if "jinja2" in source and "Environment(" in source:
        assert "autoescape=True" in source
    assert "Markup(" not in source or "json" in source, "only data that was made safe may pass as markup"


FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x.example\",\"a\")", "＝1+1"]


def test_no_cell_of_a_dataset_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    import json

    raw = tmp_path / "raw"
    raw.mkdir()
    with (raw / "d.jsonl").open("w", encoding="utf-8") as file:
        for formula in FORMULAS:
            text = f"{formula}\n\nAcme Ltd. donated $5,000 to the “{formula}” project, which helps 300 pupils. {formula} Trust helped too."
            file.write(json.dumps({"id": formula, "title": formula, "source": formula, "author": formula, "url": formula, "text": text}) + "\n")
    watched(tmp_path, "run", str(raw), "--output", str(tmp_path / "out"), "--ner", "none")
    cells = 0
    for table in ("records", "mentions", "companies", "articles"):
        with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.reader(rows):
                cells += len(row)
                assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
                assert not [cell for cell in row if cell.startswith("-") and not cell[1:].replace(".", "", 1).isdigit()]
    assert cells > 400


def test_markup_in_a_text_stays_text_in_the_report(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}</textarea>"
    (raw / "evil.txt").write_text(f"{evil}\n\nAcme <b>Ltd.</b> donated $5,000 to the “{evil}” project. It helps 300 pupils.\n", "utf-8")
    watched(tmp_path, "run", str(raw), "--output", str(tmp_path / "out"), "--ner", "none")
    pages = [tmp_path / "out" / "report.html", *(tmp_path / "out").glob("report/*.html")]
    for page in pages:
        source = page.read_text("utf-8")
        assert "<script>alert" not in source
        assert "<img src=x" not in source
        assert "49</textarea>" not in source
