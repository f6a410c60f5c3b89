"""Putting a finished folder in its place in one step: a reader sees the old dataset or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from pipeline.write.package import MANIFEST

REVIEW = "review.jsonl"
FILES = {
    *("records.csv", "records.jsonl", "mentions.csv", "companies.csv", "articles.csv"),
    *("rejected.jsonl", "records.schema.json", "report.html", "run.json", REVIEW, MANIFEST),
}
TEXTS, PAGES = "texts", "report"
FOLDERS = {TEXTS: ".txt", PAGES: ".html"}  # every file with that ending in the folder is ours
CURRENT_FOLDER, SWAP = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
SOME = 1000  # files that are removed at a time
NO_SWAP = {errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.ENOTSUP}


class OutputError(Exception):
    """An output folder that cannot be written to: what is in the way, what to do."""


@contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """A new folder to write into; when the block ends well it takes the place of `output`, else nothing has changed.

    Files in `output` that no run wrote stay there. OutputError where `output` is somebody else's folder or a run is under way.
    """
    output = Path(os.path.realpath(output))
    new, old = beside(output, "new"), beside(output, "old")
    output.parent.mkdir(parents=True, exist_ok=True)
    with locked(output):
        repair(output, new, old)
        check_ours(output)
        new.mkdir()
        try:
            yield new
            flush(new)
            swap(new, output, old)
        finally:
            repair(output, new, old)


def beside(output: Path, role: str) -> Path:
    """The hidden folder (or file) beside `output` that plays a role while it is replaced."""
    return output.with_name(f".{output.name}.{role}")


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the lock of an output folder; OutputError where another run holds it. A killed run's lock is free."""
    path = beside(output, "lock")
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise OutputError(f"{output}: another run is writing here. Wait for it, or name another output folder.") from error
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            break
        os.close(handle)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def repair(output: Path, new: Path, old: Path) -> None:
    """Bring what an interrupted run left behind to one of its two ends: the old dataset, or the new one."""
    if not output.exists():
        whole = next((folder for folder in (new, old) if old.exists() and (folder / MANIFEST).exists()), None)
        if whole is not None:
            os.rename(whole, output)
    for leftover in (new, old):
        if leftover.exists():
            empty(leftover, output)


def check_ours(output: Path) -> None:
    """OutputError unless `output` is free, empty, or a dataset that this project wrote."""
    if not output.exists():
        return
    if not output.is_dir():
        raise OutputError(f"{output}: is a file. Name a folder.")
    present = sorted(path.name for path in output.iterdir())
    if present and not is_ours(output / MANIFEST):
        some = ", ".join(present[:3]) + (" ..." if len(present) > 3 else "")
        raise OutputError(f"{output}: holds files that are not a dataset of this project ({some}). Name a new or an empty folder.")


def is_ours(manifest: Path) -> bool:
    """Whether a manifest is there and says that this project wrote it."""
    try:
        found = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("name") == "press-records"


def empty(leftover: Path, output: Path) -> None:
    """Remove a folder of ours; whatever a run did not write there goes (back) to `output`."""
    for path in sorted(leftover.iterdir()):
        if path.name in FOLDERS and path.is_dir() and not path.is_symlink():
            empty_inner(path, output / path.name)
        elif path.name in FILES and path.is_file():
            path.unlink()
        else:
            keep(path, output / path.name)
    leftover.rmdir()


def empty_inner(folder: Path, target: Path) -> None:
    """Remove the texts (or the report's pages); any other file there is kept."""
    while some := first_of(folder):
        for path in some:
            if path.suffix == FOLDERS[folder.name]:
                path.unlink()
            else:
                keep(path, target / path.name)
    folder.rmdir()


def first_of(folder: Path) -> list[Path]:
    """Some of a folder's files, in order; of a hundred thousand texts not all at once."""
    with os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in islice(entries, SOME))


def keep(path: Path, target: Path) -> None:
    """Move a foreign file to the dataset's folder, never over another one."""
    if target.exists():
        raise OutputError(f"{path}: is not ours and {target} is taken. Move one of them away, then run again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)


def flush(folder: Path) -> None:
    """Have everything in a folder on the disk before it takes its place."""
    for path in (*(folder / name for name in sorted(FILES)), *(folder / name for name in FOLDERS), folder):
        if path.exists():
            sync(path)
    os.sync()


def sync(path: Path) -> None:
    """fsync one file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def swap(new: Path, output: Path, old: Path) -> None:
    """Put `new` in the place of `output`: one exchange where the system can, else two renames that `repair` can finish."""
    if not output.exists():
        os.rename(new, output)
    elif not exchanged(new, output):
        os.rename(output, old)
        os.rename(new, output)
    sync(output.parent)


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the disk cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(CURRENT_FOLDER, os.fsencode(one), CURRENT_FOLDER, os.fsencode(other), SWAP) == 0:
        return True
    code = ctypes.get_errno()
    if code in NO_SWAP:
        return False
    raise OutputError(f"{other}: cannot be replaced ({os.strerror(code)}). If it is a mounted folder, name a folder inside it.")
