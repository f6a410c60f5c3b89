"""The command `export`: a dataset in another shape, as a workbook to correct in, or for an annotation tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook

WRONG = 1
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File or folder to write; press-records... here without it.")]
Kind = Annotated[str | None, typer.Option("--format", "-f", help="parquet, sqlite, xlsx, csv, 360giving or huggingface.")]
Convert = Annotated[str | None, typer.Option("--convert", help="Sums in this currency too (ISO 4217), at yearly averages.")]
Texts = Annotated[bool, typer.Option("--texts", help="Add the articles' texts, which belong to their publishers.")]
Sheet = Annotated[Path | None, typer.Option("--xlsx", help="Write a workbook to correct values in, worst first.")]
Folder = Annotated[Path, typer.Argument(help="Folder of the dataset.")]
LabelStudio = Annotated[Path | None, typer.Option("--label-studio", help="Write tasks for Label Studio.")]
Prodigy = Annotated[Path | None, typer.Option("--prodigy", help="Write tasks for Prodigy.")]
Displacy = Annotated[Path | None, typer.Option("--displacy", help="Write what displaCy renders.")]
Doccano = Annotated[Path | None, typer.Option("--doccano", help="Write lines for doccano.")]
Rules = Annotated[Path | None, typer.Option("--rules", help="Folder of rules to use instead of the project's own.")]


def export(
    dataset: Folder = Path("output"),
    kind: Kind = None,
    output: Output = None,
    convert: Convert = None,
    texts: Texts = False,
    xlsx: Sheet = None,
    label_studio: LabelStudio = None,
    prodigy: Prodigy = None,
    displacy: Displacy = None,
    doccano: Doccano = None,
    rules: Rules = None,
) -> None:
    """Write a dataset in another shape (--format), as a workbook to correct in (--xlsx), or for an annotation tool."""
    tools = {"label-studio": label_studio, "prodigy": prodigy, "displacy": displacy, "doccano": doccano}
    asked = [(name, path) for name, path in tools.items() if path is not None]
    if (kind is not None) + (xlsx is not None) + len(asked) != 1:
        stop("Say one of --format NAME, --xlsx FILE, --label-studio FILE, --prodigy FILE, --displacy FILE, --doccano FILE.")
    book = rules_at(rules)
    if kind is not None:
        to_format(dataset, kind, output, convert, texts, book)
    elif xlsx is not None:
        to_sheet(dataset, xlsx, book)
    else:
        to_tool(dataset, *asked[0])


def stop(message: str) -> NoReturn:
    """Say what is wrong on stderr and leave with the code for it."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG)


def rules_at(folder: Path | None) -> Rulebook:
    """The rules of a folder, or the project's own."""
    from pipeline.rulebook import RuleError, load_rules

    try:
        return load_rules(folder.resolve() if folder else None)
    except RuleError as error:
        stop(str(error))


def to_format(dataset: Path, kind: str, output: Path | None, convert: str | None, texts: bool, rules: Rulebook) -> None:
    """Export to a format of pipeline.export, and say what was written."""
    from pipeline.export import ExportError, export_dataset

    try:
        paths = export_dataset(dataset, kind, output, convert=convert, texts=texts, rules=rules)
    except ExportError as error:
        stop(str(error))
    typer.echo("\n".join(map(str, paths)))


def to_sheet(dataset: Path, path: Path, rules: Rulebook) -> None:
    """Write the workbook that people correct values in."""
    from pipeline.review.dataset import DatasetError
    from pipeline.review.sheet import export_sheet

    try:
        rows = export_sheet(dataset, path, rules)
    except DatasetError as error:
        stop(str(error))
    except ModuleNotFoundError as error:
        if error.name != "xlsxwriter":
            raise
        stop("--xlsx needs a package that is not installed: pip install 'press-records[excel]'")
    typer.echo(f"{path}: {rows:,} values")


def to_tool(dataset: Path, kind: str, path: Path) -> None:
    """Write the cases for an annotation tool."""
    from pipeline.review.dataset import DatasetError
    from pipeline.review.tools import export_tool

    try:
        cases = export_tool(dataset, path, kind)
    except DatasetError as error:
        stop(str(error))
    typer.echo(f"{path}: {cases:,} cases")
