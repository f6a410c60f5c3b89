"""Sentences: where each sentence of a text begins and ends, found with one scan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from pipeline.rulebook import Rulebook, load_rules

HEADING, SHORT = 120, 40  # characters: the longest line that may be a heading, and one that is too short for a paragraph's
Span = tuple[int, int]
Pattern = regex.Pattern[str]
Match = regex.Match[str]


def sentences(text: str, rules: Rulebook | None = None) -> list[Span]:
    """Half-open spans of the sentences of `text`, in order, without the blanks around them; together they hold all that is not blank.

    A blank line, a bullet and a heading's line end a sentence; a stray line break inside a paragraph does not. So does a word with a
    capital inside where a sentence begins, for headings are often copied without their line break ("Our StoryThe bank gave").

    >>> text = "Acme Co., Ltd. gave 5 million yuan.With it, Dr. Li built schools."
    >>> [text[a:b] for a, b in sentences(text)]
    ['Acme Co., Ltd. gave 5 million yuan.', 'With it, Dr. Li built schools.']
    """
    return list(_spans(text, rules or load_rules()))


@lru_cache(maxsize=4)
def _spans(text: str, rules: Rulebook) -> tuple[Span, ...]:
    cutter = _cutter(rules)
    spans: list[Span] = []
    at = 0
    for match in cutter.stop.finditer(text):
        if match.start() >= at and cutter.ends(text, match, at):
            at = _add(spans, text, at, match.start() if match.lastgroup == "run_on" else match.end())
    _add(spans, text, at, len(text))
    return tuple(spans)


def _add(spans: list[Span], text: str, start: int, end: int) -> int:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        left = start + len(piece) - len(piece.lstrip())
        spans.append((left, left + len(bare)))
    return end


@dataclass(frozen=True)
class Cutter:
    """The scan for possible ends of sentences, and what it takes to judge each of them."""

    stop: Pattern
    word: Pattern
    initials: Pattern
    bullet: Pattern
    unfinished: Pattern
    joined: frozenset[str]
    open: frozenset[str]
    starters: frozenset[str]

    def ends(self, text: str, match: Match, at: int) -> bool:
        """Whether the sentence that began at `at` ends with this match."""
        if match.lastgroup == "mark":
            return self._ends_at_stop(text, match, at)
        return match.lastgroup != "line" or self._ends_at_line(text, match)

    def _ends_at_stop(self, text: str, match: Match, at: int) -> bool:
        rest = text[match.end() : match.end() + 40].lstrip()
        if not rest or rest[0].islower():
            return not rest
        before = self.word.search(text, max(at, match.start() - 24), match.start()) if match[0][0] == "." else None
        if before is None:
            return True
        last = before[0]
        if last.isdigit():
            return len(last) > 2 or not _opens_line(text, before.start())
        if last in self.joined:
            return False
        if last in self.open or self.initials.fullmatch(last):
            return _first_word(rest) in self.starters
        return True

    def _ends_at_line(self, text: str, match: Match) -> bool:
        """A blank line, a bullet, or a heading above its paragraph."""
        after = match.end()
        if match[0].count("\n") > 1 or self.bullet.match(text, after):
            return True
        start = text.rfind("\n", 0, match.start()) + 1
        line = text[start : match.start()]
        if text[after : after + 1].islower() or self.unfinished.search(line) or len(line) > HEADING:
            return False
        if start and text[start - 2 : start - 1] not in ("\n", ""):
            return bool(self.bullet.match(text, start)) or len(line) <= SHORT
        stop = text.find("\n", after)
        return len(line) <= SHORT or (len(text) if stop < 0 else stop) - after > 1.5 * len(line)


@cache
def _cutter(rules: Rulebook) -> Cutter:
    patterns = (rules.pattern(f"<<sentences.{name}>>", case=True) for name in ("stop", "word", "initials", "bullet", "unfinished"))
    stop, word, initials, bullet, unfinished = patterns
    joined, open_, starters = (frozenset(rules.words["sentences"][name]) for name in ("joined", "open", "starters"))
    return Cutter(stop, word, initials, bullet, unfinished, joined, open_, starters)


def _opens_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip("( ")


def _first_word(rest: str) -> str:
    head = rest[:20].lstrip("“‘\"'([")
    size = next((i for i, c in enumerate(head) if not c.isalpha()), len(head))
    return head[:size]
