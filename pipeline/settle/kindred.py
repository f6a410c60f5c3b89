"""Kindred: the fuller name that another form of it stands for, where the form neither begins it nor is all its initials."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.mention import Mention

INNER = regex.compile(r"\s\((\p{Lu}{2,8})\)(?=\s)")
HUMP = regex.compile(r"\p{Lu}\p{Ll}+")
THE = ("the ", "The ", "THE ")
LONGEST = 100_000
"""How many characters of an article are asked whether a name's first word stands there alone."""
MOST_OF_COUNTRY = 3
"""The words of a country's name at most."""
SPELT = 5
"""How long a word must be that two names may spell in two ways."""
OURS = ("company", "organisation")
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
        self.times = {key: (-len(found), found[0].start) for key, found in solid.items()}
        self.named = {key for key, tokens in self.solid.items() if solid[key][0].field in OURS and tokens[0] not in words.bodies}
        self.turned = {turned: key for key, tokens in self.solid.items() if (turned := self._turned(tokens))}
        self.bracketed = dict(self._bracketed())
        self.cored = dict(self._cored(solid))
        self.homed = dict(self._homed())
        self.signs: dict[Sign, list[str]] = defaultdict(list)
        for key, tokens in self.solid.items():
            for sign in _signs(tokens, words):
                self.signs[sign].append(key)

    def of(self, key: str, spoken: Sequence[Mention]) -> str | None:
        """The key of the fuller name of a form; None where there is none, or several."""
        tokens = _tokens(spoken)
        known = self.turned.get(key) or self.bracketed.get(key) or self.cored.get(key) or self.homed.get(key)
        if known and known != key:
            return known
        if not tokens or str(spoken[0].value) in self.words.companies:
            return None
        the = len(tokens) > 1 and any(m.text.startswith(THE) or self.text[max(0, m.start - 4) : m.start] in THE for m in spoken)
        near = [k for k in self._alike(tokens) if k != key and (self._same(tokens, self.solid[k], the) or self._misspelt(key, k))]
        return near[0] if len(near) == 1 else None

    def _alike(self, tokens: Sequence[str]) -> set[str]:
        """The keys of those names that a form may stand for, by one sign or another: not each has to be looked at."""
        first, letters = tokens[0], tokens[0].casefold()
        asked: list[Sign] = [("first", first), ("second", first), ("pair", *tokens[-2:])]
        asked += [("led by", letters[:2])] if _humps(first) else []
        ends = ("", *self.words.legal_letters)
        asked += [(sign, letters.removesuffix(end), *rest) for end in ends for sign, *rest in (("initials",), ("led", tokens[-1]))]
        return {key for sign in asked for key in self.signs.get(sign, ())}

    def _same(self, tokens: Sequence[str], other: Sequence[str], the: bool) -> bool:
        if len(tokens) == 1:
            return self._short(tokens[0], other)
        if len(other) == len(tokens):
            return tokens[-1] in self.words.plain and other[0] in self.words.classed and tokens[:-1] == other[1:]
        if len(other) < len(tokens):
            return False
        if other[0] in self.words.classed and other[1 : 1 + len(tokens)] == tokens and self._proper(tokens[0]):
            return True
        if other[-len(tokens) :] == tokens and (self._office(tokens) or self._ends(tokens, other[: -len(tokens)], the)):
            return True
        halved = len(tokens) == 2 and self._half_initials(tokens[0], tokens[1], other) or self._spelt(tokens, other)
        return halved or self._left_out(tokens, other)

    def _misspelt(self, key: str, other: str) -> bool:
        """Whether a name of three words or more is another but for one letter of one of them, and stands there less often, or later."""
        one, two = self.solid.get(key, ()), self.solid[other]
        differ = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
        if len(one) < 3 or len(one) != len(two) or len(differ) != 1 or self.times[key] <= self.times[other]:
            return False
        short, long = sorted(differ[0], key=len)
        return len(short) >= SPELT and short.isalpha() and long.isalpha() and _one_letter(short, long)

    def _short(self, token: str, other: Sequence[str]) -> bool:
        """Whether one word is a name's initials, those of its legal form among them, its first behind a class word, or its last."""
        if not token.isupper():
            if humps := _humps(token):
                return _blend(humps, other, self.words)
            return other[0] in self.words.classed and other[1:2] == [token] and len(other) > 2 or self._last(token, other)
        letters = token.casefold()
        if len(letters) > 3 and letters == _initials(other, self.words, whole=True):
            return True
        return letters in {_initials(other, self.words) + end for end in ("", *(self.words.legal_letters if len(letters) > 3 else ()))}

    def _last(self, token: str, other: Sequence[str]) -> bool:
        """Whether one word is the last of a name's two, the first of which never stands without it: "Tamani" of "Ofelt Tamani"."""
        whole = " ".join(other)
        if len(other) != 2 or other[1] != token or not other[0].isalpha() or whole.casefold() not in self.named:
            return False
        known = token in self.words.company_heads or other[0] in self.words.companies or not self._proper(token)
        near = self.text[:LONGEST]
        return not known and near.count(other[0]) == near.count(whole)

    def _left_out(self, tokens: Sequence[str], other: Sequence[str]) -> bool:
        """Whether a name leaves out words from the middle of another: "Tamani Trust" of "Tamani Rural Trust"."""
        rest = iter(other)
        if tokens[0] != other[0] or not all(t in rest for t in tokens):
            return False
        slight = self.words.slight.issuperset(Counter(other) - Counter(tokens))
        headed = self.words.organisations.get(tokens[-1]) in OWN or tokens[-1] in self.words.company_heads
        return slight or headed and tokens[-1] == other[-1] and self._proper(tokens[0])

    def _ends(self, tokens: Sequence[str], before: Sequence[str], the: bool) -> bool:
        """Whether a form with a head word is the end of a name: "the Tamani Trust", "Roe Foundation" of "Ada (and Jo) Roe Foundation"."""
        kind = self.words.organisations.get(tokens[-1])
        capital = all(t[0].isupper() or t in self.words.silent for t in before)
        person = before[:1] and capital and (before[0] in self.words.titles or before[0] in self.words.given)
        named = person and kind in OWN and self._proper(tokens[0])
        return kind is not None and bool(the or named)

    def _proper(self, token: str) -> bool:
        """Whether a name's first word tells it from others of its kind."""
        known = (self.words.places, self.words.tasks, self.words.organisations, self.words.alone)
        return not any(token.replace("’", "'") in words for words in known)

    def _office(self, tokens: Sequence[str]) -> bool:
        """Whether words are an office and its task: "Department of Forestry" of "Meria Department of Forestry"."""
        return len(tokens) > 2 and tokens[1] == "of" and self.words.organisations.get(tokens[0]) == "government"

    def _spelt(self, tokens: Sequence[str], other: Sequence[str]) -> bool:
        """Whether a form is a name with some of its words as initials: "NDC Animal Rescue" of "New Delport City Animal Rescue"."""
        if not tokens or not other:
            return not tokens and not other
        one = tokens[0].removesuffix("'s").removesuffix("’s")
        if tokens[0] == other[0] and self._spelt(tokens[1:], other[1:]):
            return True
        if not (one.isupper() and 2 <= len(one) < len(other) + 2):
            return False
        ends = ("", *self.words.legal_letters)
        runs = (n for n in range(2, min(len(other), 2 * len(one)) + 1) if other[n - 1].casefold() not in self.words.silent)
        fits = (n for n in runs if one.casefold() in {_initials(other[:n], self.words) + end for end in ends})
        return any(self._spelt(tokens[1:], other[n:]) for n in fits)

    def _half_initials(self, one: str, two: str, other: Sequence[str]) -> bool:
        """Whether half of a form is initials: "Tamani BS" of "Tamani Building Society", "PTB Meria" of "Port Trust Bank Meria"."""
        if two.isupper() and one == other[0] and len(two) > 1:
            return _initials(other[1:], self.words) == two.casefold()
        placed = two == other[-1] and _initials(other[:-1], self.words) == one.casefold()
        return one.isupper() and len(one) > 1 and (placed or two in self.words.places and _initials(other, self.words) == one.casefold())

    def _turned(self, tokens: Sequence[str]) -> str:
        """An office's, a university's or a foundation's name with its head last: "labour ministry" for "Ministry of Labour"."""
        house = len(tokens) > 2 and tokens[1] == "of" and self.words.organisations.get(tokens[0]) == "school"
        house = house or len(tokens) > 3 and tokens[:2] == ["Foundation", "for"]
        return " ".join([*tokens[2:], tokens[0]]).casefold() if house or self._office(tokens) else ""

    def _bracketed(self) -> Iterator[tuple[str, str]]:
        """The short forms that stand in brackets within names: "RTA Mutual" of "Rural Traders' Association (RTA) Mutual", else "RTA"."""
        for key, tokens in self.solid.items():
            name = " ".join(tokens)
            if hit := INNER.search(name):
                whole = (hit[1] + name[hit.end() :]).casefold()
                if (plain := (name[: hit.start()] + name[hit.end() :]).casefold()) in self.solid:
                    yield plain, key
                yield (whole if whole in self.solid else hit[1].casefold()), key

    def _homed(self) -> Iterator[tuple[str, str]]:
        """Names without the one country before them: "Tamanis" of "New Meria Tamanis"."""
        rests: dict[Sign, list[str]] = defaultdict(list)
        for key, tokens in self.solid.items():
            for n in range(1, min(len(tokens), MOST_OF_COUNTRY + 1)):
                country = " ".join(tokens[:n])
                if (country in self.words.countries or country in self.words.peoples) and self._proper(tokens[n]):
                    rests[*tokens[n:]].append(key)
        yield from ((" ".join(rest).casefold(), keys[0]) for rest, keys in rests.items() if len(keys) == 1)

    def _cored(self, solid: Mapping[str, Sequence[Mention]]) -> Iterator[tuple[str, str]]:
        """The forms of a company that differ in what says nothing: "Tamani (Meria)" and "Tamani Group"."""
        cores: dict[Sign, list[str]] = defaultdict(list)
        for key, tokens in self.solid.items():
            core = [t for t in tokens if not t.startswith("(") and t not in self.words.plain]
            if core and core != tokens and solid[key][0].field in ("company", "name") and any(map(self._proper, core)):
                cores[*core].append(key)
        for keys in cores.values():
            if sum("(" in " ".join(self.solid[key]) for key in keys) == 1:
                yield from ((key, keys[0]) for key in keys[1:])


def _signs(tokens: Sequence[str], words: Lexicon) -> Iterator[Sign]:
    """What a shorter form of a name shares with it: its first or second word, its last two, its initials, those before its last word."""
    yield from (("first", tokens[0]), ("pair", *tokens[-2:]))
    yield from (("initials", _initials(tokens, words)), ("led", _initials(tokens[:-1], words), tokens[-1]))
    yield from (("initials", _initials(tokens, words, whole=True)), ("led by", tokens[0][:2].casefold()))
    if len(tokens) > 1:
        yield "second", tokens[1]


def _one_letter(short: str, long: str) -> bool:
    """Whether two words differ in one letter, or one of them has one more."""
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _tokens(found: Sequence[Mention]) -> list[str]:
    return str(found[0].value).removeprefix("The ").split()


def _initials(tokens: Iterable[str], words: Lexicon, *, whole: bool = False) -> str:
    """The initials of a name; with `whole` the initials in it are all taken: "LTC" of "Lindo TC"."""
    return "".join(t if whole and t.isupper() else t[0] for t in tokens if t.casefold() not in words.silent).casefold()


def _humps(token: str) -> list[str]:
    """The parts of a word that is written as one with capitals inside: "Tam" and "Bank" of "TamBank"."""
    humps = HUMP.findall(token)
    return humps if len(humps) > 1 and "".join(humps) == token else []


def _blend(humps: Sequence[str], other: Sequence[str], words: Lexicon) -> bool:
    """Whether a word's parts begin the first words of a name: "TamBank" of "Tamani Bank of Meria"."""
    told = [t for t in other if t.casefold() not in words.silent]
    return len(told) >= len(humps) and all(t.startswith(hump) for t, hump in zip(told, humps, strict=False))
