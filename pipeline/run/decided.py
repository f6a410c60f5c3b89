"""Decided: the decisions of people in one run: which concern an article, and which were applied or found no place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.rulebook import default_folder
from pipeline.run.chunk import Options
from pipeline.run.workers import RunError
from pipeline.settle.ledger import Correction, CorrectionError, Decisions, read_corrections

LEDGER = "corrections.jsonl"


def ledger_of(options: Options) -> Path:
    """The file of decisions that a run applies: the one that it was given, else the one beside its rules."""
    return options.corrections or (options.rules or default_folder()) / LEDGER


class Decided:
    """What people decided, and what became of it in this run."""

    def __init__(self, options: Options) -> None:
        try:
            self.decisions = Decisions(read_corrections(ledger_of(options)))
        except CorrectionError as error:
            raise RunError(str(error)) from error
        self.met: set[str] = set()
        self.applied: set[str] = set()

    def about(self, article: Article) -> list[Correction]:
        """The decisions that concern an article of the dump."""
        found = self.decisions.about(article.id, article.sha256)
        self.met.update(decision.id for decision in found if decision.action != "merge")
        return found

    def took(self, head: Mapping[str, Any]) -> None:
        """Note what was applied to an article."""
        self.applied.update(head.get("applied", ()))

    def told(self) -> dict[str, Any]:
        """What run.json says: decisions in force, applied, without a place in their article, about articles that are not here.

        Where a person said that something is no case and no case is found any more, nothing is left to do.
        """
        active = self.decisions.active
        kept = [c for c in active if not (c.field == "case" and c.action == "reject")]
        orphans = [c.id for c in kept if c.id in self.met and c.id not in self.applied]
        counts = {"in_force": len(active), "applied": sum(c.id in self.applied for c in active)}
        elsewhere = sum(c.id not in self.met and c.action != "merge" for c in active)
        return {**counts, "about_other_articles": elsewhere, "orphans": orphans}
