"""Starts: which of the years that a case names, if any, is the start of its initiative, by weighed evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.case import Case
from pipeline.find.clocks import Judge
from pipeline.find.ner import Reading
from pipeline.find.years import choose_start
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity, fold
from pipeline.settle.start_doubts import doubted, exact, year_of
from pipeline.settle.start_told import plainly_told
from pipeline.settle.weigh import chances
from pipeline.settle.welfare import TOKEN, stem

GOOD = 0.42
"""How likely a year must be: where all are less, the case tells of no start."""
HERE, LAUNCHED = 0.2, 0.6
"""How likely what the opening itself launches must be, and how firm the rule that says so."""
NEXT = 0.2
"""And one that says exactly what the likeliest only says roughly."""
SAID = (
    "giving", "elsewhere", "trading", "lasting", "welfare", "quoted", "business", "figure", "future", "not_act", "past", "perfect", "vague",
    "opening", "deciding", "ended", "won", "firm", "founding", "run_object", "purpose", "trade", "engagement_verb", "begin_verb",
    "launch_verb", "found_verb",
)  # fmt: skip
"""The atoms of the years' rules that a sentence, and the words right before the year, are asked for."""
AGES = (0, 1, 2, 4, 7, 13, 21, 41)
"""Where the classes of a year's age at publication begin."""
BEFORE, AFTER, NEAR = 600, 400, 80
FRONT, OPENER = 350, 50
OLD = 1990
LONG = 4000


@dataclass(frozen=True)
class Scene:
    """A case, and what was found in it that a year is weighed by; `candidates` are its years in order of the text."""

    text: str
    case: Case
    published: str | None
    single: bool
    sentences: Sequence[tuple[int, int]]
    candidates: Sequence[Mention]
    programs: Sequence[Mention]
    entities: Sequence[Entity]
    rules: Rulebook
    reading: Reading = Reading()

    @cached_property
    def chosen(self) -> Mention | None:
        """The year that the rules by themselves choose."""
        return choose_start(list(self.candidates), (self.case.start, self.case.end))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the case's programs, as they are looked for in small letters."""
        return tuple(str(program.value).casefold() for program in self.programs)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The same, folded as the keys of entities are."""
        return tuple(fold(name) for name in self.names)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where an organisation is named, and which."""
        return sorted((m.start, n) for n, entity in enumerate(self.entities) for m in entity.mentions)

    @cached_property
    def times(self) -> list[int]:
        """How often each organisation is named."""
        return [len(entity.mentions) for entity in self.entities]

    @cached_property
    def years(self) -> Counter[int]:
        """How often each year is a candidate."""
        return Counter(year_of(m) for m in self.candidates)

    @cached_property
    def span(self) -> tuple[int, int]:
        """The earliest and the latest of the years."""
        return min(self.years), max(self.years)

    @cached_property
    def firmest(self) -> list[tuple[float, int]]:
        """How firm the firmest candidate of each of the two firmest years is, and the year."""
        best: dict[int, float] = {}
        for m in self.candidates:
            best[year_of(m)] = max(best.get(year_of(m), 0.0), m.confidence)
        return sorted(((sure, year) for year, sure in best.items()), reverse=True)[:2]

    @property
    def body(self) -> int:
        """Where the text under the heading begins."""
        return self.case.body if self.case.heading else self.case.start


def weighed_start(scene: Scene) -> Mention | None:
    """The likeliest start of a case, with its probability as confidence; None where no year is likely enough."""
    likely = chances("start", start_rows(scene), scene.rules, scene.reading)
    told = [plainly_told(scene.text, m, scene.sentences, scene.names, scene.rules) for m in scene.candidates]
    rows = [(max(p, at_least), m) for p, at_least, m in zip(likely, told, scene.candidates, strict=True)]
    sure = [(p, m) for p, m in rows if p >= (HERE if _launched_here(m, scene) else GOOD) and not _doubted(m, scene)]
    if not sure:
        return None
    probability, best = max(sure, key=lambda one: one[0])
    return replace(exact(best, [m for p, m in rows if p >= NEXT]), confidence=round(probability, 3))


def _doubted(mention: Mention, scene: Scene) -> bool:
    return doubted(scene.text, mention, scene.entities, scene.keys, scene.rules)


def _launched_here(mention: Mention, scene: Scene) -> bool:
    """Whether the opening of a case itself launches something."""
    return mention.role == "launch" and mention.confidence >= LAUNCHED and mention.start - scene.body < FRONT


def start_rows(scene: Scene) -> list[dict[str, float]]:
    """For each candidate what speaks for and against its being the start."""
    return [_row(mention, scene) for mention in scene.candidates]


def _row(mention: Mention, scene: Scene) -> dict[str, float]:
    number = max(0, bisect_right(scene.sentences, (mention.start, len(scene.text))) - 1)
    start, end = scene.sentences[number] if scene.sentences else (scene.case.start, scene.case.end)
    start = max(start, scene.case.start, mention.start - BEFORE)
    end = max(mention.end, min(end, scene.case.end, mention.end + AFTER))
    sentence = (start, end)
    return (
        _itself(mention, scene) | _said(mention, scene, sentence) | _placed(mention, scene) | _among(mention, scene)
        | _programs(mention, scene, sentence, number) | _organisations(mention, scene, sentence) | _words(mention, scene.text, sentence)
    )  # fmt: skip


def _itself(mention: Mention, scene: Scene) -> dict[str, float]:
    """The rule's own verdict, and how long ago the year is."""
    row = {mention.rule: 1.0, f"role_{mention.role}": 1.0, f"basis_{mention.basis}": 1.0, "confidence": mention.confidence}
    row["firm"] = float(mention.confidence >= 0.5)
    if not scene.published or not scene.published[:4].isdigit():
        return row | {"undated": 1.0, "old": float(year_of(mention) < OLD)}
    age = max(0, int(scene.published[:4]) - year_of(mention))
    return row | {f"age_{AGES[bisect_right(AGES, age) - 1]}": 1.0}


def _said(mention: Mention, scene: Scene, sentence: tuple[int, int]) -> dict[str, float]:
    """What the sentence, and the words right before the year, tell of."""
    start, end = sentence
    judge = Judge(scene.text, start, end, scene.rules)
    row = {f"has_{name}": 1.0 for name in SAID if judge.has(name)}
    near = max(start, mention.start - NEAR), mention.start
    row |= {f"near_{name}": 1.0 for name in SAID if f"has_{name}" in row and judge.atom(name).search(scene.text, *near)}
    row[f"noun_before_{judge.noun(start, mention.start, last=True)}"] = 1.0
    row[f"noun_first_{judge.noun(start, end)}"] = 1.0
    row[f"noun_after_{judge.noun(mention.end, min(end, mention.end + NEAR))}"] = 1.0
    return row


def _placed(mention: Mention, scene: Scene) -> dict[str, float]:
    length = max(1, scene.case.end - scene.case.start)
    return {
        "late": (mention.start - scene.case.start) / length,
        "title": float(mention.start < scene.body),
        "lead": float(mention.start - scene.body < FRONT),
        "tail": float(scene.case.end - mention.end < FRONT),
        "long": min(length, LONG) / LONG,
        "digest": float(not scene.single),
    }


def _among(mention: Mention, scene: Scene) -> dict[str, float]:
    """How it stands beside the other years of the case."""
    mine, chosen = year_of(mention), scene.chosen
    rival = next((sure for sure, year in scene.firmest if year != mine), 0.0)
    return {
        "chosen": float(mention is chosen),
        "as_chosen": float(chosen is not None and mention is not chosen and mention.value == chosen.value),
        "none_chosen": float(chosen is None),
        "again": min(scene.years[mine] - 1, 2) / 2,
        "rivals": min(len(scene.years) - 1, 5) / 5,
        "sole": float(len(scene.years) == 1),
        "earliest": float(mine == scene.span[0]),
        "latest": float(mine == scene.span[1]),
        "foremost": float(mention is scene.candidates[0]),
        "rival": rival,
        "beats": float(mention.confidence > rival),
    }


def _programs(mention: Mention, scene: Scene, sentence: tuple[int, int], number: int) -> dict[str, float]:
    """Whether the sentence, or the one before it, names a program of the case."""
    start, end = sentence
    before, after = scene.text[start : mention.start].casefold(), scene.text[mention.end : end].casefold()
    last = scene.text[max(scene.case.start, scene.sentences[number - 1][0]) : start].casefold() if number else ""
    return {
        "programs": float(bool(scene.names)),
        "program_before": float(any(name in before for name in scene.names)),
        "program_after": float(any(name in after for name in scene.names)),
        "program_last": float(any(name in last for name in scene.names)),
    }


def _organisations(mention: Mention, scene: Scene, sentence: tuple[int, int]) -> dict[str, float]:
    """Which organisations the sentence names: its subject, the one nearest before the year, the next one."""
    start, end = sentence
    inside = scene.places[bisect_right(scene.places, (start, -1)) : bisect_right(scene.places, (end, -1))]
    before = [who for at, who in inside if at < mention.start]
    after = [who for at, who in inside if at >= mention.end]
    subject = inside[0][1] if inside and inside[0][0] < start + OPENER else None
    row = {"named": min(len(inside), 4) / 4}
    for name, who in (("near", before[-1] if before else None), ("subject", subject), ("next", after[0] if after else None)):
        row |= {f"{name}_{what}": value for what, value in _organisation(scene, who).items()}
    return row


def _organisation(scene: Scene, who: int | None) -> dict[str, float]:
    """Of what kind an organisation is, and how much of the case is about it."""
    if who is None:
        return {"nobody": 1.0}
    entity, times = scene.entities[who], scene.times
    return {
        entity.kind: 1.0,
        "share": times[who] / max(times),
        "opener": float(who == scene.places[0][1]),
        "once": float(times[who] == 1),
        "program": float(any(entity.key in key or key in entity.key for key in scene.keys if key)),
    }


def _words(mention: Mention, text: str, sentence: tuple[int, int]) -> dict[str, float]:
    """The words of the phrase and around it, each by where it stands."""
    start, end = sentence
    before = [stem(word) for word in TOKEN.findall(text[start : mention.start].lower())][-8:]
    after = [stem(word) for word in TOKEN.findall(text[mention.end : end].lower())][:6]
    opening = TOKEN.findall(text[start:end].lower())[:3]
    row = {f"word.before_{word}": 1.0 for word in before}
    row |= {f"word.beside_{word}": 1.0 for word in before[-2:]}
    row |= {f"word.after_{word}": 1.0 for word in after}
    row |= {f"word.opening_{number}_{word}": 1.0 for number, word in enumerate(opening)}
    return row | {f"word.in_{stem(word)}": 1.0 for word in TOKEN.findall(mention.text.lower())}
