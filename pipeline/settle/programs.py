"""Programs of a case: which of the candidate names are names of its initiatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from pipeline.case import Case
from pipeline.find.ner import Reading
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold
from pipeline.settle.program_features import program_rows
from pipeline.settle.weigh import chances

Weighed = list[tuple[float, list[Mention]]]
"""Candidates, each with all its mentions and how likely it is."""
GOOD = 0.5
FIRST = 0.3
OTHERS = 0.45
"""How likely a name must be: the likeliest of a case much less than the next, as most cases name a programme, but more where it
is taken for an organisation's."""
TITLED, BESIDE = 0.15, 0.35
"""The same for a name that is an article's whole title and by a model or its last word a programme's: alone, and beside others."""
TRUSTED = 0.3
HEAD, TELLING, TOLD = 300, ("names.program_head", "ner."), "programs.quoted_long"
SHORT = regex.compile(r"[”\"’'»®™]?(?:\s\p{Ll}+){0,2}\s?\(\s?[“\"‘']?(?P<short>\p{Lu}[\p{L}\p{N}&.-]*\p{Lu}[\p{L}\p{N}]*)[”\"’']?\s?\)")
WON = r"(?r)(?<![\p{L}])(?:won|winning|received|been\s+(?:given|honou?red|recogni[sz]ed))(?![\p{L}])[^.!?\n]{0,190}\Z"


def _won(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a name is that of a prize in a sentence that tells of winning prizes: an honour received, no programme."""
    prize = any(word in rules.words["programs"]["prizes"] for word in mention.text.split())
    return prize and rules.pattern(WON).search(text[max(0, mention.start - 200) : mention.start]) is not None


def _with_short_forms(text: str, weighed: Weighed) -> Weighed:
    """The candidates, those in brackets behind another left out: Walk to School (WTS) is one, as likely as the likelier of its forms."""
    places = {fold(str(found[0].value)): n for n, (_, found) in enumerate(weighed)}
    whole: dict[int, int] = {}
    for n, (_, found) in enumerate(weighed):
        shorts = (hit["short"] for m in found if (hit := SHORT.match(text, m.end)))
        whole |= {places[key]: n for short in shorts if (key := fold(short)) in places and places[key] != n}
    best = {n: max([weighed[n][0], *(weighed[short][0] for short, long in whole.items() if long == n)]) for n in range(len(weighed))}
    return [(best[n], found) for n, (_, found) in enumerate(weighed) if n not in whole]


def programs_of(
    text: str, case: Case, candidates: Iterable[Mention], entities: Sequence[Entity], reading: Reading, rules: Rulebook
) -> tuple[list[Mention], list[Mention]]:
    """The initiatives of a case, each by its best mention and its fullest form, and the candidates set aside."""
    rows = program_rows(text, case, candidates, entities, reading, rules)
    likely = chances("program", [row for _, row in rows], rules, reading)
    weighed = _with_short_forms(text, [(p, found) for p, (found, _) in zip(likely, rows, strict=True)])
    named = {id(found) for found, row in rows if row["entity"] > TRUSTED}
    kept: list[Mention] = []
    aside: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for probability, found in sorted(weighed, key=lambda w: (-w[0], w[1][0].order)):
        best = max(found, key=lambda m: (m.confidence, -m.start))
        probability = max(probability, best.confidence if best.rule == TOLD else 0.0)
        free = not all(any(m.start < b and a < m.end for a, b in taken) for m in found)
        taken_for = best.rule == "programs.heard" or id(found) in named
        enough = GOOD if kept else OTHERS if taken_for else FIRST
        if not taken_for and _titles(text, case, found):
            enough = BESIDE if kept else TITLED
        good = probability >= enough and free and not all(_won(text, m, rules) for m in found)
        if good:
            taken += [(m.start, m.end) for m in found]
        if good or best.rule != "programs.bare":
            (kept if good else aside).append(replace(best, confidence=round(probability, 3)))
    return _nested(sorted(kept, key=lambda m: m.order)), sorted(aside, key=lambda m: m.order)


def _titles(text: str, case: Case, found: Sequence[Mention]) -> bool:
    """Whether a name that a model or its last word makes a programme's is all that the article's title says."""
    stop = text.find("\n", case.start, case.end)
    title = fold(text[case.start : stop]) if case.start < HEAD < case.end - case.start and stop >= 0 else ""
    return any(m.rule.startswith(TELLING) and fold(str(m.value)) == title for m in found)


def _nested(kept: list[Mention]) -> list[Mention]:
    """One mention for a name that is given whole and in part ("Bright Minds", "the Bright Minds Scholarship Program")."""
    kept = [m for m in kept if not any(str(m.value).startswith(f"{k.value}: ") for k in kept)]
    names = [_same_words(str(m.value)) for m in kept]
    named = zip(kept, names, strict=True)
    whole = [(m, mine) for m, mine in named if not any(_part_of(mine, other) for other in names if other is not mine)]
    best: dict[str, Mention] = {}
    for m, mine in whole:
        best[" ".join(mine)] = max(best.get(" ".join(mine), m), m, key=lambda one: (one.confidence, -one.start))
    return sorted(best.values(), key=lambda m: m.order)


def _same_words(name: str) -> list[str]:
    """The words of a name as they are compared: without "and", in the singular ("Walks & Talks" is "Walk and Talk")."""
    return [word.removesuffix("s") for word in fold(name).replace("&", " ").split() if word != "and"]


def _part_of(one: list[str], two: list[str]) -> bool:
    """Whether a name's words begin or end a name that has up to three words more."""
    return len(one) < len(two) <= len(one) + 3 and (two[: len(one)] == one or (two[-len(one) :] == one and len(one) > 1))
