"""Clocks: which start a year phrase speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import regex

from pipeline.rulebook import Rule, Rulebook

Verdict = tuple[str, float] | None
Match = regex.Match[str]
OURS = ("initiative", "body")
NEAR = 80
LEAD = 900
HEADLINE = 200


@cache
def atom(rules: Rulebook, name: str) -> regex.Pattern[str]:
    """An atom of the years' rules, compiled once a rulebook."""
    return rules.pattern(f"<<years.{name}>>", case=name == "name")


@dataclass(frozen=True)
class Judge:
    """A sentence, `text[start:end]`, that judges the phrases in it."""

    text: str
    start: int
    end: int
    rules: Rulebook

    def verdict(self, rule: Rule, match: Match) -> Verdict:
        """The role and confidence of a phrase that a rule matched here, or None where it starts nothing of ours."""
        return JUDGES[str(rule.more["judge"])](self, rule, match)

    @cached_property
    def gives(self) -> bool:
        """Whether the sentence tells of giving, and of nothing that makes the year another clock's."""
        return self._has("giving") and not self.elsewhere

    @cached_property
    def elsewhere(self) -> bool:
        """Whether the sentence is about trade, a career or statistics."""
        return self._has("elsewhere")

    @cached_property
    def lasting(self) -> float:
        """How likely a sentence without a word of giving tells of good works that went on from a year: 0, or a confidence."""
        if self.elsewhere or self._has("trading") or not self._has("lasting"):
            return 0.0
        return 0.49 if self._has("welfare") or self.noun(self.start, self.end) in OURS or self._has("quoted") else 0.42

    def _has(self, atom: str) -> bool:
        return self.atom(atom).search(self.text, self.start, self.end) is not None

    def atom(self, name: str) -> regex.Pattern[str]:
        """An atom of the years' rules, compiled."""
        return atom(self.rules, name)

    def noun(self, start: int, end: int, *, last: bool = False) -> str | None:
        """What kind of thing the first (or last) telling noun of a stretch is: initiative, body, foundation, company or None.

        Of nouns side by side ("Fund Foundation") the last counts.
        """
        found, stop = None, -1
        for match in self.atom("nouns").finditer(self.text, start, end):
            if found and not last and self.text[stop : match.start()].strip():
                break
            found, stop = str(match.lastgroup), match.end()
        return found

    def named(self, start: int, end: int) -> bool:
        """Whether a stretch holds a name: quoted, or two capitalised words."""
        return any(self.atom(a).search(self.text, start, end) for a in ("quoted", "name"))


def _none(at: Judge, rule: Rule, match: Match) -> Verdict:
    after = at.text[match.end() : match.end() + 40]
    if at.atom("yearly_business").match(after):
        return None
    return str(rule.more["role"]), rule.confidence


def _giving(at: Judge, rule: Rule, match: Match) -> Verdict:
    """A span of giving; where the sentence says that an initiative was run all the while, the initiative's own clock."""
    role = str(rule.more["role"])
    if at.atom("person").match(at.text, at.start, at.end) and at.noun(at.start, at.end) not in OURS:
        return None
    if at.atom("not_since").match(at.text, match.end()) or at.atom("not_for").match(at.text, match.end("phrase")):
        return None
    if not at.gives:
        sure = at.lasting if rule.more["reads"] == "year" else 0.41 * (at.lasting > 0.45)
        return (role, sure) if sure else None
    run = at.atom("run_object").search(at.text, at.start, at.end) if role == "engagement" else None
    if run and (at.noun(run.end(), min(run.end() + 60, at.end)) in OURS or at.named(run.end(), min(run.end() + 30, at.end))):
        return "initiative", rule.confidence
    near = max(at.start, match.start("phrase") - NEAR), min(at.end, match.end("phrase") + NEAR)
    if at.atom("firm").search(at.text, *near) or (rule.more["reads"] == "year" and role == "partnership"):
        return role, rule.confidence
    if at.noun(match.end("phrase"), min(match.end("phrase") + 50, at.end)) == "foundation":
        return "foundation", 0.3
    return role, 0.45 if rule.more["reads"] == "year" else 0.35


def _event(at: Judge, rule: Rule, match: Match) -> Verdict:
    """Whose launch "since its launch in Y" means, by the noun before or else after it."""
    kind = at.noun(*match.span("owner"), last=True) or at.noun(match.end("owner"), min(match.end() + 80, at.end))
    if kind == "company" or at.atom("not_since").match(at.text, match.end()):
        return None
    role, founding = str(rule.more["role"]), at.atom("founding").search(match[0])
    if kind == "initiative":
        return role, rule.confidence
    if kind == "foundation" or founding:
        return "foundation", 0.3
    if at.gives:
        return role, 0.65 if kind == "body" else 0.75
    return None if at.elsewhere or at.atom("trading").search(at.text, at.start, at.end) else (role, 0.55)


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
    trade = at.atom("trading").search(at.text, at.start, at.end)
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
    if passive or by or begins or not match["object"].strip(" ,("):
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
    if _head(at, *match.span("object")) not in OURS or at.atom("trade").search(at.text, at.start, at.end):
        return None
    older = rule.more["role"] == "launch" and at.atom("this_time").match(at.text, match.start("object"))
    return None if older else (str(rule.more["role"]), rule.confidence)


def _head(at: Judge, start: int, end: int) -> str | None:
    """The kind of what a stretch names: its first phrase's last noun ("Small Business Flex Fund"), else the first noun at all."""
    stop = at.atom("phrase_end").search(at.text, start + 1, end)
    nouns = [noun for noun in at.atom("nouns").finditer(at.text, start, end) if noun.lastgroup != "foundation"]
    first = [noun for noun in nouns if not stop or noun.end() <= stop.start()]
    return str((first[-1] if first and first[0].lastgroup == "company" else nouns[0]).lastgroup) if nouns else None


def _origin(at: Judge, rule: Rule, match: Match) -> Verdict:
    """What goes back to a year: an initiative where the sentence names one, or a name or a pronoun that stands for one."""
    kind = at.noun(at.start, match.start())
    if at.elsewhere or kind in ("company", "foundation") or at.atom("trading").search(at.text, at.start, at.end):
        return None
    return str(rule.more["role"]), rule.confidence if kind else 0.55


def _subject(at: Judge, rule: Rule, match: Match) -> Verdict:
    """What has lasted for years: the thing that the sentence begins with."""
    ours = at.noun(at.start, match.start()) in OURS and not at.elsewhere
    return (str(rule.more["role"]), rule.confidence) if ours else None


def _told(at: Judge, rule: Rule, match: Match) -> Verdict:
    """A bare "In 2009 ..." or "That was in 2016", where the lines just before speak of how something began."""
    if at.elsewhere or not at.atom("told").search(at.text, max(0, at.start - 90), at.start):
        return None
    return str(rule.more["role"]), rule.confidence


def _stretch(at: Judge, rule: Rule, match: Match) -> Verdict:
    """A closed stretch of years in which something was given."""
    return (str(rule.more["role"]), rule.confidence) if at.gives and at.atom("firm").search(at.text, at.start, at.end) else None


def _headline(at: Judge, rule: Rule, match: Match) -> Verdict:
    """A launch in the headline, where what is launched, not what it is for, is an initiative."""
    whom = at.atom("for_what").search(at.text, *match.span("object"))
    told = not whom or at.noun(match.start("object"), whom.start()) or at.atom("quoted").search(at.text, *match.span("object"))
    return _object(at, rule, match) if told and match.start() < HEADLINE else None


def _lead(at: Judge, rule: Rule, match: Match) -> Verdict:
    return _object(at, rule, match) if match.start() < LEAD else None


def _anniversary(at: Judge, rule: Rule, match: Match) -> Verdict:
    return (str(rule.more["role"]), rule.confidence) if at.noun(*match.span("object")) == "initiative" else None


def _partnership(at: Judge, rule: Rule, match: Match) -> Verdict:
    return None if at.elsewhere else (str(rule.more["role"]), rule.confidence)


JUDGES: Mapping[str, Callable[[Judge, Rule, Match], Verdict]] = {
    "none": _none, "giving": _giving, "event": _event, "verb": _verb, "object": _object,
    "headline": _headline, "anniversary": _anniversary, "partnership": _partnership,
    "origin": _origin, "subject": _subject, "told": _told, "lead": _lead, "stretch": _stretch}  # fmt: skip
