"""Units: the noun phrase after a number, and what class of thing it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.find.nouns import KINDS, SERVED, Nouns, Word

REACH = 9
LEAST = 6
SHORT = 3
NEAR = 5
AGENT = "people"
GIVEN = ("goods", "meals", "awards")
AND = ("and", "or", "&")
UP_TO = (*AND, "to", "-", "–")
LEVEL = re.compile(r"\d{1,2}(?:[-–/]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: `text[start:end]`, the kind of its noun, and whether the noun stands in the plural."""

    start: int
    end: int
    kind: str
    plural: bool


def read_unit(text: str, at: int, end: int, *, one: bool, many: bool, nouns: Nouns) -> Unit | None:
    """The noun phrase that begins at `at`, no further than `end`; `one` if the number before it is 1,
    `many` if it needs an "of" ("dozens of").

    Adjectives are passed over; the first plural noun is the head, or the last singular one where there is no
    plural ("160 school"); nouns joined by "and" belong to the unit.
    """
    words = _words(text, at, end, nouns)
    of = bool(words) and words[0].low == "of"
    if not words or of is not many or words[0].low in ("and", "or", ","):
        return None
    words = words[1:] if of else words
    stop = next((i for i, word in enumerate(words) if _ends(word, nouns) and not _goes_on(words, i, nouns)), len(words))
    head = _head(words[:stop], nouns, one=one) or _unnamed(words[:stop], nouns, one)
    if head is None or stop < len(words) and words[stop].low in nouns.sums and (head[1] == "unnamed" or not head[2]):
        return None
    size, kind, plural = head
    last, kind = _joined(words, size, kind, nouns)
    return Unit(words[0].start, words[last - 1].end, kind, plural)


def _ends(word: Word, nouns: Nouns) -> bool:
    """Whether no noun phrase goes on over a word: a sign, a verb or preposition, a figure, a word of money."""
    return word.sign or word.low in nouns.stops or word.low in nouns.sums or word.low[0].isdigit()


def _goes_on(words: list[Word], at: int, nouns: Nouns) -> bool:
    """Whether a phrase goes on over a word that else ends it: "860 old people", "bright but needy pupils", "200 Grade 12 learners"."""
    low, before = words[at].low, words[at - 1].low if at else ""
    behind = [word.low for word in words[at + 1 : at + NEAR]]
    if not any(low in nouns.plural for low in (*behind, *map(" ".join, pairwise(behind)))):
        return False
    risk = next((n for n in (3, 2) if " ".join(w.low for w in words[:n]) in nouns.risks), 0)
    if at < risk or low[0].isdigit() and not low[-1].isdigit():
        return True
    if at == 0:
        return low in nouns.opening or low in nouns.forms
    if low in nouns.opening and before in AND or low in nouns.yearly and before in nouns.ordinal:
        return True
    return low in nouns.between or _in_form(words, at, nouns) or _paired(words, at, nouns)


def _in_form(words: list[Word], at: int, nouns: Nouns) -> bool:
    """Whether a word numbers the classes at school before it: "Grade 4 to 6 pupils"."""
    back = at
    while back and (words[back].low in UP_TO or LEVEL.fullmatch(words[back].low)):
        back -= 1
    follows = words[at + 1].low if at + 1 < len(words) else ""
    return back < at and words[back].low in nouns.forms and follows not in nouns.forms


def _paired(words: list[Word], at: int, nouns: Nouns) -> bool:
    """Whether a comma stands between adjectives that a noun follows: "80 elementary, middle and high schools"."""
    if words[at].low != "," or any(word.low in nouns.plural for word in words[: at + 2]):
        return False
    first, *rest = words[at + 1 : at + 3]
    ends = _ends(first, nouns) or first.low in nouns.doings or first.low in nouns.numerals
    return not ends and bool(rest) and (rest[0].low in AND or rest[0].low == "," and _paired(words, at + 2, nouns))


def _words(text: str, at: int, end: int, nouns: Nouns) -> list[Word]:
    words: list[Word] = []
    for match in nouns.token.finditer(text, at, end):
        name = str(match.lastgroup)
        low = match[name].lower().replace("’", "'")
        if low == "'" and words and words[-1].end == match.start(name):
            words[-1] = words[-1]._replace(low=words[-1].low + low)
            continue
        words.append(Word(match.start(name), match.end(name), low, name == "other", match[name][0].isupper()))
        if len(words) > REACH + 5 or low in ".;:!?":
            break
    return words


def _head(words: list[Word], nouns: Nouns, *, one: bool) -> tuple[int, str, bool] | None:
    """How many words reach to the head noun, its kind, and whether it is a plural."""
    found: tuple[int, str, bool] | None = None
    for i in range(min(len(words), REACH)):
        for size in (3, 2, 1):
            if i + size > len(words):
                continue
            phrase = " ".join(w.low for w in words[i : i + size])
            if phrase in nouns.plural and not (one and phrase not in nouns.singular):
                return _extended(words, i + size, nouns.plural[phrase], nouns)
            if phrase in nouns.singular:
                found = (i + size, nouns.singular[phrase], False)
                break
        else:
            kind = None if one or (i + 1 < len(words) and words[i + 1].low in nouns.plural) else _formed(words[i], nouns)
            if kind:
                return _extended(words, i + 1, kind, nouns)
        if found and one and i + 1 >= found[0] and not (i + 1 < len(words) and words[i + 1].low in nouns.singular):
            return found
        if i >= 5 and found is None:
            return None
    return found if found and (one or found[0] == len(words) or found[0] <= 2) else None


def _formed(word: Word, nouns: Nouns) -> str | None:
    """The kind of a plural that no list has, by its form: "tea-farmers" are farmers, "healers" and "Guyanese" are people."""
    last = word.low.rpartition("-")[2]
    if last in nouns.plural:
        return nouns.plural[last]
    if len(last) < LEAST or last in nouns.no_agents or last in nouns.singular:
        return None
    return AGENT if last.endswith(nouns.agents) or (word.name and last.endswith(nouns.origins)) else None


def _unnamed(words: list[Word], nouns: Nouns, one: bool) -> tuple[int, str, bool] | None:
    """The head of a short phrase of words in small letters that no list has: only strong cues make it people served."""
    fits = not one and 1 <= len(words) <= SHORT and not words[-1].name and len(words[-1].low) > SHORT and words[-1].low.isalpha()
    fits = fits and words[-1].low not in nouns.no_agents
    return (len(words), "unnamed", words[-1].low.endswith("s")) if fits else None


def _extended(words: list[Word], size: int, kind: str, nouns: Nouns) -> tuple[int, str, bool]:
    """A plural noun right after the head is the head ("girls schools"), unless it is what they get ("gave 550 students laptops")."""
    while size < len(words) and words[size].name == words[size - 1].name:
        low = words[size].low
        more = nouns.plural.get(low) or nouns.singular.get(low)
        if more is None or (kind in SERVED and (more in GIVEN or _verbal(words, size, nouns))):
            break
        kind, size = more, size + 1
    return size, kind, True


def _verbal(words: list[Word], at: int, nouns: Nouns) -> bool:
    """Whether a noun in the singular that ends its phrase after a plural is a verb: "300 children study in shifts"."""
    follows = words[at + 1].low if at + 1 < len(words) else ""
    return words[at].low not in nouns.plural and follows not in nouns.plural and follows not in nouns.singular


def _joined(words: list[Word], size: int, kind: str, nouns: Nouns) -> tuple[int, str]:
    """The end of the unit after "and students", "families and seniors", and the kind of the most telling noun."""
    last, at, listed = size, size, False
    served = kind in SERVED
    best = kind
    while at < len(words) and words[at].low in (",", "and", "&", "or"):
        listed = listed or words[at].low != ","
        at += 1
        if at < len(words) and words[at - 1].low == "," and words[at].low in ("and", "&", "or"):
            continue
        more = _next_noun(words, at, nouns)
        if more is None:
            break
        at, kind_more = more
        best = max(best, kind_more, key=KINDS.index) if served and kind_more in SERVED else best
        if listed:
            last, kind = at, best
    return last, kind


def _next_noun(words: list[Word], at: int, nouns: Nouns) -> tuple[int, str] | None:
    for i in range(at, min(at + 4, len(words))):
        low = words[i].low
        for size in (2, 1):
            phrase = " ".join(w.low for w in words[i : i + size])
            if i + size <= len(words) and phrase in nouns.plural:
                end, kind, _ = _extended(words, i + size, nouns.plural[phrase], nouns)
                return end, kind
        verbal = low.endswith(("ed", "ing")) and low not in nouns.adjectives and "-" not in low
        if _ends(words[i], nouns) or low in nouns.doings or low in nouns.numerals or verbal:
            return None
    return None
