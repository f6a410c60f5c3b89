"""The money table: sentences of our own and the sums that find_amounts must see in them.

A row of tests/tables/money.tsv is a sentence and its sums, joined with " | ": currency ("?" where the text leaves it open,
a trailing "?" where it is a guess), value with its qualifier sign (see test_numbers.py), role ("!" before the role of an
other_amount), and "@" for the second currency of one gift. A reason in the third column makes the row a known failure.
"""

from __future__ import annotations

import doctest

import pytest
from test_numbers import SIGNS, rows

import pipeline.find.money
from pipeline.find.money import find_amounts
from pipeline.find.reach import role_nearby
from pipeline.mention import Mention, Money
from pipeline.rulebook import load_rules
from pipeline.settle.counts import settle_amounts


def shown(mention: Mention) -> str:
    money = mention.value
    assert isinstance(money, Money)
    value = f"{money.value.normalize():f}"
    if mention.qualifier == "range":
        value = f"{value}..{mention.value_max}"
    doubt = "?" if "ambiguous_currency" in mention.flags else ""
    role = f"!{mention.role}" if mention.field == "other_amount" else mention.role
    twin = " @" if mention.same_as is not None else ""
    return f"{money.currency or ''}{doubt} {SIGNS.get(mention.qualifier, '')}{value} {role}{twin}"


@pytest.mark.parametrize(("sentence", "expected"), rows("money.tsv"))
def test_amounts(sentence: str, expected: str) -> None:
    found = find_amounts(sentence)
    assert " | ".join(shown(m) for m in found) == expected
    assert all(sentence[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("It has invested over 14 million yuan.", "over 14 million yuan"),
        ("It gave more than US$ 3.3 million.", "more than US$ 3.3 million"),
        ("Its giving exceeded\u00a0100 million yuan.With it came more.", "exceeded\u00a0100 million yuan"),
        ("Gifts of between €5 and €7 million came.", "between €5 and €7 million"),
        ("It gave $5 million USD to schools.", "$5 million USD"),
        ("Tens of thousands of dollars were given.", "Tens of thousands of dollars"),
        ("It made a $1 billion dollar commitment.", "$1 billion"),
        ("It gave $27K+ to shelters.", "$27K+"),
    ],
)
def test_text_is_qualifier_and_sum(sentence: str, text: str) -> None:
    assert [m.text for m in find_amounts(sentence)] == [text]


def test_source_is_evidence() -> None:
    found = find_amounts("The bank gave $3 million to schools.", source="CNW Group")
    assert found[0].value == Money(found[0].value.value, "CAD")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("source", "code"), [("newsday.example.co.tt", "TTD"), ("www.example.com.fj", "FJD"), ("Example.com", "USD")])
def test_the_address_of_the_source_is_evidence(source: str, code: str) -> None:
    found = find_amounts("The mill gave $3 million to schools.", source=source)
    assert [m.value.currency for m in found if isinstance(m.value, Money)] == [code]


@pytest.mark.parametrize(("source", "code"), [("The Times of India", "USD"), ("El Diario, Bogotá", "COP"), (None, "COP")])
def test_dollars_in_a_land_of_pesos_are_american_to_foreign_papers(source: str | None, code: str) -> None:
    found = find_amounts("Roe Fund gave schools in Quibdo, Colombia $500,000, the Fund said in Bogotá.", source=source)
    assert [m.value.currency for m in found if isinstance(m.value, Money)] == [code]


def test_another_gift_of_the_same_size_is_a_gift_of_its_own() -> None:
    text = "Elm Mills gives $500. The mill gave $500 to the school and another $500 to the clinic. Its owner also gave $500."
    given, _ = settle_amounts(find_amounts(text), text, load_rules())
    assert [m.start for m in given] == [text.index("$500"), text.index("$500 to the clinic"), text.rindex("$500")]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("Reed Taxis will give free rides worth over £9,500 to nurses. Reed Meals will give £9,500 to the hospice.", ["over £9,500", "£9,500"]),
        ("Pine Bank gave €40,000, of which €9,000 went to the choir and €9,000 to the band.", ["€40,000", "€9,000", "€9,000"]),
        ("The parcel held soap worth more than 5,000 yuan and nearly 5,000 yuan worth of rice.", ["more than 5,000 yuan", "nearly 5,000 yuan"]),
        ("Awards were given:\n• Ana, Hill School, $1,250\n• Ben, Dale School, $1,250\n", ["$1,250", "$1,250"]),
        ("It gave €40,000 to a choir; €9,000 to a band; €9,000 towards a hall.", ["€40,000", "€9,000", "€9,000"]),
        ("It came thus: Elm Terminals €9,000, Reed Works Ltd. €9,000 and Pine Bank €8,000.", ["€9,000", "€9,000", "€8,000"]),
        ("Reed Taxis gave £9,500 to nurses. The £9,500 will buy shoes.", ["£9,500"]),
        ("Reed Taxis gave £9,500 to nurses. Reed Taxis gave £9,500 in May, too little.", ["£9,500"]),
        ("Ride of the nurses tops £9,500\n\nA ride thought up by two nurses has raised £9,500\n", ["£9,500"]),
    ],
)
def test_two_gifts_of_one_size_are_told_from_one_said_twice(text: str, sums: list[str]) -> None:
    given, _ = settle_amounts(find_amounts(text), text, load_rules())
    assert [m.text for m in given] == sums


def test_what_a_headline_gives_is_promised_where_the_text_says_so() -> None:
    text = "Elm Mills gives $4 million to clinics\n\nElm Mills will give $4 million to four clinics."
    given, _ = settle_amounts(find_amounts(text), text, load_rules())
    assert [(m.value.value, m.role) for m in given if isinstance(m.value, Money)] == [(4000000, "pledged")]


def test_what_the_text_says_with_more_care_than_the_headline() -> None:
    text = "Elm Mills gives $4 million to clinics\n\nElm Mills gave more than $4 million to four clinics."
    given, _ = settle_amounts(find_amounts(text), text, load_rules())
    assert [m.qualifier for m in given] == ["more_than"]


def test_as_well_tells_a_gift_of_its_own() -> None:
    text = "Elm Mills gave 2 million won to clinics. Oak Inns put in 2 million won as well."
    assert len(settle_amounts(find_amounts(text), text, load_rules())[0]) == 2


def test_list_lines_inherit() -> None:
    text = "The bank announced the recipients of its 2024 grants:\n\nHousing Corp - $25,000\n\nHabitat Durham - $15,000\n"
    assert [m.role for m in find_amounts(text)] == ["granted", "granted"]


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(pipeline.find.money).failed == 0


def test_a_place_in_the_name_of_the_source_is_evidence() -> None:
    found = find_amounts("The mine gave $3 million to schools.", source="The Sudbury Weekly")
    assert [m.value.currency for m in found if isinstance(m.value, Money)] == ["CAD"]


def test_the_nearest_country_decides_in_a_round_up_of_several() -> None:
    text = "Kenya: The mill of Nakuru gave Sh2 million.\n\n" + "Much else was told of it. " * 60 + "\n\nUganda: The inn gave Sh3 million."
    assert [m.value.currency for m in find_amounts(text) if isinstance(m.value, Money)] == ["KES", "UGX"]


def test_list_lines_take_the_role_of_the_total_above() -> None:
    text = "It was announced that nine clubs received a share of £9,000:\n\n- Rowing: £5,000\n- Chess: £4,000\n"
    assert [m.role for m in find_amounts(text)] == ["granted", "granted", "granted"]


def test_figures_under_a_head_that_names_the_currency() -> None:
    text = "The school has a new roof.\n\nDonors (in Bahraini dinars):\nAlba Mill ... 150,000\nA baker ... 90,000\nPupils | 1,200 in all\n\nIn 2020 it had 2,100"
    assert [(m.text, m.value.currency) for m in find_amounts(text) if isinstance(m.value, Money)] == [("150,000", "BHD"), ("90,000", "BHD")]
    text = "The trust gave grants.\n\nRecipient | Purpose | DKK\nClub | Boats | 2,400,000\nTotal | | 2,400,000\n"
    assert [m.value.currency for m in find_amounts(text) if isinstance(m.value, Money)] == ["DKK", "DKK"]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("Reed Pumps gave (amounts in USD): a clinic 5,000, a school 2,500 and a choir 500.", ["5000 USD", "2500 USD", "500 USD"]),
        ("Grants of 2023, in euros:\n- Clinic: 50 000\n- Choir: 950\n", ["50000 EUR", "950 EUR"]),
        ("All amounts are in Kenyan shillings.\n\nClinic – 50,000\nOpened – 2019\n", ["50000 KES"]),
        ("Donors (Rs.):\nReed Pumps of Pune, India 50,000\n", ["50000 INR"]),
        ("Figures in USD are in the report. The school has 1,200 pupils, 300 of them girls.", []),
        ("The clinics opened in spring: 1,200 patients came, 950 of them young.", []),
    ],
)
def test_figures_of_a_list_whose_head_names_the_currency(text: str, sums: list[str]) -> None:
    assert [f"{m.value.value} {m.value.currency}" for m in find_amounts(text) if isinstance(m.value, Money)] == sums


def test_a_sum_without_a_verb_has_the_role_of_what_was_told_before() -> None:
    text = "The runners raised money all night. Their tally in May: £3,000."
    assert role_nearby(text, text.index("£"), load_rules()) == "raised"
    assert role_nearby("A tally: £3,000.", 9, load_rules()) == "donated"


def test_a_heading_rounds_boldly() -> None:
    text = "Bakers raise more than $200,000\nThe bakers raised $212,340. They gave over $100,000 to a clinic and $112,000 to a school."
    given, _ = settle_amounts(find_amounts(text), text, load_rules(), text.index("\n"))
    assert [str(m.value.value) for m in given] == ["212340", "100000", "112000"]


@pytest.mark.parametrize("low", [100, 950, 22_000, 98_000, 9_900_000])
def test_a_rounded_sum_and_the_exact_one_are_one_whatever_their_size(low: int) -> None:
    text = f"It gave over ${low:,}. It gave ${low + low // 40:,} and ${low * 2:,}."
    given, _ = settle_amounts(find_amounts(text), text, load_rules())
    assert [m.text for m in given] == [f"${low + low // 40:,}", f"${low * 2:,}"]


def test_a_sum_is_shown_as_the_text_has_it_in_full() -> None:
    """Not as a headline shortens or shouts it; where both are alike, the first stands."""
    rules = load_rules()
    for text, sum_ in (
        ("Mill gives $2M to pan yard\n\nMorne Mill of Trinidad has given TT$2 million to a pan yard.", "TT$2 million"),
        ("MILL GIVES NT$2 MILLION\n\nThe mill of Taipei has given NT$2 million to a school.", "NT$2 million"),
        ("Mill gives £2,000 to school\n\nThe mill of Hull has given £2,000 to a school.", "£2,000"),
    ):
        assert [(m.text, text.index(m.text)) for m in settle_amounts(find_amounts(text), text, rules)[0]] == [(sum_, text.index(sum_))]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("Firms gave €13m to clubs\nIrish firms gave €13.4 million to clubs in Cork.", ["€13.4 million"]),
        ("Mill gives $84K to club\nThe mill gave $84,017 to a club.", ["$84,017"]),
        ("Mill gives £1m to club\nThe mill gave £640,000 to a club in Hull.", ["£1m", "£640,000"]),
        ("Mill gives £50,000 to club\nThe mill gave £50,000 to a club, then £51,000 to Hull.", ["£50,000", "£51,000"]),
    ],
)
def test_a_heading_rounds_in_figures(text: str, sums: list[str]) -> None:
    assert [m.text for m in settle_amounts(find_amounts(text), text, load_rules(), text.index("\n") + 1)[0]] == sums
