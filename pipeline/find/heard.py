"""Heard: the spans of a model mended where it cut one name in two, or took what tells of a name for a part of it."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from pipeline.find.joints import INITIALS, alone, fragment, joined
from pipeline.find.lexicon import Lexicon
from pipeline.find.owners import NO_OWNER, standing

Tagged = tuple[int, int, str, float]
OURS = ("COMPANY", "ORG")
BODY = regex.compile(r"\p{Ll}[^\S\n]+(?=\p{Lu})")
PARTED = regex.compile(r"[^\S\n]+(?:(and|&|&amp;|[+]|of|at|in|on)[^\S\n]+(the[^\S\n]+)?)?|(,)[^\S\n]+")
FIRMS = regex.compile(r"[^\s,&]+(?:,[^\S\n][^\s,&]+)*[^\S\n](?:&|&amp;)[^\S\n]\S+(?:[^\S\n]\S+)?")
APART = regex.compile(r"[^\S\n]\p{Ll}[\p{Ll} -]{0,20}[^\S\n]")
THE = ("the ", "The ")
OWNED = ("s' ", "s’ ")
NO_PLUS = regex.compile(r"\b(?![^\S\n][+])")
OWN = ("'s ", "’s ")
LONGEST = 120
PLACE_AND = regex.compile(r"(?r)(?<!\p{L})(?:\p{Lu}[\p{L}’'-]+[^\S\n]){1,3}(?:and|&)[^\S\n]\Z")
OPENS = regex.compile(r"(?r)(?:\A|[.!?\n][”\"’]?\s*)\Z")
SINGULAR = regex.compile(r"[^\S\n]+(?:is|has|was)[^\S\n]")
FIRST = regex.compile(r"(?r)(?<![\p{L}\p{N}])\p{Lu}[\p{L}.]*[^\S\n]\Z")
FRONT = regex.compile(r"(?r)(?<![\p{L}\p{N}-])\p{Lu}[\p{L}\p{N}’'.]*-\Z")
NUMBER = regex.compile(r"[^\S\n]\d{1,4}\Z")
OF_PEOPLE = regex.compile(r"(\p{L}+(?:['’]s|(?<=s)['’]))(?:[^\S\n]\p{Lu}[\p{L}-]+){1,3}")
GOES_ON = regex.compile(r"\b(?![^\S\n]\p{Lu})")


def mended(text: str, spans: Iterable[Tagged], words: Lexicon) -> list[Tagged]:
    """The spans in order, without class words before a name, and in one where they are one name."""
    made: list[Tagged] = []
    known = sorted(_bare(text, span, words) for span in spans)
    for at, span in enumerate(known):
        item = len(made) > 1 and at + 1 < len(known) and _item(text, made[-2], made[-1], span, known[at + 1])
        if made and made[-1][2] in OURS and span[0] < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], span[1]), made[-1][2], made[-1][3])
            continue
        if made and (whole := _whole(text, made[-1], span, words, item)):
            made[-1] = whole
            continue
        if made and _tells(text, made[-1], span, words):
            made.pop()
        made.append(span)
    return made


def _tells(text: str, one: Tagged, two: Tagged, words: Lexicon) -> bool:
    """Whether one capitalised word before a class word only tells of the name behind it: "Diaper maker Tamani"."""
    if not (text[one[0] : one[1]].isalpha() and {one[2], two[2]} <= {*OURS} and APART.fullmatch(text, one[1], two[0])):
        return False
    hit = words.class_before.search(text, one[1] + 1, two[0])
    return hit is not None and hit.start() == one[1] + 1


def _item(text: str, before: Tagged, one: Tagged, two: Tagged, after: Tagged) -> bool:
    """Whether "one and two" is one item of a list with commas: an "and" that a comma follows does not end the list."""
    gaps = (text[before[1] : one[0]], text[two[1] : after[0]])
    return all(span[2] in OURS for span in (before, one, two, after)) and gaps == (", ", ", ")


def _bare(text: str, span: Tagged, words: Lexicon) -> Tagged:
    """An organisation's span without what tells of it in small letters ("Roe dairy Tamani"), with what people own: "Roe Women's Shop"."""
    start, end, label, p = span
    if label not in OURS:
        return span
    for hit in BODY.finditer(text, start, end):
        if words.class_before.search(text, start, hit.end()):
            start = hit.end()
    if text[start - 1 : start] == "-" and (front := FRONT.search(text, max(0, start - 40), start)):
        start = front.start()
    if text.startswith("& ", start) and (first := FIRST.search(text, max(0, start - 40), start)):
        start = first.start()
    if (place := PLACE_AND.search(text, max(0, start - 60), start)) and text[start:end].split()[0] in words.neighbours:
        start = place.start()
    people = OF_PEOPLE.match(text, text.rfind(" ", start, end) + 1 or start) if text[end : end + 1] in ("'", "’") else None
    if people and _of_people(people, words) and not standing(text, text[start:end], NO_OWNER):
        end = people.end()
    return start, end, label, p


def _of_people(hit: regex.Match[str], words: Lexicon) -> bool:
    """Whether a possessive is a part of a name: "Women's", or of many before what they join ("Drillers' Union")."""
    return hit[1].replace("'", "’") in words.own or hit[1][-1] in "'’" and hit[0].split()[-1] in words.leagues


def _whole(text: str, one: Tagged, two: Tagged, words: Lexicon, item: bool) -> Tagged | None:
    """The span of both where two neighbours are one name; None where they are two. `item` says that they are one item of a list."""
    if text[one[1] - 1 : two[0]] in OWNED and " " not in text[one[0] : one[1]] and {one[2], two[2]} <= {*OURS}:
        return one[0], two[1], two[2], min(one[3], two[3])
    owned = text[one[1] : two[0]] in OWN and {one[2], two[2]} <= {*OURS}
    if owned and (_between(text, one, two) or _of_owner(text, text[one[0] : one[1]], text[two[0] : two[1]], words)):
        return one[0], two[1], "ORG", min(one[3], two[3])
    gap = PARTED.fullmatch(text, one[1], two[0]) if 0 < two[0] - one[1] < 9 and two[1] - one[0] < LONGEST else None
    placed = gap is not None and gap[1] == "and" and text[max(0, one[0] - 4) : one[0]] in THE
    subject = gap is not None and gap[1] == "and" and _subject(text, one, two)
    named = ("PERSON", *OURS) if gap is not None and gap[3] or subject else ("PLACE", *OURS) if placed else OURS
    if subject and {one[2], two[2]} <= {*named}:
        return one[0], two[1], "COMPANY", min(one[3], two[3])
    if gap is None or one[2] not in named or two[2] not in (*OURS, "PLACE"):
        return None
    left, right = text[one[0] : one[1]], text[two[0] : two[1]]
    if placed and one[2] == "PLACE" and (left not in words.places or two[2] == "PLACE"):
        return None
    if not (item and gap[1] in ("and", "&", "&amp;")) and not _one(text, left, gap, right, two[2], words):
        return None
    return one[0], two[1], one[2] if two[2] == "PLACE" and one[2] in OURS else two[2], min(one[3], two[3])


def _between(text: str, one: Tagged, two: Tagged) -> bool:
    """Whether an owner and what it owns fill the place between two commas, and the owner is named nowhere without it."""
    listed = text[max(0, one[0] - 2) : one[0]] == ", " and text[two[1] : two[1] + 1] == ","
    return listed and not standing(text, text[one[0] : one[1]], NO_OWNER)


def _of_owner(text: str, owner: str, owned: str, words: Lexicon) -> bool:
    """Whether what is owned is no name by itself ("Education Foundation") and the owner is named nowhere without it."""
    tokens = owned.split()
    plain = len(tokens) > 1 and all(t in words.tasks or t in words.organisations for t in tokens) and tokens[-1] in words.organisations
    return plain and not standing(text, owner, NO_OWNER)


def _subject(text: str, one: Tagged, two: Tagged) -> bool:
    """Whether two words that "and" joins open a sentence as one, a firm: "Roe and Osbert is proud to"."""
    words = text[one[0] : one[1]].isalpha() and text[two[0] : two[1]].isalpha() and "COMPANY" in (one[2], two[2])
    return words and SINGULAR.match(text, two[1]) is not None and OPENS.search(text, 0, one[0]) is not None


def _one(text: str, left: str, gap: regex.Match[str], right: str, label: str, words: Lexicon) -> bool:
    """Whether "left right", with "and", "of", "at" or a comma between, is one name; `label` is what the right one was heard as."""
    joint = gap[1] or gap[3]
    if joint in ("and", "of") and words.whole.match(f"{left} {joint} {right}"):
        return True
    if label == "PLACE":
        campus = joint == "at" and left.removeprefix("The ").startswith("University of ")
        return campus or joint is None or joint == "of" and joined(text, left, "of", right, words)
    if joint in ("in", "on") or joint == "and" and left in words.places:
        return _of_field(text, left, joint, right, words)
    if joint == ",":
        firm = FIRMS.fullmatch(right) is not None and (" " not in left or left.startswith("Law "))
        tail = right.split()[-1]
        headed = tail in words.company_heads or tail in words.organisations or words.legal.search(right) is not None
        return firm and (headed or left.startswith("Law ")) and not alone(text, left)
    if joint == "+":
        return not standing(text, left, NO_PLUS)
    if joint in ("and", "&", "&amp;") and not gap[2]:
        return INITIALS.search(left.split()[-1]) is not None or fragment(left, right, words)
    return joint is None and INITIALS.search(left) is not None


def _of_field(text: str, left: str, joint: str, right: str, words: Lexicon) -> bool:
    """Whether "left in right" is one name: "Merians in Lindo Foundation", "Council on Soil Data", "Lindo and Meria Medical School"."""
    *before, tail = right.split()
    if joint == "on":
        return left.split()[-1] in words.leagues and text.count(right) == text.count(f"on {right}")
    headed = tail in words.organisations and left.split()[-1] not in words.organisations and left not in words.companies
    if joint == "and":
        return headed and bool(before) and left not in words.countries and not left.isupper()
    return headed and " ".join(before) in words.places


def without_more(text: str, start: int, end: int, words: Lexicon) -> int:
    """The end of a name without a post ("Lindo Mills Safety Manager"), the place of a branch, or who holds an office there.

    Nothing is left of a mere post ("District Division Officer").
    """
    if text[end - 2 : end + 1] == " I " and text[end + 1 : end + 2].islower():
        return end - 2
    if (number := NUMBER.search(text, start, end)) and words.gapped.search(text, max(0, start - LONGEST), start):
        return number.start()
    if post := words.post.search(text, start, end):
        office = all(t in words.organisations or t in words.tasks for t in text[start : post.start()].split())
        return start if office else post.start()
    before, blank, last = text[start:end].rpartition(" ")
    if blank and last in words.branches:
        end = start + len(before) if text[end : end + 4] != " of " else start
    elif not words.branch.match(text[end : end + 12]):
        return _holder(text, start, end, words)
    tokens = text[start:end].split(" ")
    stems = (" ".join(tokens[:n]) for n in range(len(tokens) - 1, 0, -1))
    known = next((stem for stem in stems if stem in words.companies or standing(text, stem, GOES_ON)), None)
    return start + len(known) if known else end


def _holder(text: str, start: int, end: int, words: Lexicon) -> int:
    """The end of an organisation's name behind "chairman of the", before the name of the person who is that."""
    tokens = text[start:end].split()
    heads = [n for n, t in enumerate(tokens) if t in words.organisations or t in words.company_heads]
    if heads and len(tokens) - heads[-1] in (3, 4) and all(t.isalpha() and t[0].isupper() for t in tokens[heads[-1] + 1 :]):
        held = heads[-1] and words.office_of.search(text, max(0, start - 30), start)
        return start + text[start:end].index(tokens[heads[-1] + 1]) - 1 if held else end
    return end
