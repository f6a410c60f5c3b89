"""Whatever the text, its sections lie end to end, cover it, and hold the cases; and a web page's digest is split like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Article
from pipeline.case import Case, Section
from pipeline.read import read_folder
from pipeline.split import split_article

PIECES = ["Acme Bank", "has donated", "500 books", "About Acme", "Media Contact:", "###", "Share", "## Orion", "\n", "\n\n", "  ", ". ", ": ", "“", "”",
          "1. ", "• ", "Home > News", "by Orion Foods", "In this issue:", "By Jane Doe", "© 2020", "[x](https://a.example/b)", "![](a.png)", "\r\n",
          "\u00a0", "\u2028", "a long sentence that goes on and on about the schools of the town and the children in them, until it ends",
          "SHANGHAI, June 20, 2019 /PRNewswire/ -- ", "---\n", "**Delta Ltd**", "Forward-Looking Statements", "中文标题", "。", "é", "\u200b"]


def check(text: str, sections: list[Section], cases: list[Case]) -> None:
    assert "".join(text[section.start : section.end] for section in sections) == text
    assert all(section.start < section.end for section in sections)
    assert all(one.end == two.start for one, two in zip(sections, sections[1:]))
    assert [case.number for case in cases] == list(range(1, len(cases) + 1))
    assert all(one.end <= two.start for one, two in zip(cases, cases[1:]))
    for case in cases:
        assert 0 <= case.start <= case.body <= case.end <= len(text)
        assert text[case.start : case.end].strip() == text[case.start : case.end]
        assert all(case.start <= a < b <= case.end for a, b in case.holes)
        assert all(one[1] <= two[0] for one, two in zip(case.holes, case.holes[1:]))
        asides = [s for s in sections if s.kind not in ("case", "gap") and s.start < case.end and case.start < s.end]
        assert all(not case.covers(s.start, s.end) for s in asides)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_sections_cover_texts_of_pieces(text: str) -> None:
    check(text, *split_article(Article("a", "a.txt", "", text, title="Acme Bank")))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_sections_cover_any_text(text: str) -> None:
    check(text, *split_article(Article("a", "a.txt", "", text)))


@pytest.mark.parametrize("level", ["h2", "h3"])
def test_web_page_digest(level: str, tmp_path: Path) -> None:
    parts = [("Ardent Foods: Full Plates", "Ardent Foods has served 4,000 lunches in schools since 2014."),
             ("Boreal Bank: First Account", "The bank gave lessons to 900 pupils. Boreal Bank started them in 2019."),
             ("Cirrus Airlines: Wings", "Scholarships for 30 girls are paid by Cirrus Airlines, which trains pilots.")]
    body = "".join(f"<{level}>{head}</{level}><p>{text}</p><figure><img src=a.png><figcaption>A child</figcaption></figure>" for head, text in parts)
    page = f"<html><head><title>Good deeds</title></head><body><nav><a>Home</a><a>News</a></nav><main><h1>Good deeds</h1>" \
           f"<p>Three firms of the region and what they did for its schools this year.</p>{body}</main>" \
           f"<aside><h4>Related articles</h4><ul><li><a>Rain tomorrow</a></li></ul></aside><footer><p>© 2020 Daily</p></footer></body></html>"
    (tmp_path / "a.html").write_text(page)
    article = next(read_folder(tmp_path))
    assert isinstance(article, Article)
    sections, cases = split_article(article)
    check(article.text, sections, cases)
    assert [article.text[case.start : case.end] for case in cases] == [f"{head}\n\n{text}" for head, text in parts]
    assert {"introduction", "related", "footer"} <= {section.kind for section in sections}
