"""The commands `corrections list`, `import` and `undo`: people's decisions at the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands.ending import SOME_REJECTED, Rules, need, printable, rules_or_stop, stop
from pipeline.commands.ledger import Corrections, Who, corrections_or_stop, ledger_at, person, writable_ledger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.settle.ledger import Correction

SHOWN = 8
"""So many characters of an id are shown; as many are enough to name it."""
app = typer.Typer(help="List, take in or take back people's decisions.", no_args_is_help=True, rich_markup_mode=None)
Dataset = Annotated[Path, typer.Option("--dataset", "-d", help="Folder of the dataset that the decisions are about.")]
File = Annotated[Path, typer.Argument(help="A workbook of `export --xlsx`, or a file of an annotation tool (--tool).")]
Tool = Annotated[str | None, typer.Option("--tool", help="label-studio or prodigy: the file comes from this annotation tool.")]
Ids = Annotated[list[str] | None, typer.Argument(help="Decisions by id, or by its beginning, as `corrections list` shows it.")]


@app.command("import")
def import_(
    file: File, dataset: Dataset = Path("output"), tool: Tool = None, who: Who = "", corrections: Corrections = None, rules: Rules = None
) -> None:
    """Save what people decided in a spreadsheet or an annotation tool. Exit code 3: something was left out, and is listed."""
    from pipeline.review.dataset import DatasetError
    from pipeline.review.sheet_back import SheetError, import_sheet
    from pipeline.review.tools import ToolError, import_tool

    book = rules_or_stop(rules)
    ledger = writable_ledger(book, corrections)
    corrections_or_stop(ledger)
    if not file.is_file():
        stop(f"{file}: no such file.")
    try:
        if tool is not None:
            told = told_of_tool(import_tool(file, tool, dataset, book, ledger, who=person(who)))
        else:
            told = told_of_sheet(import_sheet(file, dataset, book, ledger, who=person(who)))
    except (DatasetError, SheetError, ToolError) as error:
        stop(str(error))
    except ModuleNotFoundError as error:
        need("excel", error, "openpyxl")
    saved, notes, left_out = told
    typer.echo("\n".join([f"{saved:,} decisions saved in {ledger}; the next run applies them.", *map(printable, notes)]))
    if left_out:
        typer.echo("\n".join(map(printable, left_out)), err=True)
        raise typer.Exit(SOME_REJECTED)


def told_of_sheet(outcome: Any) -> tuple[int, list[str], list[str]]:
    """A workbook's outcome: how many decisions, what is good to know, what needs a person."""
    notes = [f"{outcome.untouched:,} rows say nothing new."]
    notes += [f"Changed since the export, left as it is now: {row}" for row in outcome.changed_since]
    wrong = [f"Conflict: {row}" for row in outcome.conflicts] + [f"Not saved: {row}" for row in outcome.refused]
    return len(outcome.saved), notes, wrong


def told_of_tool(outcome: Any) -> tuple[int, list[str], list[str]]:
    """An annotation file's outcome, the same way."""
    return len(outcome.saved), [], [f"Not saved: {row}" for row in outcome.skipped]


@app.command("list")
def list_(
    dataset: Dataset = Path("output"),
    orphans: Annotated[bool, typer.Option("--orphans", help="Only those that found no place in the last run.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Those too that were taken back, and the lines that did so.")] = False,
    corrections: Corrections = None,
    rules: Rules = None,
) -> None:
    """List the decisions in force, each with its id; those without a place in the last run say so."""
    from pipeline.settle.ledger import in_force

    lines = corrections_or_stop(ledger_at(rules_or_stop(rules), corrections))
    active, lost = {one.id for one in in_force(lines)}, lost_in(dataset)
    if orphans and lost is None:
        stop(f"{dataset}: no dataset here that says what became of decisions. Make one with: press-records run RAW --output {dataset}")
    for one in lines:
        gone = one.id in active and one.id in (lost or ())
        if gone or not orphans and (all_ or one.id in active):
            typer.echo(shown(one, "no place in the last run" if gone else "" if one.id in active or one.action == "undo" else "taken back"))
    if not orphans:
        placeless = len(active.intersection(lost or ()))
        typer.echo(f"{len(active):,} in force, {placeless:,} of them without a place, {len(lines):,} lines in all")


def lost_in(dataset: Path) -> list[str] | None:
    """The decisions that a run found no place for, as its run.json tells; None where nothing tells."""
    import json

    try:
        found: list[str] = json.loads((dataset / "run.json").read_bytes())["corrections"]["orphans"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found


def shown(one: Correction, state: str = "") -> str:
    """A decision on one line: id, when, who, what, about which words."""
    from pipeline.review.words import said

    head = f"{one.id[:SHOWN]}  {one.when[:16].replace('T', ' ')}  {one.who}  {one.action}"
    if one.action == "undo":
        return printable(f"{head} {str(one.undoes)[:SHOWN]}")
    values = [said(one.field, value) for value in (one.old, one.new) if value]
    words = f"“{' '.join(one.quote.exact.split())[:60]}”" if one.quote else ""
    about = f"{one.record}  {one.field}: {' -> '.join(values)}".rstrip(": ")
    return printable("  ".join(part for part in (head, about, words, f"({state})" if state else "") if part))


@app.command("undo")
def undo(
    ids: Ids = None,
    last: Annotated[bool, typer.Option("--last", help="Your last decision.")] = False,
    who: Who = "",
    corrections: Corrections = None,
    rules: Rules = None,
) -> None:
    """Take decisions back with a new line in the ledger. Undoing an undo brings the decision back."""
    from pipeline.review.appending import append_lines, undo_of
    from pipeline.review.decision import clock

    ledger = writable_ledger(rules_or_stop(rules), corrections)
    lines, name = corrections_or_stop(ledger), person(who)
    if bool(ids) == last:
        stop("Say which decisions by id (press-records corrections list shows them), or --last for your last one.")
    chosen = last_of(lines, name) if last else [named(lines, given) for given in ids or ()]
    when = clock()
    append_lines(ledger, [undo_of(one.id, who=name, when=when) for one in reversed(chosen)])
    for one in chosen:
        typer.echo(f"Taken back: {shown(one)}")


def last_of(lines: Sequence[Correction], who: str) -> list[Correction]:
    """A person's last decision in force; what one key or one import said belongs together."""
    from pipeline.settle.ledger import in_force

    mine = [one for one in in_force(lines) if one.who == who]
    if not mine:
        stop(f"There is nothing of {who} left to undo.")
    return [one for one in mine if one.when == mine[-1].when]


def named(lines: Sequence[Correction], given: str) -> Correction:
    """The line with this id, or whose id alone begins so; it must still count."""
    from pipeline.settle.ledger import standing

    found = {one.id: one for one in lines if one.id.startswith(given)}
    if len(found) != 1:
        why = "several ids begin so" if found else "no decision has this id"
        stop(f"{given}: {why}. press-records corrections list --all shows them.")
    one = next(iter(found.values()))
    undone = {str(other.undoes) for other in standing(lines) if other.action == "undo"}
    if one.id in undone:
        stop(f"{given}: was taken back already; undo that undo to bring it back (press-records corrections list --all).")
    return one
