"""Atoms: every stretch of a text that says a bare number, in figures or in words, with its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import regex

from pipeline.mention import Number
from pipeline.rulebook import Rulebook, alternation

ARTICLE = regex.compile(r"(?r)\ban?[\s\-]+", regex.IGNORECASE)
LETTERS = regex.compile(r"[a-z]+", regex.IGNORECASE)
SCALE = regex.compile(r"[^\W\d_]+")
GROUPED = regex.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
DOTTED = regex.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3},\d{1,2}")
VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


class Atom(NamedTuple):
    """A bare number: `text[start:end]` says `value`, which is `size` (what stands before "million") times `scale`.

    `digits` holds the figure as written, "" for words; `qualifier` is what the words say by themselves
    ("hundreds" is "at_least"); `rule` is the id of the rule that found it.
    """

    start: int
    end: int
    value: Number
    scale: int
    digits: str
    qualifier: str
    rule: str


@dataclass(frozen=True)
class Lexicon:
    """The words of rules/quantities.toml, ready to look up."""

    anchor: re.Pattern[str]
    led: frozenset[str]
    scan: regex.Pattern[str]
    ids: dict[str, str]
    skipped: frozenset[str]
    units: dict[str, int]
    big: dict[str, int]
    loose: dict[str, int]
    pair: dict[str, int]
    fractions: dict[str, Decimal]


@cache
def _lexicons(digest: str) -> dict[str, Lexicon]:
    return {}


def lexicon(rules: Rulebook) -> Lexicon:
    """The lexicon of a rulebook, built once."""
    held = _lexicons(rules.digest)
    if "lexicon" not in held:
        held["lexicon"] = _build(rules)
    return held["lexicon"]


def _build(rules: Rulebook) -> Lexicon:
    words = rules.words["quantities"]
    own = rules.rules["quantities"]
    ids = {rule.id.split(".")[1]: rule.id for rule in own}
    source = "|".join(f"(?P<rule_{name}>{rules[full].pattern.pattern})" for name, full in ids.items())
    skipped = frozenset(rule.id.split(".")[1] for rule in own if rule.more.get("count") is False)
    big = {**words["big"], **words["short"], **words["letter"], **words["myriad"]}
    return Lexicon(
        anchor=_anchor([*words["small"], *words["tens"], *words["big"], *words["opening"]["anything"]]),
        led=frozenset([*words["big"], *words["opening"]["after_article"]]),
        scan=regex.compile(source, regex.VERBOSE | regex.IGNORECASE),
        ids=ids,
        skipped=skipped,
        units={**words["small"], **words["tens"]},
        big=big,
        loose=words["loose"],
        pair=words["pair"],
        fractions={word: Decimal(size) for word, size in words["fractions"].items()},
    )


def _anchor(words: list[str]) -> re.Pattern[str]:
    """Where a number may begin. The standard library's engine is the faster one for this scan, which touches every character."""
    forms = sorted({form for word in words for form in (word, word.capitalize(), word.upper())})
    firsts = "".join(sorted({form[0] for form in forms}))
    return re.compile(rf"(?<![A-Za-z](?=[A-Za-z]))(?=[\d½¼¾{firsts}])(?:\d+|[½¼¾]|{alternation(forms)}\b)")


def scan_atoms(text: str, rules: Rulebook) -> list[Atom]:
    """Every bare number of `text`, in order; dates, telephones, shares and the like are left out."""
    words = lexicon(rules)
    atoms: list[Atom] = []
    at = 0
    while anchor := words.anchor.search(text, at):
        start = anchor.start()
        match = words.scan.match(text, _opening(text, start, anchor[0], words)) or words.scan.match(text, start)
        if match is None or match.end() <= start:
            at = anchor.end()
            continue
        at = match.end()
        name = (match.lastgroup or "").removeprefix("rule_")
        if name not in words.skipped:
            atom = _atom(match, name, words)
            if atoms and atom.scale > 1 and _adds_to(text, atoms[-1], atom):
                first = atoms.pop()
                atom = atom._replace(start=first.start, value=first.value + atom.value, digits="")
            atoms.append(atom)
    return atoms


def _adds_to(text: str, first: Atom, second: Atom) -> bool:
    """Whether two figures make one number: "3 crore 50 lakh"."""
    whole = first.digits.isdigit() and second.digits.isdigit() and first.scale > second.value
    return whole and first.scale > second.scale and text[first.end : second.start].isspace()


def _opening(text: str, start: int, found: str, words: Lexicon) -> int:
    """Where the number begins that was noticed at `start`: its article or the mark before a telephone number belong to it."""
    if found[0].isdigit():
        return start - 1 if start and text[start - 1] in "+(" else start
    if found.lower() not in words.led:
        return start
    article = ARTICLE.match(text, max(0, start - 4), start)
    return article.start() if article else start


def _atom(match: regex.Match[str], name: str, words: Lexicon) -> Atom:
    start, end = match.span()
    rule = words.ids[name]
    if name == "figure":
        digits, scale = match["digits"], _scale(match["scales"], words.big)
        return Atom(start, end, worth(digits, scale), scale, digits, "at_least" if "+" in match["scales"] else "exact", rule)
    if name == "loose":
        return Atom(start, end, words.loose[_plain(match[0])], 1, "", "at_least", rule)
    if name == "pair":
        return Atom(start, end, words.pair[_plain(match[0])], 1, "", "about", rule)
    if name == "portion":
        return Atom(start, end, _portion(match, words), 1, "", "exact", rule)
    value, scale = _spelled(match[0], words)
    return Atom(start, end, value, scale, "", "exact", rule)


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().split())


def _scale(scales: str, big: dict[str, int]) -> int:
    size = 1
    for word in SCALE.findall(scales):
        size *= big[word.lower()]
    return size


def worth(digits: str, scale: int = 1, comma: bool = False) -> Number:
    """The value of a figure; `comma` says that its country writes the decimal comma.

    >>> worth("1,00,000"), worth("30 000"), worth("12.31", 1000000), worth("2,3", 1000000)
    (100000, 30000, 12310000, 2300000)
    >>> worth("1.234.567"), worth("1.500"), worth("1.500", comma=True), worth("4½")
    (1234567, 1500, 1500, Decimal('4.5'))
    """
    part = VULGAR.get(digits[-1:], Decimal(0))
    bare = "".join(c for c in digits if c.isdigit() or c in ".,")
    if GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    elif DOTTED.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif scale == 1 and len(bare) > 4 and bare[-4] == "." and len(bare) <= 7 and (comma or bare[-1] == "0") and bare[0] != "0":
        bare = bare.replace(".", "")
    else:
        bare = bare.replace(",", ".")
    return tidy((Decimal(bare or 0) + part) * scale)


def tidy(value: Decimal) -> Number:
    """An int where the value is whole."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _portion(match: regex.Match[str], words: Lexicon) -> Number:
    if match["part"]:
        return tidy(_fraction(match["part"], words) * words.big[match["whole"].lower()])
    rest = _fraction(match["rest"], words)
    base, own = _base(match["base"], words)
    scale = words.big[match["times"].lower()] if match["times"] else own
    return tidy((base + rest) * scale)


def _fraction(phrase: str, words: Lexicon) -> Decimal:
    plain = _plain(phrase)
    return words.fractions.get(plain) or words.fractions[plain.split(" ", 1)[-1]]


def _base(phrase: str, words: Lexicon) -> tuple[Decimal, int]:
    """The whole number before "and a half", and the unit that it is counted in ("a million and a half")."""
    if phrase[0].isdigit():
        return Decimal(worth(phrase)), 1
    value, scale = _spelled(phrase, words)
    return Decimal(value) / scale, scale


def _spelled(phrase: str, words: Lexicon) -> tuple[int, int]:
    """The value of number words, and the last word that multiplies ("two hundred thousand" gives 200000, 1000).

    "hundred" multiplies what stands right before it, a bigger word all that has gathered since the last one.
    """
    total = current = 0
    scale = 1
    for word in LETTERS.findall(phrase.lower()):
        if word in words.units:
            current += words.units[word]
            scale = 1
        elif word == "hundred":
            current, scale = (current or 1) * 100, 100
        elif word in words.big:
            scale = words.big[word]
            total, current = (total + current * scale, 0) if current else ((total or 1) * scale, 0)
    return total + current, scale
