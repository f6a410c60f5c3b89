"""Tails: what stands behind a name as if it were a part of it, and belongs to it only: a team, a degree, a prize, the beginning of a post.

A tail is cut off where the name stands elsewhere in the text without it; one that can be no part of a name always.
"""

from __future__ import annotations

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.find.owners import POSSESSIVE, standing

ABOUT = 20_000
"""How many characters to each side of a name are asked whether it stands there without its tail."""
LONGEST = 80
OPENS = regex.compile(r"(?r)(?:\A|\n|[.!?:][\"”’']?)[\s“\"*•-]*\Z")
GOES_ON = regex.compile(r"\b(?![^\S\n]\p{Lu})")
OWNS = regex.compile(r"\b(?:['’]s?)?(?![^\S\n]\p{Lu})")
CASE = regex.compile(r"(?:[\p{Lu}&.’'-]{2,}[^\S\n]+)+(?=\p{Lu}\p{Ll}{2})")


def without_tail(text: str, start: int, end: int, words: Lexicon) -> int:
    """The end of a name without its tail: "Lindo Bank" of "Lindo Bank's Marketing Team", "LINDO TRUST" of "LINDO TRUST Ada"."""
    if number := words.charity_number.search(text, start, end):
        return number.start()
    tail = words.tail.search(text, start, end)
    if tail is None or tail.start() == start:
        return _broken(text, start, end, words)
    near = text[max(0, start - ABOUT) : end + ABOUT]
    if (stem := _stem(near, text[start : tail.start()], tail["bodied"] is not None, words)) is None:
        return end
    return start + len(stem) if near.count(text[start:end]) <= _alone(near, stem) else end


def _stem(text: str, name: str, of_body: bool, words: Lexicon) -> str | None:
    """The longest beginning of a name that stands in a text by itself; before `of_body` ("Scholars") it has to hold a body's head word."""
    tokens = name.split(" ")
    if tokens[0] in words.given and not of_body:
        return None
    for n in range(len(tokens), 0, -1):
        stem = POSSESSIVE.sub("", " ".join(tokens[:n]))
        bodied = any(t in words.organisations for t in stem.split())
        common = stem in words.alone or stem in words.places or of_body and not bodied
        if not common and (stem in words.companies or _alone(text, stem)):
            return stem
    return None


def _alone(text: str, stem: str) -> int:
    """How often a name stands in a text with no capital behind it."""
    at, count = text.find(stem), 0
    while at >= 0:
        before = text[at - 1 : at]
        count += not before.isalnum() and OWNS.match(text, at + len(stem)) is not None
        at = text.find(stem, at + 1)
    return count


def _broken(text: str, start: int, end: int, words: Lexicon) -> int:
    """The end of a name in capitals that ends in a head word, before words that are in small letters: a person's, a heading's next line."""
    if (hit := CASE.match(text, start, end)) and (tokens := hit[0].split())[1:]:
        last = tokens[-1].capitalize()
        if last in words.organisations or last in words.company_heads:
            return start + len(hit[0].rstrip())
    return end


def without_post(text: str, start: int, end: int, words: Lexicon) -> int:
    """The end of a name without the first words of a post that goes on behind it: "Lindo Mills International" before " Officer". A name
    that ends in its legal form is whole: "Lindo Mills Ltd." of "Lindo Mills Ltd. Group" before " Managing Director"."""
    if text[end : end + 1] != " " or (goes_on := words.post_behind.match(text[end : end + LONGEST])) is None:
        return end
    post = words.post.search(text, start, end + goes_on.end())
    if post is None or not start < post.start() < end:
        return end
    stem = text[start : post.start()]
    if words.legal.search(stem) or standing(text[max(0, start - ABOUT) : end + ABOUT], stem, GOES_ON):
        return post.start()
    tokens = text[start:end].split(" ")
    while len(tokens) > 1 and tokens[-1] in words.ranks:
        tokens.pop()
    return start + len(" ".join(tokens))


def without_field(text: str, start: int, end: int, words: Lexicon) -> int:
    """The end of a school's name without the field of those who learn there: "Lindo College" before " Drama students"."""
    tokens = text[start:end].split(" ") if words.learners.match(text, end) else []
    near = text[max(0, start - ABOUT) : end + ABOUT]
    for n in range(len(tokens) - 1, 0, -1):
        stem = " ".join(tokens[:n])
        if tokens[n] in words.organisations:
            break
        if any(token in words.organisations for token in tokens[:n]) and standing(near, stem, GOES_ON):
            return start + len(stem)
    return end


def behind_front(text: str, start: int, end: int, words: Lexicon) -> int:
    """The start of a name behind what a person is there ("Former Group CEO Lindo Holdings"), behind a word that opens its sentence, or
    behind a heading's words that lead to it ("Make Waves for the Lindo Society")."""
    if post := words.post_before.match(text, start, end):
        last = text[post.end() : end].split()[-1]
        headed = last in words.company_heads or last in words.organisations or words.legal.search(text, post.end(), end) is not None
        return post.end() if headed and post.end() + len(last) < end else start
    front = words.front.match(text, start, end)
    if front is None or " " not in text[front.end() : end] or front[0].split()[0] in words.places:
        return start
    headed = text[front.end() : end].split()[-1] in words.organisations and words.organisations.keys().isdisjoint(front[0].split())
    if headed and text[max(0, start - 4) : start].lower() == " to ":
        return front.end()
    if not (headed if front["anywhere"] else OPENS.search(text, max(0, start - 4), start)):
        return start
    return front.end() if stands_without(text, start, front.end(), end) else start


def stands_without(text: str, start: int, rest: int, end: int) -> bool:
    """Whether the rest of a name stands near it without the words that it begins with."""
    near = text[max(0, start - ABOUT) : end + ABOUT]
    return near.count(text[rest:end]) > near.count(text[start:end])
