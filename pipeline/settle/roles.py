"""Roles: which organisations lead a case, which are partners, which merely stand by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.settle.entities import Entity

LEAD, COLEAD, SURER, PARTNER = 0.35, 0.65, 0.75, 0.42
"""How likely the likeliest lead of a case must be, another beside it, one that may as well be its partner, and a partner."""
SURELY = 0.9
"""How likely one that mostly does the work or passes it on must have a part at all to be a partner where it does not lead."""
LEANS, EITHER = 0.35, 0.7
"""Where one story is the whole article: how likely another must lead that is named once, and how likely it must have a part at all."""
WORKS = ("charity", "foundation")
"""The kinds of organisations that mostly do the work or pass it on where another leads."""


@dataclass(frozen=True, slots=True)
class Role:
    """An entity with the probabilities of the parts it may play in a case, and the part it got ("lead", "partner", "aside")."""

    entity: Entity
    lead: float
    partner: float
    part: str


def cast(
    entities: Sequence[Entity], odds: list[tuple[float, float]], lists: Iterable[Sequence[int]] = (), *, alone: bool = False
) -> list[Role]:
    """Give each entity of a case its part: the likeliest lead first, others that are twice as likely as not, then the partners.

    `odds` are how likely each leads and is a partner (`weigh.part_chances`); `lists` are the numbers of entities that only one list
    names: they all are as likely as they are on average. In a case that is `alone` in its article, whoever is named once, surely is
    one of the two and rather leads leads, too: a story of its own has others who give beside whom it is about.
    """
    for members in lists:
        mean = tuple(sum(odds[i][part] for i in members) / len(members) for part in (0, 1))
        odds = [(mean[0], mean[1]) if i in members else own for i, own in enumerate(odds)]
    best = max((lead for lead, _ in odds), default=0.0)
    odds = [(0.0, own[0] + own[1]) if _works(e, own[0], best) else own for e, own in zip(entities, odds, strict=True)]
    roles = [Role(e, lead, partner, _part(e, lead, partner, best, alone)) for e, (lead, partner) in zip(entities, odds, strict=True)]
    return sorted(roles, key=lambda r: (-r.lead, r.entity.mentions[0].start, r.entity.key))


def _works(entity: Entity, lead: float, best: float) -> bool:
    """Whether an organisation that might lead beside the likeliest is rather its partner, as charities are where it is not sure."""
    return entity.kind in WORKS and COLEAD <= lead < min(SURER, best)


def _part(entity: Entity, lead: float, partner: float, best: float, alone: bool) -> str:
    """The part that an entity gets; `best` is how likely the likeliest lead of the case is one."""
    if entity.kind != "other" and lead >= (LEAD if lead == best else COLEAD):
        return "lead"
    if partner >= PARTNER:
        return "partner"
    leans = entity.kind != "other" and lead >= max(LEANS, partner) and lead + partner >= EITHER
    if alone and leans and len(entity.mentions) == 1:
        return "lead"
    return "partner" if entity.kind in WORKS and lead + partner >= SURELY else "aside"
