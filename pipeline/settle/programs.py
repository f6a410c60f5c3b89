"""Programs of a case: which of the candidate names are names of its initiatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.case import Case
from pipeline.find.ner import Reading
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold
from pipeline.settle.program_features import program_rows
from pipeline.settle.program_forms import one_each, without_parts
from pipeline.settle.weigh import chances

GOOD = 0.5
FIRST = 0.3
OTHERS = 0.45
"""How likely a name must be: the likeliest of a case much less than the next, as most cases name a programme, but more where it
is taken for an organisation's."""
TITLED, BESIDE = 0.15, 0.35
"""The same for a name that is an article's whole title and by a model or its last word a programme's: alone, and beside others."""
OWN = 0.85
"""And how likely a prize must be that the text says somebody received: then it is one that the case's own giver gives."""
TRUSTED = 0.3
HEAD, AHEAD, TELLING, TOLD = 300, 160, ("names.program_head", "ner."), "programs.quoted_long"
BODY, SAID, OCCASION = "<<programs.a_body>>", "<<programs.said_to_be>>", "<<programs.occasion>>"
SURELY, RARE = 0.6, 0.6
"""How likely a quoted name is that the text says to be a programme's, and how likely one of common words must be."""
LOOSE = ("program_titles.kind_after", "programs.noun_after", "programs.heard", "programs.bare")
QUOTES = "“\"‘'«„’"
WON = r"(?r)(?<![\p{L}])(?:won|winning|received|been\s+(?:given|honou?red|recogni[sz]ed))(?![\p{L}])[^.!?\n]{0,190}\Z"


def _won(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a name is that of a prize in a sentence that tells of winning prizes: an honour received, most likely no programme."""
    prize = any(word in rules.words["programs"]["prizes"] for word in mention.text.split())
    return prize and rules.pattern(WON).search(text[max(0, mention.start - 200) : mention.start]) is not None


def _body(text: str, found: Sequence[Mention], rules: Rulebook) -> bool:
    """Whether a name is a charity's or another body's, by what the text says of it or by its last word, and not a programme's."""
    if any(m.rule == TELLING[0] for m in found):
        return False
    last = str(found[0].value).split()[-1] in rules.words["programs"]["bodies"] and all(m.rule in LOOSE for m in found)
    return last or any(rules.pattern(BODY).match(text, m.end, m.end + AHEAD) for m in found)


def _common(probability: float, found: Sequence[Mention], rules: Rulebook) -> bool:
    """Whether a name is an occasion's ("Anniversary Party") or, not very likely, made of common words alone ("Research Fellowship")."""
    name = str(found[0].value)
    plain = probability < RARE and all(word in rules.words["programs"]["common"] for word in name.split())
    return plain or rules.pattern(OCCASION, case=True).fullmatch(name) is not None


def _sure(text: str, best: Mention, found: Sequence[Mention], rules: Rulebook) -> float:
    """How likely at least a name is, by what the text says of it: “Warm Bread”, a campaign of the bakers."""
    said = any(text[m.start - 1 : m.start] in QUOTES and rules.pattern(SAID).match(text, m.end, m.end + AHEAD) for m in found if m.start)
    return max(best.confidence if best.rule == TOLD else 0.0, SURELY * said)


def programs_of(
    text: str, case: Case, candidates: Iterable[Mention], entities: Sequence[Entity], reading: Reading, rules: Rulebook
) -> tuple[list[Mention], list[Mention]]:
    """The initiatives of a case, each by its best mention and its fullest form, and the candidates set aside."""
    rows = program_rows(text, case, candidates, entities, reading, rules)
    likely = chances("program", [row for _, row in rows], rules, reading)
    weighed = one_each(text, [(p, found) for p, (found, _) in zip(likely, rows, strict=True)], rules)
    named = {id(found) for found, row in rows if row["entity"] > TRUSTED}
    kept: list[Mention] = []
    aside: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for probability, found in sorted(weighed, key=lambda w: (-w[0], w[1][0].order)):
        best = max(found, key=lambda m: (m.confidence, -m.start))
        probability = max(probability, _sure(text, best, found, rules))
        free = not all(any(m.start < b and a < m.end for a, b in taken) for m in found)
        taken_for = best.rule == "programs.heard" or id(found) in named
        enough = GOOD if kept else OTHERS if taken_for else FIRST
        if not taken_for and _titles(text, case, found):
            enough = BESIDE if kept else TITLED
        others = _body(text, found, rules) or probability < OWN and all(_won(text, m, rules) for m in found)
        others = others or _common(probability, found, rules)
        good = probability >= enough and free and not others
        if good:
            taken += [(m.start, m.end) for m in found]
        if good or best.rule != "programs.bare":
            (kept if good else aside).append(replace(best, confidence=round(probability, 3)))
    return without_parts(sorted(kept, key=lambda m: m.order), rules), sorted(aside, key=lambda m: m.order)


def _titles(text: str, case: Case, found: Sequence[Mention]) -> bool:
    """Whether a name that a model or its last word makes a programme's is all that the article's title says."""
    stop = text.find("\n", case.start, case.end)
    title = fold(text[case.start : stop]) if case.start < HEAD < case.end - case.start and stop >= 0 else ""
    return any(m.rule.startswith(TELLING) and fold(str(m.value)) == title for m in found)
