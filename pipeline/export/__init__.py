"""Export: a finished dataset in other shapes (Parquet, SQLite, Excel, CSV, 360Giving-like JSON, a Hugging Face folder)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.export.error import ExportError
from pipeline.export.tables import Source, read_source

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook

__all__ = ["FORMATS", "ExportError", "export_dataset"]


@dataclass(frozen=True, slots=True)
class Format:
    """A shape to export to: the module whose `write` makes it, where it goes unless told, the extra that it needs."""

    module: str
    output: str
    extra: str | None = None


FORMATS: Mapping[str, Format] = {
    "parquet": Format("parquet", "press-records-parquet", "parquet"),
    "sqlite": Format("sqlite", "press-records.sqlite"),
    "xlsx": Format("workbook", "press-records.xlsx", "excel"),
    "csv": Format("comma", "press-records-csv"),
    "360giving": Format("giving", "press-records-360giving.json"),
    "huggingface": Format("huggingface", "press-records-huggingface", "parquet"),
}


def export_dataset(
    folder: Path, kind: str, output: Path | None = None, *, convert: str | None = None, texts: bool = False, rules: Rulebook | None = None
) -> list[Path]:
    """Write the dataset in `folder` in another shape; the files written, the chief one first. ExportError says what to do.

    `convert` is the ISO 4217 code of a currency: sums stand in it too, beside the original, wherever rules/exchange_rates.csv
    has the rate. `texts` adds the articles' full texts, which belong to their publishers.
    """
    if kind not in FORMATS:
        raise ExportError(f"{kind!r} is no format known here; known are {', '.join(FORMATS)}.")
    chosen = FORMATS[kind]
    source = read_source(folder, convert=convert, texts=texts, rules=rules)
    try:
        write: Callable[[Source, Path], list[Path]] = import_module(f"pipeline.export.{chosen.module}").write
        return write(source, output or Path(chosen.output))
    except ModuleNotFoundError as error:
        if chosen.extra is None or (error.name or "").startswith("pipeline"):
            raise
        raise ExportError(f"--format {kind} needs a package that is not installed: pip install 'press-records[{chosen.extra}]'") from error
