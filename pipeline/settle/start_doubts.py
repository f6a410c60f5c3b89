"""Start doubts: years that are a firm's own beginning or part of a name, and those that only say roughly what another says exactly."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity

BEGUN, OF_NAME = "<<years.firm_begun>>", "<<years.year_of_name>>"
LOOSE = "years.mentioned"
EXACT = ("edition", "initiative", "engagement", "partnership")
BESIDE = 14  # characters between a firm's name and the phrase that tells of its beginning
REACH = 60


def firm_began(text: str, mention: Mention, entities: Sequence[Entity], keys: Sequence[str], rules: Rulebook) -> bool:
    """Whether "since its founding in 1999, Acme Ltd has" or "Acme Ltd has since going live in 2016" tells of a firm.

    `keys` are the folded names of the case's programmes: a programme may be taken for a firm.
    """
    begun = rules.pattern(BEGUN)
    hits = begun.finditer(text, max(0, mention.start - REACH), min(len(text), mention.end + REACH))
    hit = next((h for h in hits if h.start() <= mention.start and mention.end <= h.end()), None)
    if hit is None:
        return False
    firms = [e for e in entities if e.kind == "company" and not any(e.key in key or key in e.key for key in keys if key)]
    return any(_beside(text, m, hit.span()) for e in firms for m in e.mentions)


def of_name(text: str, mention: Mention, rules: Rulebook) -> bool:
    """Whether a year that no rule knows a clock for belongs to the name before it ("River Walk 2019 drew 300")."""
    if mention.rule != LOOSE or not mention.text.isdigit():
        return False
    return rules.pattern(OF_NAME).search(text, max(0, mention.start - REACH), mention.start) is not None


def _beside(text: str, firm: Mention, phrase: tuple[int, int]) -> bool:
    """Whether a firm's name is the subject right before or right behind a phrase."""
    before, after = text[firm.end : phrase[0]], text[phrase[1] : firm.start]
    return before.isspace() and len(before) < BESIDE or 0 < len(after) <= BESIDE and after.startswith(",") and "." not in after


def exact(best: Mention, others: Sequence[Mention]) -> Mention:
    """What says exactly, a year beside it, what `best` says roughly ("for the 10th year", "the past decade"); else `best`."""
    if best.role != "duration":
        return best
    near = [m for m in others if m.role in EXACT and abs(int(str(m.value)) - int(str(best.value))) == 1]
    return min(near, key=lambda m: (m.basis != "stated", m.start), default=best)
