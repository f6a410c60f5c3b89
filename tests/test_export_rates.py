"""The exchange rates: a table that is whole and plausible, and a conversion that never guesses."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.export.error import ExportError
from pipeline.export.rates import Converted, read_rates
from pipeline.rulebook import default_folder

HEAD = "currency,year,rate,base,source\n"


def table(tmp_path: Path, *lines: str) -> Path:
    (tmp_path / "exchange_rates.csv").write_text(HEAD + "".join(line + "\n" for line in lines), "utf-8")
    return tmp_path


def test_the_table_that_ships_has_a_source_on_every_line() -> None:
    rates = read_rates(default_folder())
    assert len(rates.currencies()) >= 30
    assert all(rates.sources)
    assert {year for _, year in rates.per_base} == set(range(2000, 2026))


def test_no_rate_jumps_by_more_than_a_currency_can() -> None:
    """A slipped digit or a wrong line shows as a jump; the worst true ones here are Nigeria's of 2024, then Turkey's and Egypt's; the best South Africa's of 2003."""
    by_code: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for (code, year), rate in read_rates(default_folder()).per_base.items():
        by_code[code][year] = rate
    for code, years in by_code.items():
        for year, rate in years.items():
            if year + 1 in years:
                assert Decimal("0.43") < rate / years[year + 1] < Decimal("1.45"), (code, year)


def test_known_crosses_come_out() -> None:
    rates = read_rates(default_folder())
    pound_in_euros = rates.rate("GBP", "EUR", 2019)
    assert pound_in_euros is not None
    assert Decimal("1.12") < pound_in_euros < Decimal("1.16")
    assert rates.rate("USD", "USD", 1900) == 1


ROWS = [
    ("100", None, "AAA", "2020-05-01", Converted(Decimal("50.00"), None, 2020, Decimal("0.5"))),
    ("100", "300", "AAA", "2020", Converted(Decimal("50"), Decimal("150"), 2020, Decimal("0.5"))),
    ("123456", None, "AAA", "2020", Converted(Decimal("6.173E+4"), None, 2020, Decimal("0.5"))),
    ("123456.78", None, "BBB", None, "no date of publication"),
    ("100", None, None, "2020", "currency left open"),
    ("100", None, "AAA", "2021", "no rate for AAA in 2021"),
    ("100", None, "CCC", "2020", "no rate for CCC in 2020"),
]


@pytest.mark.parametrize(("value", "top", "currency", "published", "expected"), ROWS)
def test_a_sum_is_converted_or_told_why_not(
    value: str, top: str | None, currency: str | None, published: str | None, expected: Converted | str, tmp_path: Path
) -> None:
    rates = read_rates(table(tmp_path, "AAA,2020,2,BBB,a bank"))
    assert rates.convert(Decimal(value), top and Decimal(top), currency, "BBB", published) == expected  # type: ignore[arg-type]


BROKEN = [
    (["AAA,2020,two,BBB,x"], ":2.*no rate"),
    (["AAA,2020,0,BBB,x"], ":2.*above zero"),
    (["AAA,2020,NaN,BBB,x"], ":2.*above zero"),
    (["AAA,20,2,BBB,x"], ":2.*expected"),
    (["Euro,2020,2,BBB,x"], ":2.*expected"),
    (["AAA,2020,2,BBB,x", "AAA,2020,3,BBB,x"], ":3.*already"),
    (["AAA,2020,2,BBB,x", "AAA,2021,3,CCC,x"], "same base"),
    ([], "same base"),
]


@pytest.mark.parametrize(("lines", "message"), BROKEN)
def test_a_broken_table_names_its_line(lines: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=message):
        read_rates(table(tmp_path, *lines))


def test_without_a_table_nothing_is_converted(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="not there"):
        read_rates(tmp_path)
