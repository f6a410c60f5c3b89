"""Start years: the phrases of a text that say when an initiative, or a company's part in it, began."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from pipeline.find.acts import ACTS
from pipeline.find.clocks import SPANS, Judge, firm_years
from pipeline.find.launches import LAUNCHES
from pipeline.find.reckoning import year_of
from pipeline.find.sentences import sentences
from pipeline.mention import Mention
from pipeline.rulebook import Rule, Rulebook, load_rules
from pipeline.sieve import Sieve, pattern_of

CLOCKS = ("initiative", "engagement", "edition", "partnership", "launch", "duration", "act", "foundation")

OTHER = "other"
"""The role of a year that no rule knows a clock for."""

JUDGES = {**SPANS, **LAUNCHES, **ACTS}
WEAK = 0.4
FIRM = 0.85
UNSURE, FAINT = 0.5, 0.425
STORY, DEEP = 2000, 900  # characters of a story, and of what stands before a phrase in it
LONG = 1500  # characters: what is longer without an end is a table, and read in pieces


def find_years(text: str, published: str | None = None, rules: Rulebook | None = None, *, wide: bool = False) -> list[Mention]:
    """Candidates for the start year, in the order of the text; `.value` is the year, `.basis` stated or derived.

    `.role` says which clock the phrase reads: the initiative's own start, the engagement or partnership of a
    company, a numbered edition, a duration up to now, a launch by the article itself, a foundation's founding.
    What is reckoned from the day of publication is left out where `published` (an ISO date) is unknown. With `wide`
    every year and stretch of years counts that no rule knows a clock for, its role "other".

    >>> [(m.value, m.text, m.role) for m in find_years("Since 2009, Acme has supported schools.")]
    [(2009, 'Since 2009', 'engagement')]
    """
    book = rules or load_rules()
    found: list[Mention] = []
    for (start, end), anchors in _anchored(text, book):
        sentence = Judge(text, start, end, book)
        low = " ".join(text[start:end].lower().split())
        firms = firm_years(sentence) if "since" in anchors else []
        for rule in _sieve(book).within(text, start, end):
            if rule.more["role"] == OTHER and not wide:
                continue
            if rule.more["anchor"] in anchors and any(map(low.__contains__, rule.more.get("also", ("",)))):
                found += (m for m in _matches(rule, sentence, published) if not any(m.start < b and a < m.end for a, b in firms))
    return _without_repeats(found)


def choose_start(candidates: list[Mention], story: tuple[int, int] | None = None) -> Mention | None:
    """The candidate that counts: the initiative's own clock before the partnership's, the firmer before the weaker.

    `story` is where the case that the candidates are from starts and ends.

    >>> choose_start(find_years("Since 2009, Acme has run the Reading project, launched in 2004 by its staff."))
    ... # doctest: +ELLIPSIS
    Mention(field='start_year', ...value=2004...)
    """
    firm = [m for m in candidates if m.confidence >= WEAK and not (story and _elsewhere(m, *story))]
    return min(firm, key=_rank, default=None)


def _elsewhere(mention: Mention, start: int, end: int) -> bool:
    """Whether a long story more likely tells of something else with a phrase that by itself says little.

    In a short one a lone year is the initiative's; a long one has room for lives, prizes, other gifts and other bodies.
    """
    faint = mention.confidence < FAINT or mention.start - start > DEEP
    return mention.confidence < UNSURE and end - start > STORY and faint


def _rank(mention: Mention) -> tuple[int, float, int, int]:
    """Of several firm years of the initiative itself the earliest comes first: what was added to it later began later.

    Of weak ones the first in the text counts.
    """
    if mention.confidence < 0.5:
        return (len(CLOCKS) + 1, 0.0, 0, mention.start)
    clock = CLOCKS.index(mention.role) if mention.role in CLOCKS else len(CLOCKS)
    own = mention.role == CLOCKS[0] and mention.confidence >= FIRM
    year = int(str(mention.value)) if own else 0
    return (clock, -1.0 if own else -mention.confidence, year, mention.start)


def _anchored(text: str, rules: Rulebook) -> Iterator[tuple[tuple[int, int], set[str]]]:
    """The sentences that hold an anchor (a year, a stretch of years, a word of launching), and which of these they hold."""
    spans = [(at, min(at + LONG, end)) for start, end in sentences(text, rules) for at in range(start, end, LONG)]
    starts = [start for start, _ in spans]
    low = text.lower()
    low = low if len(low) == len(text) else text
    kinds: dict[int, set[str]] = {}
    for kind, words in rules.words["years"]["anchors"].items():
        for word in words:
            at = low.find(word)
            while at >= 0:
                number = bisect_right(starts, at) - 1
                kinds.setdefault(number, set()).add(kind)
                at = low.find(word, max(at + 1, spans[number][1]))
    for number in sorted(kinds):
        yield spans[number], kinds[number]


@cache
def _sieve(rules: Rulebook) -> Sieve[Rule]:
    return Sieve(rules.rules["years"], pattern_of)


def _matches(rule: Rule, sentence: Judge, published: str | None) -> Iterator[Mention]:
    for match in rule.pattern.finditer(sentence.text, sentence.start, sentence.end):
        year = year_of(rule, match, published, sentence.rules)
        if year is None or (published and year > int(published[:4])):
            continue
        verdict = JUDGES[str(rule.more["judge"])](sentence, rule, match)
        if verdict is None:
            continue
        role, confidence = verdict
        start, end = match.span("phrase")
        while end > start and sentence.text[end - 1].isspace():
            end -= 1
        while start < end and sentence.text[start].isspace():
            start += 1
        phrase = sentence.text[start:end]
        basis = str(rule.more["basis"])
        yield Mention("start_year", start, end, phrase, rule.id, year, role=role, basis=basis, confidence=confidence)


def _without_repeats(found: list[Mention]) -> list[Mention]:
    """One mention a place: of overlapping phrases the firmest, a lone act only where no rule knows better whose clock it is."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.role == OTHER, m.role == "act", -m.confidence, m.start, m.end, m.rule)):
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.order)


__all__ = ["OTHER", "choose_start", "find_years"]
