"""What stands around a figure and what a model reads there, as features, and what is weighed with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.case import Case
from pipeline.find.money import find_amounts
from pipeline.find.ner import HEADS, Leaning, Reading
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.figures import called_gift, count_features, plainly, promised, weighed_amounts
from pipeline.settle.surroundings import Rivals, surroundings

SEEN = (
    ("count", "To date the scheme has trained [40 cooks].", {"done", "in_all", "ours"}),
    ("count", "She was among [27 leaders].", {"among", "person"}),
    ("count", "[9,900 people] face eviction.", {"need"}),
    ("count", "Ann won a medal. Free lessons reached [30 pupils].", {"free", "learners"}),
    ("count", "[17 villages] were reached: 60 pupils play there.", {"received", "settlements"}),
    ("count", "Doctors reviewed a new study of [600 adults], one of them ill.", {"studied", "estimated", "theirs"}),
    ("sum", "Each school gets a [$500] grant.", {"each", "one_award", "award_after", "granting", "receiving"}),
    ("sum", "Next year the bakers will put [$9,000] from a raffle into it.", {"spending", "promising", "coming", "ticket"}),
    ("sum", "[$6 billion] of federal money. The mill gave $5.", {"theirs"}),
)


@pytest.mark.parametrize(("kind", "text", "wanted"), SEEN)
def test_rules_that_speak(kind: str, text: str, wanted: set[str]) -> None:
    start, end = text.index("["), text.index("]")
    plain = text.replace("[", "").replace("]", "")
    mention = Mention("number", start, end - 1, plain[start : end - 1], "x", 1)
    row = surroundings(mention, plain, Case(1, None, 0, 0, len(plain)), [mention], kind, load_rules())
    assert {name.removeprefix("surroundings.") for name in row if name.startswith("surroundings.")} == wanted


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("Awards were made to [three apprentices].", 0.5),
        ("It presented beds to a hospice and to [six clinics] in Osu.", 0.5),
        ("The beds will be distributed across [34 hospitals].", 0.5),
        ("[Three other students] also received scholarships.", 0.5),
        ("All [three applicants] were successful in obtaining a scholarship.", 0.5),
        ("She went to [three schools].", 0.3),
        ("Forms from [600 students] were received.", 0.3),
    ],
)
def test_who_is_said_to_have_been_given_something_needs_less_evidence(text: str, likely: float) -> None:
    start, end = text.index("["), text.index("]")
    plain = text.replace("[", "").replace("]", "")
    mention = Mention("beneficiary", start, end - 1, plain[start : end - 1], "beneficiaries.gift", 3, unit_class="people")
    assert plainly(mention, 0.3, plain, load_rules()) == likely
    assert plainly(mention, 0.2, plain, load_rules()) == 0.2
    assert plainly(replace(mention, rule="beneficiaries.counted"), 0.3, plain, load_rules()) == 0.3


def test_who_is_called_a_beneficiary_is_one() -> None:
    text = "The scheme is in its second year with 60 beneficiaries in schools."
    mention = Mention("other_count", 38, 54, text[38:54], "beneficiaries.bare", 60, unit="beneficiaries", unit_class="people")
    assert plainly(mention, 0.1, text, load_rules()) == 0.5
    assert plainly(replace(mention, unit="teachers"), 0.1, text, load_rules()) == 0.1


def test_institutions_that_somebody_works_with_are_not_whom_it_serves() -> None:
    text = "The trust works in partnership with over 40 colleges."
    mention = Mention("beneficiary", 41, 52, text[41:52], "beneficiaries.place", 40, unit="colleges")
    assert plainly(mention, 0.7, text, load_rules()) < 0.42
    assert plainly(replace(mention, unit="schools"), 0.7, text, load_rules()) == 0.7
    assert plainly(mention, 0.7, text.replace("in partnership with over", "which helped the roof of"), load_rules()) == 0.7


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("The lodge helped by way of a donation of $1,000.", 0.6),
        ("They put in the first £500 donation.", 0.6),
        ("They sold the donated coat for £500.", 0.5),
        ("Grants of up to £500 are open.", 0.5),
    ],
)
def test_a_sum_that_is_called_a_gift_needs_less_evidence(text: str, likely: float) -> None:
    (sum_,) = find_amounts(text, load_rules())
    assert called_gift(replace(sum_, field="amount"), 0.5, text, load_rules()) == likely
    assert called_gift(replace(sum_, field="other_amount"), 0.5, text, load_rules()) == 0.5


@pytest.mark.parametrize(
    ("text", "deed", "told"),
    [
        ("Oakhill said it will give two gifts worth $5,000.", "donated", "pledged"),
        ("Oakhill plans to donate $5,000.", "donated", "pledged"),
        ("Oakhill gave $5,000.", "donated", "donated"),
        ("Ten pupils will be awarded $5,000.", "granted", "granted"),
    ],
)
def test_a_sum_that_will_be_given_is_pledged(text: str, deed: str, told: str) -> None:
    (sum_,) = find_amounts(text, load_rules())
    assert promised(sum_, deed, text, load_rules()) == told


def test_place_and_size() -> None:
    text = "The mill fed 300 pupils. It fed 300 pupils and 2,000,000,000 ants."
    found = [Mention("number", text.index(t), text.index(t) + len(t), t, "x", n) for t, n in (("300", 300), ("2,000,000,000", 2_000_000_000))]
    row = surroundings(found[1], text, Case(1, None, 0, 0, len(text)), found, "count", load_rules())
    assert (row["opening"], row["biggest"], row["huge"], row["again"]) == (1.0, 1.0, 1.0, 0.0)


def test_rivals_are_told_once() -> None:
    rivals = Rivals.of([Mention("number", 0, 3, "300", "x", n) for n in (300, 40, 300)], load_rules())
    assert Rivals.of(rivals, load_rules()) is rivals
    assert (rivals.sizes, rivals.biggest, Rivals.of([], load_rules()).biggest) == ({300.0: 2, 40.0: 1}, 300.0, 0.0)


def test_a_reading_says_of_a_figure_what_its_head_says() -> None:
    pieces = np.array([[0.1 * n for n in range(len(HEADS))], [0.0] * len(HEADS)])
    reading = Reading([(10, Leaning([(0, 4), (5, 9)], pieces, np.full(len(HEADS), 0.5), 0 * pieces, 0 * pieces))])
    assert reading.features([(10, 14)], ("sum", "granted")) == {"heard": 1.0, "head_sum": 0.8, "head_granted": 1.0}
    assert reading.features([(16, 18)], ("sum",)) == {"heard": 1.0, "head_sum": 0.5}
    assert reading.features([(30, 34)], ("sum",)) == {"heard": 0.0, "head_sum": 0.0}
    beside = Leaning([(0, 4), (5, 9)], 0 * pieces, np.zeros(len(HEADS)), np.full(pieces.shape, 0.25), np.full(pieces.shape, -0.5))
    assert [(beside.at(*span) or {})["sum"] for span in ((0, 4), (5, 9), (0, 9))] == [-0.5, 0.25, 0.0]


def test_the_evidence_says_what_was_done_with_a_sum_and_its_twin() -> None:
    rules = load_rules()
    deeds = {deed: {"bias": -9.0} for deed in ("invested", "pledged", "raised", "granted")}
    weights = {**rules.words["weights"], "amount": {"bias": 5.0}, **deeds, "raised": {"bias": -1.0, "title": 2.0, "head_raised": 2.0}}
    rules = replace(rules, words={**rules.words, "weights": weights})
    text = "The mill gave $5,000 (€4,600). It gave $9,000."
    found = find_amounts(text)
    raised, none = np.eye(1, len(HEADS), HEADS.index("raised")), np.zeros((1, len(HEADS)))
    read = Leaning([(m.start, m.end) for m in found[:1]], raised, none[0], none, none)
    made = weighed_amounts(found, text, Case(1, None, 0, 0, len(text)), True, rules, Reading([(0, read)]))
    assert [(m.field, m.role) for m in made] == [("amount", "raised"), ("amount", "raised"), ("amount", "donated")]


def test_the_words_of_a_count_are_features() -> None:
    mention = Mention("number", 0, 21, "over 60 young farmers", "x", 60, unit_class="people")
    row = count_features(mention, Case(1, None, 0, 0, 21), True, mention.text, [mention], load_rules(), Reading())
    assert {name for name in row if name.startswith("word.")} == {"word.over", "word.young", "word.farmer"}
