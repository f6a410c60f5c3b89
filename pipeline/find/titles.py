"""Titles: phrases in title case that stand beside words announcing a programme, whatever language the name is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import regex

from pipeline.find.headlines import headlines
from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.find.mistaken import titled
from pipeline.mention import Mention
from pipeline.rulebook import Rule, Rulebook
from pipeline.sieve import Ahead, Openers, Sieve, capitalised, pattern_of

OWNER = regex.compile(r"\A(?P<stem>\S+)(?:['’]s|(?<=s)['’])\s+(?=\S)")
SURE = {
    "called", "kind_before", "kind_after", "appositive", "gloss", "head_first", "relative", "listed", "pair", "named_after", "ordinal",
    "heading", "labelled", "item", "fund", "head_within",
}
GOES_ON = regex.compile(r"(?r)[\p{Ll}\p{N}][,:]?[^\S\n]\Z")
SAID = "<<program_titles.said>>"
SMALL = r"(?r)[^\S\n](?:<<program_titles.words.wide>>)[^\S\n]\Z"
SOFT = ("names.title", "names.company_head", "names.head")
OTHERS = ("place", "company", "organisation", "person")
AHEAD = 300  # characters behind a phrase: without an end, a rule is searched for the word that it needs in all that follows
LINES = ("heading", "item", "labelled")
TITLE = r"(?<![\p{L}\p{N}])<<program_titles.title>>"
FIRM = ("names.gazetteer", "names.legal_form")


def titles(text: str, names: Iterable[Mention], rules: Rulebook) -> Iterator[tuple[int, int, str, float]]:
    """The phrases of a text that may be names of programmes: (start, end, rule, confidence); `names` are what is known already."""
    words = lexicon(rules)
    known = sorted(names, key=lambda m: m.order)
    starts = [m.start for m in known]
    banners = headlines(text)
    small = rules.pattern(SMALL, case=True)
    for a, b, rule in _announced(text, rules):
        start, end = _without_front(text, a, b, rules)
        near = known[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end)]
        end = _without_back(text, start, end, near, small)
        lined = rule.id.partition(".")[2] in LINES
        if start >= end or not lined and any(x <= start < y for x, y in banners) or _common(text[start:end], words):
            continue
        doubt = max((_doubt(m, start, end, rule.id) for m in near), default=0.0)
        if doubt < 1:
            yield start, end, rule.id, round(rule.confidence * (1 - doubt), 3)


def _announced(text: str, rules: Rulebook) -> Iterator[tuple[int, int, Rule]]:
    """The phrases in title case that something before or behind them announces."""
    alone, after, whole = _sides(rules)
    here = whole.within(text, 0, len(text))
    for rule, said in alone.finditer(text):
        yield from ((a, b, rule) for a, b in said.spans("name"))
    for title in capitalised(rules.pattern(TITLE, case=True), text):
        for rule in after.able(text, title.end()):
            if hit := rule.pattern.match(text, title.end()):
                more = hit.end("more") if "more" in hit.groupdict() else title.end()
                yield title.start(), more, rule
        for rule in here:
            if hit := rule.pattern.match(text, title.start(), title.end() + AHEAD):
                yield *hit.span(), rule


@cache
def _sides(rules: Rulebook) -> tuple[Openers[Rule], Ahead[Rule], Sieve[Rule]]:
    """The rules that look at a text by themselves, those that look behind a phrase, those that look at it."""
    of = {side: [rule for rule in rules.rules["program_titles"] if rule.more.get("side") == side] for side in (None, "after", "whole")}
    return Openers(of[None], pattern_of), Ahead(of["after"], pattern_of), Sieve(of["whole"], pattern_of)


def _without_front(text: str, start: int, end: int, rules: Rulebook) -> tuple[int, int]:
    """A phrase without opening words, and without an owner that the text names elsewhere too."""
    words = lexicon(rules)
    for hit in rules["programs.again"].pattern.finditer(text, start, end):
        start = hit.end()
    if front := rules["programs.front"].pattern.match(text[start:end]):
        start += front.end()
    if said := rules.pattern(SAID, case=True).match(text, start, end):
        start = said.end()
    while (token := text[start:end].split(maxsplit=1)) and token[0] in words.opening and len(token) > 1 and token[0] not in ("The", "A"):
        if goes_on_within(text, text[start:end]):
            break
        start = end - len(token[1])
    owner = OWNER.match(text[start:end])
    if owner and _named_alone(text, owner["stem"]):
        start += owner.end()
    return start, end


def _without_back(text: str, start: int, end: int, near: Iterable[Mention], small: regex.Pattern[str]) -> int:
    """The end of a phrase, before a small word that joins a place, a firm or a person to the name ("Luz in Lagos")."""
    for m in near:
        if start < m.start < end <= m.end and m.field in OTHERS and (hit := small.search(text, start, m.start)):
            return hit.start()
    return end


@lru_cache(maxsize=64)
def goes_on_within(text: str, name: str) -> bool:
    """Whether a phrase stands within a sentence too, so that its first word is not capital for a sentence's beginning alone."""
    ends = (at for at in _places(text, name) if not text[at + len(name) : at + len(name) + 1].isalpha())
    return any(GOES_ON.search(text[max(0, at - 3) : at]) for at in ends)


@lru_cache(maxsize=64)
def _named_alone(text: str, stem: str) -> bool:
    """Whether a text has a name without a possessive too."""
    begins = (at for at in _places(text, stem) if not text[max(0, at - 1) : at].isalpha())
    ends = (text[at + len(stem) : at + len(stem) + 1] for at in begins)
    return any(not behind.isalpha() and behind not in ("'", "’") for behind in ends)


def _places(text: str, phrase: str) -> Iterator[int]:
    """Where a phrase stands in a text."""
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1)


def _common(name: str, words: Lexicon) -> bool:
    """Whether a phrase is made of common words and places alone, or is a person's name with its title."""
    plain = all(t in words.alone or t in words.time or t in words.programs or t in words.places or t.isdigit() for t in name.split())
    return plain or name in words.alone or len(name) < 3 or titled(name, words)


def _doubt(m: Mention, start: int, end: int, rule: str) -> float:
    """How much a name known for another's speaks against a phrase, 0 to 1: a model's guess less than a table's word."""
    if m.field in ("name", "program") or not (m.start < end and start < m.end):
        return 0.0
    first = m.start + 4 * m.text.startswith(("The ", "the "))
    inside, holds = m.start <= start and end <= m.end, start <= first and m.end <= end
    sure = rule.partition(".")[2] in SURE
    if m.rule in FIRM or not m.rule.startswith("ner.") and not (sure and m.rule in SOFT):
        return float(inside or m.field in ("person", "place") and not holds)
    if m.field in ("person", "place"):
        return 1.0 if not holds or not sure and m.confidence > 0.9 else (0.6 if sure else 0.9) * m.confidence
    return 1.0 if inside and not holds else 0.3 * m.confidence
