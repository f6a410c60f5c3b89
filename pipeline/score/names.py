"""When two names, or two units, are the same to the scorer: letters folded, articles, legal forms and possessives set aside."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

import regex

from pipeline.rulebook import default_folder

QUOTES = str.maketrans(dict.fromkeys("‘’‛`´", "'") | dict.fromkeys('“”„«»"®™©') | dict.fromkeys("‐‑‒–—", "-") | dict.fromkeys("()[]", " "))
POSSESSIVE = regex.compile(r"'s?$")
EDGES = " .,;:!?'-"


@cache
def overlooked() -> Mapping[str, Any]:
    """The word lists of rules/score.toml."""
    table: dict[str, Any] = tomllib.loads((default_folder() / "score.toml").read_text("utf-8"))
    words: dict[str, Any] = table["words"]
    return words


@cache
def fold(name: str) -> str:
    """A name as it is compared.

    >>> fold("The\\u00a0Acme Widgets, Inc."), fold("ACME Widgets’s"), fold("“Green Desk” Project")
    ('acme widgets', 'acme widgets', 'green desk project')
    """
    text = unicodedata.normalize("NFKC", name).translate(QUOTES).casefold()
    text = POSSESSIVE.sub("", " ".join(text.split()).strip(EDGES)).strip(EDGES)
    for article in overlooked()["articles"]:
        text = text.removeprefix(article + " ")
    return without_legal_form(text) or text


def without_legal_form(text: str) -> str:
    """A folded name without the legal forms at its end, however many there are."""
    bare = text.replace(",", " ").split()
    forms = {tuple(form.replace(".", "").split()) for form in overlooked()["legal_forms"]}
    while bare and any(tuple(word.replace(".", "") for word in bare[-n:]) in forms for n in (3, 2, 1) if n <= len(bare)):
        length = max(n for n in (1, 2, 3) if n <= len(bare) and tuple(word.replace(".", "") for word in bare[-n:]) in forms)
        bare = bare[:-length]
    return " ".join(bare)


def contained(one: str, other: str) -> float:
    """Which share of the shorter name's words is in the longer one."""
    first, second = set(fold(one).split()), set(fold(other).split())
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def unit_words(unit: str) -> set[str]:
    """The words of a unit in the singular.

    >>> sorted(unit_words("rural schools and children"))
    ['and', 'child', 'rural', 'school']
    """
    return {singular(word.strip(EDGES)) for word in unit.casefold().replace("-", " ").split()}


def singular(word: str) -> str:
    """A word in the singular, near enough to compare units."""
    known = overlooked()["singulars"].get(word)
    if known is not None:
        return str(known)
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two units may mean the same: they share a word, or one is not told."""
    return not one or not other or bool(unit_words(one) & unit_words(other))
