"""What a text's sentences tell of giving."""

from __future__ import annotations

from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.welfare import figures, welfare_features


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
