"""Mention: one value found in a text, with the characters it came from and the rule that found it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """A sum: `value` in units of `currency` (ISO 4217, or None where the text leaves it open)."""

    value: Decimal
    currency: str | None
    value_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One value found in a text.

    `text[start:end]` of the article is `text`, always. `value` is what it means: a number for a count, a
    `Money` for an amount, a year for a start year, the canonical name (str) for a name.

    field       "number", "amount", "other_amount", "beneficiary", "other_count", "start_year",
                "company", "partner", "organisation", "program"
    value_max   upper end of a range, in the unit of `value` (for money: of `value.value`)
    qualifier   exact, about, nearly, at_least, more_than, up_to, range
    unit        what is counted, as written ("primary schools"); unit_class people, households, institutions,
                or for other counts goods, sites, staff, volunteers, places, awards, events, other
    role        donated, invested, pledged, raised, granted, other; for other amounts why it is one
                (price, revenue, per_unit, goal, market, loan ...)
    basis       of a start year: stated or derived
    same_as     `start` of the mention that states the same sum in another currency
    confidence  probability that the mention is right
    """

    field: str
    start: int
    end: int
    text: str
    rule: str
    value: object = None
    value_max: Number | None = None
    qualifier: str = "exact"
    unit: str | None = None
    unit_class: str | None = None
    role: str | None = None
    basis: str | None = None
    same_as: int | None = None
    company_id: str | None = None
    confidence: float = 0.5
    flags: tuple[str, ...] = ()

    @property
    def count(self) -> object:
        """The number of a count, under the name it has in records.jsonl."""
        return self.value

    @property
    def count_max(self) -> Number | None:
        """The upper end of a count's range, under the name it has in records.jsonl."""
        return self.value_max

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The key that mentions are sorted by: place in the text first, then what cannot tie."""
        return (self.start, -self.end, self.field, self.rule)
