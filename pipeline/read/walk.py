"""Walk: which files of a dump's folder are inputs, in which order, and how their bytes are opened."""

from __future__ import annotations

import gzip
import os
import sqlite3
import stat
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from pipeline.read.documents import ENDINGS as DOCUMENTS
from pipeline.read.rejection import BadInput

ENDINGS = {".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".jsonl": "jsonl", ".csv": "csv", **DOCUMENTS}


def list_inputs(root: Path) -> Iterator[Path]:
    """Every file under `root` (or `root` itself), sorted by its relative path; only names that begin with a point are left out.

    Links to folders and folders that cannot be listed stand in the list, so that reading them rejects them by name. It is
    sorted on disk: a million paths would take more memory than everything else.
    """
    root = Path(root)
    if not root.exists():
        raise FileNotFoundError(f"{root}: no such file or folder")
    return _sorted(root) if root.is_dir() else iter([root])


def _sorted(root: Path) -> Iterator[Path]:
    with closing(sqlite3.connect("", isolation_level=None)) as base:
        base.execute("CREATE TABLE input (name TEXT, path BLOB, PRIMARY KEY (name, path)) WITHOUT ROWID")
        base.execute("BEGIN")
        base.executemany("INSERT INTO input VALUES (?, ?)", ((relative(path, root), os.fsencode(path)) for path in _walk(root)))
        for (path,) in base.execute("SELECT path FROM input ORDER BY name, path"):
            yield Path(os.fsdecode(path))


def _walk(root: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        yield from (Path(folder, name) for name in [*files, *links] if not name.startswith("."))
    yield from closed


def relative(path: Path, root: Path) -> str:
    """The path below `root` (for a root that is a file: its name), with `/`, as text that can be written."""
    name = path.name if path == root else path.relative_to(root).as_posix()
    return os.fsencode(name).decode("utf-8", "replace")


def kind_of(path: Path) -> tuple[str, bool]:
    """What a file's ending says it is, and whether it is packed; BadInput "unknown_type" for any other ending."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    packed = bool(suffixes) and suffixes[-1] == ".gz"
    ending = (suffixes[-2:-1] if packed else suffixes[-1:]) or [""]
    if ending[0] not in ENDINGS:
        raise BadInput("unknown_type", f"{path.name}: not one of {', '.join(sorted(ENDINGS))} (each also .gz).")
    return ENDINGS[ending[0]], packed


def check_place(path: Path, root: Path) -> None:
    """BadInput for what is no plain file inside `root`: links out of it, links to folders, pipes, devices."""
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError) as error:
        raise BadInput("missing", f"{path.name}: cannot be reached ({type(error).__name__}).") from error
    home = root.resolve() if root.is_dir() else root.resolve().parent
    if path.is_symlink() and path != root and not target.is_relative_to(home):
        raise BadInput("link_outside", f"{path.name}: a link that leads out of the folder. Copy the file into it.")
    if not stat.S_ISREG(mode):
        raise BadInput("not_a_file", f"{path.name}: a folder that cannot be read, a link to a folder, a pipe or a device.")


@contextmanager
def open_bytes(path: Path, packed: bool) -> Iterator[IO[bytes]]:
    """Open a file's bytes, unpacked; a broken gzip or an unreadable file becomes BadInput."""
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            yield file  # type: ignore[misc]
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput("bad_gzip", f"{path.name}: broken gzip file ({error}). Pack it again.") from error
    except OSError as error:
        raise BadInput("unreadable", f"{path.name}: {error.strerror or error}.") from error


def read_limited(file: IO[bytes], limit: int) -> bytes:
    """All bytes of `file`; BadInput "too_large" past `limit`, before they fill the memory."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise BadInput("too_large", f"More than {limit:,} bytes in one article. Cut it into articles.")
    return data
