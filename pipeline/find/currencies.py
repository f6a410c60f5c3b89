"""Currencies: which sign, code or name stands beside a number, and which currencies it may mean."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from pipeline.rulebook import Rulebook, alternation

WINDOW = 14
PARTED = re.compile(r"(?:[A-Z][A-Za-z]+|[RS])\$")  # signs that are also written with a space: "R $ 5" (but "Class A $5 shares")
BLANKS = (" ", "\u00a0")
APOSTROPHES = re.compile("[’‘ʻʼ`]")
YEAR = re.compile(r"(?:19|20)\d\d")
SHOUTED = 5  # letters of a place that may stand in capitals ("NAIROBI -")


class Sign(NamedTuple):
    """A currency sign beside a number: where it stands, what it is written as, and the codes that it may mean."""

    start: int
    end: int
    key: str
    codes: tuple[str, ...]
    weak: bool


@dataclass(frozen=True)
class Currencies:
    """The table of rules/currencies.csv, ready to look up. `signs` and `names` say which codes a form may mean.

    `spelled` are the names in small letters that may stand before a number.
    """

    signs: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    weak: frozenset[str]
    shy: frozenset[str]
    bold: frozenset[str]
    glued: frozenset[str]
    spelled: frozenset[str]
    left: regex.Pattern[str]
    right: regex.Pattern[str]
    places: Mapping[str, str]
    place: re.Pattern[str]
    sources: Mapping[str, str]
    domains: Mapping[str, str]
    defaults: Mapping[str, str]
    digits: Mapping[str, int]
    decimal_comma: frozenset[str]
    thousand_million: frozenset[str]
    mil_thousand: frozenset[str]
    weights: frozenset[str]
    firm: frozenset[str]
    both: frozenset[str]
    pesos: frozenset[str]
    goods: regex.Pattern[str]
    american: regex.Pattern[str]
    not_american: regex.Pattern[str]


@cache
def _tables(digest: str) -> dict[str, Currencies]:
    return {}


def currencies(rules: Rulebook) -> Currencies:
    """The currencies of a rulebook, read once."""
    held = _tables(rules.digest)
    if "currencies" not in held:
        held["currencies"] = _build(rules)
    return held["currencies"]


def _build(rules: Rulebook) -> Currencies:
    with (rules.folder / "currencies.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    words = rules.words["money"]
    signs, weak, names = _forms(rows, words)
    places = {form: row["code"] for row in rows for place in _split(row["places"]) for form in _shouted(place.replace("’", "'"))}
    left = sorted([*signs, *weak, *words["spelled_before"]], key=lambda form: (-len(form), form))
    right = alternation([*names, *(f"{name}s" for name in names)])
    after = alternation([*words["signs_after"], *(row["code"] for row in rows)])
    return Currencies(
        signs={**signs, **weak, **{form: _named(form, names) for form in words["spelled_before"]}},
        names=names,
        weak=frozenset(weak) | frozenset(words["clash"]),
        shy=frozenset(words["shy_after"]),
        bold=frozenset([*words["bold"], *(row["code"].capitalize() for row in rows)]),
        glued=frozenset([*words["glued"], *words["defaults"]]),
        spelled=frozenset(form for form in words["spelled_before"] if form.islower()),
        left=rules.pattern(rf"(?<![\w$€£¥₹₦])(?P<key>{alternation(left)})\.?[\s\-‑]?\Z", case=True),
        right=rules.pattern(f"(?:(?i:<<money.before_name>>(?P<name>{right})(?![\\w]))|[\\s-]?(?P<sign>{after})(?![\\w]))", case=True),
        places=places,
        place=re.compile(rf"(?=[{''.join(sorted({place[0] for place in places}))}])(?<!\w){alternation([*places])}(?![\w$])"),
        sources=words["sources"],
        domains=words["domains"],
        defaults=words["defaults"],
        digits={row["code"]: int(row["digits"]) for row in rows},
        decimal_comma=frozenset(row["code"] for row in rows if row["decimal"] == "comma"),
        thousand_million=frozenset(words["thousand_million"]),
        mil_thousand=frozenset(words["mil_thousand"]),
        weights=frozenset(words["weights"]),
        firm=frozenset(words["firm"]),
        both=frozenset(words["both"]),
        pesos=frozenset(row["code"] for row in rows if "peso" in row["name"]),
        goods=rules.pattern("<<money.goods>>"),
        american=rules.pattern("<<money.american>>"),
        not_american=rules.pattern("<<money.not_american>>"),
    )


def _shouted(place: str) -> set[str]:
    """A place as it is written in a text and, where it is long enough, in a dateline in capitals."""
    return {place, place.upper()} if len(place) >= SHOUTED else {place}


def _plain(name: str) -> str:
    """The name of a currency as the tables have it, whatever its letters, blanks and apostrophes.

    >>> _plain("Tongan\u00a0Pa’anga")
    "tongan pa'anga"
    """
    return " ".join(APOSTROPHES.sub("'", name.casefold()).split())


Forms = dict[str, tuple[str, ...]]


def _forms(rows: list[dict[str, str]], words: Mapping[str, Mapping[str, str]]) -> tuple[Forms, Forms, Forms]:
    """Signs, weak signs and names, each with the codes that share it."""
    signs: dict[str, list[str]] = defaultdict(list)
    weak: dict[str, list[str]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        code = row["code"]
        written = _split(row["signs"])
        coded = {f"{code}$", f"{code} $"} if "$" in written else set()
        for sign in {code, *written, *coded, *(sign.replace("$", " $") for sign in written if PARTED.fullmatch(sign))}:
            signs[sign].append(code)
        shy = code in words["clash"] or code in words["shy_after"]
        for sign in [*_split(row["weak"]), *([] if shy and code not in words["capitalised"] else [code.capitalize()])]:
            weak[sign].append(code)
        for name in {_plain(name) for name in (row["name"], row["plural"], *_split(row["names"]))}:
            names[name].append(code)
    return _frozen(signs), _frozen(weak), _frozen(names)


def _named(form: str, names: Forms) -> tuple[str, ...]:
    """The codes that the name of a currency may mean, in the singular or the plural."""
    plain = _plain(form)
    return names.get(plain) or names[plain[:-1]]


def _frozen(forms: Mapping[str, list[str]]) -> Forms:
    return {form: tuple(codes) for form, codes in forms.items()}


def _split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def sign_before(text: str, at: int, table: Currencies) -> Sign | None:
    """The currency sign that ends right before `at`.

    A weak sign (a letter such as R, P or N, a code that is also a word) still has to prove itself by evidence.
    """
    match = table.left.search(text, max(0, at - WINDOW), at)
    if match is None:
        return None
    key = match["key"]
    if key in table.spelled and text[match.end("key") : at] not in BLANKS:
        return None
    return Sign(match.start("key"), at, key, table.signs[key], key in table.weak)


def sign_after(text: str, at: int, table: Currencies) -> Sign | None:
    """The currency name, code or sign that begins right after `at`; pounds of flour are none."""
    match = table.right.match(text, at)
    if match is None:
        return None
    if match["sign"]:
        key = match["sign"]
        return Sign(match.start("sign"), match.end(), key, table.signs[key], key in table.weak or key in table.shy)
    key = _plain(match["name"])
    key = key if key in table.names else key[:-1]
    if key not in table.names or table.goods.match(text, match.start("name")):
        return None
    return Sign(match.start("name"), match.end("name"), key, table.names[key], key in table.shy)


def opens_next(text: str, sign: Sign, digits: str) -> bool:
    """Whether a sign after a number belongs to the next one: "in 2019 $500"; a name does behind a year alone ("5,000 naira 20 times")."""
    if sign.key.islower() and not YEAR.fullmatch(digits):
        return False
    return text[sign.end : sign.end + 3].lstrip(". \u00a0")[:1].isdigit()
