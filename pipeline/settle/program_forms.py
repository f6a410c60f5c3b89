"""Program forms: which names of a case are one programme's: short forms, translations, spellings, whole names and their parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import fold

Weighed = list[tuple[float, list[Mention]]]
"""Candidates, each with all its mentions and how likely it is."""
Named = list[tuple[Mention, list[str]]]
"""Names, each with its words as they are compared."""
SHORT = regex.compile(r"[”\"’'»®™]?(?:\s\p{Ll}+){0,2}\s?\(\s?[“\"‘']?(?P<short>\p{Lu}[\p{L}\p{N}&.-]*\p{Lu}[\p{L}\p{N}]*)[”\"’']?\s?\)")
GLOSS = "<<programs.gloss>>"
GLOSS_AHEAD = 120
MORE, OWNED = 3, 6
"""How many words a whole name has more than its part, and than its end: then an owner may stand in front."""
STEM = 3
HEADED = ("names.program_head", "program_titles.head_first")


def one_each(text: str, weighed: Weighed, rules: Rulebook) -> Weighed:
    """The candidates, those in brackets behind another left out: Walk to School (WTS) is one, as likely as the likelier of its forms.

    Of Luz y Pan ("Light and Bread"), a name and what it means, the likelier stays; of the hills of Lindo (Project Luz) both.
    """
    places = {fold(str(found[0].value)): n for n, (_, found) in enumerate(weighed)}
    gloss = rules.pattern(GLOSS, case=True)
    whole: dict[int, int] = {}
    for n, (_, found) in enumerate(weighed):
        shorts = {fold(hit["short"]) for m in found if (hit := SHORT.match(text, m.end))}
        means = {fold(hit["told"]) for m in found if (hit := gloss.match(text, m.end, m.end + GLOSS_AHEAD))}
        whole |= {places[key]: n for key in shorts if places.get(key, n) != n}
        for part in sorted(places[key] for key in means - shorts if places.get(key, n) != n):
            if not any(m.rule in HEADED for m in weighed[part][1]):
                less, more = (part, n) if weighed[n][0] >= weighed[part][0] else (n, part)
                whole.setdefault(less, more)
    whole = {part: n for part, n in whole.items() if whole.get(n) != part or n < part}
    best = {n: max([weighed[n][0], *(weighed[part][0] for part, long in whole.items() if long == n)]) for n in range(len(weighed))}
    return [(best[n], found) for n, (_, found) in enumerate(weighed) if n not in whole]


def without_parts(kept: Sequence[Mention], rules: Rulebook) -> list[Mention]:
    """One mention for a name that is given whole and in part ("Bright Minds", "the Bright Minds Scholarship Program")."""
    kept = [m for m in kept if not any(str(m.value).startswith(f"{k.value}: ") for k in kept)]
    whole = _whole([(m, _words(str(m.value), rules)) for m in kept], rules)
    whole = _whole([(m, _core(words, rules)) for m, words in whole], rules)
    best: Named = []
    for m, mine in sorted(whole, key=lambda one: (-one[0].confidence, one[0].order)):
        if not any(_alike(mine, other) for _, other in best):
            best.append((m, mine))
    return sorted((m for m, _ in best), key=lambda m: m.order)


def _whole(named: Named, rules: Rulebook) -> Named:
    """The names that are no part of another one."""
    return [(m, mine) for m, mine in named if not any(_part_of(mine, other, rules) for _, other in named if other is not mine)]


def _words(name: str, rules: Rulebook) -> list[str]:
    """The words of a name as they are compared: without "and", in the singular ("Walks & Talks" is "Walk and Talk")."""
    words = [word.removesuffix("s") for word in fold(name).replace("&", " ").replace("-", " ").split() if word != "and"]
    held = tuple(rules.words["programs"]["held"])
    return [word.removesuffix("ship") if word.startswith(held) else word for word in words]


def _core(words: list[str], rules: Rulebook) -> list[str]:
    """The words without a last one that only repeats of what kind it is: "Bakers Scholarship Programme"."""
    kinds = _kinds(rules)
    return words[:-1] if len(words) >= STEM and words[-1] in kinds and words[-2] in kinds else words


@cache
def _kinds(rules: Rulebook) -> frozenset[str]:
    """The last words of programmes' names, as they are compared."""
    return frozenset(word for head in rules.words["programs"]["heads"] for word in _words(head, rules))


def _part_of(one: list[str], two: list[str], rules: Rulebook) -> bool:
    """Whether a name's words begin or end a longer name, or stand around words that it leaves out ("A. Obi Fund", "A. Obi Bread Fund")."""
    n, more = len(one), len(two) - len(one)
    if n > STEM and more in (0, 1) and one[-1] in _kinds(rules) and two[1 - n :] == one[:-1]:
        return True
    if more <= 0:
        return False
    begins, ends = two[:n] == one, two[-n:] == one and n > 1
    around = n > 1 and two[: n - 1] == one[:-1] and two[-1] == one[-1]
    around = around and (n > STEM - 1 or set(two[n - 1 : -1]) <= set(rules.words["programs"]["inserts"]))
    return (begins or around) and more <= MORE or ends and more <= OWNED


def _alike(one: list[str], two: list[str]) -> bool:
    """Whether two names are spellings of one: the same words, or one of them cut short ("Next Gen Leaders", "Next Generation Leaders")."""
    if one == two:
        return True
    unlike = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
    if len(one) != len(two) or len(one) < STEM or len(unlike) != 1:
        return False
    short, long = sorted(unlike[0], key=len)
    return len(short) >= STEM and long.startswith(short) or len(short) > 1 and unlike[0] == (one[0], two[0]) and _initials(short, long)


def _initials(short: str, long: str) -> bool:
    """Whether a name's first word is made of another's letters, the first first: "LB" of "LindoBank"."""
    letters = iter(long)
    return short[0] == long[0] and len(long) > 2 * len(short) and all(letter in letters for letter in short)
