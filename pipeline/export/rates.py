"""Rates: sums of money in another currency, by the yearly averages of rules/exchange_rates.csv. A missing rate is never guessed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from pipeline.export.error import ExportError

TABLE = "exchange_rates.csv"
ROUNDED = Context(prec=4)
"""Yearly averages say no more than four digits about a sum of an unknown day."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A sum in another currency: its value, the year and the rate (units of the new currency for one of the old)."""

    value: Decimal
    value_max: Decimal | None
    year: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Rates:
    """Yearly averages: `per_base[code, year]` units of a currency were worth one of `base`."""

    base: str
    per_base: Mapping[tuple[str, int], Decimal]
    sources: tuple[str, ...]

    def currencies(self) -> list[str]:
        """Every currency that has a rate in some year."""
        return sorted({self.base, *(code for code, _ in self.per_base)})

    def rate(self, old: str, new: str, year: int) -> Decimal | None:
        """What one unit of `old` was worth in `new` on an average day of a year; None where the table does not say."""
        if old == new:
            return Decimal(1)
        one, other = self._of(old, year), self._of(new, year)
        return None if one is None or other is None else other / one

    def _of(self, code: str, year: int) -> Decimal | None:
        return Decimal(1) if code == self.base else self.per_base.get((code, year))

    def convert(self, value: Decimal, value_max: Decimal | None, old: str | None, new: str, published: str | None) -> Converted | str:
        """A sum in another currency, at the average of the year in which its article was published; else why not."""
        if old is None:
            return "currency left open"
        if not published:
            return "no date of publication"
        year = int(published[:4])
        rate = self.rate(old, new, year)
        if rate is None:
            return f"no rate for {old} in {year}" if self.rate(self.base, old, year) is None else f"no rate for {new} in {year}"
        top = None if value_max is None else rounded(value_max, rate)
        return Converted(rounded(value, rate), top, year, ROUNDED.create_decimal(rate))


def rounded(value: Decimal, rate: Decimal) -> Decimal:
    """A value at a rate, to the four digits that an average allows; at the rate 1 the value itself."""
    return value if rate == 1 else ROUNDED.create_decimal(value * rate)


@lru_cache(maxsize=8)
def read_rates(folder: Path) -> Rates:
    """The table of a folder of rules; ExportError names the line that cannot be used."""
    path = folder / TABLE
    if not path.exists():
        raise ExportError(f"{path}: not there, so nothing can be converted. Columns: currency, year, rate, base, source.")
    found: dict[tuple[str, int], Decimal] = {}
    bases, sources = set(), set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            key, rate = entry(row, f"{TABLE}:{number}")
            if key in found:
                raise ExportError(f"{TABLE}:{number}: {key[0]} has a rate in {key[1]} already. Keep one of the two lines.")
            found[key] = rate
            bases.add(row["base"])
            sources.add(row["source"])
    if len(bases) != 1:
        raise ExportError(f"{TABLE}: every line must have the same base; found {', '.join(sorted(bases)) or 'no line'}.")
    return Rates(bases.pop(), found, tuple(sorted(sources)))


def entry(row: Mapping[str, str | None], place: str) -> tuple[tuple[str, int], Decimal]:
    """One line of the table; ExportError where it is no rate."""
    code, year, written = (row.get(name) or "" for name in ("currency", "year", "rate"))
    try:
        rate = Decimal(written)
    except InvalidOperation as error:
        raise ExportError(f"{place}: {written!r} is no rate. Write units of the currency for one of the base, such as 7.08.") from error
    if not (rate.is_finite() and rate > 0 and year.isdecimal() and len(year) == 4 and len(code) == 3 and code.isupper()):
        raise ExportError(f"{place}: expected an ISO 4217 code, a year, a rate above zero; found {code!r}, {year!r}, {written!r}.")
    return (code, int(year)), rate
