"""Acts: whether a sentence without a word of launching tells how something of ours began."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.find.clocks import NEAR, OURS, Judge, Match, Verdict
from pipeline.rulebook import Rule

FAR = 60


def _act(at: Judge, rule: Rule, match: Match) -> Verdict:
    """One past act that nothing shows to be another thing's: no sum, no trade, no life, no founding."""
    near = max(at.start, match.start("phrase") - FAR), min(at.end, match.end("phrase") + FAR)
    before = max(at.start, match.start("phrase") - NEAR), match.start("phrase")
    summed = rule.more["reads"] == "past" and at.atom("figure").search(at.text, *near)
    if summed and not at.atom("deciding").search(at.text, *before) or at.text.startswith(" alone", match.end("phrase")):
        return None
    if at.elsewhere or not at.has("past") or at.has("not_act", "future", "business") or _others(at, match):
        return None
    return str(rule.more["role"]), rule.confidence if at.has("opening") else round(rule.confidence - 0.04, 2)


def _others(at: Judge, match: Match) -> bool:
    """Whether what was opened, built or set up by then is a company's own, or a body such as a hospital."""
    verb = at.atom("opening").search(at.text, at.start, match.start("phrase"))
    if not verb:
        return False
    bare = not at.text[verb.end() : match.start("phrase")].strip()
    stretch = (max(at.start, verb.start() - 40), verb.start()) if bare else (verb.end(), match.start("phrase"))
    return at.noun(*stretch, last=bare) in ("company", "foundation")


def _first(at: Judge, rule: Rule, match: Match) -> Verdict:
    """The first of its kind: of an initiative, or of what one hands out."""
    kind = at.noun(match.start("object"), min(match.start("object") + 30, match.end("object")))
    if at.elsewhere or kind in ("company", "foundation") or at.has("business", "future", "ended"):
        return None
    return str(rule.more["role"]), rule.confidence if kind in OURS else round(rule.confidence - 0.08, 2)


def _began(at: Judge, rule: Rule, match: Match) -> Verdict:
    """A beginning told from the day of publication."""
    if at.elsewhere or at.has("not_act", "business", "future", "figure") or not at.has("opening", "begin_verb"):
        return None
    kind = at.noun(at.start, match.start())
    ours = kind == "initiative" or (rule.more["role"] != "launch" and (kind in OURS or at.named(at.start, match.start())))
    return (str(rule.more["role"]), rule.confidence) if ours else None


def _times(at: Judge, rule: Rule, match: Match) -> Verdict:
    """Something done again: no prize won, no price cut."""
    return None if at.elsewhere or at.has("won") else (str(rule.more["role"]), rule.confidence)


ACTS: Mapping[str, Callable[[Judge, Rule, Match], Verdict]] = {"act": _act, "first": _first, "began": _began, "times": _times}
