"""Forms: which of the forms of a name is a firm's own, and whether it is one that its foundation's name only goes on from."""

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
