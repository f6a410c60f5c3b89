"""What stands around a figure, as features."""

from __future__ import annotations

import pytest

from pipeline.case import Case
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.surroundings import surroundings

SEEN = (
    ("count", "To date the scheme has trained [40 cooks].", {"done", "in_all", "ours"}),
    ("count", "She was among [27 leaders].", {"among"}),
    ("count", "[9,900 people] face eviction.", {"need"}),
    ("count", "Ann won a medal. Free lessons reached [30 pupils].", {"free"}),
    ("sum", "Each school gets a [$500] grant.", {"each", "one_award", "award_after"}),
    ("sum", "[$6 billion] of federal money. The mill gave $5.", {"theirs"}),
)


@pytest.mark.parametrize(("kind", "text", "wanted"), SEEN)
def test_rules_that_speak(kind: str, text: str, wanted: set[str]) -> None:
    start, end = text.index("["), text.index("]")
    plain = text.replace("[", "").replace("]", "")
    mention = Mention("number", start, end - 1, plain[start : end - 1], "x", 1)
    row = surroundings(mention, plain, Case(1, None, 0, 0, len(plain)), [mention], kind, load_rules())
    assert {name.removeprefix("surroundings.") for name in row if name.startswith("surroundings.")} == wanted


def test_place_and_size() -> None:
    text = "The mill fed 300 pupils. It fed 300 pupils and 2,000,000,000 ants."
    found = [Mention("number", text.index(t), text.index(t) + len(t), t, "x", n) for t, n in (("300", 300), ("2,000,000,000", 2_000_000_000))]
    row = surroundings(found[1], text, Case(1, None, 0, 0, len(text)), found, "count", load_rules())
    assert (row["opening"], row["biggest"], row["huge"], row["again"]) == (1.0, 1.0, 1.0, 0.0)
