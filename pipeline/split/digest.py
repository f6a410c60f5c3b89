"""Digest: whether an article is a digest of several companies' initiatives, and which of its headings begin a case."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import regex

from pipeline.split.actors import CAUSE_SPAN, Actors
from pipeline.split.boilerplate import Marked, is_prose
from pipeline.split.catalogue import is_catalogue, is_page, names_page, own_title
from pipeline.split.headings import Heading, tidy
from pipeline.split.parts import apart, bodies_of, causes_in
from pipeline.split.unheaded import by_deed, by_paragraph
from pipeline.split.voice import announces, gives_to_many, speaks_of_itself

FORMS = ("h1", "h2", "h3", "h4", "h5", "h6", "numbered", "bold", "plain", "run-in", "bullet", "label", "dash", "item")
INLINE = ("run-in", "dash", "item")
FEW, MANY, SHORT, CLOSING, TOLD = 3, 5, 1100, 60, 3
LARGE = r"(?!\p{Lu}{1,3}\p{Sc})\p{Lu}[\p{L}\p{N}&’'.-]*"
NAME = regex.compile(rf"(?<=[\p{{Ll}}\p{{N}},;)]\s|[“(‘\"]|\s(?:of|the|and|by|with|from|at)\s){LARGE}(?:\s{LARGE}){{0,8}}")


def case_headings(
    text: str, title: str | None, marked: list[Marked], headings: list[Heading], actors: Actors, source: str | None = None
) -> list[Heading]:
    """The headings that each begin a case of a digest; none if the article is one story."""
    best: list[Heading] = []
    most = 1
    for form in FORMS:
        chosen = [one for one in _in_form(headings, form) if not _is_other(one, one is headings[0], title, actors)]
        if form == "label":
            chosen = _without_closing(text, chosen)
        if len(chosen) < (3 if form in INLINE else 2) or (form in INLINE and _sparse(marked, chosen)):
            continue
        strength = _strength(text, title, marked, chosen, actors, source)
        if strength > most:
            best, most = chosen, strength
    return max(best, by_deed(text, title, marked, actors, source), key=len) or by_paragraph(text, title, marked, actors)


def _in_form(headings: list[Heading], form: str) -> list[Heading]:
    """The headings of a form; among bulleted items without a heading of their own also those with one."""
    if form != "item":
        return [one for one in headings if one.form == form]
    items = [one for one in headings if one.form in ("item", "bullet")]
    return [replace(one, text="", body=one.start, form=form) for one in items] if any(one.form == form for one in items) else []


def _sparse(marked: list[Marked], chosen: list[Heading]) -> bool:
    """Whether headings inside paragraphs stand at so few of them that they hardly make sections; datelines make some anyhow."""
    if chosen[0].form == "dash" and all(one.text.isupper() for one in chosen):
        return False
    return sum(one.kind is None for one in marked[chosen[0].at :]) > 3 * len(chosen)


def _without_closing(text: str, chosen: list[Heading]) -> list[Heading]:
    """Labelled sections without a last short line that only looks labelled ("Entries open in May. Tickets cost £85.")."""
    ends = text.find("\n", chosen[-1].body) if chosen else 0
    return chosen[:-1] if chosen and (ends if ends >= 0 else len(text)) - chosen[-1].body < CLOSING else chosen


def _is_other(heading: Heading, first: bool, title: str | None, actors: Actors) -> bool:
    """Whether a heading is the article's title or one that any section may have ("Impact", "Conclusion")."""
    plain = _folded(heading.text)
    known = _folded(own_title(title or ""))
    like = first and len(set(plain.split()) & set(known.split())) * 5 >= len(set(known.split())) * 4 > 12
    is_title = heading.form not in (*INLINE, "bullet") and (plain in (known, _folded(title or "")) or like)
    return is_title or plain in actors.words["generic"] or plain in actors.words["closing"]


def _folded(line: str) -> str:
    """A heading or a title as it is compared with another.

    >>> _folded("*Our  People’s Work:*")
    "our people's work"
    """
    return tidy(line).strip("*: ").lower().replace("’", "'")


def _strength(
    text: str, title: str | None, marked: list[Marked], chosen: list[Heading], actors: Actors, source: str | None = None
) -> int:
    """How many of the sections are about an actor of their own; 0 if they are too few or one actor rules them all."""
    bodies = bodies_of(text, marked, chosen)
    before = text[: chosen[0].start]
    lines = [heading.text for heading in chosen]
    whole = [heading.text + "\n" + body for heading, body in zip(chosen, bodies)]
    causes, to_many = causes_in(whole, actors), gives_to_many(before, lines, bodies, source, actors)
    causing = causes >= len(whole) / 2
    page = chosen[0].form not in (*INLINE, "bullet", "label") and names_page(title, source, actors)
    page = page and is_page(chosen, bodies, [{name for name, _ in names} for names in _named(whole, actors)])
    if page and 3 * causes >= 2 * len(whole) or causing and _reported(bodies, actors):
        return len(chosen)
    if _is_told_before(text, title, marked, chosen, bodies, actors):
        return 0
    if 3 * causes >= 2 * len(whole) and not to_many and is_catalogue(chosen, bodies):
        return len(chosen)
    if to_many or speaks_of_itself(bodies, actors) or _told_in_time(lines, actors):
        return 0
    announced = announces(before, title, len(chosen), actors)
    named = announced or bool(actors.rules["sections.gathers"].pattern.search(f"{title or ''}\n{before}"))
    regular = chosen[0].form != "item" and causing and _regular(bodies, chosen, actors, announced, named)
    if regular and not _one_story(before, title, whole, _named(whole, actors), actors):
        return len(chosen)
    if chosen[0].form == "label" or not causing and not announced:
        return 0
    own = [actors.of_section(heading.text, body, heading.form, named=named) for heading, body in zip(chosen, bodies)]
    spread: dict[str, int] = {}
    firm = [apart([name for name, sure in names if sure], whole, actors, spread) for names in own]
    loose = [apart([name for name, _ in names], whole, actors, spread) for names in own]
    sure, known = len({name for name in firm if name}), sum(name is not None for name in loose)
    if 2 * _asked(chosen) > len(chosen) and 2 * sure <= len(chosen):
        return 0
    if chosen[0].form == "item" and not (announced and 4 * sure >= 3 * len(chosen)):
        return 0
    many = len(chosen) > 5 and chosen[0].form not in (*INLINE, "bullet")
    if sure < 2 or (len(chosen) == 3 and known < 3) or (4 if many else 3) * sure < len(chosen) or (3 if many else 2) * known < len(chosen):
        return 0
    return 0 if _one_story(before, title, whole, own, actors) else known


def _is_told_before(text: str, title: str | None, marked: list[Marked], chosen: list[Heading], bodies: list[str], actors: Actors) -> bool:
    """Whether a story is told before its first heading: a company acts there that the title names, or somebody does in so many
    paragraphs and words as no introduction has."""
    before = [one.block for one in marked[: chosen[0].at] if one.kind is None and is_prose(text, one.block)]
    told = "\n".join(text[block.start : block.end] for block in before)
    acting = [name for name, acts in actors.in_lead(told[:CAUSE_SPAN]) if acts]
    if len(before) >= TOLD and 4 * len(told) * len(bodies) >= 3 * sum(map(len, bodies)):
        return bool(acting)
    if title is None or actors.rules["sections.gathers"].pattern.search(title):
        return False
    return any(name.split()[-1] in actors.words["org"] and actors.key(name) in title for name in acting)


def _reported(bodies: list[str], actors: Actors) -> bool:
    """Whether half the sections, three at least, begin with a dateline, most another one: reports of a newspaper."""
    dateline = actors.rules["sections.reported"].pattern
    dated = [hit["place"] for body in bodies if (hit := dateline.match(body))]
    return len(set(dated)) >= FEW and 2 * len(dated) >= len(bodies)


def _told_in_time(lines: list[str], actors: Actors) -> bool:
    """Whether most headings are years or steps: one story, told in time."""
    return 2 * sum(bool(actors.rules["sections.dated_heading"].pattern.match(line)) for line in lines) > len(lines)


def _asked(chosen: list[Heading]) -> int:
    """How many headings are questions."""
    return sum(heading.text.endswith(("?", "？")) for heading in chosen)


def _regular(bodies: list[str], chosen: list[Heading], actors: Actors, announced: bool, named: bool) -> bool:
    """Whether the sections are many or `announced`, short, alike in size, and nearly each has names that hardly any other has.

    Where companies are `named` as what follows, few will do if no two sections share a name.
    """
    short = sum(len(body) <= SHORT for body in bodies)
    if len(chosen) < (FEW if announced or named else MANY) or chosen[0].at == 0 or short < 0.8 * len(bodies) or min(map(len, bodies)) < 40:
        return False
    if _asked(chosen) and not announced:
        return False
    names = [{name for name, _ in found} for found in _named(bodies, actors)]
    shared = Counter(name for found in names for name in found)
    own = [sum(shared[name] == 1 for name in found) for found in names]
    figures = sum(any(c.isdigit() for c in body) for body in bodies)
    if sum(n > 0 for n in own) < 0.85 * len(own) or sum(own) < 2 * len(own) or figures < (0.6 if announced else 0.7) * len(bodies):
        return False
    most = max(2, 0.34 * len(bodies)) if announced or len(chosen) >= MANY else 1
    return max(shared.values(), default=0) <= most


def _named(whole: list[str], actors: Actors) -> list[list[tuple[str, bool]]]:
    """For each section the capitalised names inside its sentences, places left out."""
    found = []
    for part in whole:
        names = {hit[0].removesuffix("’s").removesuffix("'s").strip("’'.") for hit in NAME.finditer(part)}
        found.append([(name, True) for name in sorted(names) if name and name not in actors.refused])
    return found


def _one_story(before: str, title: str | None, whole: list[str], own: list[list[tuple[str, bool]]], actors: Actors) -> bool:
    """Whether one organisation does it all: the title tells its deed, or it acts in most sections."""
    if title and actors.honours.search(title):
        return False
    doer = actors.of_title(title) if title else None
    if doer and sum(actors.key(doer) in part for part in whole) * 5 >= len(whole):
        return True
    acting = Counter(key for names in own for key in {actors.key(name) for name, _ in names})
    known = before + (title or "")
    return any(2 * count > len(whole) and (count > 2 or key in known) for key, count in acting.items())
