"""Launches: whose start a verb of launching tells, an initiative's or another thing's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.find.clocks import OURS, Judge, Match, Verdict
from pipeline.rulebook import Rule

LEAD = 900
HEADLINE = 200


def _verb(at: Judge, rule: Rule, match: Match) -> Verdict:
    """What "launched X in Y" or "X was launched in Y" launched: an initiative, or something else."""
    verb = match.span("verb")
    if at.atom("engagement_verb").fullmatch(match["verb"]):
        return ("partnership", rule.confidence - 0.05) if at.gives else None
    kind, named = _launched(at, match)
    founded = at.atom("found_verb").fullmatch(match["verb"]) is not None
    if kind == "company" or at.atom("not_launched").search(at.text, at.start, verb[0]):
        return None
    if kind == "foundation" or (founded and kind is None):
        return "foundation", 0.3
    part = at.atom("further").match(at.text, match.start("object")) or at.atom("later_part").search(at.text, at.start, verb[0])
    if kind in OURS and part:
        return str(rule.more["role"]), 0.45
    if kind in OURS:
        return str(rule.more["role"]), round(rule.confidence - (0.08 if founded or at.elsewhere else 0), 2)
    if at.elsewhere or founded:
        return None
    purpose = at.atom("purpose").search(at.text, match.end(), at.end) or at.gives
    if named and purpose:
        return str(rule.more["role"]), 0.6
    begins = named and at.atom("begin_verb").fullmatch(match["verb"]) and at.named(max(at.start, verb[0] - 40), verb[0])
    opener = _opens(at, match) and at.atom("opener_pronoun").match(at.text, match.end(), at.end)
    told = opener or at.atom("pronoun").search(at.text, at.start, verb[0])
    quoted = named and at.atom("quoted").search(at.text, at.start, match.end())
    trade = at.has("trading")
    return (str(rule.more["role"]), 0.5) if (told or quoted or begins) and not trade else None


def _main_clause(at: Judge, end: int) -> int:
    """Where the main clause begins after a participle at the opening ("Begun in 2010 after the storm, it reaches ...")."""
    comma = at.text.find(",", end, min(end + 60, at.end))
    return end if comma < 0 else comma


def _opens(at: Judge, match: Match) -> bool:
    """Whether the verb opens its sentence ("Begun in 2016, the project ...")."""
    return not at.text[at.start : match.start("verb")].strip(' ,“"')


def _launched(at: Judge, match: Match) -> tuple[str | None, bool]:
    """The kind of the thing that the verb launches, and whether it has a name."""
    verb, end = match.span("verb"), match.end("object")
    passive = at.atom("passive").search(at.text, max(at.start, verb[0] - 40), verb[0], partial=False)
    by = at.atom("by_someone").match(at.text, verb[1])
    begins = at.atom("begin_verb").fullmatch(match["verb"]) and at.atom("no_object").fullmatch(at.text, verb[1], end)
    active = passive and not passive[0].strip(" ,(–—") and at.atom("own_object").match(at.text, verb[1])
    if (passive and not active) or by or begins or not match["object"].strip(" ,("):
        opens = _opens(at, match)
        start, stop = (_main_clause(at, match.end()), min(match.end() + 120, at.end)) if opens else (at.start, verb[0])
        kind = _foremost(at, match, start, stop) if opens else at.noun(start, stop, last=True)
        if kind in ("company", "foundation") and not opens and (begins or not (passive or by) or at.noun(start, stop) in OURS):
            kind = at.noun(start, stop) or kind
        kind = "foundation" if kind == "body" and at.atom("found_verb").fullmatch(match["verb"]) else kind
        return kind, at.named(start, stop)
    return _foremost(at, match, verb[1], end), at.named(verb[1], end)


def _foremost(at: Judge, match: Match, start: int, end: int) -> str | None:
    """The kind of the first noun; but what is launched, not founded, is an initiative wherever the stretch names one."""
    kinds = [str(noun.lastgroup) for noun in at.atom("nouns").finditer(at.text, start, end)]
    if kinds and kinds[0] == "foundation" and not at.atom("found_verb").fullmatch(match["verb"]):
        return "initiative" if set(kinds) & set(OURS) else None if at.named(start, end) else "foundation"
    return at.noun(start, end)


def _object(at: Judge, rule: Rule, match: Match) -> Verdict:
    """Whether "announces the launch of X" is about an initiative and not a product."""
    if _head(at, *match.span("object")) not in OURS or at.has("trade"):
        return None
    older = at.atom("this_time").match(at.text, match.start("object")) or at.atom("later").search(at.text, at.start, match.start())
    return None if older and rule.more["role"] == "launch" else (str(rule.more["role"]), rule.confidence)


def _head(at: Judge, start: int, end: int) -> str | None:
    """The kind of what a stretch names: its first phrase's last noun ("Small Business Flex Fund"), else the first noun at all."""
    stop = at.atom("phrase_end").search(at.text, start + 1, end)
    nouns = [noun for noun in at.atom("nouns").finditer(at.text, start, end) if noun.lastgroup != "foundation"]
    first = [noun for noun in nouns if not stop or noun.end() <= stop.start()]
    return str((first[-1] if first and first[0].lastgroup == "company" else nouns[0]).lastgroup) if nouns else None


def _headline(at: Judge, rule: Rule, match: Match) -> Verdict:
    """A launch in the headline, where what is launched, not what it is for, is an initiative."""
    whom = at.atom("for_what").search(at.text, *match.span("object"))
    told = not whom or at.noun(match.start("object"), whom.start()) or at.atom("quoted").search(at.text, *match.span("object"))
    return _object(at, rule, match) if told and match.start() < HEADLINE else None


def _lead(at: Judge, rule: Rule, match: Match) -> Verdict:
    return _object(at, rule, match) if match.start() < LEAD else None


def _opening(at: Judge, rule: Rule, match: Match) -> Verdict:
    """What the opening of an article says of today: no price, no product, no career."""
    return None if at.elsewhere or at.has("trade") or match.start() >= LEAD else (str(rule.more["role"]), rule.confidence)


LAUNCHES: Mapping[str, Callable[[Judge, Rule, Match], Verdict]] = {
    "verb": _verb, "object": _object, "headline": _headline, "lead": _lead, "opening": _opening}  # fmt: skip
