"""Part: the results of one chunk as a file on a shared folder or an object store, written whole or not at all."""

from __future__ import annotations

import os
import struct
import uuid
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from pipeline.run.chunk import Done

MARK = b"press-records part 1\n"
DIGEST = 32
SIZES = struct.Struct(">II")
ENDING = ".part"


def part_name(keys: Sequence[bytes]) -> str:
    """The name of the part that holds these results: the same articles, rules and code always give the same name."""
    return sha256(b"".join(keys)).hexdigest()[:32] + ENDING


def write_part(url: str, results: Sequence[Done]) -> None:
    """Write a part. A reader sees nothing until all of it is there."""
    files, path = opened(url)
    payload = b"".join(SIZES.pack(len(done.head), len(done.body)) + done.head + done.body for done in results)
    data = MARK + sha256(payload).digest() + payload
    if not is_local(files):
        files.pipe_file(path, data)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    new = f"{path}.{uuid.uuid4().hex}.new"
    with open(new, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


def read_part(url: str, number: int) -> list[Done] | None:
    """The results in a part; None where there is no such file, or not all of it, or not so many results."""
    files, path = opened(url)
    try:
        data = files.cat_file(path)
    except OSError:
        return None
    payload = data[len(MARK) + DIGEST :]
    if not data.startswith(MARK) or data[len(MARK) :][:DIGEST] != sha256(payload).digest():
        return None
    results = list(results_in(payload))
    return results if len(results) == number else None


def results_in(payload: bytes) -> Iterator[Done]:
    """The results in the bytes of a part."""
    at = 0
    while at < len(payload):
        head, body = SIZES.unpack_from(payload, at)
        at += SIZES.size
        yield Done(payload[at : at + head], payload[at + head : at + head + body])
        at += head + body


def remove_part(url: str) -> None:
    """Remove a part that is no longer needed."""
    files, path = opened(url)
    try:
        files.rm_file(path)
    except OSError:
        return


def opened(url: str) -> tuple[Any, str]:
    """The file system that an address is on, and the path there."""
    import fsspec

    files, path = fsspec.core.url_to_fs(url)
    return files, str(path)


def is_local(files: Any) -> bool:
    """Whether a file system is this machine's own or mounted into it."""
    return "file" in ((files.protocol,) if isinstance(files.protocol, str) else files.protocol)
