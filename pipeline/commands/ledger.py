"""Where a command finds people's decisions, and who is deciding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.ending import stop

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook
    from pipeline.settle.ledger import Correction

LEDGER = "corrections.jsonl"
PACKAGE = Path(__file__).parent.parent

Corrections = Annotated[
    Path | None, typer.Option("--corrections", help="File of people's decisions, instead of corrections.jsonl in the folder of rules.")
]
Who = Annotated[str, typer.Option("--who", help="Your name, as it stands beside your decisions; your login without it.")]


def ledger_at(rules: Rulebook, given: Path | None) -> Path:
    """The file of decisions: the one that was given, else the one beside the rules."""
    return given or rules.folder / LEDGER


def writable_ledger(rules: Rulebook, given: Path | None) -> Path:
    """The same for a command that adds to it. The rules inside an installed package are no place to keep anything."""
    path = ledger_at(rules, given)
    if given is None and PACKAGE in path.resolve().parents:
        stop(f"{path} would be lost with the next update. Say where decisions are kept: --corrections FILE (for `run` too).")
    return path


def corrections_or_stop(path: Path) -> list[Correction]:
    """Every line of a file of decisions; a broken one ends the command with its message."""
    from pipeline.settle.ledger import CorrectionError, read_corrections

    try:
        return read_corrections(path)
    except CorrectionError as error:
        stop(str(error))


def person(given: str) -> str:
    """Who is deciding."""
    import getpass

    try:
        return given.strip()[:80] or getpass.getuser()
    except (KeyError, OSError):
        return "unnamed"
