"""Forms: which of the forms of a name is a firm's own, and what short forms a name may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.find.lexicon import Lexicon
from pipeline.mention import Mention

FULL = ("names.legal_form", "names.company_head", "names.firm", "names.class")


def in_full(mention: Mention, words: Lexicon) -> bool:
    """Whether a firm is written in full, so that a foundation's name that goes on from there is another's: "Lindo Steel", "Lindo Ltd"."""
    return mention.rule in FULL or words.legal.search(mention.text) is not None or mention.text.split()[-1] in words.company_heads


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


def in_order(short: str, key: str) -> bool:
    """Whether the letters of a short form stand in a name in their order, the first one first: a list's next name is none."""
    rest = iter(key)
    return short[0] == key[0] and all(letter in rest for letter in short)
