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


def test_a_line_of_words_above_the_headline_begins_the_case() -> None:
    story = "\n\nHarbour Sails has sewn 400 school bags from old sails, and Lindo Line has brought them to eleven schools for nothing."
    for above, start in (("FROM OLD SAILS TO SCHOOL BAGS", 0), ("Business", 10), ("Report of 2023 | p. 64", 24)):
        title = "Harbour Sails and Lindo Line sew for pupils"
        article = Article("a1", "a1.txt", "0" * 64, f"{above}\n\n{title}{story}", title=title)
        assert [(case.start, case.heading) for case in split_article(article)[1]] == [(start, title)]


def test_a_story_that_begins_with_its_dateline_is_whole() -> None:
    dateline = "LINDO, Feb. 15 (Lindo News) --"
    article = Article("a1", "a1.txt", "0" * 64, f"{dateline} Harbour Sails has sewn 400 school bags from old sails for the island's pupils.")
    (case,) = split_article(article)[1]
    assert (case.start, case.holes) == (0, ((0, len(dateline)),))


PAGE = """The guild of cleaners has helped its neighbours since it was founded.

A home for the old

With a gift from Ben Moe the guild pays for the garden of Osu House, where members of the Ada Choir sing each spring.

Desks for Bramley

The guild bought desks for the school at Bramley, and the Lindo Fund and Tamani Mills helped it to carry them there.

Books by the river

Children at Meria Bridge are read to by guests of the guild; the books were donated by Harbour Press of Old Osu."""
HOPES = """At Roe Mills we hold that a firm has to give back, and so we help wherever we can.

Caring for schools

We support education and help children to learn, with gifts that last and with the time of our people.

Caring for health

We support clinics and help mothers to stay well, because health comes first for every family near us.

Caring for water

We support wells and help villages to have clean water, and we teach how to keep each drop."""


@pytest.mark.parametrize(
    ("title", "text", "cases"),
    [
        ("Supporting Others | Roe Cleaners", PAGE, ["A home for the old", "Desks for Bramley", "Books by the river"]),
        ("Roe Cleaners mark a day of joy | Roe Cleaners", PAGE, [None]),
        ("Supporting Others | Roe Mills", HOPES, [None]),
    ],
)
def test_a_page_whose_sections_tell_of_deeds_is_known_by_its_title(title: str, text: str, cases: list[str | None]) -> None:
    article = Article("a1", "a1.txt", "0" * 64, text, title=title)
    assert [case.heading for case in split_article(article)[1]] == cases
