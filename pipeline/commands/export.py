"""The command `export`: a dataset in another shape, as a workbook to correct in, or for an annotation tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.ending import Rules, need, rules_or_stop, stop

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook

Output = Annotated[Path | None, typer.Option("--output", "-o", help="File or folder to write; press-records... here without it.")]
Kind = Annotated[str | None, typer.Option("--format", "-f", help="parquet, sqlite, xlsx, csv, 360giving or huggingface.")]
Convert = Annotated[str | None, typer.Option("--convert", help="Sums in this currency too (ISO 4217), at yearly averages.")]
Texts = Annotated[bool, typer.Option("--texts", help="Add the articles' texts, which belong to their publishers.")]
Sheet = Annotated[Path | None, typer.Option("--xlsx", help="Write a workbook to correct values in, worst first.")]
Tool = Annotated[str | None, typer.Option("--tool", help="Write cases for label-studio, prodigy, displacy or doccano.")]
Folder = Annotated[Path, typer.Argument(help="Folder of the dataset.")]


def export(
    dataset: Folder = Path("output"),
    kind: Kind = None,
    output: Output = None,
    convert: Convert = None,
    texts: Texts = False,
    xlsx: Sheet = None,
    tool: Tool = None,
    rules: Rules = None,
) -> None:
    """Write a dataset in another shape (--format), as a workbook to correct in (--xlsx), or for an annotation tool (--tool)."""
    if sum(asked is not None for asked in (kind, xlsx, tool)) != 1:
        stop("Say one of --format NAME, --xlsx FILE, --tool NAME.")
    if kind is not None:
        to_format(dataset, kind, output, convert, texts, rules_or_stop(rules))
    elif xlsx is not None:
        to_sheet(dataset, xlsx, rules_or_stop(rules))
    elif tool is not None:
        to_tool(dataset, tool, output)


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
    from pipeline.review.sheet import MOST, export_sheet

    try:
        rows = export_sheet(dataset, path, rules)
    except DatasetError as error:
        stop(str(error))
    except ModuleNotFoundError as error:
        need("excel", error, "xlsxwriter")
    typer.echo(f"{path}: {rows:,} values" + (", those most in doubt; press-records review shows all" if rows == MOST else ""))


def to_tool(dataset: Path, kind: str, output: Path | None) -> None:
    """Write the cases for an annotation tool."""
    from pipeline.review.dataset import DatasetError
    from pipeline.review.tools import WHOLE, ToolError, export_tool

    path = output or Path(f"press-records-{kind}.json{'' if kind in WHOLE else 'l'}")
    try:
        cases = export_tool(dataset, path, kind)
    except (DatasetError, ToolError) as error:
        stop(str(error))
    typer.echo(f"{path}: {cases:,} cases")
