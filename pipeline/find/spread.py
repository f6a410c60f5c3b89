"""Spread: every further place where a name stands that was accepted once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.mention import Mention

RUN = regex.compile(r"[\p{L}\p{N}]+")
SPREAD = ("company", "organisation", "program")


def spread(text: str, names: Sequence[Mention]) -> list[Mention]:
    """The names, and every further place where a company, organisation or programme among them stands."""
    best: dict[str, Mention] = {}
    for m in names:
        known = m.field in SPREAD and len(m.text) > 2 and m.confidence >= 0.5
        if known and (m.text not in best or m.confidence > best[m.text].confidence):
            best[m.text] = m
    taken = sorted((m.start, m.end) for m in names)
    more = []
    at = 0
    for start, form in places(text, sorted(best, key=lambda form: (-len(form), form))):
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at == len(taken) or taken[at][0] >= start + len(form):
            sure = round(best[form].confidence * 0.95, 3)
            more.append(replace(best[form], start=start, end=start + len(form), confidence=sure))
    return sorted([*names, *more], key=lambda m: m.order)


def places(text: str, forms: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where the forms, longest first, stand between no letters or digits: one after another, at each place the longest.

    A form is looked for only where its first word stands, so that the time grows with the text and not with the number of forms.
    """
    by_word: dict[str, list[str]] = {}
    found: dict[int, str] = {}
    for form in forms:
        if word := RUN.match(form):
            by_word.setdefault(word[0], []).append(form)
        else:
            found |= {at: form for at in _at(text, form) if at not in found}
    for run in RUN.finditer(text):
        standing = (form for form in by_word.get(run[0], ()) if text.startswith(form, run.start()))
        if longest := next((form for form in standing if not RUN.match(text, run.start() + len(form))), None):
            found[run.start()] = longest
    end = 0
    for start in sorted(found):
        if start >= end:
            end = start + len(found[start])
            yield start, found[start]


def _at(text: str, form: str) -> Iterator[int]:
    """Where a form that begins with a mark stands between no letters or digits."""
    at = text.find(form)
    while at >= 0:
        if not RUN.match(text[max(0, at - 1) : at]) and not RUN.match(text, at + len(form)):
            yield at
        at = text.find(form, at + 1)
