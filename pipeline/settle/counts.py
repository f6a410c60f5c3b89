"""Counts and amounts of a case: repeated statements become one, the rest stay in order of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from math import log

from pipeline.mention import Mention, Money
from pipeline.rulebook import Rulebook

ANEW, ANEW_AFTER, BEFORE = "<<money.anew>>", "<<money.anew_after>>", 90
AGAIN, ONE_SENTENCE, ITEMS = "<<money.again>>", "<<money.one_sentence>>", "<<money.items>>"
GIVEN, GOES_TO = "<<money.given_next>>", "<<money.goes_to>>"
FAR = 400  # characters between two sums, beyond which they are in no one sentence or list
HEADLINE = 200  # characters of the first line that may be a headline
NEAR = Decimal("0.03")
BOLD = Decimal("0.15")
ROUNDED = Decimal("0.04")
FEW = 10
STEPS = 30  # in which sums grow to e times as much: each by more than NEAR


def settle_amounts(found: Iterable[Mention], text: str, rules: Rulebook, body: int = 0) -> tuple[list[Mention], list[Mention]]:
    """The amounts and the other amounts of a case; a sum said twice is one, the exacter statement standing for it.

    "Sun has also given $5,000" after another's $5,000 is a gift of its own. The heading, before `body`, may round boldly.
    """
    ordered = sorted(found, key=lambda m: m.order)
    given = _once([m for m in ordered if m.field == "amount"], text, rules, body)
    told = {_sum(m) for m in ordered if m.start >= body and m.qualifier == "exact"}
    given = [m for m in given if m.start >= body or _sum(m) in told or not any(_rounded(m, other) for other in given)]
    values = {_sum(m) for m in given}
    others = _once([m for m in ordered if m.field == "other_amount" and _sum(m) not in values], text, rules, body)
    return given, others


def _sum(mention: Mention) -> tuple[Decimal, str | None, Decimal | None]:
    money = mention.value
    assert isinstance(money, Money)
    return money.value, money.currency, money.value_max


def _once(found: list[Mention], text: str, rules: Rulebook, body: int) -> list[Mention]:
    kept: list[Mention] = []
    alike: dict[tuple[str | None, int], list[int]] = defaultdict(list)
    for m in found:
        currency, step = _step(m)
        near = sorted(at for one in (step - 1, step, step + 1) for at in alike[currency, one])
        twin = next((at for at in near if _same_sum(kept[at], m)), None)
        if twin is None or _apart(kept[twin], m, text, rules):
            alike[currency, step].append(len(kept))
            kept.append(m)
        elif _exacter(m, kept[twin]) or _below_headline(m, kept[twin], text, body):
            alike[currency, step].append(twin)
            kept[twin] = m
    return sorted(kept, key=lambda m: m.order)


def _apart(old: Mention, new: Mention, text: str, rules: Rulebook) -> bool:
    """Whether two equal sums are two gifts: said so, in one sentence, in items of one list, or given anew in the next sentence.

    What a headline says is no item.
    """
    between = old.end, new.start
    if rules.pattern(ANEW).search(text, max(0, new.start - BEFORE), new.start) or rules.pattern(ANEW_AFTER).match(text, new.end):
        return True
    if between[1] - between[0] > FAR or _sum(old) != _sum(new) or rules.pattern(AGAIN).search(text, max(0, new.start - BEFORE), new.start):
        return False
    if rules.pattern(ONE_SENTENCE).fullmatch(text, *between) or {old.qualifier, new.qualifier} == {"more_than", "nearly"}:
        return True
    items = "\n" in text[: old.start].lstrip() and rules.pattern(ITEMS).fullmatch(text, *between) is not None
    return items or _given_next(between, new, text, rules)


def _given_next(between: tuple[int, int], new: Mention, text: str, rules: Rulebook) -> bool:
    """Whether the very next sentence has a giver, its verb, the sum and whom it goes to."""
    given, goes_to = rules.pattern(GIVEN, case=True).fullmatch(text, *between), rules.pattern(GOES_TO).match(text, new.end)
    return given is not None and goes_to is not None


def _step(mention: Mention) -> tuple[str | None, int]:
    """The currency and the rough size of a sum: sums that can be the same are no more than a step apart."""
    value, currency, _ = _sum(mention)
    return currency, int(STEPS * log(min(max(float(value), 1e-9), 1e300)))


def _same_sum(one: Mention, two: Mention) -> bool:
    """Equal sums, or a rounded one ("over $27K") and the exact one that it rounds ("$27,285")."""
    (a, currency, a_max), (b, other, b_max) = _sum(one), _sum(two)
    if currency != other or a_max != b_max or one.same_as is not None or two.same_as is not None:
        return False
    if a == b:
        return not _listed(one, two)
    rough, exact = (one, two) if one.qualifier != "exact" else (two, one)
    low, high = _sum(rough)[0], _sum(exact)[0]
    if rough.qualifier in ("more_than", "at_least"):
        return exact.qualifier == "exact" and 0 < high - low <= NEAR * low
    return rough.qualifier in ("nearly", "about", "up_to") and exact.qualifier == "exact" and abs(high - low) <= NEAR * low


def _rounded(one: Mention, two: Mention) -> bool:
    """Whether one sum says roughly what the other says exactly: "more than $200,000" or "$212K", "$212,340"."""
    (low, currency, _), (high, other, _) = _sum(one), _sum(two)
    if currency != other or two.qualifier != "exact" or one.same_as is not None:
        return False
    return 0 < high - low <= BOLD * low if one.qualifier in ("more_than", "at_least") else one.qualifier == "exact" and _short(low, high)


def _short(low: Decimal, high: Decimal) -> bool:
    """Whether one sum is the other one, rounded: 13 million of 13.4 million."""
    last = Decimal(low).normalize().as_tuple().exponent
    assert isinstance(last, int)
    return low != high and abs(high - low) <= ROUNDED * low and round(high.scaleb(-last)) == low.scaleb(-last)


def _listed(one: Mention, two: Mention) -> bool:
    """Whether two equal sums stand in a list of recipients, each with its own ("A - $25,000 ... B - $25,000")."""
    return one.rule == two.rule and "list" in one.rule


def _exacter(new: Mention, old: Mention) -> bool:
    return (old.qualifier != "exact" and new.qualifier == "exact") or (
        (old.role or "other") == "other" and (new.role or "other") != "other"
    )


def _below_headline(new: Mention, old: Mention, text: str, body: int) -> bool:
    """Whether the text below says with more care or in full what a headline says.

    "gives $4M", then "will give more than $4 million" or "gave J$4 million".
    """
    first = old.end <= HEADLINE and "\n" not in text[: old.start].lstrip() and "\n" in text[old.end : new.start]
    promised = old.role == "donated" and new.role == "pledged"
    careful = new.qualifier != old.qualifier == "exact" or _fuller(new.text, old.text)
    return (first or old.end <= body <= new.start) and (promised or careful and _sum(new) == _sum(old))


def _fuller(new: str, old: str) -> bool:
    """Whether a sum is written in full: "NT$2 million" beside "$2M" or "NT$2 MILLION"."""
    return len(new) > len(old) or new != old and new.casefold() == old.casefold()


def settle_counts(found: Iterable[Mention], text: str, rules: Rulebook, body: int = 0) -> tuple[list[Mention], list[Mention]]:
    """The beneficiaries and the other counts of a case; a count said twice with the same unit is one.

    So is one that stands in the heading, before `body`, and in the body with another word for the same class
    ("1,250 santri", "1,250 boarders").
    """
    ordered = sorted(found, key=lambda m: m.order)
    again = rules.pattern("<<beneficiaries.definite>>")
    told = [m for n, m in enumerate(ordered) if not (again.search(text, max(0, m.start - 12), m.start) and _told(m, ordered[:n]))]
    served = _counted([m for m in told if m.field == "beneficiary"])
    heading = [m for m in served if m.start < body]
    served = [m for m in served if _few(m) or not any(_retold(m, other, body) for other in (served if m.start < body else heading))]
    seen = {_count(m) for m in served}
    return served, _counted([m for m in ordered if m.field == "other_count" and _count(m) not in seen])


def _told(mention: Mention, before: Iterable[Mention]) -> bool:
    """Whether as many of the same class were told of before ("Six organisations ... each of the six charities")."""
    same = [m for m in before if m.value == mention.value and m.unit_class == mention.unit_class and m.value_max is None]
    return any(m.field == mention.field or m.field == "other_count" and _count(m) == _count(mention) for m in same)


def _count(mention: Mention) -> tuple[object, object, str]:
    unit = (mention.unit or "").casefold().split()
    return mention.value, mention.value_max, unit[-1].rstrip("s") if unit else ""


def _retold(mention: Mention, other: Mention, body: int) -> bool:
    """Whether one of two counts stands in the heading and the other, the surer one, tells the same in the body."""
    same = (mention.value, mention.value_max, mention.unit_class) == (other.value, other.value_max, other.unit_class)
    return same and (mention.start < body) != (other.start < body) and (mention.confidence, mention.start) < (other.confidence, other.start)


def _few(mention: Mention) -> bool:
    """So few that another count may well be equal by chance: "two schools in two towns"."""
    return isinstance(mention.value, int) and mention.value < FEW


def _counted(found: list[Mention]) -> list[Mention]:
    kept: dict[tuple[object, object, str], Mention] = {}
    for m in found:
        key = _count(m)
        if key not in kept or m.confidence > kept[key].confidence + 0.1:
            kept[key] = m
    return sorted(kept.values(), key=lambda m: m.order)
