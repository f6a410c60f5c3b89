"""Roles: which organisations lead a case, which are partners, which merely stand by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.settle.entities import Entity

LEAD, COLEAD, PARTNER = 0.3, 0.65, 0.42
"""How likely the likeliest lead of a case must be, another beside it, and a partner."""


@dataclass(frozen=True, slots=True)
class Role:
    """An entity with the probabilities of the parts it may play in a case, and the part it got ("lead", "partner", "aside")."""

    entity: Entity
    lead: float
    partner: float
    part: str


def cast(entities: Sequence[Entity], odds: list[tuple[float, float]], lists: Iterable[Sequence[int]] = ()) -> list[Role]:
    """Give each entity of a case its part: the likeliest lead first, others that are twice as likely as not, then the partners.

    `odds` are how likely each leads and is a partner (`weigh.part_chances`); `lists` are the numbers of entities that only one list
    names: they all are as likely as they are on average.
    """
    for members in lists:
        mean = tuple(sum(odds[i][part] for i in members) / len(members) for part in (0, 1))
        odds = [(mean[0], mean[1]) if i in members else own for i, own in enumerate(odds)]
    best = max((lead for lead, _ in odds), default=0.0)
    roles = [Role(e, lead, partner, _part(e, lead, partner, best)) for e, (lead, partner) in zip(entities, odds, strict=True)]
    return sorted(roles, key=lambda r: (-r.lead, r.entity.mentions[0].start, r.entity.key))


def _part(entity: Entity, lead: float, partner: float, best: float) -> str:
    """The part that an entity gets; `best` is how likely the likeliest lead of the case is one."""
    if entity.kind != "other" and lead >= (LEAD if lead == best else COLEAD):
        return "lead"
    return "partner" if partner >= PARTNER else "aside"
