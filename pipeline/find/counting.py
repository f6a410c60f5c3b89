"""Counting: whether a number counts something, or is a year, a label, an age, a part of a name."""

from __future__ import annotations

import regex

from pipeline.find.atoms import Atom
from pipeline.find.number_grammar import WINDOW, Grammar, Quantity

LABELS = {"age": 120, "form": 13, "spell": 30, "month": 31, "area": 20}
"""How high labels go: "adults over 60" is an age, "Primary 6" a class, "year 3" a year, "May 3" a day, and greater numbers are counts."""
METRES = 4  # figures that long are so many metres, not millions
LONGEST = 7  # ungrouped figures longer than this are numbers of telephones, accounts, files


def may_count(text: str, atom: Atom, use: Grammar) -> bool:
    """Whether a bare number may count something: no label, age, date, share, ordinal, address."""
    before = text[atom.start - 1 : atom.start]
    if atom.value == 0 or (before and (before in "-‐‑–/_=@&.$'’‘*^" or before.isalnum())) or use.unlike.match(text, atom.end):
        return before in ("–", "-") and atom.start > 1 and text[atom.start - 2].isspace() and not use.unlike.match(text, atom.end)
    if atom.digits.isdigit() and (len(atom.digits) > LONGEST or _metres(text, atom)):
        return False
    if "," in atom.digits or (atom.scale > 1 and atom.end - atom.start > 6):
        return True
    label = use.label.match(text, max(0, atom.start - WINDOW), atom.start)
    return label is None or any(label[name] and atom.value > most for name, most in LABELS.items())


def _metres(text: str, atom: Atom) -> bool:
    """Whether a figure before a letter for a million is too high for millions: "the 5000m race"."""
    return atom.scale > 1 and len(atom.digits) >= METRES and text[atom.start + len(atom.digits) : atom.end] == "m"


def counts_together(text: str, a: Quantity, b: Quantity, use: Grammar) -> bool:
    """ "200-300 pupils": neither half counts alone, as a figure glued to a hyphen; together they do."""
    if text[a.end : b.start].strip() not in ("-", "–", "—", "‐", "‑", "~") or use.unlike.match(text, b.end) or not a.atom.value:
        return False
    glued = text[a.start - 1 : a.start]
    return not (glued and (glued in "-–/" or glued.isalnum())) and not use.label.match(text, max(0, a.start - WINDOW), a.start)


def said(match: regex.Match[str], use: Grammar) -> str:
    """The qualifier that the words before a number say; "a total of more than" is more_than."""
    words = [match["first"], match["second"]] if match["first"] else [match["sign"]]
    spoken = [use.qualifiers[" ".join(word.lower().replace("’", "'").split())] for word in words if word]
    return spoken[-1] if len(spoken) > 1 and spoken[-1] != "exact" else spoken[0]


def is_doubtful(text: str, q: Quantity, qualifier: regex.Match[str] | None, use: Grammar) -> bool:
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
    if qualifier and (qualifier["sign"] or said(qualifier, use) in ("more_than", "at_least", "exact", "nearly")):
        return False
    if use.yearly.search(text, max(0, q.start - 10), q.start):
        return True
    return not (atom.value % 100 == 0 and use.plural.match(text, q.end))


def _labelled(text: str, q: Quantity, use: Grammar) -> bool:
    """A figure that is part of a name ("SOC 2") or a postcode ("IL 60610")."""
    if len(q.atom.digits) > 3:
        return len(q.atom.digits) in (5, 6) and use.zip.match(text, max(0, q.start - 20), q.start) is not None
    if use.inner.match(text, max(0, q.start - 50), q.start) and use.goes_on.match(text, q.end):
        return True
    return use.named.match(text, max(0, q.start - 24), q.start) is not None and not use.counted.match(text, q.end)
