"""What a text's sentences tell of giving."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from pipeline.article import Article
from pipeline.case import Case, Section
from pipeline.flow import extract_article, giving_cases, is_worth_reading, without_cases
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.welfare import (
    FIGURES,
    SERVED_FIGURES,
    best_case,
    figures,
    is_of_others,
    is_politics,
    welfare_features,
    welfare_probability,
)


def test_help_and_need_in_one_sentence() -> None:
    body = "The mill has drilled wells for eleven hamlets.\nGirls are in class at eight. Its shares rose after the sale of a brand."
    row = welfare_features("Taps at last", body, [], load_rules())
    assert (row["help_lead"], row["pure_lead"], row["trade_lead"]) == (0.25, 0.25, 0.25)
    assert row["needy_rate"] == 0.5
    assert row["help_rate"] == row["pure_rate"] == 0.25


def test_trade_spoils_help() -> None:
    row = welfare_features("A loan", "The bank helps families with a loan at a low price.", [], load_rules())
    assert (row["help_rate"], row["pure_rate"]) == (0.25, 0.0)


def test_a_text_without_words_tells_nothing() -> None:
    row = welfare_features("", "", [], load_rules())
    assert row["help_some"] == row["needy_kinds"] == row["trade_rate"] == 0.0


def test_figures_weigh_as_far_as_they_are_sure() -> None:
    def mention(field: str, confidence: float, role: str | None = None) -> Mention:
        return Mention(field=field, start=0, end=1, text="9", value=9, rule="t", confidence=confidence, role=role)

    sums = [mention("amount", 0.9, "donated"), mention("amount", 0.3, "other"), mention("other_amount", 0.8)]
    row = figures(sums, [mention("beneficiary", 0.75), mention("beneficiary", 0.45), mention("other_count", 0.9)])
    assert (row["amount_given"], row["amount_invested"]) == (1.0, 0.0)
    assert (row["given_best"], round(row["given_sum"], 2), round(row["priced"], 2)) == (0.9, 0.4, 0.33)
    assert (row["served_best"], round(row["served_sum"], 2), round(row["served"], 2)) == (0.75, 0.4, 0.33)


def test_what_a_story_tells_of_instead_of_giving() -> None:
    row = welfare_features(
        "Survey finds two in three firms short of welders", "Researchers asked 400 firms. The governor was told.", [], load_rules()
    )
    assert (row["told_finding"], row["told_deed"], row["only_finding"]) == (1.0, 0.0, 1.0)
    assert (row["finding_rate"], row["rule_rate"]) == (0.5, 0.25)


def test_a_title_with_a_deed_tells_of_more_than_an_honour() -> None:
    row = welfare_features("Mill honoured for scholarship it gave to twelve apprentices", "", [], load_rules())
    assert (row["told_honour"], row["told_deed"], row["only_honour"]) == (0.5, 1.0, 0.0)
    assert welfare_features("Mill named among the best", "", [], load_rules())["only_honour"] == 1.0


def test_figures_still_unknown_never_speak_louder_than_they_were_taken_to() -> None:
    chance, rules = random.Random(3), load_rules()
    for _ in range(200):
        row = {name: chance.random() for name in rules.words["weights"]["welfare"]}
        for unknown in (FIGURES, SERVED_FIGURES):
            known = row | dict.fromkeys(unknown, 0.0)
            assert welfare_probability(best_case(known, rules, unknown), rules) >= welfare_probability(row, rules)


def test_gifts_to_parties_are_no_welfare() -> None:
    told = "Party gets most of the donations made by electoral trusts"
    body = "Seven electoral trusts gave to political parties. The ruling party got most of the donations made to parties in May."
    assert is_politics(told, body, load_rules())
    assert not is_politics("Mill gives to a hall", "Children had parties in the hall. An electoral trust looked on.", load_rules())


def test_what_a_state_or_a_person_gives_alone_is_no_welfare_of_a_company() -> None:
    rules = load_rules()
    for title, body in (
        ("Kenya gives 40 buses to the schools of Lindo", ""),
        ("Lindo Gas pays Rs. 2 billion into the state treasury", ""),
        ("Mr. Jon Moe donates N10 million to Lindo Hospital", ""),
        ("Phones for the shelter", "Phones for the shelter\nAmber Coast Council will donate 100 phones to the shelter."),
    ):
        assert is_of_others(title, body, rules), title
    for title, body in (
        ("Ministry hands over clinic built by Lindo Mills", "The Ministry of Care has handed over a clinic built by Lindo Mills."),
        ("Bank of India gives 40 buses to the schools of Lindo", "Bank of India gave 40 buses. The Government of Lindo gave the diesel."),
    ):
        assert not is_of_others(title, body, rules), title


def test_an_article_of_which_nothing_can_be_said_has_no_record() -> None:
    article = Article("a1", "a1.txt", "0" * 64, "Nothing here.")
    extraction = extract_article(article, load_rules())
    assert (extraction.records, extraction.reason) == ([], "no public-welfare initiative")


def test_only_a_text_that_words_leave_in_doubt_is_glanced_at() -> None:
    asked: list[str] = []

    def told(text: str, marks: Any) -> SimpleNamespace:
        asked.append(text)
        return SimpleNamespace(giving=float(text.split()[0]))

    roles: Any = SimpleNamespace(told=told)
    rules = load_rules()
    sure, unsure = {"spoken": 4.0, "any_strong": 1.0, "given_best": 1.0}, {"spoken": -1.0}
    cold, warm = (Article("a1", "a1.txt", "0" * 64, f"{read} " + "a word " * 900) for read in ("-6.0", "3.0"))
    assert is_worth_reading(cold, sure, roles, rules)
    assert not asked
    assert not is_worth_reading(cold, unsure, roles, rules)
    assert is_worth_reading(warm, unsure, roles, rules)
    assert max(map(len, asked)) < 2000


def test_a_digest_goes_without_sections_that_give_nothing() -> None:
    parts = ["Lindo Bank gave 300 pupils books.", "Harbour Tea: the index closed at 1,952 points.", "Roe Mills: a walk.", "Vista: a clinic."]
    text = "\n".join(parts)
    article = Article(id="x", path="x", sha256="0" * 64, text=text)
    cases = [Case(n, None, text.index(part), text.index(part), text.index(part) + len(part)) for n, part in enumerate(parts, 1)]
    roles: Any = SimpleNamespace(told=lambda text, marks: SimpleNamespace(giving=-9.0 if "index" in text or "clinic" in text else 0.5))
    kept = giving_cases(article, cases, roles, load_rules())
    assert [text[case.start : case.end] for case in kept] == [parts[0], parts[2], parts[3]]
    assert [case.number for case in kept] == [1, 2, 3]
    assert giving_cases(article, cases[:2], roles, load_rules()) == cases[:2]
    sections = [Section("case", case.start, case.end) for case in cases]
    assert [section.kind for section in without_cases(sections, cases, kept)] == ["case", "related", "case", "case"]
    assert without_cases(sections, cases, cases) is sections
