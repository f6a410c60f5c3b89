"""How commands end: the exit codes, and one line on stderr where something is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook

FINE, WRONG, SOME_REJECTED = 0, 1, 3
USAGE = 2  # what typer says of wrong usage

Rules = Annotated[Path | None, typer.Option("--rules", help="Folder of rules to use instead of the project's own.")]
Ner = Annotated[str, typer.Option("--ner", help="none, fast, accurate, or any spaCy pipeline by name or path.")]


def stop(message: str) -> NoReturn:
    """Say what is wrong on stderr and leave with the code for it."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG)


def rules_or_stop(folder: Path | None) -> Rulebook:
    """The rules of a folder (or the project's own); a broken one ends the command with its message."""
    from pipeline.rulebook import RuleError, load_rules

    try:
        return load_rules(folder.resolve() if folder else None)
    except RuleError as error:
        stop(str(error))


def check_or_stop(ner: str) -> None:
    """Nothing where a model can be used; one that is not there, or damaged, ends the command with its message."""
    from pipeline.models.shipped import ModelError, check_model

    try:
        check_model(ner)
    except ModelError as error:
        stop(str(error))


def need(extra: str, error: ModuleNotFoundError, *modules: str) -> NoReturn:
    """Say which extra of the package is not installed; an error about another module is passed on."""
    if error.name not in modules:
        raise error
    stop(f"This needs {error.name}, which is not installed: pip install 'press-records[{extra}]'")


def printable(text: str) -> str:
    """A line with nothing in it that a terminal would obey: texts of articles and notes of people are shown as they are read.

    >>> printable("a\\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)
