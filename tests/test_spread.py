"""Spread: names are found everywhere in a text, as one pattern of all of them would find them, in time that grows with the text."""

from __future__ import annotations

import random
import time

import regex

from pipeline.find.spread import places, spread
from pipeline.mention import Mention


def by_pattern(text: str, forms: list[str]) -> list[tuple[int, str]]:
    """The places by one pattern of all forms."""
    either = "|".join(regex.escape(form, special_only=False) for form in forms)
    return [(hit.start(), hit[0]) for hit in regex.finditer(rf"(?<![\p{{L}}\p{{N}}])(?:{either})(?![\p{{L}}\p{{N}}])", text)]


def test_places_are_those_of_one_pattern() -> None:
    chance = random.Random(7)
    parts = ["Ada", "Obi", "Ada2", "#Ada", "“Obi", "Öl", "Co.", "&", "(", ")", "’s", "-", " ", " ", " ", "\n", ".", "½"]
    for _ in range(3000):
        text = "".join(chance.choices(parts, k=chance.randrange(30)))
        drawn = {"".join(chance.choices(parts, k=chance.randrange(1, 5))) for _ in range(6)}
        forms = sorted(drawn, key=lambda form: (-len(form), form))
        assert list(places(text, forms)) == by_pattern(text, forms), (text, forms)


def test_a_name_is_spread_where_no_other_stands() -> None:
    text = "Acme gave books. Acme Labs is another. So did Acme; acme not."
    one = Mention("company", 0, 4, "Acme", "ner.x", value="Acme", confidence=0.9)
    two = Mention("company", 17, 26, "Acme Labs", "ner.x", value="Acme Labs", confidence=0.4)
    assert [(m.start, m.text, m.confidence) for m in spread(text, [one, two])] == [(0, "Acme", 0.9), (17, "Acme Labs", 0.4), (46, "Acme", 0.855)]


def test_the_time_grows_with_the_text_and_not_with_the_names() -> None:
    def seconds(number: int) -> float:
        names = [f"Acme{n} Trust" for n in range(number)]
        text = " and ".join(names)
        begun = time.process_time()
        assert len(list(places(text, names))) == number
        return time.process_time() - begun

    few = min(seconds(1000) for _ in range(3))
    assert min(seconds(10_000) for _ in range(3)) < 30 * few
