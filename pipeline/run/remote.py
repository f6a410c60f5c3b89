"""Remote: raw files and datasets on an object store, by way of a working copy on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.run.part import opened
from pipeline.run.workers import RunError
from pipeline.write.package import MANIFEST


@contextmanager
def at_hand(raw: str, output: str) -> Iterator[tuple[Path, Path]]:
    """The two as folders of this machine. What is an address is fetched before, and sent after a run that ended well."""
    if not is_address(raw) and not Path(raw).is_dir():
        raise RunError(f"{raw}: no such folder. Name the folder that holds the articles.")
    if not (is_address(raw) or is_address(output)):
        yield Path(raw), Path(output)
        return
    try:
        here = fetched(raw) if is_address(raw) else Path(raw)
        there = working_copy(output) if is_address(output) else Path(output)
        yield here, there
        if is_address(output):
            send(there, output)
    except ImportError as error:
        raise RunError(f"{error}. Object stores need press-records[cluster] and the store's own package for fsspec.") from error


def is_address(place: str) -> bool:
    """Whether a place is an address such as s3://bucket/raw."""
    return "://" in place


def working_copy(address: str) -> Path:
    """Where this machine keeps its copy of a place, with what earlier runs remember of it."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "press-records"
    folder = home / sha256(address.rstrip("/").encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "output"


def fetched(address: str) -> Path:
    """A copy of all files at an address, as they are now."""
    store, root = opened(address)
    folder = working_copy(address).with_name("raw")
    found = store.find(root, detail=True)
    if not found:
        raise RunError(f"{address}: no files here. Name the folder that holds the articles.")
    wanted = {folder / name: info for path, info in found.items() if ".." not in Path(name := inside(path, root)).parts}
    for old in [path for path in folder.rglob("*") if path.is_file() and path not in wanted]:
        old.unlink()
    for path, info in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        fetch(store, info["name"], path)
    return folder


def fetch(store: Any, name: str, path: Path) -> None:
    """Copy one file, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    with store.open(name, "rb") as source, new.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    os.replace(new, path)


def send(folder: Path, address: str) -> None:
    """Put a dataset at an address: the manifest goes last, so that it never names what is not there; then what is no longer in it goes."""
    store, root = opened(address)
    new = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    for name in sorted(new, key=lambda name: (name == MANIFEST, name)):
        store.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
        store.put_file(str(new[name]), f"{root}/{name}")
    for name in [inside(path, root) for path in store.find(f"{root}/texts")]:
        if name not in new:
            store.rm_file(f"{root}/{name}")


def inside(path: str, root: str) -> str:
    """A path as it stands below a root."""
    return path.removeprefix(root).strip("/") or path.rpartition("/")[2]
