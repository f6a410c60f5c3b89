"""Figures: whether a count is of people served, whether a sum is money of the initiative and what was done with it, by weighed evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log10

from regex import Pattern

from pipeline.case import Case
from pipeline.find.coordination import CLASSES
from pipeline.find.ner import Reading
from pipeline.find.reach import role_nearby
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.surroundings import Rivals, size, surroundings
from pipeline.settle.weigh import chances, weigh
from pipeline.settle.welfare import TOKEN, stem

GOOD = {"beneficiary": 0.42, "amount": 0.55}
"""How likely a figure must be: a sum that was not given does more harm in a dataset than one that is missing."""
LINES = "signs.next_line"
SHARED = {"signs.next_sum": 90, LINES: 320}
"""What stands between two sums that are shared out, in one sentence or in the lines of a list, and in how many characters."""
PLAIN, TOLD = 0.25, 0.5
"""What is told plainly to have been given something is served from the first of these on, and then as likely as the second."""
CALLED, GIFT = 0.42, 0.6
"""The same for a sum that is called a gift."""
BEHIND, AHEAD = 130, 80
OTHERS = "beneficiaries.counted"
"""The rule for nouns that name none who are served, such as staff."""
DEEDS = ("donated", "invested", "pledged", "raised", "granted")
"""What may have been done with a sum, the first being what the weights of the others are measured against."""


def count_features(
    mention: Mention, case: Case, single: bool, text: str, rivals: Sequence[Mention], rules: Rulebook, reading: Reading
) -> dict[str, float]:
    """What speaks for and against a count being one of beneficiaries; `single` where the article is one story."""
    value = float(mention.value) if isinstance(mention.value, int) or mention.value is not None else 0.0  # type: ignore[arg-type]
    around = surroundings(mention, text, case, rivals, "count", rules)
    read = reading.features([(mention.start, mention.end)], ("served",))
    words = {f"word.{stem(word)}": 1.0 for word in TOKEN.findall(mention.text.lower())}
    return around | read | words | {
        mention.rule: 1.0,
        f"class_{mention.unit_class}": 1.0,
        "served": float(mention.field == "beneficiary"),
        "denied": float(_denied(mention, rules)),
        "digest": float(not single),
        "size": min(log10(value + 1), 7) / 7,
        "small": float(value < 5),
        "exact": float(mention.qualifier == "exact"),
        "planned": float("planned" in mention.flags),
        "late": (mention.start - case.start) / max(1, case.end - case.start),
        "title": float(mention.start < case.body and case.heading is not None),
        "confidence": mention.confidence,
        "elided": float(mention.unit is None),
    }


def _denied(mention: Mention, rules: Rulebook) -> bool:
    """Whether words beside a count say that it is none of beneficiaries, rather than no words say that it is."""
    rule = rules.by_id.get(mention.rule)
    return mention.field == "other_count" and rule is not None and rule.more.get("side") != "always"


def amount_features(
    mention: Mention, case: Case, single: bool, text: str, rivals: Sequence[Mention], rules: Rulebook, reading: Reading
) -> dict[str, float]:
    """What speaks for and against a sum being money given to, invested in or raised for the initiative, and for what was done with it."""
    worth = size(mention, rules)
    around = surroundings(mention, text, case, rivals, "sum", rules)
    read = reading.features([(mention.start, mention.end)], ("sum", *DEEDS[1:]))
    return around | read | {
        mention.rule: 1.0,
        f"role_{mention.role}": 1.0,
        "given": float(mention.field == "amount"),
        "digest": float(not single),
        "size": min(log10(worth + 1), 10) / 10,
        "small": float(worth < 500),
        "exact": float(mention.qualifier == "exact"),
        "late": (mention.start - case.start) / max(1, case.end - case.start),
        "title": float(mention.start < case.body and case.heading is not None),
        "confidence": mention.confidence,
    } | ({f"nearby_{role_nearby(text, mention.start, rules)}": 1.0} if mention.role == "other" else {})


def weighed_counts(found: Sequence[Mention], text: str, case: Case, single: bool, rules: Rulebook, reading: Reading) -> list[Mention]:
    """The counts of a case, each in the field that the evidence gives it, with its probability as confidence."""
    rivals = Rivals.of(found, rules)
    rows = [count_features(m, case, single, text, rivals, rules, reading) for m in found]
    likely = [plainly(m, p, text, rules) for m, p in zip(found, chances("beneficiary", rows, rules, reading), strict=True)]
    return [_moved(m, p, "beneficiary", "other_count") for m, p in zip(found, likely, strict=True)]


def plainly(mention: Mention, probability: float, text: str, rules: Rulebook) -> float:
    """How likely a count is one of beneficiaries, where the words beside it say that they were given something, or work with the giver."""
    before, after = text[max(0, mention.start - BEHIND) : mention.start], text[mention.end : mention.end + AHEAD]
    called, words = (mention.unit or "").lower().split(), rules.words["signs"]
    if not set(words["allies"]).isdisjoint(called) and rules["signs.alongside"].pattern.search(before):
        return min(probability, PLAIN)
    if called and called[-1] in words["called_served"]:
        return max(probability, TOLD)
    if not PLAIN <= probability < TOLD or mention.rule == OTHERS:
        return probability
    given = any(rules[f"signs.{name}"].pattern.search(before) for name in ("given_to", "shared_among"))
    return TOLD if given or rules["signs.received"].pattern.match(after) else probability


def weighed_amounts(found: Sequence[Mention], text: str, case: Case, single: bool, rules: Rulebook, reading: Reading) -> list[Mention]:
    """The sums of a case, each in the field and the role that the evidence gives it, with its probability as confidence."""
    done: list[Mention] = []
    deeds: dict[int, str] = {}
    rivals = Rivals.of(found, rules)
    rows = [amount_features(m, case, single, text, rivals, rules, reading) for m in found]
    likely = list(chances("amount", rows, rules, reading))
    for m, best in zip(found, shares(found, likely, text, rules), strict=True):
        moved = _moved(m, called_gift(m, likely[best], text, rules), "amount", "other_amount")
        if moved.field == "amount":
            origin = m.start if m.same_as is None else m.same_as
            moved = replace(moved, role=deeds.setdefault(origin, promised(m, likeliest_deed(rows[best], rules), text, rules)))
        done.append(moved)
    return done


def called_gift(mention: Mention, probability: float, text: str, rules: Rulebook) -> float:
    """How likely a sum is money of the initiative, raised where the words beside it call it a gift."""
    if mention.field != "amount" or not CALLED <= probability < GIFT:
        return probability
    before, after = text[max(0, mention.start - BEHIND) : mention.start], text[mention.end : mention.end + AHEAD]
    called = rules["signs.gift_of"].pattern.search(before) or rules["signs.gift_behind"].pattern.match(after)
    return GIFT if called else probability


def shares(found: Sequence[Mention], likely: Sequence[float], text: str, rules: Rulebook) -> list[int]:
    """For each sum the one that speaks for it too, or itself: the likeliest of those that one sentence shares out ("$5,000 to A, $4,000
    to B and $300 to C"), the middle one of those that stand behind the names of a list's lines ("- A: $5,000")."""
    best = list(range(len(found)))
    for rule_id, most in SHARED.items():
        for chain in _chains(found, text, rules[rule_id].pattern, most):
            ranked = sorted(chain, key=lambda one: (-likely[one], one))
            for one in chain if len(chain) > 1 else ():
                best[one] = ranked[(len(ranked) - 1) // 2 if rule_id == LINES else 0]
    return best


def _chains(found: Sequence[Mention], text: str, between: Pattern[str], most: int) -> Iterator[list[int]]:
    """The numbers of sums between which, two by two, stands what a pattern says."""
    chain: list[int] = []
    for i in sorted(range(len(found)), key=lambda i: found[i].start):
        if chain and between.search(text[found[chain[-1]].end : found[i].start][:most]) is None:
            yield chain
            chain = []
        chain.append(i)
    yield chain


def likeliest_deed(row: dict[str, float], rules: Rulebook) -> str:
    """What was most likely done with a sum of these features."""
    weights = rules.words["weights"]
    return max(DEEDS, key=lambda deed: weigh(row, weights[deed]) if deed != DEEDS[0] else 0.0)


def promised(mention: Mention, deed: str, text: str, rules: Rulebook) -> str:
    """What was done with a sum, which is pledged where the words before it say that it will be given."""
    coming = deed == DEEDS[0] and rules["signs.to_come"].pattern.search(text, max(0, mention.start - BEHIND), mention.start)
    return "pledged" if coming else deed


def _moved(mention: Mention, probability: float, yes: str, no: str) -> Mention:
    able = yes != "beneficiary" or mention.unit_class in CLASSES
    good = able and probability >= GOOD[yes]
    return replace(mention, field=yes if good else no, confidence=round(probability if good else 1 - probability, 3))
