"""Signs: what the words around a name, or the list that it stands in, settle of its part by themselves, whatever else speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import regex

from pipeline.case import Case
from pipeline.mention import Mention
from pipeline.rulebook import Rule, Rulebook
from pipeline.settle.entities import Entity
from pipeline.settle.givers import AUTHORITIES, EITHER, FEW, MOST, SAID, WINDOW, Odds, given_to, partnered
from pipeline.settle.neighbours import ITEM
from pipeline.settle.roles import COLEAD, PARTNER, SURER

BETWEEN, OPENER, SHORT_LINE = 90, 250, 120
"""How far two names that do something together may lie apart, how much of a line may open a list, and how long a line without a bullet
is one of a list."""
SLIGHT, SURE, SCHOOL, SHORT, CERTAIN = 0.2, 0.6, 0.62, 0.8, 0.9
"""Whoever is less likely than SLIGHT to lead and to be a partner has no part anyhow; who does something together with somebody who is
SURE to have a part has one, if it is as likely as EITHER; how likely a school must be a partner that may merely benefit, and a name
that may be another one in short; from CERTAIN on a school has a part for certain, and a lead leads for certain."""
FAIR, LIKELY, OWN = 0.4, 0.8, 0.7
"""From OWN on, a lead's own foundation leads, too. Between the other two, who might lead beside a certain lead is rather its partner,
where it is told as whom somebody works with."""
LISTED, ROW = 320, 8
"""How far before a name a sentence may begin that settles its part, and how many names joined by "and" are looked at."""
LINE = regex.compile(r"[^\n]+")


def signed(text: str, case: Case, entities: Sequence[Entity], odds: Odds, rules: Rulebook) -> Odds:
    """How likely each organisation leads and is a partner, where signs leave it open."""
    follow = _receivers_from(text, case, rules)
    told = rules.rules.get("signs", ())
    signs, lists = [rule for rule in told if "side" in rule.more], [rule for rule in told if "part" in rule.more]
    found = []
    for entity, short, (lead, partner) in zip(entities, _in_short(entities, odds), odds, strict=True):
        if max(lead, partner) >= SLIGHT and (_is_inner(entity, rules) or _stands_by(text, case, entity.mentions, signs)):
            lead, partner = 0.0, 0.0
        elif follow is not None and _opens_line(text, entity.mentions[0], follow):
            lead, partner = 0.0, lead + partner
            if partner >= SLIGHT and _is_item(text, entity.mentions[0]):
                partner = max(partner, SAID)
        elif partner < SCHOOL and _merely_taught_at(entity, rules):
            lead, partner = (lead + partner if lead > partner and lead + partner >= CERTAIN else lead), 0.0
        elif partner < SHORT and short:
            partner = 0.0
        elif lead < COLEAD and (said := _said_to_be(text, case, entity, lead + partner, lists)) is not None:
            lead, partner = {"lead": (SURER, partner), "partner": (lead, max(partner, SAID))}.get(said, (0.0, 0.0))
        found.append((lead, partner))
    found = given_to(text, case, entities, found, rules)
    found = partnered(text, case, entities, found, rules)
    found = _without_creatures(entities, found, rules)
    found = _beside_lead(text, case, entities, found, rules)
    for one, other in _together(text, case, entities, rules):
        for mine, theirs in ((one, other), (other, one)):
            if max(found[theirs]) >= SURE:
                found[mine] = _with_a_part(entities[mine], *found[mine], beside_lead=found[theirs][0] >= SURE)
    return found


def _with_a_part(entity: Entity, lead: float, partner: float, *, beside_lead: bool) -> tuple[float, float]:
    """How likely an organisation leads and is a partner that acts beside a lead or a partner, where neither is likely enough."""
    if lead >= COLEAD or partner >= PARTNER or lead + partner < EITHER:
        return lead, partner
    leads = beside_lead and lead >= partner and entity.kind not in AUTHORITIES
    return (SURER, partner) if leads else (0.0, max(SAID, lead + partner))


def _without_creatures(entities: Sequence[Entity], odds: Odds, rules: Rulebook) -> Odds:
    """The same without those who are another one's own league, hub or prize: what part such a one has is the other's."""
    creatures = rules.words["names"]["others"]["creatures"]
    at = {entity.key: i for i, entity in enumerate(entities)}
    found = list(odds)
    for i, entity in enumerate(entities):
        if entity.name.split()[-1] in creatures:
            words = entity.key.split()
            owner = next((at[key] for n in range(len(words) - 1, 0, -1) if (key := " ".join(words[:n])) in at), None)
            if owner is not None:
                found[owner] = (max(found[owner][0], found[i][0]), found[owner][1])
                found[i] = (0.0, 0.0)
    return found


def _beside_lead(text: str, case: Case, entities: Sequence[Entity], odds: Odds, rules: Rulebook) -> Odds:
    """The same beside the likeliest lead: its own foundation leads, whom a certain lead works with does not."""
    best = max(range(len(odds)), key=lambda i: odds[i][0], default=0)
    if not odds or odds[best][0] < OWN:
        return odds
    found = []
    for entity, (lead, partner) in zip(entities, odds, strict=True):
        if odds[best][0] >= CERTAIN and FAIR <= lead < LIKELY and _worked_with(text, case, entity, rules):
            lead, partner = 0.0, lead + partner
        elif lead < COLEAD and max(lead, partner) >= SLIGHT and _is_foundation_of(entity, entities[best], rules):
            lead = SURER
        found.append((lead, partner))
    return found


def _is_foundation_of(entity: Entity, other: Entity, rules: Rulebook) -> bool:
    """Whether a foundation's name begins with the two words that another one's does."""
    words, others = entity.key.split()[:2], other.key.split()[:2]
    return entity.kind == "foundation" and entity.key != other.key and words == others and words[-1] not in rules.words["roles"]["small"]


def _worked_with(text: str, case: Case, entity: Entity, rules: Rulebook) -> bool:
    """Whether an organisation is told somewhere as whom another works with."""
    pattern = rules["signs.works_with"].pattern
    return any(pattern.search(text, max(case.start, m.start - WINDOW), m.start) for m in entity.mentions[:MOST])


def _said_to_be(text: str, case: Case, entity: Entity, some: float, lists: Sequence[Rule]) -> str | None:
    """The part that a sentence says all those play whom it goes on to name, one of them an organisation named once or twice.

    `some` is how likely it has a part at all; rules say how likely that must be.
    """
    if entity.kind == "other" or len(entity.mentions) > FEW:
        return None
    before = [text[max(case.start, m.start - LISTED) : m.start] for m in entity.mentions]
    able = (r for r in lists if some >= r.more.get("least", SLIGHT) and entity.kind in r.more.get("kinds", (entity.kind,)))
    return next((str(rule.more["part"]) for rule in able if any(rule.pattern.search(one) for one in before)), None)


def _stands_by(text: str, case: Case, mentions: Sequence[Mention], signs: Sequence[Rule]) -> bool:
    """Whether every mention of a name stands with a sign that it is no organisation of its own."""
    return len(mentions) <= MOST and all(any(_holds(sign, text, case, m) for sign in signs) for m in mentions)


def _holds(sign: Rule, text: str, case: Case, mention: Mention) -> bool:
    """Whether a sign stands around a mention, in whose place it sees a bar."""
    left, right = text[max(case.start, mention.start - WINDOW) : mention.start], text[mention.end : min(case.end, mention.end + WINDOW)]
    return sign.pattern.search(f"{left}|{right}") is not None


def _receivers_from(text: str, case: Case, rules: Rulebook) -> int | None:
    """Where the lines begin that name those who received: behind the first line that says so ("This year’s grantees include:")."""
    openers = [rules[name].pattern for name in ("sections.receivers_follow", "signs.receivers_listed")]
    lines = ((line.end(), line[0].rstrip()[-OPENER:]) for line in LINE.finditer(text, case.start, case.end))
    ends = (end for end, line in lines if any(opener.search(line) for opener in openers))
    return next(ends, None)


def _opens_line(text: str, mention: Mention, follow: int) -> bool:
    """Whether a name, first told here, opens a line of a list that began before it."""
    line = max(text.rfind("\n", 0, mention.start) + 1, follow)
    return mention.start > follow and ITEM.match(text[line : mention.start]) is not None


def _is_item(text: str, mention: Mention) -> bool:
    """Whether the line that a name opens is one of a list: behind a bullet or a number, or short."""
    start, end = text.rfind("\n", 0, mention.start) + 1, text.find("\n", mention.end)
    item = ITEM.match(text[start : mention.start])
    return item is not None and bool(item["sign"] or (end if end >= 0 else len(text)) - start <= SHORT_LINE)


def _is_inner(entity: Entity, rules: Rulebook) -> bool:
    """Whether a name is that of a part of some organisation: its branch in a place, its region."""
    return all(form.split()[-1] in rules.words["signs"]["inner"] for form in entity.forms)


def _merely_taught_at(entity: Entity, rules: Rulebook) -> bool:
    """Whether an organisation is a school below universities: most of those only benefit, and are no partners."""
    return entity.kind == "school" and not any(word in entity.name for word in rules.words["signs"]["higher"])


def _in_short(entities: Sequence[Entity], odds: Odds) -> list[bool]:
    """For each organisation whether all words of its name are another's of the case that as likely has a part, no foundation's of it."""
    names = [frozenset(entity.key.split()) for entity in entities]
    holding: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        for word in name:
            holding[word].append(i)
    rarest = [min(name, key=lambda word: len(holding[word])) for name in names]
    apart = [entity.kind == "foundation" for entity in entities]
    return [
        any(name < names[j] and apart[j] <= apart[i] and max(odds[j]) >= max(odds[i]) for j in holding[word])
        for i, (name, word) in enumerate(zip(names, rarest, strict=True))
    ]


def _together(text: str, case: Case, entities: Sequence[Entity], rules: Rulebook) -> Iterator[tuple[int, int]]:
    """Pairs of organisations that do something together: "Lindo Bank, Osu Care and Meria Leaf have launched", "a project of both"."""
    for run in _rows(text, entities, rules):
        start, last = run[0][0], run[-1][1]
        before, behind = text[max(case.start, start - WINDOW) : start], text[last : min(case.end, last + WINDOW)]
        acts = rules["signs.deed"].pattern.match(behind) and not rules["signs.governed"].pattern.search(before)
        if acts or rules["signs.common_work"].pattern.search(before):
            yield from combinations(dict.fromkeys(who for _, _, who in run), 2)


def _rows(text: str, entities: Sequence[Entity], rules: Rulebook) -> Iterator[list[tuple[int, int, int]]]:
    """The rows of mentions of organisations with "and" before the last, each mention with its entity's number."""
    spots = sorted((m.start, m.end, i) for i, entity in enumerate(entities) for m in entity.mentions)
    run = spots[:1]
    for spot in spots[1:]:
        between = text[run[-1][1] : spot[0]]
        near = 0 < len(between) <= BETWEEN and len(run) < ROW
        if near and rules["signs.joined"].pattern.match(between):
            yield [*run, spot]
        run = [*run, spot] if near and rules["signs.listed"].pattern.match(between) else [spot]
