"""Roles: which organisations lead a case, which are partners, which merely stand by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity
from pipeline.settle.features import weigh

LEAD, PARTNER = 0.3, 0.4
FAINT = 0.1
"""How likely a lead must be where no other is likelier and the role model leans to it."""
DOUBTED, AGAINST = 0.5, -0.2
"""How likely a partner must be against whom the role model leans, by AGAINST or more; who leads beside another has it not against him."""
COLEAD, AMONG = 0.65, 0.45
"""How likely a second lead must be, and in a story of several givers."""
TAKING_PART = 0.85
"""How likely it must be that one who does not lead has either part, to be a partner."""


@dataclass(frozen=True, slots=True)
class Role:
    """An entity with the probabilities of the parts it may play in a case, and the part it got ("lead", "partner", "aside")."""

    entity: Entity
    lead: float
    partner: float
    part: str


def cast(
    entities: Sequence[Entity], rows: Sequence[Mapping[str, float]], rules: Rulebook, lists: Iterable[Sequence[int]] = ()
) -> list[Role]:
    """Give each entity of a case its part: the likeliest lead first, others that are as likely as not, then the partners.

    `lists` are the numbers of entities that only one list names: they all are as likely as they are on average.
    """
    odds = [_odds(row, rules) for row in rows]
    for members in lists:
        mean = tuple(sum(odds[i][part] for i in members) / len(members) for part in (0, 1))
        odds = [(mean[0], mean[1]) if i in members else own for i, own in enumerate(odds)]
    best = max((lead for lead, _ in odds), default=0.0)
    bar = AMONG if any(row.get("several_givers") for row in rows) else COLEAD
    leads = [_leads(*one, best, bar) for one in zip(entities, rows, odds)]
    if not any(leads):
        leads = _heard(entities, rows, odds)
    roles = []
    for entity, row, (lead, partner), leading in zip(entities, rows, odds, leads, strict=True):
        least = DOUBTED if row.get("told_partner", 0.0) < AGAINST else PARTNER
        part = "lead" if leading else "partner" if partner >= least or lead + partner >= TAKING_PART else "aside"
        roles.append(Role(entity, lead, partner, part))
    return sorted(roles, key=lambda r: (-r.lead, r.entity.mentions[0].start, r.entity.key))


def _leads(entity: Entity, row: Mapping[str, float], odds: tuple[float, float], best: float, bar: float) -> bool:
    """Whether an entity leads: it is the likeliest, or likely enough beside that one and the role model doesn't lean against it."""
    beside = odds[0] >= bar and row.get("told_lead", 0.0) >= AGAINST
    return entity.kind != "other" and odds[0] >= LEAD and (odds[0] == best or beside)


def _heard(entities: Sequence[Entity], rows: Sequence[Mapping[str, float]], odds: Sequence[tuple[float, float]]) -> list[bool]:
    """Where nobody is likely to lead: the likeliest of those to whom the role model leans."""
    able = [e.kind != "other" and lead >= FAINT and row.get("told_lead", 0.0) > FAINT for e, row, (lead, _) in zip(entities, rows, odds)]
    best = max((lead for (lead, _), ok in zip(odds, able) if ok), default=None)
    return [ok and lead == best for (lead, _), ok in zip(odds, able)]


def _odds(row: Mapping[str, float], rules: Rulebook) -> tuple[float, float]:
    """Probabilities of leading and of being a partner: three-way, the bystander's weight being 0."""
    row = {name: value for name, value in row.items() if value}
    lead, partner = (exp(max(-30.0, min(30.0, weigh(row, rules.words["weights"][part])))) for part in ("lead", "partner"))
    whole = 1 + lead + partner
    return lead / whole, partner / whole
