"""Titles: phrases in title case that stand beside words announcing a programme, whatever language the name is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import regex

from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.find.names import headlines
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook

OWNER = regex.compile(r"\A(?P<stem>\S+)(?:['’]s|(?<=s)['’])\s+(?=\S)")
FIRM = ("names.gazetteer", "names.legal_form")


def titles(text: str, names: Iterable[Mention], rules: Rulebook) -> Iterator[tuple[int, int, str]]:
    """The phrases of a text that may be names of programmes, as (start, end, rule); `names` are what is known already."""
    words = lexicon(rules)
    known = sorted(names, key=lambda m: m.order)
    starts = [m.start for m in known]
    banners = headlines(text)
    for rule in rules.rules["program_titles"]:
        for hit in rule.pattern.finditer(text):
            start, end = _without_front(text, *hit.span("name"), words)
            banner = any(a <= start < b for a, b in banners)
            near = known[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end)]
            if start < end and not banner and _may_be(text, start, end, near, words):
                yield start, end, rule.id


def _without_front(text: str, start: int, end: int, words: Lexicon) -> tuple[int, int]:
    """A phrase without opening words, and without an owner that the text names elsewhere too."""
    while (token := text[start:end].split(maxsplit=1)) and token[0] in words.opening and len(token) > 1 and token[0] not in ("The", "A"):
        start = text.index(token[1], start)
    owner = OWNER.match(text[start:end])
    if owner and regex.search(rf"(?<![\p{{L}}]){regex.escape(owner['stem'])}(?!['’\p{{L}}])", text):
        start += owner.end()
    return start, end


def _may_be(text: str, start: int, end: int, known: Sequence[Mention], words: Lexicon) -> bool:
    """Whether a phrase is no common word, and none that is known for a person, a place or a firm."""
    name = text[start:end]
    plain = all(t in words.alone or t in words.time or t in words.programs or t in words.places or t.isdigit() for t in name.split())
    if plain or name in words.alone or len(name) < 3:
        return False
    return not any(_taken(m, start, end) for m in known)


def _taken(m: Mention, start: int, end: int) -> bool:
    """Whether a phrase is a person's, a place's or a firm's name, or only part of an organisation's."""
    if m.field == "name" or not (m.start < end and start < m.end):
        return False
    whole = (m.start, m.end) == (start, end)
    if m.field in ("person", "place") or m.rule in FIRM:
        return m.start <= start and end <= m.end or m.start < start or end < m.end
    return not whole and m.field in ("company", "organisation") and m.start <= start and end <= m.end
