"""What a text's sentences tell of giving."""

from __future__ import annotations

from pipeline.rulebook import load_rules
from pipeline.settle.welfare import welfare_features


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
