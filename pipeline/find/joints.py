"""Joints: where one capitalised sequence is cut because two names meet in it, and where it is one name.

Names meet at possessives, "and", "of" and "for"; whether they are one is told by what stands on both sides and elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.find.owners import LONGEST, SMALL_SPLIT, possessives, standing

TWICE = regex.compile(r"(\S+\s\S+(?:\s\S+){0,6}?)\s+(?=(?:The\s+)?\1)")
NO_AND = regex.compile(r"\b(?!\s+(?:and|&)\s)")
INITIALS = regex.compile(r"(?:\b\p{L}\.)+$")
JOINTS = ("and", "&", "&amp;")
NO_COMMA = regex.compile(r"\b(?!,)")


def pieces(text: str, start: int, end: int, words: Lexicon, *, heard: bool = False) -> Iterator[tuple[int, int]]:
    """Cut one capitalised sequence where two names meet: at possessives, at "and", at "of" and "for" without a head.

    `heard` says that a model took the sequence for one name, which it seldom does of two that "and" joins.
    """
    if text[start:end].isalnum():
        yield start, end
        return
    twice = TWICE.search(text, start, end) if end - start < LONGEST and _again(text[start:end].split()) else None
    if twice:
        yield start, twice.end(1)
        start = twice.end()
    for a, b in possessives(text, start, end, words, heard):
        at = a
        for joint in SMALL_SPLIT.finditer(text, a, b):
            left, right = text[at : joint.start()], text[joint.end() : b]
            two = (joint[1] == "and the" or joint[1] == "and" and right.startswith("The ")) and not left.endswith(" for")
            two = two or heard and joint[1].startswith("of") and _seated(left, words)
            inside = heard and joint[1] == "the" and left.endswith((" in", " on"))
            whole = inside or heard and (joint[1] == "and" and not _both_stand(text, left, right) or joint[1].startswith("of"))
            named = joint[1] == "the" and text[max(0, at - 4) : at].lower() == "the "
            two = two or not (inside or named) and _owned(left, joint[1], right, words)
            two = two or joint[1][0] == "&" and _two(text, at, left, right, words) or joint[1] in JOINTS and _second(left, right, words)
            if two or not (whole or joined(text, left, joint[1].split()[0], right, words)):
                yield at, joint.start()
                at = joint.end()
        yield at, b


def _again(tokens: list[str]) -> bool:
    """Whether a token ends as a later one that does not stand right behind it: without that no name stands there twice."""
    return any(one.endswith(two) for at, two in enumerate(tokens[2:], 1) for one in tokens[:at])


def fragment(left: str, right: str, words: Lexicon) -> bool:
    """Whether "right" of "left and right" is no name by itself: tasks and a head ("Safety Agency"); two offices stay two."""
    tokens, last = right.split(), left.split()[-1]
    task = 1 < len(tokens) <= 4 and tokens[-1] in words.organisations and all(t.replace("’", "'") in words.tasks for t in tokens[:-1])
    offices = last in words.organisations and words.organisations[tokens[-1]] == "government" if task else False
    return task and not offices and left not in words.companies and left not in words.places and not left.isupper()


def alone(text: str, name: str) -> bool:
    """Whether a name stands in a text without a comma behind it."""
    return standing(text, name, NO_COMMA)


def joined(text: str, left: str, joint: str, right: str, words: Lexicon) -> bool:
    """Whether the words on both sides of a small word are one name."""
    left, right = left.strip(" ®™"), right.strip(" ®™,.")
    if not left or not right or joint in ("of", "and") and words.whole.match(f"{left} {joint} {right}"):
        return True
    last, first = left.split()[-1], left.split()[0]
    heads = last in words.organisations or last in words.programs or last in words.first or first in words.first
    if joint == "and":
        together = left.endswith(" for") or _one_task(left, right, words) or _inseparable(text, left, right, words)
        together = together or two_places(left, right, words) or fragment(left, right, words)
        together = together or right.split()[0] in words.neighbours and " " in right and not heads
        return together or (not heads and _one_name(text, left, right, words))
    if joint in ("of", "for") and last in words.offices:
        return False
    if joint == "of" and (last.endswith("s") or left.isupper()) and _placelike(right, words):
        return True
    if joint == "of" and " " not in left and left.endswith("s") and left not in words.companies and left not in words.places:
        return left not in words.opening
    if joint == "of":
        return (heads or last in words.company_heads or last.rstrip("s") in words.organisations) and last not in words.opening
    if joint == "for" and last in words.organisations and (right.split()[-1] in words.programs or right.startswith("The ")):
        return False
    if joint == "for":
        whole = left not in words.companies or last in words.organisations
        return last not in words.opening and whole and words.legal.search(left) is None
    if joint == "the":
        plain = " " not in left and not left.endswith(("ed", "ing", "s"))
        return plain and left not in words.opening and left not in words.companies and left not in words.places
    return joint in ("&", "&amp;")


def _inseparable(text: str, left: str, right: str, words: Lexicon) -> bool:
    """Whether "X and Y" is written at least twice, neither stands without the other, and X is no name that is whole."""
    left = left.removeprefix("The ")
    last = left.split()[-1]
    whole = last in words.organisations or last in words.programs or last in words.company_heads or words.legal.search(left)
    if whole or any(side in words.companies or side in words.places or side in words.given for side in (left, right)):
        return False
    pairs = text.count(f"{left} and {right}")
    return pairs > 1 and text.count(left) == pairs == text.count(right)


def _seated(left: str, words: Lexicon) -> bool:
    """Whether "X of Y" is a firm and the place where it sits ("Lindo Mining of Delport"), a firm's branch, or a person's office."""
    last = left.split()[-1].strip(",.")
    headed = last in words.company_heads and last not in words.organisations and last not in words.plain
    headed = headed and words.first.isdisjoint({last, left.split()[0]}) and left.removeprefix("The ").split()[0] not in words.organisations
    firm = headed or last in words.branches or words.legal.search(left) is not None and last not in words.plain
    return firm and len(left.split()) > 1 or left in words.companies or last in words.offices or last in words.opening


def _owned(left: str, joint: str, right: str, words: Lexicon) -> bool:
    """Whether what stands on both sides of "of" or "the" is an organisation: "Pantry of the Lindo Fund", no "University of Lindo Fund"."""
    tokens = [t.strip("®™,.") for t in right.split()]
    until = next((n for n, t in enumerate(tokens) if t in ("of", "for")), len(tokens))
    headed = until > 1 and words.organisations.get(tokens[until - 1]) in ("foundation", "charity")
    kind = "" if (last := left.split()[-1]) in words.leagues else words.organisations.get(last, "")
    held = joint == "the" or joint.startswith("of") and kind != "" and (joint != "of" or kind != "school")
    return headed and held and not words.club.match(f"{left} of {right}")


def _two(text: str, at: int, left: str, right: str, words: Lexicon) -> bool:
    """Whether what stands on both sides of "&" is a whole name: with a legal form, with head words, or at the end of a list."""
    one, two = left.split(), right.strip(" ®™,.").split()
    if _apart(text, left, right, words):
        return True
    if len(one) < 2 or len(two) < 2:
        return False
    whole = one[-1] in words.organisations and words.tasks.isdisjoint(two[:-1]) and two[-1] not in words.company_heads
    listed = text[max(0, at - 2) : at] == ", " and words.legal.search(right) is not None
    return words.legal.search(left) is not None or (whole or listed if len(two) > 2 else whole and two[-1] in words.organisations)


def _second(left: str, right: str, words: Lexicon) -> bool:
    """Whether another firm's name begins behind "&" or "and": with capitals and a head word ("Oakhill Garment & HSB Bank")."""
    two = right.strip(" ®™,.").split()
    short = len(two) == 2 and two[0].isalpha() and two[0].isupper() and len(two[0]) > 2 and two[1] in words.company_heads
    return short and not left.isupper() and left not in words.given


def _apart(text: str, left: str, right: str, words: Lexicon) -> bool:
    """Whether a text names both sides of "&" with "and" too, and each alone: "ABZ & Tamani" where "ABZ and Tamani" met, and ABZ paid."""
    left, right = left.strip(" ®™").removeprefix("The "), right.strip(" ®™,.")
    plain = words.tasks.isdisjoint((left, right)) and left not in words.given and left not in words.alone
    return plain and f"{left} and {right}" in text and standing(text, left, NO_AND) and text.count(right) > _paired(text, left, right)


def _paired(text: str, left: str, right: str) -> int:
    """How often a name stands behind another and "and" or "&"."""
    return sum(text.count(f"{left} {joint} {right}") for joint in JOINTS)


def _both_stand(text: str, left: str, right: str) -> bool:
    """Whether two names that "and" joins both stand elsewhere without the other."""
    right = right.strip(" ®™,.")
    return left.count(" ") < 12 and standing(text, left.strip(" ®™"), NO_AND) and text.count(right) > text.count(f"and {right}")


def _placelike(name: str, words: Lexicon) -> bool:
    """Whether a name is a place's, by itself or by one of its words ("Southeast Florida", "the Palm Beaches")."""
    tokens = name.removeprefix("the ").split()
    headed = not words.place_heads.isdisjoint({tokens[-1], tokens[-1].removesuffix("es"), tokens[-1].removesuffix("s")})
    return name in words.places or headed or any(t in words.places or t in words.bearings for t in tokens)


def two_places(left: str, right: str, words: Lexicon) -> bool:
    """Whether "X of Y and Z" is a body of two places: "Lindo Way of Greater Osu and Southern Ada"."""
    body, _, place = left.rpartition(" of ")
    tokens = right.split()
    while len(tokens) > 1 and tokens[0] in words.bearings:
        tokens.pop(0)
    return bool(body) and " ".join(tokens) in words.places and _placelike(place, words) and body not in words.alone


def _one_task(left: str, right: str, words: Lexicon) -> bool:
    """Whether "X of Y and Z" is one office whose task is Y and Z ("Department of Parks and Recreation")."""
    tokens = [] if words.club.match(left) else left.split()
    heads = (i for i, t in enumerate(tokens[:-1]) if t in words.organisations)
    task = next((" ".join(tokens[i + 2 :]) for i in heads if tokens[i + 1] in ("of", "for")), "")
    plain = right not in words.places and right not in words.companies and not right.isupper()
    return bool(task) and task not in words.places and plain and len(right.split()) <= 2 and right.split()[-1] not in words.organisations


def _one_name(text: str, left: str, right: str, words: Lexicon) -> bool:
    """Whether "X and Y" is one name: short, ending like an organisation, and X never named by itself."""
    left = left.removeprefix("The ")
    office = right.split(" of ")[0]
    right = office if words.organisations.get(office.split()[-1]) == "government" else right
    tail, before = right.split()[-1], [t for t in left.split() if not INITIALS.match(t)]
    if left in words.given and tail in words.organisations:
        return True
    if not before or words.legal.search(left):
        return False
    known = left in words.companies or left in words.common or left in words.places or left.isupper()
    wide = before[0] in words.alone and before[-1] not in words.company_heads and tail in words.organisations
    if wide and not known:
        return True
    if len(before) > 2 or known or (before[-1] in words.company_heads and len(before) > 1):
        return words.legal.search(right) is not None and len(right.split()) <= 3 and not _firm(before, right, words)
    firm = tail in words.company_heads and len(right.split()) == 1
    if tail not in words.organisations and not firm and words.legal.search(right) is None:
        return False
    return not standing(text, left, NO_AND)


def _firm(left: list[str], right: str, words: Lexicon) -> bool:
    """Whether a firm's whole name stands before "and", and another's begins behind it: "Lindo Bank and Osbert Roads Ltd"."""
    headed, bare = not words.company_heads.isdisjoint(left[1:]), words.legal.sub("", right).split()
    trade = bare[0] in words.company_heads or bare[0] in words.tasks or len(bare) < 2 or bare[-1] in words.plain
    return left[-1] in words.companies or words.legal.search(" ".join(left)) is not None or headed and not trade


