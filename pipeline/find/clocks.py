"""Clocks: which start a year phrase speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial

import regex

from pipeline.rulebook import Rule, Rulebook
from pipeline.sieve import Sieve

Verdict = tuple[str, float] | None
Match = regex.Match[str]
OURS = ("initiative", "body")
NEAR = 80


@cache
def atom(rules: Rulebook, name: str) -> regex.Pattern[str]:
    """An atom of the years' rules, compiled once a rulebook."""
    return rules.pattern(f"<<years.{name}>>", case=name == "name")


@cache
def _atoms(rules: Rulebook) -> Sieve[str]:
    """The atoms of the years' rules, by name."""
    names = [name.removeprefix("years.") for name in rules.sources if name.startswith("years.")]
    return Sieve(names, partial(atom, rules))


@dataclass(frozen=True)
class Judge:
    """A sentence, `text[start:end]`, that judges the phrases in it."""

    text: str
    start: int
    end: int
    rules: Rulebook

    @cached_property
    def gives(self) -> bool:
        """Whether the sentence tells of giving, and of nothing that makes the year another clock's."""
        return self.has("giving") and not self.elsewhere

    @cached_property
    def elsewhere(self) -> bool:
        """Whether the sentence is about trade, a career or statistics."""
        return self.has("elsewhere")

    @cached_property
    def lasting(self) -> float:
        """How likely a sentence without a word of giving tells of good works that went on from a year: 0, or a confidence."""
        if self.elsewhere or self.has("trading") or not self.has("lasting"):
            return 0.0
        return 0.49 if self.has("welfare") or self.noun(self.start, self.end) in OURS or self.has("quoted") else 0.42

    @cached_property
    def _seen(self) -> dict[str, bool]:
        """Which atoms the sentence is known to hold: at first that it holds none of those that it has no word for."""
        able = _atoms(self.rules).within(self.text, self.start, self.end)
        return dict.fromkeys(set(_atoms(self.rules).things).difference(able), False)

    def has(self, *atoms: str) -> bool:
        """Whether the sentence holds one of these atoms of the years' rules."""
        for name in atoms:
            if name not in self._seen:
                self._seen[name] = self.atom(name).search(self.text, self.start, self.end) is not None
            if self._seen[name]:
                return True
        return False

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


def firm_years(at: Judge) -> list[tuple[int, int]]:
    """Where a sentence tells since when a firm has been in business; not where its subject is an initiative."""
    found = at.atom("firm_years").finditer(at.text, at.start, at.end) if at.has("firm_years") else ()
    return [hit.span() for hit in found if at.noun(at.start, hit.start()) not in OURS]


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
    before = max(at.start, match.start("phrase") - 120), match.start("phrase")
    spans = rule.more["reads"] == "duration"
    if at.atom("to_come" if spans else "most").search(at.text, *before) or at.atom("compared").search(at.text, *before):
        return None
    if spans and at.noun(at.start, before[1]) not in OURS and at.atom("presence").search(at.text, *before):
        return role, 0.35
    if at.atom("other_body").search(at.text, *before):
        return "foundation", 0.3
    if (sure := _going(at, rule, match)) is not None:
        return "initiative", sure
    if not at.gives:
        sure = _lasting(at, rule)
        return (role, sure) if sure else None
    run = at.atom("run_object").search(at.text, at.start, at.end) if role == "engagement" else None
    if run and (at.noun(run.end(), min(run.end() + 60, at.end)) in OURS or at.named(run.end(), min(run.end() + 30, at.end))):
        return "initiative", rule.confidence
    near = max(at.start, match.start("phrase") - NEAR), min(at.end, match.end("phrase") + NEAR)
    if at.atom("firm").search(at.text, *near) or (rule.more["reads"] == "year" and role == "partnership"):
        return role, rule.confidence
    when = at.text.startswith((", when", " when"), match.end("phrase"))
    if not when and at.noun(match.end("phrase"), min(match.end("phrase") + 50, at.end)) == "foundation":
        return "foundation", 0.3
    return role, 0.45 if rule.more["reads"] in ("year", "relative") else 0.42 if _spoken(at) else 0.35


def _going(at: Judge, rule: Rule, match: Match) -> float | None:
    """How sure "has been running since 2009" is an initiative's, by what stands before it; None where it says nothing like that."""
    going = at.atom("going").search(at.text, at.start, match.start("phrase"))
    if not going or at.elsewhere or at.has("business"):
        return None
    ours = at.noun(at.start, going.start()) in OURS or at.named(at.start, going.start())
    return rule.confidence if ours else 0.45


def _spoken(at: Judge) -> bool:
    """Whether a sentence says in the perfect tense what was done, and not only that a body was at its work."""
    return at.has("perfect") and not at.has("vague")


def _lasting(at: Judge, rule: Rule) -> float:
    """How likely a span without a word of giving is one of good works: 0, or a confidence."""
    if at.elsewhere or at.has("business"):
        return 0.0
    if rule.more["reads"] in ("year", "relative"):
        return max(at.lasting, 0.4)
    return 0.42 if _spoken(at) else 0.41 * (at.lasting > 0.45)


def _event(at: Judge, rule: Rule, match: Match) -> Verdict:
    """Whose launch "since its launch in Y" means, by the noun before it, what is named in it, or else the noun after it."""
    stop = match.end("owner")
    kind = at.noun(*match.span("owner"), last=True) or at.noun(stop, match.end())
    role, founding = str(rule.more["role"]), at.atom("founding").search(match[0])
    if not kind and not founding and at.atom("launch_of").match(at.text, stop, match.end()):
        kind = "initiative"
    has = at.atom("perfect").search(at.text, match.end(), at.end) if founding else None
    kind = kind or at.noun(match.end(), min(match.end() + 80, at.end, has.start() if has else at.end))
    if kind == "company" or at.atom("not_since").match(at.text, match.end()) or at.atom("disaster").search(at.text, *match.span("owner")):
        return None
    if kind == "initiative":
        return role, rule.confidence
    if kind == "foundation" or (founding and not (kind == "body" and founding[0].lower() == "opening")):
        return "foundation", 0.3
    if at.gives:
        return role, 0.65 if kind == "body" else 0.75
    return None if at.elsewhere or at.has("trading") else (role, 0.55)


def _origin(at: Judge, rule: Rule, match: Match) -> Verdict:
    """What goes back to a year: an initiative where the sentence names one, or a name or a pronoun that stands for one."""
    kind = at.noun(at.start, match.start())
    if at.elsewhere or kind in ("company", "foundation") or at.has("trading"):
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
    if at.gives and at.has("firm"):
        return str(rule.more["role"]), rule.confidence
    other = at.elsewhere or at.has("business", "trading", "ended")
    return None if other else (str(rule.more["role"]), 0.41)


def _anniversary(at: Judge, rule: Rule, match: Match) -> Verdict:
    """The years of what is named after them: an initiative, or a body with a name."""
    kind = at.noun(*match.span("object"))
    ours = kind == "initiative" or (kind == "body" and at.named(*match.span("object")))
    return (str(rule.more["role"]), rule.confidence) if ours and not at.elsewhere else None


def _celebrated(at: Judge, rule: Rule, match: Match) -> Verdict:
    """Years that are counted or celebrated, of the thing named after them or else of the sentence's own."""
    return _subject(at, rule, match) or _anniversary(at, rule, match)


def _partnership(at: Judge, rule: Rule, match: Match) -> Verdict:
    """The years of a partnership, or of help: not of one that is only agreed on now."""
    start = match.start("phrase")
    fresh = rule.more["reads"] == "duration" and at.atom("agreed").search(at.text, max(at.start, start - 60), start)
    return None if at.elsewhere or fresh else (str(rule.more["role"]), rule.confidence)


SPANS: Mapping[str, Callable[[Judge, Rule, Match], Verdict]] = {
    "none": _none, "giving": _giving, "event": _event, "anniversary": _anniversary, "partnership": _partnership,
    "origin": _origin, "subject": _subject, "told": _told, "stretch": _stretch, "celebrated": _celebrated}  # fmt: skip
