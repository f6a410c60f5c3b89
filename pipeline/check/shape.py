"""Shape: strings made from a pattern's own parts, so that a pattern meets the texts that suit it worst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import regex

SIZE = 10_000
MOST = 64  # strings for one pattern
MANY = 8  # an element that may repeat so often is worth repeating
TRIED = "aA0 \n.,-’'\"“”$€%éßж中\u00a0\t:;()&/#+|*@_!?[]{}<>=~^`\\xXzZ59½²"
WIDE = regex.compile(r"\\p\{[^}]*\}|\\P\{[^}]*\}|\\[xu][0-9A-Fa-f]{2,4}|\\N\{[^}]*\}|\\.", regex.DOTALL)
TIMES = regex.compile(r"(?:[*+?]|\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\})[+?]?")
GROUP = regex.compile(r"\(\?(?:P?<(?![=!])[^>]*>|[a-zA-Z-]*:|[>|])")
LOOK = regex.compile(r"\(\?<?[=!]")
BACK = regex.compile(r"\(\?(?:P[=>&]|&|R|\d|#)[^)]*\)|\(\?[a-zA-Z-]+\)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a pattern: a string that it matches, its own pieces, and how often it may repeat."""

    sample: str
    inner: tuple[tuple[str, Part], ...] = ()  # each with the string that leads to it
    most: int = 1


def strings_for(pattern: regex.Pattern[str], size: int = SIZE) -> list[str]:
    """Texts of about `size` characters made from the pattern's own repeatable parts; then what fits nowhere, then what it finds.

    The end keeps a search from being given up at once because some letter of the pattern is nowhere in the text.
    """
    whole, _ = _choice(pattern.pattern, 0, pattern.flags)
    found = dict.fromkeys(islice(_pumped(whole, "", size), MOST))
    return [f"{text}\x00{whole.sample}" for text in found]


def sample_of(pattern: regex.Pattern[str]) -> str:
    """A string that the pattern probably matches."""
    return _choice(pattern.pattern, 0, pattern.flags)[0].sample


def _pumped(part: Part, before: str, size: int) -> Iterator[str]:
    if part.sample:
        yield _filled(before + part.sample, size)
    behind = [inner.sample for _, inner in part.inner[1:]] + [""]
    for (lead, inner), after in zip(part.inner, behind):
        ahead = before + lead
        if inner.most >= MANY and inner.sample:
            for unit in dict.fromkeys((inner.sample, inner.sample + after)):
                yield ahead + _filled(unit, size - len(ahead))
        yield from _pumped(inner, ahead, size)


def _filled(unit: str, size: int) -> str:
    return unit * (size // len(unit) + 1) if len(unit) < size else unit[:size]


def _choice(source: str, at: int, flags: int) -> tuple[Part, int]:
    """The alternatives from `at` to the bracket that closes them, and where that is."""
    options: list[Part] = []
    while True:
        option, at = _sequence(source, at, flags)
        options.append(option)
        if at >= len(source) or source[at] == ")":
            break
        at += 1
    sample = next((option.sample for option in options if option.sample), "")
    return Part(sample, tuple(("", option) for option in options)), at


def _sequence(source: str, at: int, flags: int) -> tuple[Part, int]:
    lead, inner = "", []
    while at < len(source) and source[at] not in "|)":
        if flags & regex.VERBOSE and source[at].isspace():
            at += 1
        elif flags & regex.VERBOSE and source[at] == "#":
            at = (source.find("\n", at) + 1) or len(source)
        else:
            part, at, shown = _element(source, at, flags)
            least, most, at = _times(source, at)
            inner.append((lead, Part(part.sample, part.inner, most)))
            lead += part.sample * least if shown else ""
            lead = lead[-200:]
    return Part(lead, tuple(inner)), at


def _times(source: str, at: int) -> tuple[int, int, int]:
    """How often at least, how often at most, and what comes after."""
    match = TIMES.match(source, at)
    if not match:
        return 1, 1, at
    sign = match[0][0]
    if sign != "{":
        return {"*": (0, SIZE), "+": (1, SIZE), "?": (0, 1)}[sign] + (match.end(),)
    least = int(match["least"] or 0)
    most = int(match["most"]) if match["most"] else SIZE if match["comma"] else least
    return least, most, match.end()


def _element(source: str, at: int, flags: int) -> tuple[Part, int, bool]:
    """One element: a group, a class, an escape or a letter; False where it takes up no text."""
    if source[at] == "(":
        if back := BACK.match(source, at):
            return Part(""), back.end(), True
        look = LOOK.match(source, at)
        opening = look or GROUP.match(source, at)
        part, end = _choice(source, opening.end() if opening else at + 1, flags)
        return part, end + 1, look is None
    if source[at] == "[":
        end = _class_end(source, at)
        return Part(_letter(source[at:end], flags)), end, True
    if source[at] == "\\" and (match := WIDE.match(source, at)):
        return Part(_letter(match[0], flags)), match.end(), True
    if source[at] in "^$":
        return Part(""), at + 1, True
    return Part("a" if source[at] == "." else source[at]), at + 1, True


def _class_end(source: str, at: int) -> int:
    at += 2 if source[at + 1] == "^" else 1
    at += source[at] == "]"
    while source[at] != "]":
        at += 2 if source[at] == "\\" else 1
    return at + 1


@lru_cache(maxsize=4096)
def _letter(source: str, flags: int) -> str:
    """A character that a class or an escape matches; none for an anchor."""
    if source in (r"\b", r"\B", r"\A", r"\Z", r"\K", r"\G", r"\m", r"\M"):
        return ""
    one = regex.compile(source, flags)
    return next((letter for letter in TRIED if one.fullmatch(letter)), "") or source[-1]
