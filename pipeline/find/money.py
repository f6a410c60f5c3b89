"""Money: every sum of a text, its currency, and what was done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from pipeline.find.atoms import worth
from pipeline.find.currencies import Currencies, Sign, currencies, sign_after
from pipeline.find.evidence import Evidence
from pipeline.find.number_grammar import Quantity
from pipeline.find.quantities import scan_numbers
from pipeline.find.reach import Sum, governed
from pipeline.mention import Mention, Money
from pipeline.rulebook import Rulebook, load_rules

TWIN_GAP = 48
SHARED = 600  # how far a sign reaches
LINE_END = regex.compile(r"[ \t|]*(?:\n|\Z)")
MILLION = 1_000_000
LAKH = 100_000
THOUSAND = 1_000
MIL = regex.compile(r"\d\s*mil\b", regex.IGNORECASE)
TABLE_HEAD, LINE_HEAD, LINE_ITEM = "<<money.table_head>>", "<<money.line_head>>", "<<money.line_item>>"
POUNDS = "<<money.worth_of_pounds>>"
LONG = 3  # digits of a figure without a sign
YEAR = regex.compile(r"(?:19|20)\d\d")
GROUPS = regex.compile(r",|\d\s\d")
THOUSANDS = regex.compile(r"\d{1,3}\.\d{3}")


def find_amounts(
    text: str,
    rules: Rulebook | None = None,
    *,
    source: str | None = None,
    published: str | None = None,
    scanned: Sequence[Quantity] | None = None,
) -> list[Mention]:
    """Every sum of money of `text` in order: field "amount" when it is money for the good cause, else "other_amount".

    `source` is the article's source, evidence for what "$" means; `scanned` the outcome of `scan_numbers`.
    A sign that stays undecided gives the flag "ambiguous_currency".

    >>> [(m.text, m.value.value, m.value.currency, m.role) for m in find_amounts("Acme has donated over 14 million yuan.")]
    [('over 14 million yuan', Decimal('14000000'), 'CNY', 'donated')]
    """
    rules = rules or load_rules()
    found = scan_numbers(text, rules) if scanned is None else scanned
    table = currencies(rules)
    headed = _headed(text, found, table, rules)
    signed = [q for q in _shared(text, headed, rules) if q.signs]
    if not signed:
        return []
    sums = _decided(text, signed, source, rules)
    mentions = [_mention(text, one, rules, role) for one, role in zip(sums, governed(text, sums, rules), strict=True)]
    return _tied(text, mentions, rules.pattern("<<money.twin>>"))


def _headed(text: str, found: Sequence[Quantity], table: Currencies, rules: Rulebook) -> Sequence[Quantity]:
    """The quantities; figures that end the lines of a list under "Donors (in dinars):" have the currency of its head.

    So have those that end the items of a list behind "(amounts in dinars):".
    """
    sized = [q for q in found if not q.signs and _sized(q)]
    for head, ends, close in ((TABLE_HEAD, LINE_END, "\n\n"), (LINE_HEAD, rules.pattern(LINE_ITEM), "\n")):
        last = {q.at for q in sized if ends.match(text, q.end)}
        for match in rules.pattern(head).finditer(text) if last else ():
            stop = text.find(close, match.end())
            stop = len(text) if stop < 0 else stop
            if sign := sign_after(text, match.start("currency"), table):
                bare = {at for at in last if match.end() <= at < stop}
                found = [q._replace(signs=(sign._replace(weak=False),)) if q.at in bare else q for q in found]
    return found


def _sized(quantity: Quantity) -> bool:
    """Whether a figure of a list may be a sum: it is grouped, or long enough and no year."""
    digits = quantity.atom.digits
    return GROUPS.search(digits) is not None or len(digits) >= LONG and not YEAR.fullmatch(digits)


def _shared(text: str, found: Sequence[Quantity], rules: Rulebook) -> list[Quantity]:
    """The quantities; millions without a sign have that of the sum before them: "paid 4 million pesos and gave another 2 million"."""
    before, after = rules.pattern("<<money.unsigned_before>>"), rules.pattern("<<money.unsigned_after>>")
    out: list[Quantity] = []
    last: Quantity | None = None
    for q in found:
        near = last is not None and not q.signs and q.atom.scale >= LAKH <= last.atom.scale and q.start - last.end <= SHARED
        near = near and not text[q.end - 2 : q.end - 1].isdigit()  # "Class 8B"
        if near and last and after.match(text, q.end) and before.search(text, last.end, q.start):
            q = q._replace(signs=(_telling(last.signs)._replace(weak=False),))
        last = q if q.signs else last
        out.append(q)
    return out


def _decided(text: str, signed: Sequence[Quantity], source: str | None, rules: Rulebook) -> list[Sum]:
    """The quantities that are sums of money, each with its currency; weak signs that nothing supports fall away."""
    table = currencies(rules)
    signs = [_telling(q.signs) for q in signed]
    plain = [not sign.weak or _bold(text, quantity, sign, table) for quantity, sign in zip(signed, signs, strict=True)]
    telling = [sure and not (sign.weak and sign.key in table.defaults) for sign, sure in zip(signs, plain, strict=True)]
    certain = Counter(sign.codes[0] for sign, tells in zip(signs, telling, strict=True) if tells and len(sign.codes) == 1)
    evidence, pounds = Evidence(text, table, certain, source), rules.pattern(POUNDS)
    sums: list[Sum] = []
    for quantity, sign, sure in zip(signed, signs, plain, strict=True):
        code, settled = evidence.decide(sign)
        if not (sure or settled) or _weighs(sign, evidence, code, table) and not pounds.match(text, quantity.end):
            continue
        sums.append(Sum(quantity, sign, code, settled))
    return sums


def _telling(signs: tuple[Sign, ...]) -> Sign:
    """Of several signs at one number ("$5 million USD") the one that says most."""
    return min(signs, key=lambda sign: (len(sign.codes), sign.weak, sign.start))


def _bold(text: str, quantity: Quantity, sign: Sign, table: Currencies) -> bool:
    """Whether letters at a figure look like money without any evidence: R2,3m; N50,000; P500-million; MAD 6.5 million."""
    if quantity.atom.scale == 1 and not GROUPS.search(quantity.atom.digits):
        return False
    if sign.key in table.bold:
        return True
    after = sign.start >= quantity.atom.end
    return sign.key in table.shy if after else sign.key in table.glued and not text[sign.end - 1].isspace()


def _weighs(sign: Sign, evidence: Evidence, code: str | None, table: Currencies) -> bool:
    """Pounds without any sign of a pound country are a weight."""
    return sign.key in table.weights and (code is None or not evidence.scores[code])


def _mention(text: str, one: Sum, rules: Rulebook, role: tuple[str, str | None]) -> Mention:
    rule_id, inherited = role
    rule = rules[rule_id]
    value, top = _value(one, currencies(rules))
    if one.code in currencies(rules).mil_thousand and MIL.search(text, one.quantity.at, one.quantity.end):
        value, top = value / THOUSAND, top / THOUSAND if top else None
    return Mention(
        field=rule.more["field"],
        start=one.quantity.start,
        end=one.quantity.end,
        text=text[one.quantity.start : one.quantity.end],
        rule=rule_id,
        value=Money(value, one.code, top),
        value_max=top,
        qualifier=one.quantity.qualifier,
        role=inherited or rule.more["role"],
        confidence=rule.confidence if one.settled else rule.confidence * 0.8,
        flags=() if one.settled else ("ambiguous_currency",),
    )


def _value(one: Sum, table: Currencies) -> tuple[Decimal, Decimal | None]:
    quantity, atom = one.quantity, one.quantity.atom
    top = None if quantity.value_max is None else Decimal(quantity.value_max)
    if top is None and atom.digits and one.code in table.decimal_comma:
        clear = one.code in table.thousand_million or atom.digits.endswith("0")
        grouped = clear and atom.scale == MILLION and THOUSANDS.fullmatch(atom.digits)
        digits = atom.digits.replace(".", "") if grouped else atom.digits
        return Decimal(worth(digits, atom.scale, comma=True)), top
    return Decimal(quantity.value), top


def _tied(text: str, mentions: list[Mention], twin: regex.Pattern[str]) -> list[Mention]:
    """Mentions with the second of two currencies for one gift tied to the first."""
    out: list[Mention] = []
    for mention in mentions:
        first = out[-1] if out else None
        if first and mention.start - first.end <= TWIN_GAP and _same_gift(text, first, mention, twin):
            origin = first.same_as if first.same_as is not None else first.start
            mention = replace(mention, same_as=origin, field=first.field, role=first.role, rule=first.rule)
        out.append(mention)
    return out


def _same_gift(text: str, first: Mention, second: Mention, twin: regex.Pattern[str]) -> bool:
    a, b = first.value, second.value
    if not isinstance(a, Money) or not isinstance(b, Money) or a.currency == b.currency:
        return False
    return twin.fullmatch(text, first.end, second.start) is not None


__all__ = ["find_amounts"]
