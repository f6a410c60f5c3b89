"""Resolve: which names are the same company, in one article and over a whole dump."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.settle.entities import Entity, fold

PLACE = regex.compile(r"\s*\((?:\p{Lu}[\p{L}. ]+)\)")
SHORT = regex.compile(r"\A[®™]?(?:,?\s+\p{L}+\.?){0,2},?\s*\(\s*[“\"‘']?(?:the\s+)?([\p{Lu}\d][\p{L}\p{N}&.\- ’']{1,24})[”\"’']?\s*\)")
GENERIC = ("group", "holdings", "holding", "company", "corporation", "international", "global", "china", "india", "usa", "inc", "co")


def company_id(entity: Entity, words: Lexicon) -> str:
    """A provisional id for an entity: of the company table where it stands there, else made from its fullest form."""
    for form in entity.forms:
        if form in words.companies:
            return words.companies[form]
    return slug(entity.name)


def slug(name: str) -> str:
    """A name as an id: small letters and hyphens; a branch's place in brackets is left out.

    >>> slug("Asia Symbol (Shandong) Pulp and Paper")
    'asia-symbol-pulp-and-paper'
    """
    return fold(PLACE.sub("", name)).replace("&", "and").replace("+", "plus").replace(" ", "-") or "unnamed"


def short_forms(text: str, name: str) -> list[str]:
    """The short forms that a text gives a name in brackets: its initials, or the words it begins with.

    >>> short_forms("Harbour City Textile Holdings Ltd. (“HCTH”) and Northwind (Leeds)", "Harbour City Textile Holdings")
    ['HCTH']
    """
    found: dict[str, None] = {}
    at = text.find(name)
    while at >= 0:
        at += len(name)
        hit = SHORT.match(text[at : at + 60])
        if hit and _shortens(hit[1].strip(), name):
            found[hit[1].strip()] = None
        at = text.find(name, at)
    return sorted(found)


def _shortens(short: str, name: str) -> bool:
    """Whether `short` is the beginning of a name, or capitals that stand in it in this order, the first one first."""
    if fold(name).startswith(fold(short) + " "):
        return True
    capitals = [c for c in short if c.isalpha()]
    if not (2 <= len(capitals) <= 8 and all(c.isupper() for c in capitals) and name[:1].upper() == capitals[0]):
        return False
    letters = iter(name.upper())
    return all(c in letters for c in capitals[:-1])


def joined(forms: Mapping[str, Iterable[str]], shorts: Mapping[str, Iterable[str]] | None = None) -> dict[str, str]:
    """From provisional company ids with their forms to final ids: a longer id that only adds general words, or
    the words after a branch's place, joins the shorter one that stands in the dump by itself; an id that is nothing but
    the short form that articles give to one company (`shorts`) joins that one, and none where two companies have it.

    >>> joined({"zenda": ["Zenda"], "zenda-group": ["Zenda Group"], "acme": ["Acme"]})
    {'acme': 'acme', 'zenda': 'zenda', 'zenda-group': 'zenda'}
    >>> joined({"hct": ["HCT"], "harbour-city-textile": ["Harbour City Textile"]}, {"harbour-city-textile": ["HCT"]})["hct"]
    'harbour-city-textile'
    """
    final = dict(shortened((one, forms[one]) for one in sorted(forms, key=branching)))
    claimed: dict[str, set[str]] = defaultdict(set)
    for one, names in (shorts or {}).items():
        for name in names:
            claimed[slug(name)].add(final.get(one, one))
    renamed = {key: min(owners) for key, owners in claimed.items() if len(owners) == 1 and final.get(key) == key and owners != {key}}
    return {one: renamed_to(final[one], renamed.get) for one in sorted(final)}


def branching(one: str) -> str:
    """What ids are sorted by so that each comes right after the shorter ones that it begins with."""
    return one.replace("-", "\x01")


def shortened(ids: Iterable[tuple[str, Iterable[str]]]) -> Iterator[tuple[str, str]]:
    """Ids with their forms, in the order of `branching`: each with the shorter id that it joins, or itself. No other id is remembered
    than those that the present one begins with.

    >>> list(shortened([("haier", []), ("haier-group", []), ("haier-group-pumps", [])]))
    [('haier', 'haier'), ('haier-group', 'haier'), ('haier-group-pumps', 'haier-group-pumps')]
    """
    above: list[tuple[str, str]] = []
    for one, forms in ids:
        while above and not one.startswith(above[-1][0] + "-"):
            above.pop()
        held = list(forms)
        final = next((end for other, end in reversed(above) if _same(one, other, held)), one)
        above.append((one, final))
        yield one, final


def renamed_to(key: str, renamed: Callable[[str], str | None]) -> str:
    """The id at the end of a chain of renamings."""
    seen = {key}
    while (after := renamed(key)) is not None and after not in seen:
        seen.add(key := after)
    return key


def _same(longer: str, shorter: str, forms: Iterable[str]) -> bool:
    rest = longer[len(shorter) + 1 :].split("-")
    branch = any(PLACE.search(form) and fold(form.split("(")[0]).replace(" ", "-") == shorter for form in forms)
    return branch or all(word in GENERIC for word in rest)
