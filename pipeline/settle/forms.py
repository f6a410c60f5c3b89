"""Forms: which of the forms of a name is a firm's own, and what short forms a name may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import regex

from pipeline.find.brands import is_common_noun
from pipeline.find.lexicon import Lexicon
from pipeline.mention import Mention

ABOUT = 20_000
"""How many characters to each side of a name are asked whether it is a common noun there."""
OPENS = regex.compile(r"(?r)(?:\A|\n|[.!?:][\"”’']?)\s*[“\"•*-]?\s?\Z")
LIST_GOES_ON = regex.compile(r"[®™]?(?:,|;|[^\S\n](?:and|&)[^\S\n](?:the[^\S\n])?\p{Lu}|[^\S\n]\()")
SEVERAL = regex.compile(r"[®™]?[^\S\n]?\(\p{Lu}{2,6}s\)")
A = ("a ", "an ")
FULL = ("names.legal_form", "names.company_head", "names.firm", "names.class")


def in_full(mention: Mention, words: Lexicon) -> bool:
    """Whether a firm is written in full, so that a foundation's name that goes on from there is another's: "Lindo Steel", "Lindo Ltd"."""
    return mention.rule in FULL or words.legal.search(mention.text) is not None or mention.text.split()[-1] in words.company_heads


def of_house(longer: str, form: str, words: Lexicon) -> bool:
    """Whether a name that goes on from another one is its creature's ("Lindo Innovation Hub"), from a school's a body's beside it ("Lindo
    University Foundation", "University of Lindo Trust"), or from a foundation's its school's or hospital's ("Lindo Foundation School")."""
    if longer.split()[-1] in words.creatures:
        return True
    tokens = form.removeprefix("The ").split()
    kinds = (words.organisations.get(tokens[0]), words.organisations.get(tokens[-1])) if len(tokens) > 1 else ()
    beyond = words.organisations.get(longer.split()[-1])
    return "school" in kinds and beyond == "foundation" or kinds[-1:] == ("foundation",) and beyond in ("school", "hospital")


def fullest(found: Iterable[Mention], forms: Sequence[str], words: Lexicon) -> str:
    """The form that a name goes by: the longest, but for a branch's or a plural beside the firm's ("Lindo Ltd" and "Lindo Meria")."""
    legal = {str(m.value) for m in found if words.legal.search(m.text)}
    shorter = (form for form in forms[1:] if form in legal and forms[0].startswith(form + " ") or forms[0] == form + "s")
    return forms[0] if forms[0] in legal else next(shorter, forms[0])


def initials_of(*forms: str, the: bool) -> set[str]:
    """The acronyms of a name's forms, with and without its "and", and with the article that opens it."""
    small = [{"of", "for", "the", "&"}, {"of", "for", "the", "&", "and"}]
    bare = {"".join(w[0] for w in form.split() if w not in left_out) for form in forms for left_out in small}
    return bare | {f"t{short}" for short in bare if the}


def known_as(text: str, by_key: Mapping[str, Sequence[Mention]], words: Lexicon) -> Iterator[tuple[str, str]]:
    """Two names of one organisation, the second of which the text says to be another of the first: "Osu Aid, also known as Osu Help"."""
    at = {m.start + 4 * m.text.startswith("The "): key for key, found in by_key.items() for m in found}
    for key, found in by_key.items():
        for hit in (words.known_as.match(text, m.end) for m in found):
            if hit and (other := at.get(hit.end())) is not None and other != key:
                yield other, key


def in_order(short: str, key: str) -> bool:
    """Whether the letters of a short form stand in a name in their order, the first one first: a list's next name is none."""
    rest = iter(key)
    return short[0] == key[0] and all(letter in rest for letter in short)


def is_class(text: str, found: Sequence[Mention], words: Lexicon) -> bool:
    """Whether a name only says what many are: "Small Enterprises (SEs)", "a Public Charitable Trust", an opening noun; or where one is."""
    form = found[0].text
    first = form.partition(" ")[0]
    if form in words.companies:
        return False
    if all(_seat(text, m, words) for m in found):
        return True
    if form.endswith("s") and any(SEVERAL.match(text, m.end) for m in found):
        return True
    if first != form:
        plain = all(any(t in known for known in (words.tasks, words.organisations, words.alone, words.loose)) for t in form.split())
        body = plain and words.organisations.get(first) != "government"
        return body and all(text[max(0, m.start - 3) : m.start].lstrip("\n ").lower() in A for m in found)
    opens = form.isalpha() and form[1:].islower() and form[0].isupper()
    near = text[max(0, found[0].start - ABOUT) : found[0].end + ABOUT] if opens else ""
    return opens and all(OPENS.search(text, max(0, m.start - 6), m.start) for m in found) and is_common_noun(near, form.lower(), words)


def _seat(text: str, mention: Mention, words: Lexicon) -> bool:
    """Whether a name is where a house stands ("General Hospital, Roe"): no list goes on behind it, and it has no head word of its own."""
    headed = any(t in words.organisations or t in words.company_heads for t in mention.text.split()) or words.legal.search(mention.text)
    before = words.seat.search(text, max(0, mention.start - 60), mention.start)
    return before is not None and not headed and LIST_GOES_ON.match(text, mention.end) is None
