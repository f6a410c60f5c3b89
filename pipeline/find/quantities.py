"""Numbers: quantities with their qualifiers and ranges, and which of them count something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import regex

from pipeline.find.atoms import Atom, lexicon, scan_atoms, tidy, worth
from pipeline.find.currencies import Currencies, Sign, currencies, opens_next, sign_after, sign_before
from pipeline.mention import Mention, Number
from pipeline.rulebook import Rulebook, load_rules

WINDOW = 44
Span = tuple[int, int]


class Quantity(NamedTuple):
    """A number or a range of numbers in its text: `start` is where its qualifier begins, `at` where its first figure does.

    `signs` are the currency signs beside it (none for a plain number); `counts` is False for labels, years, ages.
    """

    start: int
    at: int
    end: int
    value: Number
    value_max: Number | None
    qualifier: str
    signs: tuple[Sign, ...]
    counts: bool
    atom: Atom


@dataclass(frozen=True)
class Grammar:
    """The patterns of rules/quantities.toml that look around a number."""

    label: regex.Pattern[str]
    unlike: regex.Pattern[str]
    no_one: regex.Pattern[str]
    other_one: regex.Pattern[str]
    yearly: regex.Pattern[str]
    plural: regex.Pattern[str]
    link: regex.Pattern[str]
    opened: regex.Pattern[str]
    zip: regex.Pattern[str]
    named: regex.Pattern[str]
    counted: regex.Pattern[str]
    growth: regex.Pattern[str]
    before: regex.Pattern[str]
    after: regex.Pattern[str]
    letter: regex.Pattern[str]
    qualifiers: dict[str, str]
    last_words: frozenset[str]
    trailing: dict[str, str]
    money: Currencies


@cache
def _grammars(digest: str) -> dict[str, Grammar]:
    return {}


def grammar(rules: Rulebook) -> Grammar:
    """The grammar of a rulebook, compiled once."""
    held = _grammars(rules.digest)
    if "grammar" not in held:
        held["grammar"] = _build(rules)
    return held["grammar"]


def _build(rules: Rulebook) -> Grammar:
    words = rules.words["quantities"]

    def atom(name: str, case: bool = False) -> regex.Pattern[str]:
        return rules.pattern(f"<<quantities.{name}>>", case=case)

    return Grammar(
        label=atom("label", case=True),
        unlike=atom("unlike", case=True),
        no_one=atom("no_one"),
        other_one=atom("other_one"),
        yearly=rules.pattern(r"(?<!\w)<<quantities.words.yearly>>\s*\Z"),
        plural=atom("plural", case=True),
        link=atom("link"),
        opened=atom("open_range"),
        zip=atom("zip", case=True),
        named=atom("named", case=True),
        counted=atom("counted", case=True),
        growth=atom("growth"),
        before=atom("before"),
        after=atom("after"),
        letter=atom("loose_letter", case=True),
        qualifiers=words["before"],
        last_words=frozenset(phrase.split()[-1] for phrase in words["before"]),
        trailing=words["after"],
        money=currencies(rules),
    )


def find_numbers(
    text: str, rules: Rulebook | None = None, taken: Iterable[Span] = (), *, scanned: Sequence[Quantity] | None = None
) -> list[Mention]:
    """Every number of `text` that counts something, qualifier included, sums of money and `taken` spans left out.

    `scanned` is the outcome of `scan_numbers`, for callers that have it already.

    >>> [(m.text, m.value, m.qualifier) for m in find_numbers("In 2019 Acme gave $5 million to over 1,200 schools, Top 10 in all.")]
    [('over 1,200', 1200, 'more_than')]
    """
    rules = rules or load_rules()
    spans = sorted(taken)
    found = scan_numbers(text, rules) if scanned is None else scanned
    return [_mention(text, q, rules) for q in found if q.counts and not q.signs and not _touches(q, spans)]


def _touches(quantity: Quantity, spans: list[Span]) -> bool:
    return any(start < quantity.end and quantity.at < end for start, end in spans)


def _mention(text: str, q: Quantity, rules: Rulebook) -> Mention:
    return Mention(
        field="number",
        start=q.start,
        end=q.end,
        text=text[q.start : q.end],
        rule=q.atom.rule,
        value=q.value,
        value_max=q.value_max,
        qualifier=q.qualifier,
        confidence=rules[q.atom.rule].confidence,
    )


def scan_numbers(text: str, rules: Rulebook | None = None) -> list[Quantity]:
    """Every quantity of `text` in order, with the currency signs beside it: what find_numbers and find_amounts both read."""
    rules = rules or load_rules()
    use = grammar(rules)
    found: list[Quantity] = []
    atoms = [_signed(text, atom, use) for atom in scan_atoms(text, rules)]
    at = 0
    while at < len(atoms):
        first = atoms[at]
        second = atoms[at + 1] if at + 1 < len(atoms) else None
        joined = _joined(text, first, second, use) if second else None
        at += 2 if joined else 1
        found.append(_qualified(text, joined or first, use, found[-1].end if found else 0))
    return found


def _signed(text: str, atom: Atom, use: Grammar) -> Quantity:
    """An atom with the currency signs beside it; not yet joined into ranges, not yet qualified."""
    left = sign_before(text, atom.start, use.money) if atom.start else None
    if left and atom.scale == 1 and atom.digits and (letter := use.letter.match(text, atom.end)):
        scale = {"m": 10**6, "b": 10**9, "k": 10**3}[letter[0].strip()[0].lower()]
        atom = atom._replace(end=letter.end(), scale=scale, value=worth(atom.digits, scale))
    right = sign_after(text, atom.end, use.money)
    if right and opens_next(text, right):
        right = None
    if left and right and not set(left.codes) & set(right.codes):
        left, right = (None, right) if left and left.weak else (left, None)
    if not right and text[atom.end : atom.end + 1].isalpha():
        left = None
    signs = tuple(sign for sign in (left, right) if sign)
    start, end = left.start if left else atom.start, right.end if right and not (left and right.key.islower()) else atom.end
    counts = bool(signs) or _counts(text, atom, use)
    return Quantity(start, start, end, atom.value, None, atom.qualifier, signs, counts, atom)


def _counts(text: str, atom: Atom, use: Grammar) -> bool:
    """Whether a bare number may count something: no label, age, date, share, ordinal, address."""
    before = text[atom.start - 1 : atom.start]
    if atom.value == 0 or (before and (before in "-‐‑–/_=@&.$'’*^" or before.isalnum())) or use.unlike.match(text, atom.end):
        return before in ("–", "-") and atom.start > 1 and text[atom.start - 2].isspace() and not use.unlike.match(text, atom.end)
    if "," in atom.digits or (atom.scale > 1 and atom.end - atom.start > 6):
        return True
    return not use.label.match(text, max(0, atom.start - WINDOW), atom.start)


def _joined(text: str, a: Quantity, b: Quantity, use: Grammar) -> Quantity | None:
    """The range that two neighbours make, or None: "200-300", "€5 to €7 million", "between 5 and 7 million yuan"."""
    if b.start - a.end > 6 or b.atom.qualifier != "exact" or a.atom.qualifier != "exact":
        return None
    link = use.link.fullmatch(text, a.end, b.start)
    if link is None:
        return None
    low, high = a.atom.value, b.atom.value
    if a.atom.scale == 1 and b.atom.scale > 1 and low < 1000:
        low = tidy(Decimal(low) * b.atom.scale)
    signs = (*a.signs, *b.signs)
    if low and high / low > 10 and link[0] == "-" and a.atom.digits.isdigit() and len(a.atom.digits) == 3:
        return a._replace(end=b.end, counts=False, signs=(), atom=b.atom)
    if not low < high or (a.signs and not b.signs and b.atom.scale == 1 and "to" in link[0]):
        return None
    if b.signs and not a.signs and b.start < b.atom.start:
        return None
    opened = use.opened.search(text, max(0, a.start - 16), a.start)
    word = (opened["word"] or "").lower() if opened else ""
    if not _ranges(link[0].strip().lower(), word, a, b) or use.growth.search(text, max(0, a.start - 90), a.start):
        return None
    start = opened.start() if opened and word and word != "of" else a.start
    counts = a.counts and b.counts or bool(signs) or _hyphened(text, a, b, use)
    return Quantity(start, a.at, b.end, low, high, "range", signs, counts, b.atom)


def _ranges(link: str, word: str, a: Quantity, b: Quantity) -> bool:
    if link == "and":
        return word == "between"
    if link == "or":
        return not a.atom.digits or not b.atom.digits or word == "of"
    return True


def _hyphened(text: str, a: Quantity, b: Quantity, use: Grammar) -> bool:
    """"200-300 pupils": neither half counts alone, as a figure glued to a hyphen; together they do."""
    if text[a.end : b.start].strip() not in ("-", "–", "—", "‐", "‑", "~") or use.unlike.match(text, b.end) or not a.atom.value:
        return False
    glued = text[a.start - 1 : a.start]
    return not (glued and (glued in "-–/" or glued.isalnum())) and not use.label.match(text, max(0, a.start - WINDOW), a.start)


def _qualified(text: str, q: Quantity, use: Grammar, floor: int) -> Quantity:
    """The quantity with the qualifier before or after it, and the last doubts about a bare number cleared."""
    words = text[max(floor, q.start - 16) : q.start].split()
    hinted = words and (words[-1].lower().lstrip("“\"‘'([*•-—–") in use.last_words or words[-1][-1] in "~≈<>≥≤")
    match = use.before.search(text, max(floor, q.start - WINDOW), q.start) if hinted else None
    start, qualifier = q.start, q.qualifier
    if match:
        start = match.start()
        said = _said(match, use)
        qualifier = said if q.qualifier == "exact" or (q.qualifier == "at_least" and said == "more_than") else qualifier
    after = use.after.match(text, q.end)
    end = q.end
    if after and not _plain_plus(text, after.end()):
        end = after.end()
        trailing = use.trailing[" ".join(after[0].lower().split())]
        qualifier = trailing if qualifier == "exact" else qualifier
    counts = q.counts and (bool(q.signs) or not _doubtful(text, q, match, use))
    return q._replace(start=start, end=end, qualifier=qualifier, counts=counts)


def _plain_plus(text: str, at: int) -> bool:
    """"5 + 3" is a sum."""
    return text[at - 1] == "+" and text[at : at + 2].strip()[:1].isdigit()


def _said(match: regex.Match[str], use: Grammar) -> str:
    words = [match["first"], match["second"]] if match["first"] else [match["sign"]]
    said = [use.qualifiers[" ".join(word.lower().replace("’", "'").split())] for word in words if word]
    return said[-1] if len(said) > 1 and said[-1] != "exact" else said[0]


def _doubtful(text: str, q: Quantity, qualifier: regex.Match[str] | None, use: Grammar) -> bool:
    """A year ("in 2019"), or the pronoun "one"."""
    atom = q.atom
    if q.value == 1 and not atom.digits and atom.scale == 1:
        word = text[q.at : q.end]
        named = word[0].isupper() and text[q.end + 1 : q.end + 2].isupper()
        return named or bool(use.other_one.match(text, q.end) or use.no_one.search(text, max(0, q.at - 12), q.at))
    if qualifier is None and q.value_max is None and atom.scale == 1 and atom.digits.isdigit() and _labelled(text, q, use):
        return True
    if len(atom.digits) != 4 or atom.scale > 1 or not 1800 <= atom.value < 2100 or not atom.digits.isdigit():
        return False
    if q.value_max is not None:
        return q.value >= 1800
    if qualifier and (qualifier["sign"] or _said(qualifier, use) in ("more_than", "at_least", "exact", "nearly")):
        return False
    if use.yearly.search(text, max(0, q.start - 10), q.start):
        return True
    return not (atom.value % 100 == 0 and use.plural.match(text, q.end))


def _labelled(text: str, q: Quantity, use: Grammar) -> bool:
    """A figure that is part of a name ("SOC 2") or a postcode ("IL 60610")."""
    if len(q.atom.digits) > 3:
        return len(q.atom.digits) in (5, 6) and use.zip.match(text, max(0, q.start - 20), q.start) is not None
    return use.named.match(text, max(0, q.start - 24), q.start) is not None and not use.counted.match(text, q.end)


__all__ = ["Grammar", "Quantity", "find_numbers", "grammar", "lexicon", "scan_numbers"]
