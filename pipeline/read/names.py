"""Names: article ids that are unique over a dump, the same on every run, and safe as file names."""

from __future__ import annotations

import hashlib
import unicodedata

import regex

UNSAFE = regex.compile(r"[^A-Za-z0-9._-]+")
DOTS = regex.compile(r"\.{2,}")
FINE = regex.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]|\.(?!\.|$))*")


def safe(name: str, limit: int = 100) -> str:
    """A file name's worth of `name`: letters, digits, point, underscore, hyphen; what gets lost is told apart by a hash.

    >>> safe("Société Générale"), safe("../../etc/passwd")
    ('Societe-Generale', 'etc-passwd')
    """
    if FINE.fullmatch(name) and len(name) <= limit:
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    clean = DOTS.sub("", UNSAFE.sub("-", plain)).strip(".-")
    lost = 0 if name.isascii() else sum(character.isalnum() and not character.isascii() for character in unicodedata.normalize("NFC", name))
    if clean and len(clean) <= limit and lost * 2 <= len(clean):
        return clean
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{clean[: limit - 9].rstrip('.-') or 'article'}-{mark}"


class Names:
    """The ids given out so far; ids that differ only in case count as one, as on some file systems."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def give(self, name: str) -> str:
        """`name` made safe; a repeated one gets "-2", "-3" ..."""
        base = safe(name)
        key = base.casefold()
        chosen, number = base, self._next.get(key, 1)
        while chosen.casefold() in self._taken:
            number += 1
            chosen = f"{base}-{number}"
        if number > 1:
            self._next[key] = number
        self._taken.add(chosen.casefold())
        return chosen
