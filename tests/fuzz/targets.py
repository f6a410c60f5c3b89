"""Targets: what is fuzzed, and what must hold of every input."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.article import Article, Rejected
from pipeline.flow import extract_article
from pipeline.read import read_file
from pipeline.rulebook import load_rules
from pipeline.split import split_article
from pipeline.write.finished import finish

RULES = load_rules()
KINDS = ("txt", "md", "html", "jsonl", "csv", "txt.gz")


def article_of(data: bytes) -> Article:
    text = data.decode("utf-8", "replace").replace("\x00", " ")
    return Article("fuzz", "fuzz.txt", "", text, published="2024-05-01")


def reading(data: bytes) -> None:
    """A file of any kind: read, or rejected with a reason; the first byte chooses the kind."""
    kind = KINDS[data[0] % len(KINDS)] if data else "txt"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{kind}"
        path.write_bytes(data[1:])
        for item in read_file(path, Path(folder), rules=RULES):
            if isinstance(item, Rejected):
                assert item.reason != "error", item.message
                assert item.message
            else:
                item.text.encode()
                assert item.text.strip()
                split_article(item, RULES)


def splitting(data: bytes) -> None:
    """A text: its sections cover it, its cases lie in it."""
    article = article_of(data)
    sections, cases = split_article(article, RULES)
    assert sum(section.end - section.start for section in sections) == len(article.text)
    assert all(0 <= case.start <= case.body <= case.end <= len(article.text) for case in cases)


def finding(data: bytes) -> None:
    """A text that speaks of giving: every mention quotes it, and the rows can be written."""
    article = article_of(b"Acme Ltd. donated $5,000 to schools. " + data)
    extraction = extract_article(article, RULES, ner="none")
    finish(article, extraction.records, extraction.reason)


TARGETS: dict[str, Callable[[bytes], None]] = {"reading": reading, "splitting": splitting, "finding": finding}
