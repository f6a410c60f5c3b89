"""One process: the articles of a folder, one after the other, each with what was extracted from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb

from pipeline.article import Article, Rejected
from pipeline.flow import Extraction, extract_article
from pipeline.read import read_folder
from pipeline.rulebook import Rulebook


def run_folder(raw: Path, rules: Rulebook, *, ner: str = "none") -> Iterator[Extraction | Rejected]:
    """What each input of a folder gives, in the order of their paths."""
    for article in read_folder(raw, rules):
        yield article if isinstance(article, Rejected) else extracted(article, rules, ner)


def extracted(article: Article, rules: Rulebook, ner: str) -> Extraction | Rejected:
    """An article's records; an article that breaks the extraction is set aside by name and costs only itself."""
    try:
        return extract_article(article, rules, ner=ner)
    except Exception as error:
        return Rejected(article.path, "extract", type(error).__name__, f"{error} ({place_of(error)})", article.sha256)


def place_of(error: Exception) -> str:
    """Where in the code an error was raised: the module and line nearest to it, the same on every machine."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    ours = [(frame.f_globals.get("__name__", ""), frame.f_lineno) for frame in frames]
    return ", ".join(f"{name} line {line}" for name, line in ours[-1:])
