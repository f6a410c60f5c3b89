"""Properties of the readings: what is written reads back, and what changes no meaning changes no value."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.find.money import find_amounts
from pipeline.find.quantities import find_numbers
from pipeline.find.years import find_years
from pipeline.flow import extract_article
from pipeline.mention import Mention, Money
from pipeline.record import Record
from pipeline.rulebook import load_rules
from pipeline.write.line import mentions_of
from tests.conftest import make_article

RULES = load_rules()
FEW = settings(max_examples=25, deadline=None, derandomize=True)
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
CODES = ["USD", "EUR", "GBP", "CNY", "INR", "JPY", "KES", "NGN", "ZAR", "BRL", "MXN", "PHP", "IDR", "AUD", "CAD", "CHF", "SGD", "HKD", "KRW", "THB"]
QUALIFIERS = {"about": "about", "nearly": "nearly", "at least": "at_least", "more than": "more_than", "up to": "up_to", "almost": "nearly",
              "approximately": "about", "over": "more_than", "no fewer than": "at_least", "some": "about", "around": "about"}
MILLIONS = st.decimals(min_value="1.1", max_value="99.9", places=1)


def spelt(number: int) -> str:
    if number < 20:
        return ONES[number]
    return TENS[number // 10 * 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


def number(text: str) -> Mention:
    found = find_numbers(text)
    assert len(found) == 1, found
    assert text[found[0].start : found[0].end] == found[0].text
    return found[0]


def amount(text: str) -> Mention:
    found = find_amounts(text)
    assert len(found) == 1, found
    assert text[found[0].start : found[0].end] == found[0].text
    return found[0]


def sum_of(mention: Mention) -> tuple[Decimal, str | None]:
    assert isinstance(mention.value, Money)
    return mention.value.value, mention.value.currency


def beside(mention: Mention) -> tuple[object, ...]:
    """A mention without its place and its qualifier."""
    return (mention.field, mention.value, mention.value_max, mention.unit, mention.unit_class, mention.role, mention.basis)


# ------------------------------------------------------------------ a written number reads back


@FEW
@given(st.integers(10, 10**9))
def test_grouped_figures(n: int) -> None:
    assert number(f"The firm trained {n:,} pupils in the town.").value == n


@FEW
@given(st.integers(10_000, 10**8), st.sampled_from(["\u00a0", "\u202f", "\u2009", " "]))
def test_figures_grouped_by_blanks(n: int, blank: str) -> None:
    assert number(f"The firm trained {n:,} pupils in the town.".replace(",", blank)).value == n


@FEW
@given(st.integers(2, 99))
def test_spelt_numbers(n: int) -> None:
    assert number(f"The firm trained {spelt(n)} pupils in the town.").value == n


@FEW
@given(st.integers(2, 99))
def test_spelt_numbers_at_the_start_of_a_sentence(n: int) -> None:
    assert number(f"{spelt(n).capitalize()} pupils were trained by the firm.").value == n


@FEW
@given(MILLIONS, st.sampled_from(["million", "billion", "thousand"]))
def test_decimals_with_multipliers(n: Decimal, word: str) -> None:
    times = {"million": 10**6, "billion": 10**9, "thousand": 10**3}[word]
    assert number(f"It reached {n} {word} people.").value == n * times


@FEW
@given(st.integers(100, 900), st.integers(1, 99), st.sampled_from(["-", "–", " to ", " – "]))
def test_ranges(low: int, more: int, joint: str) -> None:
    found = number(f"It fed {low}{joint}{low + more} people.")
    assert (found.value, found.value_max, found.qualifier) == (low, low + more, "range")


@FEW
@given(st.integers(2, 40), st.integers(1, 40))
def test_ranges_share_a_multiplier(low: int, more: int) -> None:
    found = number(f"It reached between {low} and {low + more} million people.")
    assert (found.value, found.value_max) == (low * 10**6, (low + more) * 10**6)


@FEW
@given(st.integers(1, 99), st.integers(0, 99), st.integers(0, 999))
def test_lakhs_are_grouped_in_their_own_way(lakhs: int, thousands: int, rest: int) -> None:
    assert number(f"The trust fed {lakhs},{thousands:02},{rest:03} women in Bihar.").value == lakhs * 10**5 + thousands * 1000 + rest


@FEW
@given(st.integers(2, 90))
def test_lakh_and_crore(n: int) -> None:
    assert number(f"It reached {n} lakh farmers.").value == n * 10**5
    assert number(f"It reached {n} crore farmers.").value == n * 10**7


@FEW
@given(st.integers(1, 999), st.integers(1, 9))
def test_a_million_in_words_is_a_million_in_figures(whole: int, tenth: int) -> None:
    written = number(f"It reached {whole}.{tenth} million people.").value
    assert written == number(f"It reached {whole * 10**6 + tenth * 10**5:,} people.").value


# ------------------------------------------------------------------ a written sum reads back


@FEW
@given(st.integers(1000, 10**8), st.sampled_from(CODES))
def test_codes_before_and_after(n: int, code: str) -> None:
    assert sum_of(amount(f"The firm donated {code} {n:,} to the school.")) == (n, code)
    assert sum_of(amount(f"The firm donated {n:,} {code} to the school.")) == (n, code)


@FEW
@given(MILLIONS, st.sampled_from([("€", "EUR"), ("£", "GBP"), ("₹", "INR"), ("US$", "USD"), ("HK$", "HKD"), ("RMB", "CNY"), ("A$", "AUD"), ("₦", "NGN")]))
def test_signs_glued_to_millions(n: Decimal, sign: tuple[str, str]) -> None:
    assert sum_of(amount(f"The firm donated {sign[0]}{n} million to the school.")) == (n * 10**6, sign[1])


@FEW
@given(st.integers(2, 900), st.sampled_from([("k", 3), ("K", 3), ("m", 6), ("mn", 6), ("M", 6), ("bn", 9)]))
def test_letters_for_thousands_and_millions(n: int, letter: tuple[str, int]) -> None:
    assert sum_of(amount(f"The firm donated ${n}{letter[0]} to the school."))[0] == n * 10 ** letter[1]


@FEW
@given(st.integers(1, 99_999), st.integers(1, 99))
def test_cents_are_exact(whole: int, cents: int) -> None:
    assert sum_of(amount(f"The firm donated ${whole:,}.{cents:02} to the school."))[0] == Decimal(f"{whole}.{cents:02}")


@FEW
@given(MILLIONS, st.sampled_from(["yuan", "euros", "rupees", "naira", "pesos", "yen"]))
def test_currencies_by_name(n: Decimal, name: str) -> None:
    assert sum_of(amount(f"The firm donated {n} million {name} to the school."))[0] == n * 10**6


# ------------------------------------------------------------------ a word of degree changes the qualifier only


@FEW
@given(st.integers(100, 10**7), st.sampled_from(sorted(QUALIFIERS)))
def test_qualifiers_of_counts(n: int, word: str) -> None:
    plain, told = number(f"It reached {n:,} pupils."), number(f"It reached {word} {n:,} pupils.")
    assert (plain.qualifier, told.qualifier) == ("exact", QUALIFIERS[word])
    assert beside(plain) == beside(told)


@FEW
@given(MILLIONS, st.sampled_from(sorted(QUALIFIERS)))
def test_qualifiers_of_sums(n: Decimal, word: str) -> None:
    plain, told = amount(f"The firm donated €{n} million to the school."), amount(f"The firm donated {word} €{n} million to the school.")
    assert (plain.qualifier, told.qualifier) == ("exact", QUALIFIERS[word])
    assert beside(plain) == beside(told)


# ------------------------------------------------------------------ years


@FEW
@given(st.integers(1985, 2023), st.sampled_from(["Since {}, the project has helped schools.", "The project was launched in {} and helps schools.",
                                                   "Started in {}, the project helps schools.", "The program, which began in {}, helps schools."]))
def test_years_read_back(year: int, sentence: str) -> None:
    found = find_years(sentence.format(year), "2024-05-01", RULES)
    assert [m.value for m in found] == [year]
    assert found[0].basis == "stated"


@FEW
@given(st.integers(2, 30), st.integers(2005, 2025))
def test_years_are_derived_from_the_day_of_publication(years: int, published: int) -> None:
    text = f"Over the past {years} years, the company has donated books to schools."
    assert [m.value for m in find_years(text, f"{published}-05-01", RULES)] == [published - years]
    assert not find_years(text, None, RULES)


# ------------------------------------------------------------------ whole articles

COMPANIES = ["Northwind Paper Ltd.", "Acme Foods Inc.", "Orion Steel Group", "Lakeside Bank", "Harbour Textiles Co., Ltd."]
PARTNERS = ["Harbour Trust", "Meadow Foundation", "Riverside University"]


@st.composite
def stories(draw: Any) -> list[str]:
    """The paragraphs of a story about one firm's gift: a title and three sentences with facts."""
    firm, partner = draw(st.sampled_from(COMPANIES)), draw(st.sampled_from(PARTNERS))
    thousands, pupils, year = draw(st.integers(10, 900)), draw(st.integers(100, 99_999)), draw(st.integers(1995, 2022))
    short = firm.split(" Ltd")[0].split(" Inc")[0].split(" Co.,")[0]
    return [
        f"{short} supports rural schools",
        f"{firm} has donated ${thousands},000 to the {partner} for the “Bright Desk” project, which helps children in the countryside.",
        f"Since {year}, the project has helped {pupils:,} pupils in 14 primary schools to read and write.",
        f"{short} said that it will go on with its work for the children and their teachers.",
    ]


def records(text: str) -> list[Record]:
    return extract_article(make_article(text, published="2024-05-01"), RULES, ner="none").records


def facts(text: str) -> list[list[tuple[object, ...]]]:
    """What the records of a text say, without places and confidences; names are compared with plain blanks and quotes."""
    return [sorted((field, *map(plain, beside(m))) for field, m in mentions_of(record)) for record in records(text)]


def plain(value: object) -> str:
    return " ".join(str(value).split()).replace("’", "'")


def values(text: str) -> list[list[tuple[object, ...]]]:
    """The numbers that the records of a text say."""
    return [sorted((f, str(m.value)) for f, m in mentions_of(r) if f in ("amounts", "beneficiaries", "start_year")) for r in records(text)]


def changed(change: Callable[[str], str]) -> Callable[[list[str]], None]:
    def check(story: list[str]) -> None:
        text = "\n\n".join(story) + "\n"
        assume(change(text) != text)
        assert len(facts(text)) == 1
        assert facts(change(text)) == facts(text)

    return check


@FEW
@given(stories())
def test_a_story_gives_its_facts(story: list[str]) -> None:
    (told,) = values("\n\n".join(story))
    assert {"amounts", "beneficiaries", "start_year"} <= {field for field, _ in told}


@FEW
@given(stories())
def test_carriage_returns_change_no_value(story: list[str]) -> None:
    changed(lambda text: text.replace("\n", "\r\n"))(story)


@FEW
@given(stories())
def test_no_break_spaces_change_no_value(story: list[str]) -> None:
    changed(lambda text: text.replace(" ", "\u00a0"))(story)


@FEW
@given(stories(), st.integers(0, 40))
def test_single_no_break_spaces_change_no_value(story: list[str], at: int) -> None:
    def change(text: str) -> str:
        places = [n for n, letter in enumerate(text) if letter == " "]
        place = places[at % len(places)]
        return f"{text[:place]}\u00a0{text[place + 1 :]}"

    changed(change)(story)


@FEW
@given(stories())
def test_straight_quotes_change_no_value(story: list[str]) -> None:
    changed(lambda text: text.replace("“", '"').replace("”", '"'))(story)


@FEW
@given(stories(), st.sampled_from(["«»", "„“", "‘’", "\"\""]))
def test_other_quotes_change_no_value(story: list[str], marks: str) -> None:
    changed(lambda text: text.replace("“", marks[0]).replace("”", marks[1]))(story)


def wrapped(story: list[str]) -> str:
    return "\n\n".join(textwrap.fill(part, 72, break_on_hyphens=False) for part in story) + "\n"


@FEW
@given(stories())
def test_wrapped_lines_change_no_number(story: list[str]) -> None:
    assert values(wrapped(story)) == values("\n\n".join(story))


@pytest.mark.xfail(strict=True, reason="a line's end parts a heading from its text more often than it stands inside a name, so names are not joined over it")
@FEW
@given(stories())
def test_wrapped_lines_change_no_name(story: list[str]) -> None:
    changed(lambda _: wrapped(story))(story)


@FEW
@given(stories())
def test_upper_case_changes_no_number(story: list[str]) -> None:
    text = "\n\n".join(story)
    shouted = "\n\n".join([story[0].upper(), *story[1:]])
    assert values(shouted) == values(text)


@FEW
@given(st.integers(100, 10**7), st.sampled_from(["gave {} books to pupils", "reached more than {} pupils", "has donated ${} to schools", "trained up to {} teachers"]))
def test_upper_case_changes_no_value_of_numbers_and_sums(n: int, sentence: str) -> None:
    text = f"The firm {sentence.format(f'{n:,}')}."
    for find in (find_numbers, find_amounts):
        assert [(m.value, m.qualifier) for m in find(text.upper())] == [(m.value, m.qualifier) for m in find(text)]


@FEW
@given(stories())
def test_splitting_paragraphs_keeps_the_facts(story: list[str]) -> None:
    joined = "\n\n".join([story[0], " ".join(story[1:])])
    assert facts(joined) == facts("\n\n".join(story))


@FEW
@given(stories())
def test_joining_lines_keeps_the_facts(story: list[str]) -> None:
    assert facts("\n".join(story)) == facts("\n\n".join(story))


BOILERPLATE = ["Share this article", "Home > News > Community", "© 2024 The Daily. All rights reserved.", "Facebook Twitter LinkedIn",
               "Subscribe to our newsletter", "Related articles\n\nCity opens a new bridge\n\nRain expected on Sunday", "Tags: schools, children",
               "Photo: pupils at the gate"]


@FEW
@given(stories(), st.lists(st.sampled_from(BOILERPLATE), min_size=1, max_size=4, unique=True))
def test_boilerplate_behind_changes_nothing(story: list[str], more: list[str]) -> None:
    more.sort(key=lambda part: part.startswith("Related"))
    assert facts("\n\n".join([*story, *more])) == facts("\n\n".join(story))


@FEW
@given(stories(), st.sampled_from(["Home > News > Community", "Skip to main content", "Facebook Twitter LinkedIn", "Home | News | About us | Contact"]))
def test_navigation_above_changes_nothing(story: list[str], bar: str) -> None:
    assert facts("\n\n".join([bar, *story])) == facts("\n\n".join(story))


@FEW
@given(stories(), st.integers(1, 6))
def test_blank_lines_above_only_move_the_places(story: list[str], lines: int) -> None:
    text = "\n\n".join(story)
    moved = "\n" * lines + text
    one, other = ([(m.start, m.end, m.text) for r in records(t) for _, m in mentions_of(r)] for t in (text, moved))
    assert [(start - lines, end - lines, told) for start, end, told in other] == one


@FEW
@given(stories(), st.integers(10, 900))
def test_another_sum_changes_only_the_sum(story: list[str], thousands: int) -> None:
    import re

    text = "\n\n".join(story)
    other = re.sub(r"\$\d+,000", f"${thousands},000", text)
    one, two = ([fact for fact in facts(t)[0] if fact[0] != "amounts"] for t in (text, other))
    assert one == two
    assert ("amounts", str(thousands * 1000)) in [(f, v.split("'")[1] if "'" in v else v) for f, v in values(other)[0]] or f"{thousands}000" in str(values(other))


@FEW
@given(stories())
def test_the_same_text_gives_the_same_records(story: list[str]) -> None:
    text = "\n\n".join(story)
    assert records(text) == records(text)


STRANGE = st.text(alphabet=st.one_of(st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF), st.characters(min_codepoint=0x300, max_codepoint=0x36F),
                                     st.characters(min_codepoint=0x5D0, max_codepoint=0x5EA), st.characters(min_codepoint=0x627, max_codepoint=0x64A),
                                     st.sampled_from("\u200f\u202e\u2067\u00ad\u200d\ufe0f \U00020000")), min_size=1, max_size=12)


@FEW
@given(stories(), st.lists(STRANGE, min_size=1, max_size=4), st.integers(0, 500))
def test_places_hold_among_astral_combining_and_right_to_left_letters(story: list[str], strange: list[str], at: int) -> None:
    text = "\n\n".join(story)
    for part in strange:
        place = text.find(" ", at % len(text))
        text = f"{text[:place]} {part}{text[place:]}" if place > 0 else text + part
        at += 97
    for record in records(text):
        assert all(text[m.start : m.end] == m.text for _, m in mentions_of(record))


@FEW
@given(stories(), STRANGE)
def test_strange_letters_in_a_paragraph_of_their_own_change_no_number(story: list[str], strange: str) -> None:
    text = "\n\n".join(story)
    assert values(f"{text}\n\n{strange}\n") == values(text)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_any_text_goes_through(text: str) -> None:
    for record in records(f"Acme Ltd. donated $5,000 to 3 schools. {text}"):
        assert record.case.start <= record.case.end


@pytest.mark.parametrize("n", [2, 21, 40, 99])
def test_the_speller_is_right(n: int) -> None:
    assert spelt(n) == {2: "two", 21: "twenty-one", 40: "forty", 99: "ninety-nine"}[n]
