"""Sentences: where each sentence of a text begins and ends, found with one scan."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

import regex

from pipeline.rulebook import Rulebook, load_rules

HEADING = 120
Span = tuple[int, int]


def sentences(text: str, rules: Rulebook | None = None) -> list[Span]:
    """Half-open spans of the sentences of `text`, in order, without the blanks around them; together they hold all that is not blank.

    A blank line, a bullet and a heading's line end a sentence; a stray line break inside a paragraph does not.

    >>> text = "Acme Co., Ltd. gave 5 million yuan.With it, Dr. Li built schools."
    >>> [text[a:b] for a, b in sentences(text)]
    ['Acme Co., Ltd. gave 5 million yuan.', 'With it, Dr. Li built schools.']
    """
    return list(_spans(text, rules or load_rules()))


@lru_cache(maxsize=4)
def _spans(text: str, rules: Rulebook) -> tuple[Span, ...]:
    stop, ends = _cutter(rules)
    spans: list[Span] = []
    at = 0
    for match in stop.finditer(text):
        if match.start() >= at and ends(text, match, at):
            at = _add(spans, text, at, match.end())
    _add(spans, text, at, len(text))
    return tuple(spans)


def _add(spans: list[Span], text: str, start: int, end: int) -> int:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        left = start + len(piece) - len(piece.lstrip())
        spans.append((left, left + len(bare)))
    return end


Ends = Callable[[str, "regex.Match[str]", int], bool]


@cache
def _cutter(rules: Rulebook) -> tuple[regex.Pattern[str], Ends]:
    """The scan for possible ends, and the judge of each of them."""
    words = rules.words["sentences"]
    joined, open_, starters = (frozenset(words[name]) for name in ("joined", "open", "starters"))
    word, initials, bullet, unfinished = (
        rules.pattern(f"<<sentences.{name}>>", case=True) for name in ("word", "initials", "bullet", "unfinished")
    )

    def after_stop(text: str, match: regex.Match[str], at: int) -> bool:
        """Whether a stop followed by a blank ends the sentence that began at `at`."""
        rest = text[match.end() : match.end() + 40].lstrip()
        if not rest or rest[0].islower():
            return not rest
        if match[0][0] != ".":
            return True
        before = word.search(text, max(at, match.start() - 24), match.start())
        if before is None:
            return True
        last = before[0]
        if last.isdigit():
            return len(last) > 2 or not _opens_line(text, before.start())
        if last in joined:
            return False
        if last in open_ or initials.fullmatch(last):
            return _first_word(rest) in starters
        return True

    def at_line(text: str, match: regex.Match[str], at: int) -> bool:
        """Whether a line break ends a sentence: a blank line, a bullet, or a heading above its paragraph."""
        if match[0].count("\n") > 1:
            return True
        after = match.end()
        if bullet.match(text, after):
            return True
        start = text.rfind("\n", 0, match.start()) + 1
        line = text[start : match.start()]
        if after < len(text) and text[after].islower() or unfinished.search(line) or len(line) > HEADING:
            return False
        if start and text[start - 2 : start - 1] not in ("\n", ""):
            return bool(bullet.match(text, start)) or len(line) <= 40
        stop = text.find("\n", after)
        return len(line) <= 40 or (len(text) if stop < 0 else stop) - after > 1.5 * len(line)

    def ends(text: str, match: regex.Match[str], at: int) -> bool:
        kind = match.lastgroup
        return after_stop(text, match, at) if kind == "mark" else kind != "line" or at_line(text, match, at)

    return rules.pattern("<<sentences.stop>>", case=True), ends


def _opens_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip("( ")


def _first_word(rest: str) -> str:
    head = rest[:20].lstrip("“‘\"'([")
    size = next((i for i, c in enumerate(head) if not c.isalpha()), len(head))
    return head[:size]
