"""Reach: which verb or noun governs a sum of money, and so what was done with it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from pipeline.find.currencies import Sign, currencies
from pipeline.find.number_grammar import Quantity
from pipeline.find.sentences import sentences
from pipeline.rulebook import Rule, Rulebook
from pipeline.sieve import Sieve, pattern_of

BEHIND = 60  # a cue after the sum counts as this much farther away
STRONG = 50  # how far a strong cue reaches
NEARER = 12  # and how much nearer a weaker one may stand
LIST_LINE = 160
PARAGRAPH = 900
AROUND = 400  # how far in its sentence a sum looks
LARGE = 20_000  # US dollars, roughly: a sum that a person gets, or a thing costs, is smaller
Span = tuple[int, int]
Role = tuple[str, str | None]


class Sum(NamedTuple):
    """A quantity that is money: its deciding sign, its currency code (None if open) and whether that is settled."""

    quantity: Quantity
    sign: Sign
    code: str | None
    settled: bool


class Cue(NamedTuple):
    """A cue word in a sentence."""

    start: int
    end: int
    rule: Rule


@dataclass(frozen=True)
class Cues:
    """The cue rules of rules/money.toml by their reach."""

    within: tuple[Rule, ...]
    touch: tuple[Rule, ...]
    before: Sieve[Rule]
    after: Sieve[Rule]
    sentence: Sieve[Rule]
    yielding: frozenset[str]
    giving: Mapping[str, str]
    future: regex.Pattern[str]
    present: regex.Pattern[str]
    awards: regex.Pattern[str]
    line: regex.Pattern[str]


@cache
def _cues(digest: str) -> dict[str, Cues]:
    return {}


def cues(rules: Rulebook) -> Cues:
    """The cues of a rulebook, sorted once."""
    held = _cues(rules.digest)
    if "cues" not in held:
        own = rules.rules["money"]
        reaches = ("within", "touch", "before", "after", "sentence")
        of = {reach: tuple(r for r in own if r.more["reach"] == reach) for reach in reaches}
        held["cues"] = Cues(
            within=of["within"],
            touch=of["touch"],
            before=Sieve(of["before"], pattern_of),
            after=Sieve(of["after"], pattern_of),
            sentence=Sieve(of["sentence"], pattern_of),
            giving={rule.id: rule.more["role"] for rule in own if rule.more["field"] == "amount" and "role" in rule.more},
            yielding=frozenset(rule.id for rule in own if rule.more.get("yields")),
            future=rules.pattern("<<money.future>>"),
            present=rules.pattern("<<money.present>>"),
            awards=rules.pattern("<<money.awards>>"),
            line=rules.pattern("<<money.list_line>>"),
        )
    return held["cues"]


def governed(text: str, sums: Sequence[Sum], rules: Rulebook) -> list[Role]:
    """For every sum the id of the cue rule that governs it, and a role of its own where that differs from the rule's."""
    use = cues(rules)
    spans = sentences(text, rules)
    starts = [start for start, _ in spans]
    edges = sorted([one.quantity.start for one in sums])
    found: dict[Span, list[Cue]] = {}
    last: dict[Span, Rule] = {}
    roles: list[Role] = []
    for one in sums:
        span = spans[max(0, bisect_right(starts, one.quantity.start) - 1)]
        if span not in found:
            found[span] = [Cue(*m.span(), rule) for rule in use.before.within(text, *span) for m in rule.pattern.finditer(text, *span)]
        role = _role(text, one.quantity, span, found[span], edges, use, _large(one, rules))
        if role[0] == "money.no_cue":
            role = _asked(text, one.quantity, spans, span, use) or role
        if role[0] == "money.no_cue" and span in last:
            role = "money.beside", last[span].more["role"]
        if role[0] != "money.no_cue" and role[0] != "money.beside" and rules[role[0]].more["field"] == "amount":
            last[span] = rules[role[0]]
        roles.append(role)
    return _inherited(text, sums, roles, use)


def _asked(text: str, q: Quantity, spans: Sequence[Span], span: Span, use: Cues) -> Role | None:
    """The cue of the question that the sentence of a sum answers: "And the bill?", "Who pays?"."""
    at = bisect_right(spans, span) - 2
    if at < 0 or "?" not in text[spans[at][1] - 4 : span[0]]:
        return None
    asked = [(m.end(), rule.id) for rule in use.before.within(text, *spans[at]) for m in rule.pattern.finditer(text, *spans[at])]
    return (max(asked)[1], None) if asked else None


def _large(one: Sum, rules: Rulebook) -> bool:
    digits = currencies(rules).digits.get(one.code or "", 0)
    return float(one.quantity.value) >= LARGE * 10.0**digits


def _role(text: str, q: Quantity, span: Span, around: list[Cue], edges: list[int], use: Cues, large: bool) -> Role:
    """The cue that governs one sum: one in its own words, a strong one close before, one that touches it, the nearest, or none."""
    if own := next((rule.id for rule in use.within if rule.pattern.match(text, q.start, q.end)), None):
        return own, None
    ahead = [cue for cue in around if q.start - AROUND < cue.end <= q.start and not (large and cue.rule.more.get("small"))]
    nearest = max(ahead, key=lambda cue: (cue.end, cue.start), default=None)
    strong = max((cue for cue in ahead if cue.rule.more.get("strong")), key=lambda cue: cue.end, default=None)
    clear = strong and q.start - strong.end <= STRONG and not _between(edges, strong.end, q.start)
    if clear and strong and nearest and strong.end >= nearest.end - NEARER:
        return strong.rule.id, None
    able = (rule for rule in use.touch if not (large and rule.more.get("small")))
    touching = [(m.end(), rule) for rule in able if (m := rule.pattern.match(text, q.end, span[1]))]
    if touching:
        rule = min(touching, key=lambda pair: pair[0])[1]
        role: Role = rule.id, _promise(text, nearest, span, use) if rule.more.get("yields") else None
    else:
        role = _nearest(text, q, span, nearest, edges, use)
    if role[0] in use.yielding:
        window = max(span[0], q.start - AROUND), min(span[1], q.end + AROUND)
        return next(((rule.id, None) for rule in use.sentence.within(text, *window) if rule.pattern.search(text, *window)), role)
    return role


def role_nearby(text: str, at: int, rules: Rulebook) -> str:
    """What was most likely done with a sum whose sentence does not say: the last verb of giving before it, or "donated"."""
    use = cues(rules)
    begin = max(0, at - PARAGRAPH)
    able = [rule for rule in use.before.within(text, begin, at) if rule.id in use.giving]
    found = [(m.end(), use.giving[rule.id]) for rule in able for m in rule.pattern.finditer(text, begin, at)]
    return max(found, default=(0, "donated"))[1]


def _between(edges: list[int], start: int, end: int) -> bool:
    at = bisect_right(edges, start)
    return at < len(edges) and edges[at] < end


def _nearest(text: str, q: Quantity, span: Span, nearest: Cue | None, edges: list[int], use: Cues) -> Role:
    at = bisect_right(edges, q.start)
    stop = min(span[1], q.end + AROUND, edges[at] if at < len(edges) else span[1])
    able = use.after.within(text, q.end, stop)
    behind = [(m.start() - q.end + BEHIND, rule) for rule in able if (m := rule.pattern.search(text, q.end, stop))]
    best = min(behind, key=lambda pair: pair[0], default=None)
    if nearest and (best is None or q.start - nearest.end <= best[0]):
        return nearest.rule.id, _promise(text, nearest, span, use)
    if best is None and stop < span[1]:
        last = min(span[1], stop + AROUND)
        far = [(m.start(), rule) for rule in use.after.within(text, stop, last) if (m := rule.pattern.search(text, stop, last))]
        best = min(far, key=lambda pair: pair[0], default=None)
    return (best[1].id, None) if best else ("money.no_cue", None)


def _promise(text: str, cue: Cue | None, span: Span, use: Cues) -> str | None:
    """ "pledged" where a giving verb stands in the future: "will donate", "plans to invest"; what winners will get is granted."""
    if cue is None or cue.rule.more["role"] not in ("donated", "granted", "invested"):
        return None
    begin = max(span[0], cue.start - 48)
    if cue.rule.more["role"] != "invested" and use.awards.search(text, max(span[0], cue.start - AROUND), cue.end):
        return "granted"
    if use.present.search(text, begin, cue.start) or not use.future.search(text, begin, cue.start):
        return None
    return "pledged"


def _inherited(text: str, sums: Sequence[Sum], roles: list[Role], use: Cues) -> list[Role]:
    """Sums on list lines ("Habitat for Humanity - $25,000") take over the role that the paragraph above has."""
    out: list[Role] = []
    entry: str | None = None
    total: tuple[int, str] | None = None
    for one, role in zip(sums, roles, strict=True):
        dashed = use.line.search(text, text.rfind("\n", 0, one.quantity.start) + 1, one.quantity.start) is not None
        if role[0] == "money.no_cue" and (dashed or _on_short_line(text, one.quantity)):
            above = (entry if dashed else None) or _heads(text, total, one) or _above(text, one.quantity.start, use)
            role = ("money.list_line", above) if above else role
        if dashed and role[0] != "money.no_cue":
            entry = role[1] or use.giving.get(role[0])
        elif given := role[1] or use.giving.get(role[0]):
            total = one.quantity.end, given
        out.append(role)
    return out


def _heads(text: str, total: tuple[int, str] | None, one: Sum) -> str | None:
    """The role of the total that opens a list: "Nine clubs share $9,000:"."""
    if total is None or one.quantity.start - total[0] > PARAGRAPH:
        return None
    end = text.find("\n", total[0])
    return total[1] if 0 <= end < one.quantity.start and text[:end].rstrip().endswith(":") else None


def _on_short_line(text: str, q: Quantity) -> bool:
    start = text.rfind("\n", 0, q.start) + 1
    stop = text.find("\n", q.end)
    return (len(text) if stop < 0 else stop) - start <= LIST_LINE


def _above(text: str, at: int, use: Cues) -> str | None:
    """The role of the last cue before a list line, if it is one of giving."""
    begin = max(0, at - PARAGRAPH)
    found = [(m.end(), rule.id, rule) for rule in use.before.within(text, begin, at) for m in rule.pattern.finditer(text, begin, at)]
    last = max(found, key=lambda cue: cue[:2], default=None)
    if last is None or last[2].more["field"] != "amount":
        return None
    return str(last[2].more["role"])
