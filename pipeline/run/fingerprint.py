"""Fingerprint: what a result depends on besides its article: rules, code, model, and the libraries that match patterns."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.rulebook import default_folder
from pipeline.run.chunk import Options
from pipeline.settle.ledger import Correction

FACTS = ("id", "path", "sha256", "title", "published", "source", "author", "url", "language")
PACKAGE = Path(__file__).parent.parent
# What only reads a finished dataset, or only moves results about, changes no result.
BESIDE = ("review", "score", "read", "models", "commands", "export", "check")
BESIDE_FILES = {"__main__.py", "spacy_component.py"}
RUN = {"chunk.py"}
WRITE = {"finished.py", "line.py", "row.py"}
LATER = {"report.toml", "score.toml", "corrections.jsonl"}  # rules that only the report, the scorer and the merge read


def fingerprint(options: Options) -> str:
    """A digest that changes whenever the same article might give another result."""
    whole = sha256(json.dumps([options.ner, named(options), libraries(options)]).encode())
    folder = options.rules or default_folder()
    for path in [*rule_files(folder), *code_files(), *own_files(options), *model_files(options.ner)]:
        whole.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def named(options: Options) -> str:
    """The names of the functions that make a result."""
    return " ".join(f"{made.__module__}.{made.__qualname__}" for made in makers(options))


def makers(options: Options) -> list[Any]:
    """The functions that make a result."""
    return [options.extract, *([options.beside] if options.beside else [])]


def libraries(options: Options) -> list[str]:
    """The versions that matter."""
    used = ["regex", "dateparser", *(["spacy", "onnxruntime", "tokenizers"] if options.ner != "none" else [])]
    return [".".join(map(str, sys.version_info[:2])), unicodedata.unidata_version, *map(metadata.version, used)]


def rule_files(folder: Path) -> list[Path]:
    """The rules files that an article's result can depend on."""
    return sorted(path for path in folder.iterdir() if path.is_file() and path.name not in LATER and not path.name.startswith("."))


def code_files() -> list[Path]:
    """The modules that an article's result can depend on."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        part, *rest = path.relative_to(PACKAGE).parts
        if part in BESIDE or path.name in BESIDE_FILES and not rest:
            continue
        if part == "run" and path.name not in RUN or part == "write" and path.name not in WRITE:
            continue
        found.append(path)
    return found


def own_files(options: Options) -> list[Path]:
    """The modules of the functions that make a result."""
    named = (getattr(sys.modules.get(made.__module__), "__file__", None) for made in makers(options))
    return [Path(name) for name in named if name]


def model_files(ner: str) -> list[Path]:
    """The files that say which model is meant: its meta.json, which holds the digests of the others."""
    if ner == "none":
        return []
    folders = [PACKAGE / "models" / ner, Path(ner)]
    code = sorted((PACKAGE / "models").glob("*.py")) + sorted((PACKAGE / "models").glob("*.toml"))
    return [*code, *(meta for folder in folders if (meta := folder / "meta.json").is_file())]


def key_of(article: Article, run: str, decisions: Iterable[Correction] = ()) -> bytes:
    """The key of an article's result: all that is known of the article, the fingerprint, and what people decided about it."""
    facts = [getattr(article, name) for name in FACTS]
    told = json.dumps([run, [decision.id for decision in decisions], facts]).encode()
    return sha256(told + b"\0" + article.text.encode("utf-8", "replace")).digest()
