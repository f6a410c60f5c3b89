"""Sieve and needles: no rule is ever left out where its pattern matches."""

from __future__ import annotations

import random
import sys

import pytest
import regex

from pipeline.find.clocks import Judge, atom
from pipeline.find.programs import AFTER
from pipeline.find.titles import TITLE
from pipeline.needles import marks, needles, openers, plain
from pipeline.rulebook import Rule, load_rules
from pipeline.sieve import TABLE, Ahead, Openers, Sieve, capitalised, pattern_of

RULES = load_rules()
FILES = ("roles", "program_cues", "years", "money", "surroundings", "beneficiaries", "program_titles")
MARKS = [" ", " ", " ", ", ", ". ", "\n", "-", " (", "’s ", "“", "½", "²", "_", "\u0301"]


def texts(rules: list[Rule], number: int) -> list[str]:
    """Texts of pieces of the rules' own examples and of words that they look for, some in capitals, some cut in two."""
    chance = random.Random(20260101)
    pieces = [part for rule in rules for one in rule.examples for part in (one, *one.split())]
    pieces += [word.strip() for rule in rules for words in needles(rule.pattern)[:1] for word in sorted(words)[:20]]
    pieces += ["Acme", "Ö", "ﬁn", "Straße", "İ", "2009", "$5,000", "the", "of"]

    def piece() -> str:
        one = chance.choice(pieces)
        return chance.choice((one, one, one, one.upper(), one.capitalize(), one[: len(one) // 2])) + chance.choice(MARKS)

    return ["".join(piece() for _ in range(chance.randrange(1, 14))) for _ in range(number)]


@pytest.mark.parametrize("file", FILES)
def test_a_sieve_leaves_out_no_rule_that_matches(file: str) -> None:
    rules = list(RULES.rules[file])
    sieve, chance, left_out = Sieve(rules, pattern_of), random.Random(1), 0
    for text in texts(rules, 400):
        start = chance.randrange(len(text) + 1)
        end = chance.randrange(start, len(text) + 1)
        whole, part, able = text, text[start:end], sieve.within(text, start, end)
        assert set(sieve.able(part)) <= set(able)
        for rule in rules:
            found = rule.pattern.search(part) or rule.pattern.search(whole, start, end)
            assert not found or rule in able, (rule.id, part)
            assert not rule.pattern.search(part) or rule in sieve.able(part), (rule.id, part)
        left_out += len(rules) - len(able)
    assert left_out, "the sieve leaves nothing out"


@pytest.mark.parametrize("file", FILES)
def test_matches_at_openers_are_all_matches(file: str) -> None:
    rules = list(RULES.rules[file])
    opened = Openers(rules, pattern_of)
    for text in texts(rules, 300):
        found = sorted((rule.id, hit.span()) for rule, hit in opened.finditer(text))
        assert found == sorted((rule.id, hit.span()) for rule in rules for hit in rule.pattern.finditer(text))


def test_letters_ahead_leave_out_no_rule_that_matches() -> None:
    rules = [rule for rule in RULES.rules["program_titles"] if rule.more.get("side") == "after"] + [RULES[name] for name in AFTER]
    ahead = Ahead(rules, pattern_of)
    for text in texts(rules, 400):
        for at in range(0, len(text), 3):
            able, rest = ahead.able(text, at), text[at:]
            assert all(rule in able for rule in rules if rule.pattern.match(text, at) or rule.pattern.match(rest)), rest


def test_needles_and_words_are_written_alike() -> None:
    letters = sorted({letter for needle in TABLE.bits for letter in needle if letter.isalpha()} | set("abcdefghijklmnopqrstuvwxyz"))
    every = "".join(map(chr, (n for n in range(sys.maxunicode + 1) if not 0xD800 <= n < 0xE000)))
    for letter in letters:
        same = set(regex.findall(f"(?i:{letter})", every))
        assert {plain(one) for one in same} == {letter}, letter


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"\b(?:gave|gives?) .* to\b", [["gave ", "give ", "gives "], ["to "]]),
        (r"(?<![\p{L}])donat", [["donat"]]),
        (r"donat", []),  # within a word too: no word begins with it
        (r"\bgift|\d+", []),  # one branch needs no word
        (r"\bgifts*\b", [["gift ", "gifts"]]),
        (r"\b(?:no )?gift(?!\p{L})", [["gift ", "no "], ["gift "]]),
        (r"\b(?>set)\s+up\b", [["set "], ["up "]]),
        (r"\ba{2,}b", [["a"]]),
        (r"(?(DEFINE)x)y", []),  # what cannot be read has none
    ],
)
def test_needles(pattern: str, sets: list[list[str]]) -> None:
    assert sorted(map(sorted, needles(regex.compile(pattern)))) == sorted(sets)


def test_openers() -> None:
    assert openers(regex.compile(r"(?<![\p{L}])(?:called|named)\s")) == {"called ", "named "}
    assert openers(regex.compile(r"(?:called|named)\s")) is None
    assert openers(regex.compile(r"\b\d+ called")) is None
    assert openers(regex.compile(r"(?r)(?<![\p{L}])called")) is None


def test_marks() -> None:
    assert marks(regex.compile(r"(?:\A|\n[* ]*|[.!]\s)x")) == {"", "\n", ".", "!"}
    assert marks(regex.compile(r"(?:\A|\n|\s)x")) is None
    assert marks(regex.compile(r"(?:\n|)x")) is None
    assert marks(regex.compile(r"(?r)\nx")) is None


@pytest.mark.parametrize("pattern", [RULES["names.capitals"].pattern, RULES.pattern(TITLE, case=True)])
def test_matches_at_capitals_are_all_matches(pattern: regex.Pattern[str]) -> None:
    pieces = ["#Luz", "3M", "l’Orfeo", "al-Nour", "iCare", "St. Ives", "A.B.", "²Pan", "ªMill", "x@Mill", "BBC’s"]
    for text in texts(list(RULES.rules["program_titles"]), 300):
        text = f" {random.Random(text).choice(pieces)} ".join(text.split(" "))
        assert [hit.span() for hit in capitalised(pattern, text)] == [hit.span() for hit in pattern.finditer(text)]


def test_a_sentence_is_asked_for_every_atom_that_stands_in_it() -> None:
    names = [name.removeprefix("years.") for name in RULES.sources if name.startswith("years.")]
    for text in texts(list(RULES.rules["years"]), 300):
        judge = Judge(text, len(text) // 5, len(text), RULES)
        assert [judge.has(name) for name in names] == [atom(RULES, name).search(text, judge.start) is not None for name in names]
