"""Mistaken: what a model took for an organisation's name and is a person's, or a storm's; and an organisation's taken for a person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.find.listed import OURS
from pipeline.mention import Mention

NEAR = 90
INITIALLED = regex.compile(r"(?:\p{Lu}\.[^\S\n]?){3,}\p{Lu}\p{Ll}")
NICKNAMED = regex.compile(r"\p{Lu}\p{L}+[^\S\n][‘“\"']\p{Lu}\p{L}+[’”\"'][^\S\n]\p{Lu}[\p{L}’'-]+")
HELD = regex.compile(r"(?r)\p{Lu}[\p{L}\p{N}&.’'-]*\Z")


def what_it_is(text: str, start: int, end: int, field: str, words: Lexicon) -> str:
    """The field of a name that a model typed: "event" of a storm, "person" or "organisation" by what is beside it, or its own."""
    name = text[start:end]
    if words.storm.match(name):
        return "event"
    if NICKNAMED.fullmatch(name):
        return "person"
    posted = words.post_before.match(name) if field in OURS else None
    if posted and _may_be_person(name[posted.end() :], words):
        return "person"
    if field in OURS and _may_be_person(name, words) and _person(text, start, end, words):
        return "person"
    if field == "program" and name.split()[-1] in words.bodied and words.organisations.get(name.split()[-1]) == "foundation":
        return "organisation"
    if field == "person" and words.which.match(text, end) and not any(t in words.given or t in words.titles for t in name.split()):
        return "organisation"
    return field


def _may_be_person(name: str, words: Lexicon) -> bool:
    """Whether a name has two to five words that begin with capitals, and none of them is an organisation's."""
    tokens = name.split()
    known = (words.organisations, words.company_heads, words.programs, words.tasks, words.places, words.firms, words.bodies)
    plain = not any(t.strip(",.") in heads for t in tokens for heads in known)
    spelt = all(t[0].isupper() and ("." in t or not t[1:].isupper()) for t in tokens)
    return 1 < len(tokens) < 6 and spelt and plain and name not in words.companies


def _person(text: str, start: int, end: int, words: Lexicon) -> bool:
    """Whether three initials open a name, its bearer speaks for others, or a title or a house's post before it is its bearer's."""
    borne, bearer = words.bearer
    if INITIALLED.match(text, start, end) or bearer.match(text, end) or borne.search(text, max(0, start - NEAR), start):
        return True
    if text[start - 1 : start] != " ":
        return False
    before = text[max(0, start - 14) : start].split()
    if before and before[-1][0].isupper() and (before[-1] in words.titles or before[-1] in words.honours):
        return True
    comma = text[start - 2] == ","
    post = words.post.search(text, max(0, start - NEAR), start - 1 - comma)
    if post is None or not (house := HELD.search(text, max(0, start - NEAR), post.start())):
        return False
    return house[0] not in words.opening and house[0] not in words.alone and house[0] not in words.given


def as_persons(heard: Sequence[tuple[Mention, bool]]) -> list[Mention]:
    """A model's names, each with whether its neighbours told it to be a person's: so it is at every place, and so is its last word alone.

    The last word is none where another name holds it ("Hondo" beside "Hondo Mills").
    """
    told = {m.text for m, turned in heard if turned}
    held = {m.text for m, _ in heard if m.field in OURS} - told
    full = {m.text for m, _ in heard if m.field == "person" and " " in m.text} - held
    last = {name.split()[-1] for name in full} - {word for name in held if " " in name for word in name.split()}
    alone = told | last
    return [replace(m, field="person") if m.field in OURS and m.text in alone else m for m, _ in heard]


def speaks(text: str, start: int, end: int) -> bool:
    """Whether capitals at the start of lines, before a colon, are a speaker's of a transcript."""
    line = f"\n{text[start:end]}:"
    return text[end : end + 1] == ":" and line.isupper() and text.startswith(line, start - 1) and text.count(line) > 1


def titled(name: str, words: Lexicon) -> bool:
    """Whether a name is a person's by its title ("Dr. Ada Obi", short with or without a dot) and nothing in it is an organisation's."""
    tokens = name.split()
    short = tokens[0] in words.honours or {tokens[0].rstrip("."), tokens[0].rstrip(".") + "."} <= words.titles
    headed = any(t in words.organisations or t in words.company_heads or t in words.programs for t in tokens)
    return short and name not in words.companies and not headed
