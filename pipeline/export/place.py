"""Where an export goes: each file written beside its place and put there in one step."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.export.error import ExportError


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well the file takes the place of `path`, else nothing has changed."""
    if path.is_dir():
        raise ExportError(f"{path}: is a folder. Name a file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"{path.parent}: cannot be written to ({error.strerror}).") from error
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        yield new
        os.replace(new, path)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror or error}).") from error
    finally:
        new.unlink(missing_ok=True)


def written(path: Path, text: str) -> Path:
    """Put a text file in its place, in UTF-8 with plain line ends."""
    with placed(path) as new:
        new.write_text(text, encoding="utf-8", newline="\n")
    return path


def folder_at(path: Path) -> Path:
    """The folder that an export of many files goes to, made where it is missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"{path}: cannot be made into a folder ({error.strerror}).") from error
    return path
