"""Listed: names that nothing types, but that stand in a list whose other names are organisations', or that a plural announces."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.find.names import canonical
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook

OURS = ("company", "organisation")
LOOSE = ("name", "person", "place", "program")
UNSURE = 0.6
LEAST = 3
BEFORE = 60
HEADS = regex.compile(r"\n\n?[^\n]{70}")


def with_listed(text: str, names: Sequence[Mention], free: Iterable[Mention], rules: Rulebook) -> list[Mention]:
    """The names, and those of `free`, which nothing types, that a list shows to be organisations'."""
    words, sure = lexicon(rules), rules["names.listed"].confidence
    untyped = {m.order: m for m in (*names, *free) if _untyped(m) and _may_name(m.text, words)}
    made: dict[tuple[object, ...], Mention] = {}
    for run in _runs(text, sorted([*(m for m in names if m.order not in untyped), *untyped.values()], key=lambda m: m.order), rules):
        told = rules["names.announced"].pattern.search(text, max(0, run[0].start - BEFORE), run[0].start)
        if told and told["sure"]:
            untyped |= {m.order: m for m in run if m.field == "person" and m.rule.startswith("ner.") and _may_name(m.text, words)}
        if _organisations(text, run, untyped, told is not None):
            made |= {m.order: replace(m, field="organisation", rule="names.listed", confidence=sure) for m in run if m.order in untyped}
    return [*(m for m in names if m.order not in made), *made.values()]


def _organisations(text: str, run: Sequence[Mention], untyped: Container[object], announced: bool) -> bool:
    """Whether a list is one of organisations: announced as such and without other names, or most of those that are typed are theirs."""
    ours = sum(m.field in OURS for m in run)
    others = sum(m.field not in OURS and m.order not in untyped for m in run)
    lined = "\n" in text[run[0].end : run[1].start]
    return announced and not others or len(run) >= LEAST and ours > others and (not lined or LEAST * ours >= len(run))


def _untyped(m: Mention) -> bool:
    """Whether nothing tells what a name is, or a model is not sure of it."""
    return m.rule == "names.capitals" or m.rule.startswith("ner.") and m.field in LOOSE and m.confidence < UNSURE


def _runs(text: str, spans: Sequence[Mention], rules: Rulebook) -> Iterator[list[Mention]]:
    """The names that follow each other with nothing but a list's marks between them, two or more."""
    links = rules["names.link"].pattern, rules["names.line"].pattern
    run: list[Mention] = []
    kind = None
    for m in spans:
        between = text[run[-1].end : m.start] if run and m.start - run[-1].end < BEFORE else "|"
        gap = next((p for p in links if p.match(between)), None)
        if gap is None or kind not in (None, gap):
            if len(run) > 1:
                yield run
            run = [] if gap is None else run[-1:]
        kind = gap
        run = [*run, m]
    if len(run) > 1:
        yield run


def _may_name(name: str, words: Lexicon) -> bool:
    """Whether a capitalised sequence may be an organisation's name: not all of its words are common ones, the last says nothing else."""
    tokens = [t.strip("®™,.") for t in name.removeprefix("The ").split()]
    first, last, heads = tokens[0], tokens[-1], words.organisations.keys()
    person = first in words.given or first in words.titles or first in words.offices
    plain = (words.alone, words.tasks, words.programs, words.places, words.company_heads, heads, words.loose, words.given)
    other = (words.offices, words.programs, words.time)
    return not person and not any(last in known for known in other) and not all(any(t in known for known in plain) for t in tokens)


def item_of(ruled: Mention, name: Mention, text: str, words: Lexicon) -> bool:
    """Whether the rules' longer name fills an item of a list of which the model heard only the beginning."""
    tail = text[name.end : ruled.end].split()
    other = (words.offices, words.programs, words.time, words.verbs, words.acts)
    if ruled.start != name.start or len(tail) > 2 or any(t in known for t in tail for known in other):
        return False
    return _closed(ruled, text, words)


def _closed(name: Mention, text: str, words: Lexicon) -> bool:
    """Whether a name is an item of a list from its first letter to its last."""
    opens = words.item_opens.search(text, max(0, name.start - 12), name.start)
    heading = text[max(0, name.start - 4) : name.start].endswith("\n") and HEADS.match(text[name.end : name.end + 80]) is not None
    return opens is not None and not heading and words.item_closes.match(text[name.end : name.end + 8]) is not None


def is_line(name: Mention, text: str, words: Lexicon) -> bool:
    """Whether a name is all that stands in a line."""
    return "\n" in text[max(0, name.start - 4) : name.start] and text[name.end : name.end + 1] in ("\n", "") and _closed(name, text, words)


def with_whole_lines(text: str, names: Sequence[Mention], rules: Rulebook) -> list[Mention]:
    """The names, an organisation's as long as its line where LEAST lines with a bullet, one after another, hold capitalised words alone."""
    words = lexicon(rules)
    lines = [hit.span("name") for run in _line_runs(text, rules) for hit in run if not _tells_what(hit["name"], words)]
    if not lines:
        return [*names]
    made: dict[int, Mention] = {}
    for start, end in lines:
        inside = [m for m in names if m.start < end and start < m.end]
        ours = [m for m in inside if m.field in OURS and start <= m.start and m.end <= end]
        if ours and not any(m.field in ("person", "program") or m.start <= start and m.end >= end for m in inside):
            best = max(ours, key=lambda m: m.end - m.start)
            made[start] = replace(best, start=start, end=end, text=text[start:end], value=canonical(text[start:end], words))
    kept = [m for m in names if not any(m.start < whole.end and whole.start < m.end for whole in made.values())]
    return sorted([*kept, *made.values()], key=lambda m: m.order)


def _line_runs(text: str, rules: Rulebook) -> Iterator[list[regex.Match[str]]]:
    """Lines of capitalised words behind a bullet that follow each other, LEAST or more."""
    run: list[regex.Match[str]] = []
    for hit in rules["names.whole_line"].pattern.finditer(text):
        if run and text[run[-1].end() : hit.start()].strip():
            if len(run) >= LEAST:
                yield run
            run = []
        run.append(hit)
    if len(run) >= LEAST:
        yield run


def _tells_what(line: str, words: Lexicon) -> bool:
    """Whether a line ends in what is no organisation's last word, or holds what somebody is ("Lindo Bank Gold Sponsor")."""
    tokens = line.split()
    return any(tokens[-1] in known for known in (words.programs, words.time)) or any(t in words.offices or t in words.verbs for t in tokens)
