"""Clocks: which start a year phrase speaks of, and the year that it comes to."""

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
    if not at.gives or at.atom("not_since").match(at.text, match.end()) or at.atom("not_for").match(at.text, match.end("phrase")):
        return None
    role = str(rule.more["role"])
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
    return (role, 0.65 if kind == "body" else 0.75) if at.gives else None


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
        return str(rule.more["role"]), rule.confidence - (0.08 if founded or at.elsewhere else 0)
    purpose = at.atom("purpose").search(at.text, match.end(), at.end) or at.gives
    return (str(rule.more["role"]), 0.6) if named and purpose and not at.elsewhere else None


def _launched(at: Judge, match: Match) -> tuple[str | None, bool]:
    """The kind of the thing that the verb launches, and whether it has a name."""
    verb, end = match.span("verb"), match.end("object")
    passive = at.atom("passive").search(at.text, max(at.start, verb[0] - 40), verb[0], partial=False)
    by = at.atom("by_someone").match(at.text, verb[1])
    if passive or by or not match["object"].strip(" ,("):
        opens = not at.text[at.start : verb[0]].strip(' ,“"')
        start, stop = (match.end(), min(match.end() + 120, at.end)) if opens else (at.start, verb[0])
        kind = _foremost(at, match, start, stop) if opens else at.noun(start, stop, last=True)
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
    kinds = [noun.lastgroup for noun in at.atom("nouns").finditer(at.text, *match.span("object")) if noun.lastgroup != "foundation"]
    if not kinds or kinds[0] not in OURS or at.elsewhere:
        return None
    return str(rule.more["role"]), rule.confidence


def _headline(at: Judge, rule: Rule, match: Match) -> Verdict:
    return _object(at, rule, match) if match.start() < 200 else None


def _anniversary(at: Judge, rule: Rule, match: Match) -> Verdict:
    kind = at.noun(*match.span("object"))
    return (str(rule.more["role"]), rule.confidence) if kind == "initiative" else None


def _partnership(at: Judge, rule: Rule, match: Match) -> Verdict:
    return None if at.elsewhere else (str(rule.more["role"]), rule.confidence)


JUDGES: Mapping[str, Callable[[Judge, Rule, Match], Verdict]] = {
    "none": _none, "giving": _giving, "event": _event, "verb": _verb, "object": _object,
    "headline": _headline, "anniversary": _anniversary, "partnership": _partnership,
}  # fmt: skip


def year_of(rule: Rule, match: Match, published: str | None, rules: Rulebook) -> int | None:
    """The year that a phrase comes to; None where it needs the day of publication and there is none, or reads as no number."""
    reads = rule.more["reads"]
    if reads == "year":
        return _written(match)
    if not published or not published[:4].isdigit():
        return None
    now = int(published[:4])
    if reads == "same":
        return now
    if reads == "relative":
        return now - _years_back(match["phrase"], published, rules)
    number = _number(match["n"], rules) if match.groupdict().get("n") else Half(1, 1)
    if number is None:
        return None
    if reads == "edition":
        return now - number.top + 1 if number.top < 150 else None
    unit = rules.words["years"]["spans"][match["unit"].lower()] if "unit" in match.groupdict() else 1
    years = number.top * int(unit) // number.bottom
    return now - years if 0 < years < 150 else None


def _written(match: Match) -> int:
    short = match.groupdict().get("short")
    return 2000 + int(short) if short else int(match["year"])


@dataclass(frozen=True)
class Half:
    """A number of years, or a part of a century."""

    top: int
    bottom: int


def _number(words: str, rules: Rulebook) -> Half | None:
    """The number that digits or words ("twenty-first", "half a") say."""
    digits = regex.match(r"\s*(\d+)", words)
    if digits:
        return Half(int(digits[1]), 1)
    lists = rules.words["years"]
    parts = regex.findall(r"\p{L}+", words.lower())
    for part, below in lists["parts"].items():
        if part in parts:
            return Half(1, int(below))
    known = {**lists["cardinals"], **lists["ordinals"], **lists["tens"]}
    values = [int(known.get(part, 0)) for part in parts]
    return Half(sum(values), 1) if sum(values) else None


def _years_back(phrase: str, published: str, rules: Rulebook) -> int:
    """0 for "this year", 1 for "last year", and for "last November" by the month of publication."""
    words = phrase.lower().split()
    if "last" not in words:
        return 0
    month = rules.words["years"]["month_numbers"].get(words[-1].rstrip(".")[:3])
    if month is None or len(published) < 7:
        return 1
    return 0 if int(month) < int(published[5:7]) else 1
