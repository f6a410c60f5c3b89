"""Resolve: which names are the same company, in one article and over a whole dump."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import regex

from pipeline.find.names import Lexicon
from pipeline.settle.entities import Entity, fold

PLACE = regex.compile(r"\s*\((?:\p{Lu}[\p{L}. ]+)\)")
GENERIC = ("group", "holdings", "holding", "company", "corporation", "international", "global", "china", "india", "usa", "inc", "co")


def company_id(entity: Entity, words: Lexicon) -> str:
    """A provisional id for an entity: of the company table where it stands there, else made from its fullest form."""
    for form in entity.forms:
        if form in words.companies:
            return slug(words.companies[form])
    return slug(entity.name)


def slug(name: str) -> str:
    """A name as an id: small letters and hyphens; a branch's place in brackets is left out.

    >>> slug("Asia Symbol (Shandong) Pulp and Paper")
    'asia-symbol-pulp-and-paper'
    """
    return fold(PLACE.sub("", name)).replace("&", "and").replace("+", "plus").replace(" ", "-") or "unnamed"


def joined(forms: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """From provisional company ids with their forms to final ids: a longer id that only adds general words, or
    the words after a branch's place, joins the shorter one that stands in the dump by itself.

    >>> joined({"haier": ["Haier"], "haier-group": ["Haier Group"], "acme": ["Acme"]})
    {'acme': 'acme', 'haier': 'haier', 'haier-group': 'haier'}
    """
    final: dict[str, str] = {}
    for one in sorted(forms, key=lambda i: (len(i), i)):
        final[one] = one
        for other in sorted(final, key=lambda i: (-len(i), i)):
            if other != one and one.startswith(other + "-") and _same(one, other, forms[one]):
                final[one] = final[other]
                break
    return dict(sorted(final.items()))


def _same(longer: str, shorter: str, forms: Iterable[str]) -> bool:
    rest = longer[len(shorter) + 1 :].split("-")
    branch = any(PLACE.search(form) and fold(form.split("(")[0]).replace(" ", "-") == shorter for form in forms)
    return branch or all(word in GENERIC for word in rest)
