"""Conversion: the columns that stand beside a sum when a dataset is exported with its sums in another currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.export.rates import Rates
from pipeline.write.columns import Column

CONVERTED = (
    Column("converted_amount", "number", "The sum in converted_currency, to four digits; empty where no rate is known"),
    Column("converted_amount_max", "number", "Upper end where the text gives a range, converted"),
    Column("converted_currency", "string", "ISO 4217 code that the sum was converted to"),
    Column("conversion_year", "integer", "The year whose average rate was used: that of publication"),
    Column("conversion_rate", "number", "Units of converted_currency for one unit of the original currency"),
    Column("conversion_note", "string", "Why a sum was not converted"),
)
SUMS = ("amounts", "other_amounts")


@dataclass(frozen=True, slots=True)
class Conversion:
    """Sums into the currency `code`."""

    rates: Rates
    code: str

    def of_record(self, cells: dict[str, Any]) -> dict[str, Any]:
        """A row of records with the converted sum beside the original."""
        if cells["amount"] is None:
            return cells
        return {**cells, **self._of(cells["amount"], cells["amount_max"], cells["amount_currency"], cells["published"])}

    def of_mentions(self, rows: Iterable[dict[str, Any]], records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Rows of mentions with converted sums; `records`, in the same order, tell when each was published."""
        later, record = iter(records), dict[str, Any]()
        for cells in rows:
            while record.get("record_id") != cells["record_id"]:
                record = next(later, {"record_id": cells["record_id"], "published": None})
            if cells["field"] in SUMS:
                yield {**cells, **self._of(cells["quantity"], cells["value_max"], cells["currency"], record["published"])}
            else:
                yield cells

    def _of(self, value: Decimal, value_max: Decimal | None, currency: str | None, published: str | None) -> dict[str, Any]:
        found = self.rates.convert(value, value_max, currency, self.code, published)
        if isinstance(found, str):
            return {"conversion_note": found}
        values = (found.value, found.value_max, self.code, found.year, found.rate, None)
        return dict(zip((column.name for column in CONVERTED), values))
