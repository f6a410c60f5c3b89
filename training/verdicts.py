"""Verdicts: releases of which a reading said only one thing, as what is learnt reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.article import Article
from training.gold import ROOT, SHARED, TRUST, lines, release

BUSINESS = "press-welfare"
"""The set of releases that are about no initiative, of which only that was read: nothing is told apart in them."""


def verdicts_in(name: str) -> Iterator[list[str]]:
    """The lines of a table in tests/gold that give a verdict, cell by cell."""
    for line in (ROOT / "tests" / "gold" / name).read_text("utf-8").split("\n"):
        if "\t" in line:
            yield line.split("\t")


def business() -> Iterator[tuple[Article, dict[str, Any]]]:
    """Releases that are about no public-welfare initiative, as `labelled` gives an article without one."""
    press = {r["id"]: r for r in lines(SHARED / "press" / "releases.jsonl.gz")}
    for name, verdict in verdicts_in(f"{BUSINESS}.tsv"):
        if verdict == "n":
            yield release(press[name]), {"article": name, "cases": [], "set": BUSINESS, "trust": TRUST["press-training"]}
