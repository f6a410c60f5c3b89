"""Actors: which organisation acts in a section, as far as deciding between a digest and a story needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import regex

from pipeline.rulebook import Rulebook

LEAD, SENTENCE = 600, 260
CAUSE_SPAN = 1500
PARTS = regex.compile(r"[^\s,()“”\"]+")
TITLE_CASE = regex.compile(r"[\p{Lu}\d][\p{L}\p{N}&+.’'®™-]*(?:\s+(?:[\p{Lu}\d&(][\p{L}\p{N}&+.’'®™)-]*|\p{Ll}{2,3}|&)){0,6}$")
NUMBER = regex.compile(r"^(?:(?:no|number)\.?\s*)?\#?\(?(?:\d{1,2}|[IVX]{1,5}|[A-Z])[.)、:]\s+", regex.IGNORECASE)
NAMED_PART = regex.compile(r"\s*(?::|\s[–—|-]\s|\s*—|\()\s*")


@dataclass(frozen=True)
class Actors:
    """The rules and words by which actors are told, ready for use."""

    rules: Rulebook

    @cached_property
    def words(self) -> Any:
        """The word lists of rules/sections.toml."""
        return self.rules.words["sections"]

    @cached_property
    def refused(self) -> frozenset[str]:
        """First words that make no name: openers of sentences, countries, common abbreviations."""
        return frozenset(self.words["openers"]) | frozenset(self.words["nations"])

    @cached_property
    def causes(self) -> regex.Pattern[str]:
        """Words of public welfare."""
        return self.rules.pattern(r"(?<!\p{L})<<sections.words.causes>>")

    @cached_property
    def honours(self) -> regex.Pattern[str]:
        """Words of prizes and their winners."""
        return self.rules.pattern(r"(?<!\p{L})<<sections.words.honours>>(?!\p{L})")

    def of_section(self, heading: str, body: str, form: str, *, named: bool = False) -> list[tuple[str, bool]]:
        """The names that could be a section's own actor, the likeliest first, each with whether its form or its deed proves it.

        Where an article says that companies follow, they are `named` by their headings: "the bank" below is enough of a proof.
        """
        if form in ("item", "paragraph") and named and (first := self.first_name(body)):
            return [(first, True), *self.in_lead(body[:LEAD])]
        if form == "bullet":
            listed = self.in_heading(heading, body, body[:LEAD])
            return [(listed, True)] if listed and self.deed.match(body) else []
        inline = form in ("run-in", "dash")
        lead = body[:SENTENCE] if inline else body[:LEAD]
        found = self.in_lead(lead)
        refers = named and bool(self.rules["sections.refers"].pattern.search(body[:LEAD]))
        proved = bool(self.deed.match(body))
        known = self.in_heading(heading, body, lead, named) if not inline or proved or named else None
        if known is None:
            return found
        sure = known.split()[-1] in self.words["org"] or any(self.key(known) == self.key(name) for name, acts in found if acts)
        return [(known, sure or proved or refers), *found]

    @cached_property
    def deed(self) -> regex.Pattern[str]:
        """A deed told without naming who did it again: "gave 500 books"."""
        return self.rules.pattern(r"\W*(?:has\s+|have\s+)?(?:<<sections.words.acts>>|(?-i:\p{Ll}{3,}ed))(?!\p{L})")

    def first_name(self, body: str) -> str | None:
        """The name of several words with which an item or a paragraph begins, if somebody acts under it there."""
        match = self.rules["sections.begins"].pattern.match(body)
        return self.name(match["actor"].rstrip(" ,:")) if match else None

    def in_heading(self, heading: str, body: str, lead: str, named: bool = False) -> str | None:
        """The company that a heading names: before a colon or dash, or the whole heading, if the body or its form confirms it."""
        plain = NUMBER.sub("", heading).strip("“”\"*: ")
        name = NAMED_PART.split(plain)[0].strip("“”\"*: ")
        if not name or not TITLE_CASE.match(name) or name.split()[0] in self.refused:
            return None
        return name if named or name.split()[-1] in self.words["org"] or self.key(name) in body or self.deed.match(lead) else None

    def in_lead(self, lead: str) -> list[tuple[str, bool]]:
        """The names that act in the first sentences of a section, those proved by a deed or a legal form first."""
        found = []
        for rule, sure in (("actor_acts", True), ("actor_by", True), ("actor_form", True), ("actor_passive", False), ("actor_owns", False)):
            for match in self.rules[f"sections.{rule}"].pattern.finditer(lead):
                name = self.name(match["actor"])
                if name and not self._opens(name, lead, match.start("actor")):
                    found.append((name, sure))
        return found

    def _opens(self, name: str, lead: str, start: int) -> bool:
        """Whether a single word is written large only because a sentence begins with it ("Winners received")."""
        if " " in name or not name[1:].islower() or (start and lead[:start].rstrip()[-1:] not in ".!?:\n”\"•*"):
            return False
        return name.endswith("s") or f" {name.lower()}" in lead

    def name(self, written: str) -> str | None:
        """A name without what opens the sentence; None if nothing is left that could name an organisation."""
        words = written.split()
        while words and words[0].rstrip(",.’'s") in self.refused | {"The"}:
            words = words[1:]
        return " ".join(words) if words and not all(word.strip(",.()") in self.refused for word in words) else None

    def key(self, name: str) -> str:
        """The words by which a name is recognised elsewhere: its first, or its first two where the first is common."""
        words = [word.removesuffix("’s").removesuffix("'s").strip("’'.") for word in PARTS.findall(name)]
        words = [word for word in words if word and word not in ("The", "the")] or [name]
        return words[0] if len(words) == 1 or (len(words[0]) > 4 and words[0] not in self.words["org"]) else " ".join(words[:2])

    def of_title(self, title: str) -> str | None:
        """The organisation whose single deed a title tells ("Acme Bank Donates ..."), if it does."""
        match = self.rules["sections.title_acts"].pattern.match(title)
        return self.name(match["actor"]) if match else None
