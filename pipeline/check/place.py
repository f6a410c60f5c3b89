"""Place: where in which file something of the rules is written."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.rulebook import Rule, Rulebook
from pipeline.rulefile import line_of, source_lines


def place_of(rules: Rulebook, rule: Rule, *, name: bool = True) -> str:
    """A rule's file and line, and its id: "years.toml:12, rule years.since"."""
    line = line_of(lines_of(rules.folder, rules.digest, rule.file), f'"{rule.id}"')
    return f"{rule.file}.toml{line}" + (f", rule {rule.id}" if name else "")


@lru_cache(maxsize=64)
def lines_of(folder: Path, digest: str, stem: str) -> list[str]:
    """The lines of a rules file; the digest tells its states apart."""
    return source_lines(folder / f"{stem}.toml")
