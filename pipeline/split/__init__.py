"""Split: an article's text into sections that cover it, and the cases among them."""

from __future__ import annotations

from pipeline.article import Article
from pipeline.case import Case, Section, check_cover
from pipeline.rulebook import Rulebook, load_rules
from pipeline.split.actors import Actors
from pipeline.split.blocks import blocks_of
from pipeline.split.boilerplate import mark, settle_reach
from pipeline.split.contents import mark_contents
from pipeline.split.digest import case_headings
from pipeline.split.headings import headings_of
from pipeline.split.layout import digest_cases, sections_of, single_case
from pipeline.split.posted import posted

__all__ = ["split_article"]


def split_article(article: Article, rules: Rulebook | None = None) -> tuple[list[Section], list[Case]]:
    """The sections of an article, end to end over its whole text (LostText if they are not), and its cases, numbered from 1."""
    text, rules = article.text, rules or load_rules()
    joiners = frozenset(rules.words["sections"]["joiners"])
    marked = mark_contents(text, mark(text, blocks_of(text, joiners), rules))
    headings = headings_of(text, marked, rules)
    chosen = case_headings(text, article.title, marked, headings, Actors(rules), article.source)
    dated = posted(text, marked, article.title, rules)
    covered = len({one.at for one in chosen} & {one.at for one in dated})
    chosen = dated if 3 * covered >= 2 * len(chosen) else chosen
    if chosen:
        marked, cases = digest_cases(text, marked, chosen, rules)
    else:
        marked, cases = single_case(text, article.title, settle_reach(text, marked), rules)
    sections = sections_of(text, marked, cases)
    check_cover(sections, len(text))
    return sections, cases
