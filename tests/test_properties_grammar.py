"""The grammar of numbers and sums, pinned where changing it (mutation testing) once went unseen: see docs/reliability.md."""

from __future__ import annotations

from decimal import Decimal

import pytest
from test_money import shown as sum_shown
from test_numbers import shown

from pipeline.find.money import find_amounts
from pipeline.find.quantities import find_numbers
from pipeline.mention import Money
from pipeline.rulebook import load_rules

NUMBERS = [
    ("It fed 30–35,000 people.", "30000..35000"),
    ("It fed 300–35,000 people.", "300..35000"),
    ("For help call 555-12345 today.", ""),
    ("It fed from 300 to 300 people.", "300 | 300"),
    ("It fed 900 to 300 people.", "900 | 300"),
    ("It runs five or six schools.", "5..6"),
    ("It runs 5 or 6 schools.", "5 | 6"),
    ("It runs 5 and 6 schools.", "5 | 6"),
    ("It trained more than 500+ pupils.", ">500"),
    ("It trained about 500+ pupils.", "~500"),
    ("It trained 500+ pupils.", ">=500"),
    ("It trained over 500 pupils or more.", ">500"),
    ("It trained 5 + 3 pupils.", "5 | 3"),
    ("It reached 2½ million people.", "2500000"),
    ("It reached ½ million people.", "500000"),
    ("It reached half a million people.", "500000"),
    ("It reached a quarter of a million people.", "250000"),
    ("It reached three quarters of a million people.", "750000"),
    ("It reached 1.2 to 3 million people.", "1200000..3000000"),
    ("It reached 999 to 2,000 thousand people.", "999000..2000000"),
    ("It reached 5 to 7 million people.", "5000000..7000000"),
    ("It trained one hundred and twenty pupils.", "120"),
    ("It trained two thousand three hundred and five pupils.", "2305"),
    ("It trained hundred pupils.", "100"),
    ("It trained a thousand and one pupils.", "1001"),
    ("It reached 12.500 people.", "12500"),
    ("It reached 0.500 million people.", "500000"),
    ("It reached 1.234.567 people.", "1234567"),
    ("It reached 1,5 million people.", "1500000"),
    ("It reached 7 million–8 million people.", "7000000..8000000"),
    ("It reached 500K people.", "500000"),
    ("It reached 500k+ people.", ">=500000"),
    ("It reached ~300 people.", "~300"),
    ("It reached ≥300 people.", ">=300"),
    ("It reached (about 300) people.", "~300"),
    ("It trained dozens of pupils.", ">=24"),
    ("It trained two dozen pupils.", "24"),
    ("It trained a couple of pupils.", "~2"),
    ("It reached hundreds of thousands of people.", ">=100000"),
    ("It reached tens of thousands and then 5,000 people.", ">=10000 | 5000"),
    ("Attendance grew from 300 to 500 pupils.", "300 | 500"),
    ("Attendance grew between 300 and 500 pupils.", "300..500"),
    ("It trained 40 percent to 60 percent of pupils.", ""),
]
SUMS = [
    ("It gave $5 to 30 schools.", "USD 5 donated", "30"),
    ("It gave $5 to $30 to schools.", "USD 5..30 donated", ""),
    ("It gave $5 to 30 million to schools.", "USD 5000000..30000000 donated", ""),
    ("It gave between 5 and 7 million yuan to schools.", "CNY 5000000..7000000 donated", ""),
    ("It gave €5-7 million to schools.", "EUR 5000000..7000000 donated", ""),
    ("It gave 600 yuan (about $90) to a school.", "CNY 600 donated | USD ~90 donated @", ""),
    ("It donated 600 yuan, or $90, to a school.", "CNY 600 donated | USD 90 donated @", ""),
    ("It raised $90 (600 yuan) for schools.", "USD 90 raised | CNY 600 raised @", ""),
    ("It invested €2 million ($2.2 million) in schools.", "EUR 2000000 invested | USD 2200000 invested @", ""),
    ("It gave C$5 million and later another $3 million to schools.", "CAD 5000000 donated | CAD 3000000 donated", ""),
    ("It gave $3 million to schools in Toronto, Canada.", "CAD 3000000 donated", ""),
    ("It gave more than $500+ to schools.", "USD >500 donated", ""),
    ("It gave $1.5 to $2 billion to schools.", "USD 1500000000..2000000000 donated", ""),
    ("It gave 5 million US dollars to schools.", "USD 5000000 donated", ""),
    ("It gave US$5 million USD to schools.", "USD 5000000 donated", ""),
    ("It gave $500k to $1m to schools.", "USD 500000..1000000 donated", ""),
    ("It gave £1,000.50 to schools.", "GBP 1000.5 donated", ""),
    ("It gave Rs 5,00,000 to schools.", "INR? 500000 donated", ""),
    ("It gave **$5,000** to schools.", "USD 5000 donated", ""),
    ("It gave half a million dollars to schools.", "USD 500000 donated", ""),
    ("It gave a million to schools.", "", "1000000"),
    ("It gave hundreds of thousands of euros to schools.", "EUR >=100000 donated", ""),
    ("It gave $5m each to 3 schools.", "USD 5000000 !per_unit", "3"),
    ("It gave ¥5 million to a school in Osaka, Japan.", "JPY 5000000 donated", ""),
    ("It gave ¥5 million to a school in Beijing, China.", "CNY 5000000 donated", ""),
    ("It gave 30–35,000 euros to schools.", "EUR 30000..35000 donated", ""),
    ("It donated $4 or $5 a pupil.", "USD 4 donated | USD 5 !per_unit", ""),
]


@pytest.mark.parametrize(("sentence", "expected"), NUMBERS)
def test_numbers(sentence: str, expected: str) -> None:
    assert " | ".join(map(shown, find_numbers(sentence))) == expected


@pytest.mark.parametrize(("sentence", "sums", "numbers"), SUMS)
def test_sums(sentence: str, sums: str, numbers: str) -> None:
    assert " | ".join(map(sum_shown, find_amounts(sentence))) == sums
    assert " | ".join(map(shown, find_numbers(sentence))) == numbers


@pytest.mark.xfail(strict=True, reason="thirds of a million are not read; the article after \"of\" is taken for one million")
def test_two_thirds_of_a_million() -> None:
    assert [shown(m) for m in find_numbers("It reached two thirds of a million people.")] != ["1000000"]


@pytest.mark.xfail(strict=True, reason="whether a hyphen shares out the thousands (30-35,000) or joins two figures is left open: it joins")
def test_thousands_shared_out_over_a_hyphen() -> None:
    assert [shown(m) for m in find_numbers("It fed 30-35,000 people.")] == ["30000..35000"]


def test_the_second_currency_of_a_gift_has_all_of_the_first_one() -> None:
    first, second = find_amounts("It invested €2 million ($2.2 million) in schools.")
    assert (second.same_as, second.role, second.field, second.rule) == (first.start, first.role, first.field, first.rule)


def test_places_of_ranges_begin_at_their_qualifier() -> None:
    text = "It reached between 5 and 7 million people."
    (found,) = find_numbers(text)
    assert (found.text, found.start, found.end) == ("between 5 and 7 million", 11, 34)


def test_a_range_of_money_has_its_top_in_both_places() -> None:
    (found,) = find_amounts("The bank donated between $2 million and $3 million to schools.")
    assert found.value_max == 3_000_000
    assert isinstance(found.value, Money)
    assert (found.value.value, found.value.value_max) == (2_000_000, 3_000_000)


def test_a_sum_names_its_rule_and_is_less_sure_where_its_currency_is_open() -> None:
    (known,) = find_amounts("The bank donated $5 million to schools.")
    (unsure,) = find_amounts("The bank donated 5 million pesos to schools.")
    sure = load_rules()[known.rule].confidence
    assert known.rule == unsure.rule == "money.donated"
    assert (known.confidence, known.flags) == (sure, ())
    assert (unsure.confidence, unsure.flags) == (pytest.approx(sure * 0.8), ("ambiguous_currency",))


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("The firm donated €1,5 million to 3 schools.", "1500000"),
        ("The firm donated €12.500 to the school.", "12500"),
        ("The foundation donated 2,50 euros for each meal.", "2.5"),
        ("It gave 500 $ 300 times.", "300"),
        ("A crate weighs 300 pounds, and the firm donated $5,000 for it.", "5000"),
    ],
)
def test_one_sum_with_its_exact_value(sentence: str, value: str) -> None:
    (found,) = find_amounts(sentence)
    assert isinstance(found.value, Money)
    assert found.value.value == Decimal(value)
