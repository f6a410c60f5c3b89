"""Vote: the names that rules and a model found, made one list.

Precedence, first match wins where two spans overlap:
1. a name of the company table or with a legal form, unless the model saw a longer name around it;
2. the model's name, with the model's type; agreement of both raises the confidence, and the rules' longer name around it
   that ends in a head word, or is mostly written whole, gives it its bounds;
   what stands right beside a name ("the brewer X") outweighs the model's type, and two names that it heard beside "and" stay two;
3. a name typed by its own words (a head word such as "Foundation"), at a lower confidence;
4. a capitalised sequence that neither types: kept only when no model ran.
What one place tells of a name (“the insurer X”) holds at every other; what fills an item of a list is whole, and what nothing types
is an organisation where a list shows it. A name accepted once is found everywhere in the article.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from pipeline.find.brands import is_brand, whole_word
from pipeline.find.heard import Tagged, mended, without_more
from pipeline.find.joints import pieces, two_places
from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.find.listed import OURS, is_line, item_of, with_listed, with_whole_lines
from pipeline.find.mistaken import as_persons, speaks, titled, what_it_is
from pipeline.find.names import NUMBER, canonical, told, trimmed
from pipeline.find.owners import branded
from pipeline.find.spread import spread
from pipeline.find.tails import stands_without, without_field, without_post, without_tail
from pipeline.find.wholes import bodied, in_office, opened_by, spelt_out, whole
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.split.blocks import EMOJI

FIELDS = {"COMPANY": "company", "ORG": "organisation", "PROGRAM": "program", "PERSON": "person", "PLACE": "place"}
FIRM = ("names.gazetteer", "names.legal_form")
TOLD = ("names.class", "names.firm", "names.ending")
HEADED = ("names.head", "names.company_head", "names.firm", *FIRM)
SURE = 0.95
QUOTES = ("“", "\"", "‘", "'", "«")
OF_MANY = regex.compile(r"\d{1,3}\s+(?=\p{Lu})")
COUNTED = regex.compile(r"((?:1|\d{1,3}(?=\s(?:\S+\s)*\S+s\Z))\s+)\S")
COUNT = regex.compile(r"(?r)\d[^\S\n]?(?:\p{Ll}+[^\S\n])?\Z")
SMALL_END = regex.compile(r"(?:\s+\p{Ll}(?:[\p{Ll}-]|['’]\p{Ll})*)+$")
OPEN_QUOTE = regex.compile(r"[^\S\n][\"“«][^\"“”«»]*\Z")
SECOND = regex.compile(r"[^\S\n]\p{Lu}\p{Ll}+")
WORD = regex.compile(r"\w+")
COMMA = regex.compile(r",\s+(?=\p{Lu})")
SHORT = regex.compile(r",?\s*\((?P<short>[^\s()]+)\)?$")
AND = regex.compile(r"\s+and\s+(?:the\s+)?")
LOOSE = regex.compile(r"(?:" + EMOJI + r"|[\s,;:#“”\"'’‘(◇◆○●□■△▲▶►★☆※▪•·-]|(?:19|20)\d\d\s|\d{1,2}[.)]\s|0\d\s)*")


def tagged_names(text: str, spans: Iterable[Tagged], model: str, rules: Rulebook) -> list[Mention]:
    """A model's spans as mentions: cut where two names meet, and trimmed of what is no part of a name."""
    words = lexicon(rules)
    found: list[tuple[Mention, bool]] = []
    for start, end, label, probability in mended(text, spans, words):
        if (field := FIELDS.get(label)) is None:
            continue
        several = field in ("company", "organisation") and " " in text[start:end]
        listed = _listed(text, start, end, words) if several else ()
        cut = [two for a, b in listed for two in pieces(text, a, b, words, heard=True)] if several else [(start, end)]
        for a, b in cut:
            a, b = (a, b) if field in OURS and is_brand(text, a, b, probability, words) else _clean(text, a, b, words)
            if several and a < b:
                b = without_tail(text, a, without_field(text, a, without_post(text, a, b, words), words), words)
            if a < b:
                value = canonical(text[a:b], words)
                kind = "person" if titled(value, words) or speaks(text, a, b) else what_it_is(text, a, b, field, words)
                name = Mention(kind, a, b, text[a:b], f"ner.{model}", value=value, confidence=round(probability, 3))
                found.append((name, kind == "person" != field))
    return as_persons(found)


def _listed(text: str, start: int, end: int, words: Lexicon) -> Iterator[tuple[int, int]]:
    """The names in a model's span that holds a list's comma ("Lindo Foods, Roe Mills Ltd"), a short form or a headline's verb."""
    if act := next((hit for hit in WORD.finditer(text, start, end) if hit[0].capitalize() in words.acts and hit.start() > start), None):
        end = act.start()
    if inner := words.no_part.search(text, start, end):
        end = inner.start()
    if (short := SHORT.search(text, start, end)) and short["short"] not in words.places and short.start() > start:
        end = short.start()
    for comma in COMMA.finditer(text, start, end):
        left = text[start : comma.start()].split()
        right = text[comma.end() : end].split()
        firm = len(left) > 1 and (left[-1] in words.company_heads or words.legal.search(text, start, comma.start()))
        firm = firm or len(left) > 1 < len(right) <= 3 and right[-1] in words.company_heads and words.organisations.keys().isdisjoint(left)
        if firm and not words.legal.match(text, comma.start(), end):
            yield start, comma.start()
            start = comma.end()
    yield start, end


def _clean(text: str, start: int, end: int, words: Lexicon) -> tuple[int, int]:
    """A model's span without loose marks, years and small words at its ends; empty where no name is left."""
    if hit := LOOSE.match(text, start, end):
        start = hit.end()
    if counted := COUNTED.match(text, start, end):
        start = counted.end(1)
    elif (many := OF_MANY.match(text, start, end)) and stands_without(text, start, many.end(), end):
        start = many.end()
    while end > start and text[end - 1] in " \t\n\u00a0,;:“”\"'’‘(":
        end -= 1
    start, end = trimmed(text, start, end, words)
    end = whole_word(text, without_more(text, start, end, words), words) if start < end else end
    end -= text[end - 1 : end] == ")" and "(" not in text[start:end]
    if text[end : end + 1] in ("'", "’") and branded(text, start, end + 2, words):
        end += 2
    if text[max(0, start - 1) : start] not in QUOTES and (small := SMALL_END.search(text[start:end])):
        bare = start + small.start()
        end = end if small[0].strip() in words.small_heads and text[start:bare] not in words.places else bare
    if (quote := OPEN_QUOTE.search(text, start, end)) and quote.start() > start:
        end = quote.start()
    name = text[start:end]
    money = name.rstrip(".") in words.money and (NUMBER.match(text, end) or COUNT.search(text, max(0, start - 12), start)) is not None
    half = (rest := SECOND.match(text, end)) is not None and text[start : rest.end()] in words.peoples
    plain = half or any(name in known for known in (words.alone, words.peoples, words.given))
    form = text[max(0, start - 2) : start] == ", " and words.legal.fullmatch(f" {name}") is not None
    alone = money or plain or form or not any(c.isupper() or c.isdigit() for c in name)
    return (start, start) if alone else (start, end)


def vote(text: str, ruled: Sequence[Mention], tagged: Sequence[Mention], rules: Rulebook) -> list[Mention]:
    """One list of names that do not overlap, in order of the text, out of the rules' and the model's."""
    rest, heard = _Spans(ruled), _Spans(tagged)
    words = lexicon(rules)
    chosen = [_chosen(name, rest.touching(name), heard, text, words) for name in heard.mentions]
    chosen = [m for i, m in enumerate(chosen) if m.rule in FIRM or m is not chosen[i - 1] or i == 0]
    taken = _Spans(chosen)
    free = [r for r in rest.mentions if r.field != "name" and not taken.touching(r)]
    chosen += [replace(r, confidence=r.confidence if r.rule in FIRM else round(r.confidence * 0.7, 3)) for r in free]
    names = _told_once(in_office(text, spelt_out(text, _apart(chosen), words), words))
    return whole(text, spread(text, with_whole_lines(text, with_listed(text, names, without(names, ruled), rules), rules)))


def _told_once(names: Sequence[Mention]) -> list[Mention]:
    """The names, those that what stands beside them tells at one place typed so at every other place too."""
    told = {m.text: m.field for m in names if m.rule == "names.class"}
    return [replace(m, field=told[m.text]) if m.text in told and m.rule.startswith(("ner.", "names.given")) else m for m in names]


def _chosen(name: Mention, ruled: list[Mention], heard: _Spans, text: str, words: Lexicon) -> Mention:
    """What the vote makes of one name of the model, given the rules' names that overlap it."""
    surer = round(1 - (1 - name.confidence) * 0.5, 3)
    for r in ruled:
        if r.rule == "names.place" and (r.start, r.end) == (name.start, name.end) and name.field in ("company", "organisation"):
            return r
        same = (r.start, r.end) == (name.start, name.end) and name.field not in OURS and not _does(name, text, words)
        if same and (r.rule in TOLD or r.field in OURS and (told(text, r.start, r.end, words) or bodied(r, name, text, words))):
            return r
        if r.rule in FIRM and r.end - r.start >= name.end - name.start:
            return r
    for r in ruled:
        around = r.start <= name.start and r.end >= name.end
        if around and r.rule in HEADED and words.club.match(r.text) and words.offices.isdisjoint(r.text.split()):
            return r
        if around and r.rule in HEADED and is_line(r, text, words) and any(t.field not in OURS for t in heard.touching(r)):
            return r
        if around and _fuller(r, name, heard, text, words):
            field = name.field if r.field == "name" else r.field
            return replace(name, field=field, start=r.start, end=r.end, text=r.text, value=r.value, confidence=surer)
        if around and r.field == name.field and all(t.field == name.field for t in heard.touching(r)) and not _two(r, heard, text, words):
            return replace(r, confidence=surer)
        wider = r.field in ("name", "program") and r.start < name.start and r.end == name.end
        if wider and name.field == "program" and heard.touching(r) == [name]:
            value = canonical(text[r.start : name.end], words)
            return replace(name, start=r.start, text=text[r.start : name.end], value=value)
    return replace(name, confidence=surer) if any(r.field == name.field for r in ruled) else name


def _does(name: Mention, text: str, words: Lexicon) -> bool:
    """Whether a name that a model is sure to be a person's stands behind what persons do as well as firms ("the builder Ada Obi")."""
    before = text[max(0, name.start - 24) : name.start].split()
    return name.field == "person" and name.confidence > SURE and " " in name.text and bool(before) and before[-1] in words.agents


def _fuller(ruled: Mention, name: Mention, heard: _Spans, text: str, words: Lexicon) -> bool:
    """Whether the rules' longer name is the whole of a name that the model cut: it ends in a head word, or is mostly written whole."""
    same = (ruled.start, ruled.end) == (name.start, name.end)
    others = (t.text for t in heard.touching(ruled) if t is not name and not opened_by(t, ruled, name, text, words))
    if same or any(t not in words.bodies and t not in words.firms for t in others) or name.field not in ("company", "organisation"):
        return False
    headed = ruled.rule in HEADED and ruled.field in OURS
    if text[max(0, ruled.start - 2) : ruled.start] == ", " and text[max(ruled.start, name.start - 5) : name.start] == " and ":
        return False
    if ruled.field == "name" and item_of(ruled, name, text, words):
        return True
    more = {*text[ruled.start : name.start].split(), *text[name.end : ruled.end].split()}
    if not words.acts.isdisjoint(more) or not words.offices.isdisjoint(text[name.end : ruled.end].split()):
        return False
    often = text.count(ruled.text)
    return headed or (ruled.field in ("name", name.field) and often > 1 and 2 * often > text.count(name.text) and "\n" not in ruled.text)


def _two(ruled: Mention, heard: _Spans, text: str, words: Lexicon) -> bool:
    """Whether the model heard two names in the rules' one: an organisation by its own words, or one of a list, and another behind "and"."""
    pairs = [(a, b) for a, b in pairwise(heard.touching(ruled)) if AND.fullmatch(text, a.end, b.start)]
    listed = text[max(0, ruled.start - 2) : ruled.start] == ", "
    ends = [(a, b) for a, b in pairs if listed or not words.organisations.keys().isdisjoint(a.text.split())]
    return any(not words.tasks.issuperset(b.text.split()) and not two_places(a.text, b.text, words) for a, b in ends)


class _Spans:
    """Mentions in order of the text that can be asked which of them overlap another."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = sorted(mentions, key=lambda m: m.order)
        self.starts = [m.start for m in self.mentions]
        self.longest = max((m.end - m.start for m in self.mentions), default=0)

    def touching(self, other: Mention) -> list[Mention]:
        """The mentions that overlap `other`."""
        first = bisect_left(self.starts, other.start - self.longest)
        last = bisect_left(self.starts, other.end)
        return [m for m in self.mentions[first:last] if m.end > other.start]


def with_loose(names: Sequence[Mention], ruled: Iterable[Mention]) -> list[Mention]:
    """The names, and those capitalised sequences that the vote left out for want of a type: they may be programmes' names."""
    return with_more(names, (m for m in ruled if m.field == "name"))


def with_more(names: Sequence[Mention], others: Iterable[Mention]) -> list[Mention]:
    """The names and those of `others` that overlap none of them, in order of the text."""
    return sorted([*names, *_free(names, others)], key=lambda m: m.order)


def without(names: Sequence[Mention], ruled: Iterable[Mention]) -> list[Mention]:
    """The rules' names that nothing types and none of the names overlaps."""
    return _free(names, (m for m in ruled if m.field == "name"))


def _free(names: Sequence[Mention], others: Iterable[Mention]) -> list[Mention]:
    taken = sorted((m.start, m.end) for m in names)
    starts = [start for start, _ in taken]
    placed = ((m, bisect_left(starts, m.end)) for m in others)
    return [m for m, at in placed if at == 0 or taken[at - 1][1] <= m.start]


def _apart(names: Iterable[Mention]) -> list[Mention]:
    """Of names that overlap the surest, the longer at a tie."""
    spans, lost = _Spans(names), set[int]()
    for m in sorted(spans.mentions, key=lambda m: (-m.confidence, m.start - m.end, m.order)):
        if id(m) not in lost:
            lost.update(id(k) for k in spans.touching(m) if k is not m)
    return [m for m in spans.mentions if id(m) not in lost]
