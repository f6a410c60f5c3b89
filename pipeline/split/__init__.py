"""Split: an article's text into sections that cover it, and the cases among them."""

from __future__ import annotations

from pipeline.article import Article
from pipeline.case import Case, Section
from pipeline.rulebook import Rulebook


def split_article(article: Article, rules: Rulebook | None = None) -> tuple[list[Section], list[Case]]:
    """The sections of an article, end to end over its whole text, and its cases, numbered from 1."""
    text = article.text
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if start >= end:
        return [Section("gap", 0, len(text))], []
    sections = [Section("gap", 0, start), Section("case", start, end), Section("gap", end, len(text))]
    return [section for section in sections if section.end > section.start], [Case(1, None, start, start, end)]
