"""Givers: who gave, who received, and whom a firm has for its partner, as the words right beside their names say."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case import Case
from pipeline.rulebook import Rule, Rulebook
from pipeline.settle.entities import Entity
from pipeline.settle.roles import COLEAD, SURER

WINDOW, MOST, FEW = 110, 12, 2
"""How far a sign may reach, with how many mentions a name is no bystander's by signs alone, and how often a name may stand in a case
that one sentence settles the part of."""
EITHER, SAID = 0.35, 0.8
"""Who does something together with somebody who has a part has one, if it is as likely as EITHER; how likely a partner is of whom a
sign says that it is one, as often as signs are right."""
FIRMS = ("company", "name")
"""The kinds of organisations that are firms, or may be."""
AUTHORITIES = ("government", "other")
"""The kinds that lead nothing by what is said beside their names alone: a state's grant is no company's initiative."""
Odds = list[tuple[float, float]]


def given_to(text: str, case: Case, entities: Sequence[Entity], odds: Odds, rules: Rulebook) -> Odds:
    """How likely each leads and is a partner, where words say who gave and who received: that leads; whoever received leads nothing where
    somebody else may, and is a partner; where nobody is left to lead, they lead from whom money came."""
    got = [_followed(text, case, entity, rules["signs.receiver"]) for entity in entities]
    others = any(max(lead, partner) >= EITHER and not mine for (lead, partner), mine in zip(odds, got, strict=True))
    left = any(got) and all(mine or lead < COLEAD for (lead, _), mine in zip(odds, got, strict=True))
    found = []
    for entity, mine, (lead, partner) in zip(entities, got, odds, strict=True):
        if mine and others and lead >= EITHER:
            lead, partner = 0.0, max(SAID, lead + partner)
        elif lead < COLEAD <= lead + partner:
            gave = _followed(text, case, entity, rules["signs.giver"]) or left and _paid(text, case, entity, rules)
            lead = SURER if gave else lead
        found.append((lead, partner))
    return found


def _paid(text: str, case: Case, entity: Entity, rules: Rulebook) -> bool:
    """Whether one of a name's first mentions, which is no authority's, is told as whom money came from."""
    money = rules["signs.money_from"].pattern
    first = () if entity.kind in AUTHORITIES else entity.mentions[:FEW]
    return any(money.search(text, max(case.start, m.start - 2 * WINDOW), m.start) for m in first)


def partnered(text: str, case: Case, entities: Sequence[Entity], odds: Odds, rules: Rulebook) -> Odds:
    """How likely each leads and is a partner: where a sentence has a firm partner with somebody who is no firm and seemed to lead, the firm
    leads."""
    ends = {m.end: i for i, entity in enumerate(entities) if entity.kind in FIRMS for m in entity.mentions[:MOST]}
    found = list(odds)
    for i, entity in enumerate(entities):
        if entity.kind in FIRMS or found[i][0] < EITHER:
            continue
        for m in entity.mentions[:FEW]:
            tie = rules["signs.works_with"].pattern.search(text, max(case.start, m.start - WINDOW), m.start)
            before = (max(case.start, tie.start() - 2 * WINDOW), tie.start()) if tie else (0, 0)
            subject = rules["signs.subject_of"].pattern.search(text, *before)
            firm = ends.get(subject.start()) if subject else None
            if firm is not None and max(found[firm]) >= EITHER:
                found[firm], found[i] = (max(SURER, found[firm][0]), found[firm][1]), (0.0, sum(found[i]))
                break
    return found


def _followed(text: str, case: Case, entity: Entity, rule: Rule) -> bool:
    """Whether a rule matches right behind one of a name's first mentions."""
    if entity.kind not in rule.more.get("kinds", (entity.kind,)):
        return False
    return any(rule.pattern.match(text[m.end : min(case.end, m.end + 2 * WINDOW)]) for m in entity.mentions[:FEW])
