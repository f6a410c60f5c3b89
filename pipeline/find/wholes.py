"""Wholes: the longer form of a name that one place of a text shows, given to its other places too.

A name heard whole once ("Children with Special Gifts Trust") is whole wherever its end was heard alone; a word that never stands without
the same place or number behind it ("Reach in Delport") is no name without that. An office's name holds all that it is for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.mention import Mention

OURS = ("company", "organisation")
LEAST = 3
LONGEST = 200
SHORT = regex.compile(r"[^\S\n]\((\p{Lu}{3,8})\)")
WORD = regex.compile(r"(?r)(?<![\p{L}\p{N}])([\p{L}&][\p{L}’'-]*)[^\S\n]\Z")
LISTED = regex.compile(
    r"(?P<more>(?:,[^\S\n]\p{Lu}[\p{L}-]*){1,4}(?:,?[^\S\n](?:and|&)[^\S\n]\p{Lu}[\p{L}-]*)?)[^\S\n]\((?P<short>\p{Lu}{3,8})\)"
)
FRONT = regex.compile(r"\A(?:The[^\S\n])?\p{Lu}(?:\p{L}+[^\S\n]and|.*[^\S\n](?:with|in|on|against|for|at)(?:[^\S\n]the)?)[^\S\n]\Z")
BEHIND = regex.compile(r"\A[^\S\n](?:in[^\S\n](?:\p{Lu}\p{L}+(?:[^\S\n]\p{Lu}\p{L}+)?)|(?!19|20)\d{2,4}(?!\d|[.,:/]\d|%))")


def whole(text: str, names: Sequence[Mention]) -> list[Mention]:
    """The names, those of organisations in the form that the text shows to be whole."""
    longer = _fronts(names)
    behind = _behind(text, [m for m in names if m.field in OURS and m.text.isalpha()])
    made: list[Mention] = []
    for m in names:
        start = next((m.end - len(form) for form in longer.get(m.text, ()) if text.startswith(form, max(0, m.end - len(form)))), m.start)
        grown = m if start == m.start and m.text not in behind else _in_full(text, m, start, m.end + len(behind.get(m.text, "")))
        while made and made[-1].end > grown.start:
            made.pop()
        made.append(grown)
    return made


def opened_by(place: Mention, ruled: Mention, name: Mention, text: str, words: Lexicon) -> bool:
    """Whether a place opens an organisation's name: right before the rest of it, and behind no word that leads to a place."""
    leads = words.toward.search(text, max(0, place.start - 12), place.start) is not None
    return place.field == "place" and place.start == ruled.start and place.end + 1 == name.start and not leads


def bodied(ruled: Mention, name: Mention, text: str, words: Lexicon) -> bool:
    """Whether a name ends as only organisations' do, and no word leads to it as to a place ("in Roe Municipality")."""
    leads = name.field == "place" and words.toward.search(text, max(0, name.start - 12), name.start) is not None
    return " " in ruled.text and ruled.text.split()[-1] in words.bodied and not leads


def spelt_out(text: str, names: Iterable[Mention], words: Lexicon) -> list[Mention]:
    """The names, each with the words before it, and those of a list behind it, that its short form in brackets has letters of: "Clean and
    Safe Water for Osu (CSWO)", "Institute of Ports, Canals & Seas (IPCS)"."""
    made: list[Mention] = []
    for m in names:
        if made and m.end <= made[-1].end:
            continue
        start = _spelt_from(text, m, words) if m.field in OURS and text.startswith(" (", m.end) else m.start
        end = _spelt_to(text, m) if m.field in OURS and text.startswith(", ", m.end) else m.end
        grown = m if (start, end) == (m.start, m.end) else _in_full(text, m, start, end)
        while made and made[-1].end > grown.start:
            made.pop()
        made.append(grown)
    return made


def _spelt_from(text: str, name: Mention, words: Lexicon) -> int:
    """Where a name begins if all letters of its short form are to have their words."""
    own = "".join(word[0] for word in name.text.split() if word[0].isupper())
    short = SHORT.match(text, name.end)
    if short is None or len(own) < 2 or not short[1].endswith(own) or short[1] == own:
        return name.start
    missing = short[1].removesuffix(own)
    start = name.start
    while missing and (hit := WORD.search(text, max(0, start - LONGEST), start)):
        if hit[1][0] == missing[-1]:
            missing = missing[:-1]
        elif hit[1] not in words.loose:
            break
        start = hit.start()
    return name.start if missing else start


def _spelt_to(text: str, name: Mention) -> int:
    """Where a name ends if its short form behind the list that follows has the first letters, or all capitals, of every word."""
    hit = LISTED.match(text, name.end)
    if hit is None:
        return name.end
    capital = [word for word in f"{name.text}{hit['more']}".replace(",", "").split() if word[0].isupper()]
    letters = "".join(word if word.isupper() else word[0] for word in capital)
    return hit.end("more") if letters == hit["short"] else name.end


def in_office(text: str, names: Iterable[Mention], words: Lexicon) -> list[Mention]:
    """The names, an office's with all that it is for: "Ministry of Housing, Works and Water" where only its beginning was heard."""
    made: list[Mention] = []
    for m in names:
        if made and m.start < made[-1].end:
            continue
        told = words.portfolio.match(text[m.start : m.start + LONGEST]) if m.field in OURS else None
        made.append(_in_full(text, m, m.start, m.start + told.end()) if told and m.start + told.end() > m.end else m)
    return made


def _in_full(text: str, name: Mention, start: int, end: int) -> Mention:
    return replace(name, start=start, end=end, text=text[start:end], value=" ".join(text[start:end].split()))


def _fronts(names: Iterable[Mention]) -> dict[str, list[str]]:
    """From a name to the longer ones that end in it behind a small word: "Special Gifts Trust" of "Children with Special Gifts Trust"."""
    forms = {m.text for m in names if m.field in OURS and " " in m.text}
    longer: dict[str, list[str]] = defaultdict(list)
    for form in sorted(forms):
        for at in (hit.end() for hit in regex.finditer(r"[^\S\n]", form)):
            if form[at:] in forms and FRONT.match(form[:at]):
                longer[form[at:]].append(form)
    return longer


def _behind(text: str, names: Sequence[Mention]) -> dict[str, str]:
    """From a name of one word to the place or number that stands behind it everywhere, three times at least."""
    found: dict[str, str] = {}
    seen = Counter(m.text for m in names)
    lone = {m.text for m in names if not BEHIND.match(text[m.end : m.end + 40])}
    for form in sorted(form for form, n in seen.items() if n >= LEAST and form not in lone):
        places = [hit.end() for hit in regex.finditer(rf"(?<![\p{{L}}\p{{N}}.@/-]){regex.escape(form)}(?![\p{{L}}\p{{N}}])", text)]
        tails = {hit[0] if (hit := BEHIND.match(text[at : at + 40])) else "" for at in places}
        if len(places) >= LEAST and len(tails) == 1 and (tail := tails.pop()):
            found[form] = tail
    return found
