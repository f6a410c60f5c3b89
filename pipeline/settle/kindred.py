"""Kindred: the fuller name that another form of it stands for, where the form neither begins it nor is all its initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.mention import Mention

INNER = regex.compile(r"\s\((\p{Lu}{2,8})\)(?=\s)")
THE = ("the ", "The ", "THE ")
OWN = ("foundation", "charity")
Sign = tuple[str, ...]


class Kin:
    """The names of more than one word that an article has, asked which of them another form stands for.

    >>> from pipeline.find.lexicon import lexicon; from pipeline.find.names import find_names
    >>> from pipeline.rulebook import load_rules; from pipeline.settle.entities import gather
    >>> rules = load_rules(); text = "Tamani Rural Trust gave. The Ministry of Labour and Tamani Trust met. The Labour Ministry paid."
    >>> [e.forms for e in gather(text, find_names(text, rules), lexicon(rules))]
    [('Tamani Rural Trust', 'Tamani Trust'), ('Ministry of Labour', 'Labour Ministry')]
    """

    def __init__(self, text: str, solid: Mapping[str, Sequence[Mention]], words: Lexicon) -> None:
        self.text, self.words = text, words
        self.solid = {key: _tokens(found) for key, found in solid.items()}
        self.turned = {turned: key for key, tokens in self.solid.items() if (turned := self._turned(tokens))}
        self.bracketed = dict(self._bracketed())
        self.signs: dict[Sign, list[str]] = defaultdict(list)
        for key, tokens in self.solid.items():
            for sign in _signs(tokens, words):
                self.signs[sign].append(key)

    def of(self, key: str, spoken: Sequence[Mention]) -> str | None:
        """The key of the fuller name of a form; None where there is none, or several."""
        tokens = _tokens(spoken)
        known = self.turned.get(key) or self.bracketed.get(key)
        if known and known != key:
            return known
        if not tokens or str(spoken[0].value) in self.words.companies:
            return None
        the = len(tokens) > 1 and any(m.text.startswith(THE) or self.text[max(0, m.start - 4) : m.start] in THE for m in spoken)
        near = [k for k in self._alike(tokens) if k != key and self._same(tokens, self.solid[k], the)]
        return near[0] if len(near) == 1 else None

    def _alike(self, tokens: Sequence[str]) -> set[str]:
        """The keys of those names that a form may stand for, by one sign or another: not each has to be looked at."""
        first, letters = tokens[0], tokens[0].casefold()
        asked: list[Sign] = [("first", first), ("second", first), ("pair", *tokens[-2:]), ("led", letters, tokens[-1])]
        asked += [("initials", letters.removesuffix(end)) for end in ("", *self.words.legal_letters)]
        return {key for sign in asked for key in self.signs.get(sign, ())}

    def _same(self, tokens: Sequence[str], other: Sequence[str], the: bool) -> bool:
        if len(tokens) == 1:
            return self._short(tokens[0], other)
        if len(other) == len(tokens):
            return tokens[-1] in self.words.plain and other[0] in self.words.classed and tokens[:-1] == other[1:]
        if len(other) < len(tokens):
            return False
        ends = the and other[-len(tokens) :] == tokens and tokens[-1] in self.words.organisations
        return ends or self._left_out(tokens, other) or len(tokens) == 2 and self._half_initials(tokens[0], tokens[1], other)

    def _short(self, token: str, other: Sequence[str]) -> bool:
        """Whether one word is a name's initials, those of its legal form among them, or its first word behind a class word."""
        if not token.isupper():
            return other[0] in self.words.classed and other[1:2] == [token] and len(other) > 2
        letters = token.casefold()
        return letters in {_initials(other, self.words) + end for end in ("", *(self.words.legal_letters if len(letters) > 3 else ()))}

    def _left_out(self, tokens: Sequence[str], other: Sequence[str]) -> bool:
        """Whether a name leaves out words from the middle of another: "Tamani Trust" of "Tamani Rural Trust"."""
        first, last = tokens[0], tokens[-1]
        headed = self.words.organisations.get(last) in OWN or last in self.words.company_heads
        proper = first not in self.words.places and first not in self.words.tasks and first not in self.words.organisations
        rest = iter(other)
        return headed and proper and (first, last) == (other[0], other[-1]) and all(t in rest for t in tokens)

    def _half_initials(self, one: str, two: str, other: Sequence[str]) -> bool:
        """Whether half of a form is initials: "Tamani BS" of "Tamani Building Society", "PTB Meria" of "Port Trust Bank Meria"."""
        if two.isupper() and one == other[0] and len(two) > 1:
            return _initials(other[1:], self.words) == two.casefold()
        placed = two == other[-1] and _initials(other[:-1], self.words) == one.casefold()
        return one.isupper() and len(one) > 1 and (placed or two in self.words.places and _initials(other, self.words) == one.casefold())

    def _turned(self, tokens: Sequence[str]) -> str:
        """An office's name with its head last: "labour ministry" for "Ministry of Labour"."""
        turns = len(tokens) > 2 and tokens[1] == "of" and self.words.organisations.get(tokens[0]) == "government"
        return " ".join([*tokens[2:], tokens[0]]).casefold() if turns else ""

    def _bracketed(self) -> Iterator[tuple[str, str]]:
        """The short forms that stand in brackets within names: "RTA Mutual" of "Rural Traders' Association (RTA) Mutual", else "RTA"."""
        for key, tokens in self.solid.items():
            name = " ".join(tokens)
            if hit := INNER.search(name):
                whole = (hit[1] + name[hit.end() :]).casefold()
                yield (whole if whole in self.solid else hit[1].casefold()), key


def _signs(tokens: Sequence[str], words: Lexicon) -> Iterator[Sign]:
    """What a shorter form of a name shares with it: its first or second word, its last two, its initials, those before its last word."""
    yield from (("first", tokens[0]), ("pair", *tokens[-2:]))
    yield from (("initials", _initials(tokens, words)), ("led", _initials(tokens[:-1], words), tokens[-1]))
    if len(tokens) > 1:
        yield "second", tokens[1]


def _tokens(found: Sequence[Mention]) -> list[str]:
    return str(found[0].value).removeprefix("The ").split()


def _initials(tokens: Iterable[str], words: Lexicon) -> str:
    return "".join(t[0] for t in tokens if t.casefold() not in words.silent).casefold()
