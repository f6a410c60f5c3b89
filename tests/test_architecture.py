"""The house rules that a machine can see: imports point one way, modules stay short, names and docstrings tell."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

PACKAGE = CHECKOUT / "pipeline"
ORDER = [
    *("article", "case", "mention", "record"),
    *("rulefile", "rulebook", "needles", "sieve", "check", "models", "read", "split", "find", "settle", "flow", "write", "export", "run", "review", "score", "spacy_component", "commands", "__main__"),
]
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 250
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"}
HEAVY = {"spacy", "pandas", "dateparser", "onnxruntime", "tokenizers", "pyarrow", "distributed", "frictionless"}
MACHINE_PATH = re.compile(r"""(?<![\w.])/(?:home|root|work|Users|tmp)/\w""")


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def floor_of(module: str) -> str:
    """The storey of the house that `pipeline.read.html` is on: `read`."""
    return module.split(".")[1] if "." in module else ""


def imported(tree: ast.AST) -> list[str]:
    """The modules of ours that a file imports, those for type checking aside."""
    typing_only = {id(node) for block in ast.walk(tree) if is_typing_block(block) for node in ast.walk(block)}
    nodes = [node for node in ast.walk(tree) if id(node) not in typing_only]
    found = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "pipeline" else [node.module]
    return [module for module in found if module.split(".")[0] == "pipeline"]


def is_typing_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def is_protocol(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    assert own in ORDER, f"{own} has no place in the house; add it to ORDER where it belongs"
    wrong = [m for m in imported(ast.parse(path.read_text("utf-8"))) if floor_of(m) in ORDER and ORDER.index(floor_of(m)) > ORDER.index(own)]
    assert not wrong, f"{own} may not import from above it: {wrong}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_imports_wait(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    found = {alias.name.split(".")[0] for node in top if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module.split(".")[0] for node in top if isinstance(node, ast.ImportFrom) and node.module}
    assert not found & HEAVY


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_short_and_begin_with_what_they_own(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= LONGEST
    assert not source.strip() or ast.get_docstring(ast.parse(source)), "the first sentence says what the module owns"
    assert path.stem not in FORBIDDEN


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_public_functions_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    scopes: list[ast.AST] = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and not is_protocol(node))]
    bare = [
        node.name
        for scope in scopes
        for node in getattr(scope, "body", [])
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not bare


def test_no_path_of_a_machine() -> None:
    texts = [*MODULES, *PACKAGE.rglob("*.js"), *(CHECKOUT / "rules").glob("*.toml"), *CHECKOUT.glob("*.md"), CHECKOUT / "Makefile"]
    found = {name_of(path): hit[0] for path in texts if (hit := MACHINE_PATH.search(path.read_text("utf-8")))}
    assert not found


def test_locks_name_no_registry() -> None:
    for lock in CHECKOUT.glob("*.lock"):
        assert not re.search(r"https?://|index-url|find-links|file:", lock.read_text("utf-8")), lock.name
