"""Splitting: whole articles of our own writing, with their cases and what is set aside marked in the text.

In tests/fixtures/split, `[[[` and `]]]` stand where a case starts and ends, `{{{kind|` and `}}}` round what is set aside.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from pipeline.article import Article
from pipeline.read import read_folder
from pipeline.split import split_article

FOLDER = Path(__file__).parent / "fixtures" / "split"
MARK = regex.compile(r"\[\[\[|\]\]\]|\{\{\{(?P<kind>\w+)\||\}\}\}")
Span = tuple[int, int]


def unmarked(source: str) -> tuple[str, list[Span], list[tuple[str, int, int]]]:
    """A fixture's text without its marks, its cases, and its set-asides."""
    text, at, cases, asides, opened = "", 0, [], [], []
    for match in MARK.finditer(source):
        text += source[at : match.start()]
        at = match.end()
        if match[0] in ("]]]", "}}}"):
            kind, start = opened.pop()
            if kind:
                asides.append((kind, start, len(text)))
            else:
                cases.append((start, len(text)))
        else:
            opened.append((match["kind"], len(text)))
    return text + source[at:], cases, asides


def read(text: str, name: str, tmp_path: Path) -> Article:
    path = tmp_path / name
    path.write_bytes(text.encode())
    article = next(read_folder(path))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.stem)
def test_article(path: Path, tmp_path: Path) -> None:
    text, cases, asides = unmarked(path.read_text("utf-8"))
    article = read(text, path.name, tmp_path)
    assert article.text == text
    sections, found = split_article(article)
    assert [text[case.start : case.end] for case in found] == [text[a:b] for a, b in cases]
    assert [(case.start, case.end) for case in found] == cases
    kinds = {(section.start, section.end): section.kind for section in sections}
    for kind, start, end in asides:
        assert (kind, text[start:end]) == (kinds.get((start, end)), text[start:end])
        assert not any(case.covers(start, end) for case in found)
