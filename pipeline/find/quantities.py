"""Numbers: quantities with their qualifiers and ranges, and which of them count something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipeline.find.atoms import Atom, scan_atoms, tidy, worth
from pipeline.find.counting import counts_together, is_doubtful, may_count, said
from pipeline.find.currencies import opens_next, sign_after, sign_before
from pipeline.find.number_grammar import WINDOW, Grammar, Quantity, grammar
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook, load_rules

Span = tuple[int, int]
THOUSAND = 1_000  # from here on a number behind the name of a currency is a sum of it: "naira 5 million", but "paid in naira 20 times"


def find_numbers(
    text: str, rules: Rulebook | None = None, taken: Iterable[Span] = (), *, scanned: Sequence[Quantity] | None = None
) -> list[Mention]:
    """Every number of `text` that counts something, qualifier included, sums of money and `taken` spans left out.

    `scanned` is the outcome of `scan_numbers`, for callers that have it already.

    >>> [(m.text, m.value, m.qualifier) for m in find_numbers("In 2019 Acme gave $5 million to over 1,200 schools, Top 10 in all.")]
    [('over 1,200', 1200, 'more_than')]
    """
    rules = rules or load_rules()
    spans = sorted(taken)
    found = scan_numbers(text, rules) if scanned is None else scanned
    return [_mention(text, q, rules) for q in found if q.counts and not q.signs and not _touches(q, spans)]


def _touches(quantity: Quantity, spans: list[Span]) -> bool:
    return any(start < quantity.end and quantity.at < end for start, end in spans)


def _mention(text: str, q: Quantity, rules: Rulebook) -> Mention:
    return Mention(
        field="number",
        start=q.start,
        end=q.end,
        text=text[q.start : q.end],
        rule=q.atom.rule,
        value=q.value,
        value_max=q.value_max,
        qualifier=q.qualifier,
        confidence=rules[q.atom.rule].confidence,
    )


def scan_numbers(text: str, rules: Rulebook | None = None) -> list[Quantity]:
    """Every quantity of `text` in order, with the currency signs beside it: what find_numbers and find_amounts both read."""
    rules = rules or load_rules()
    use = grammar(rules)
    found: list[Quantity] = []
    atoms: list[Quantity] = []
    for atom in scan_atoms(text, rules):
        atoms.append(_signed(text, atom, use, atoms[-1].end if atoms else 0))
    at = 0
    while at < len(atoms):
        first = atoms[at]
        second = atoms[at + 1] if at + 1 < len(atoms) else None
        joined = _joined(text, first, second, use) if second else None
        at += 2 if joined else 1
        quantity = _qualified(text, joined or first, use, found[-1].end if found else 0)
        if end := _again(text, quantity, atoms[at] if at < len(atoms) else None, use):
            at += at < len(atoms) and atoms[at].start < end
            sign = sign_after(text, end, use.money)
            quantity = quantity._replace(end=sign.end, signs=(sign,)) if sign else quantity._replace(end=end)
        found.append(quantity)
    return found


def _again(text: str, q: Quantity, after: Quantity | None, use: Grammar) -> int:
    """Where a number ends that is told again in brackets, in figures or in words: "two hundred (200)", "40 (forty)"; 0 if it is not."""
    match = use.again.match(text, q.end)
    if match is None or q.signs or q.value_max is not None:
        return 0
    figure = match["again"].replace(",", "").replace(" ", "")
    if figure.isdecimal():
        return match.end() if not q.atom.digits and int(figure) == q.value else 0
    same = q.atom.digits and after and (after.at, after.end, after.value) == (match.start("again"), match.end("again"), q.value)
    return match.end() if same else 0


def _signed(text: str, atom: Atom, use: Grammar, floor: int) -> Quantity:
    """An atom with the currency signs beside it that no number before it has; not yet joined into ranges, not yet qualified."""
    left = sign_before(text, atom.start, use.money) if atom.start else None
    left = None if left and (left.start < floor or (left.key in use.money.spelled and atom.value < THOUSAND)) else left
    bare = atom.scale == 1 and atom.digits
    if bare and (letter := (use.letter if left else use.glued).match(text, atom.end)):
        scale = use.letters[letter[0].lstrip(" \u00a0-‑")[0].lower()]
        atom = atom._replace(end=letter.end(), scale=scale, value=worth(atom.digits, scale))
    right = sign_after(text, atom.end, use.money)
    if right and (opens_next(text, right, atom.digits) or (left and right.key[0] == "/")):
        right = None
    if left and right and not set(left.codes) & set(right.codes):
        left, right = (None, right) if left and left.weak else (left, None)
    if left and right:
        right = right._replace(weak=False)
    if not right and text[atom.end : atom.end + 1].isalpha():
        left = None
    signs = tuple(sign for sign in (left, right) if sign)
    start, end = left.start if left else atom.start, right.end if right and not (left and right.key.islower()) else atom.end
    counts = bool(signs) or may_count(text, atom, use)
    return Quantity(start, start, end, atom.value, None, atom.qualifier, signs, counts, atom)


def _joined(text: str, a: Quantity, b: Quantity, use: Grammar) -> Quantity | None:
    """The range that two neighbours make, or None: "200-300", "€5 to €7 million", "between 5 and 7 million yuan"."""
    if b.start - a.end > 6 or b.atom.qualifier != "exact" or a.atom.qualifier != "exact":
        return None
    link = use.link.fullmatch(text, a.end, b.start)
    if link is None:
        return None
    low, high = a.atom.value, b.atom.value
    if a.atom.scale == 1 and b.atom.scale > 1 and low < 1000:
        low = tidy(Decimal(low) * b.atom.scale)
    if b.atom.digits.endswith(",000") and low * 1000 < high and a.atom.digits.isdigit() and link[0] != "-":
        low = low * 1000  # "30–35,000"
    signs = (*a.signs, *b.signs)
    if low and high / low > 10 and link[0] == "-" and a.atom.digits.isdigit() and len(a.atom.digits) == 3:
        return a._replace(end=b.end, counts=False, signs=(), atom=b.atom)
    if not low < high or (a.signs and not b.signs and b.atom.scale == 1 and "to" in link[0] and "," not in b.atom.digits):
        return None
    if b.signs and not a.signs and b.start < b.atom.start:
        return None
    opened = use.opened.search(text, max(0, a.start - 16), a.start)
    word = (opened["word"] or "").lower() if opened else ""
    if not _ranges(link[0].strip().lower(), word, a, b) or use.growth.search(text, max(0, a.start - 90), a.start):
        return None
    start = opened.start() if opened and word and word != "of" else a.start
    counts = a.counts and b.counts or bool(signs) or counts_together(text, a, b, use)
    return Quantity(start, a.at, b.end, low, high, "range", signs, counts, b.atom)


def _ranges(link: str, word: str, a: Quantity, b: Quantity) -> bool:
    if link == "and":
        return word == "between"
    if link == "or":
        return not a.atom.digits or not b.atom.digits or word == "of"
    return True


def _qualified(text: str, q: Quantity, use: Grammar, floor: int) -> Quantity:
    """The quantity with the qualifier before or after it, and the last doubts about a bare number cleared."""
    words = text[max(floor, q.start - 16) : q.start].split()
    hinted = words and (words[-1].lower().lstrip("“\"‘'([*•-—–") in use.last_words or words[-1][-1] in "~≈<>≥≤")
    match = use.before.search(text, max(floor, q.start - WINDOW), q.start) if hinted else None
    start, qualifier = q.start, q.qualifier
    if match:
        start = match.start()
        spoken = said(match, use)
        qualifier = spoken if q.qualifier == "exact" or (q.qualifier == "at_least" and spoken == "more_than") else qualifier
    after = use.after.match(text, q.end)
    end = q.end
    if after and not _plain_plus(text, after.end()):
        end = after.end()
        trailing = use.trailing[" ".join(after[0].lower().split())]
        qualifier = trailing if qualifier == "exact" else qualifier
    counts = q.counts and (bool(q.signs) or not is_doubtful(text, q, match, use))
    return q._replace(start=start, end=end, qualifier=qualifier, counts=counts)


def _plain_plus(text: str, at: int) -> bool:
    """ "5 + 3" is a sum."""
    return text[at - 1] == "+" and text[at : at + 2].strip()[:1].isdigit()


__all__ = ["Quantity", "find_numbers", "scan_numbers"]
