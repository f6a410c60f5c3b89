"""Documents: .docx, .pdf and WARC, each opened in a process of its own with limits of memory, time and output."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from pipeline.article import Article, Rejected
from pipeline.read.document import from_file, from_row
from pipeline.read.names import Names
from pipeline.read.rejection import BadInput
from pipeline.rulebook import Rulebook

ENDINGS = {".docx": "docx", ".pdf": "pdf", ".warc": "warc"}
KINDS = frozenset(ENDINGS.values())
CHILD = Path(__file__).with_name("documents_child.py")
SECONDS = 60.0
"""What a document, or one page of an archive, may take."""
ARCHIVE_SECONDS = 24 * 3600
Told = dict[str, Any]


def read_document(
    path: Path, kind: str, packed: bool, shown: str, stem: str, names: Names, rules: Rulebook
) -> Iterator[Article | Rejected]:
    """The article in a document, or the pages of a web archive, numbered from 1; BadInput where it cannot be read."""
    number = 0
    for told in lines_of(path, kind, packed, limit=8 * rules.words["metadata"]["limits"]["characters"]):
        if "reason" in told:
            if number == 0:
                raise BadInput(told["reason"], f"{path.name}: {told['message']}")
            yield Rejected(f"{shown}#{number + 1}", "read", told["reason"], f"{path.name}: {told['message']}")
        elif "text" in told:
            article = from_row({"text": told["text"]}, stem, shown, names, rules)
            yield replace(article, sha256=digest_of(path))
        else:
            number += 1
            yield page_of(told, f"{stem}-{number}", f"{shown}#{number}", names, rules)


def page_of(told: Told, stem: str, shown: str, names: Names, rules: Rulebook) -> Article | Rejected:
    """A page of an archive as an article; its address is the one that it was fetched from."""
    data = base64.b64decode(told["page"])
    try:
        article = from_file(in_utf8(data, told["charset"]), "html", stem, shown, names, rules)
    except BadInput as bad:
        return Rejected(shown, "read", bad.reason, bad.message)
    return replace(article, sha256=hashlib.sha256(data).hexdigest(), url=told["url"] or article.url)


def in_utf8(data: bytes, charset: str | None) -> bytes:
    """A page's bytes, marked as UTF-8 where the server named their encoding and it holds."""
    try:
        return data.decode(charset).encode("utf-8-sig") if charset else data
    except (LookupError, UnicodeError):
        return data


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lines_of(path: Path, kind: str, packed: bool, *, limit: int, seconds: float = SECONDS) -> Iterator[Told]:
    """What the process that opens a document says of it, line by line; BadInput when it takes too long or says too much."""
    allowed = int(seconds) if kind != "warc" else ARCHIVE_SECONDS
    with running([kind, "gz" if packed else "plain", str(allowed)], path) as child:
        yield from map(json.loads, whole_lines(child.stdout, path.name, limit, seconds))  # type: ignore[arg-type]
        code = child.wait(timeout=seconds)
    if code != 0:
        raise BadInput("broken_document", f"{path.name}: reading it ended with code {code}. Open it and save it anew.")


@contextmanager
def running(words: list[str], path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process at work on a file; it is gone when the block ends, however it ends."""
    command = [sys.executable, "-P", "-X", "utf8", str(CHILD), *words]
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadInput("unreadable", f"{path.name}: {error.strerror or error}.") from error
    with file, subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        try:
            yield child
        finally:
            child.kill()


def whole_lines(output: IO[bytes], name: str, limit: int, seconds: float) -> Iterator[bytes]:
    """The lines of a pipe as they come; BadInput where one is too long or takes too long."""
    held, until = bytearray(), time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([output], [], [], max(until - time.monotonic(), 0))
        if not ready:
            raise BadInput("timeout", f"{name}: took more than {seconds:g} seconds to open.")
        part = os.read(output.fileno(), 1 << 16)
        held += part
        if len(held) > limit:
            raise BadInput("too_large", f"{name}: more than {limit:,} bytes in one article. Cut it into articles.")
        *lines, rest = held.split(b"\n") if b"\n" in part else [held]
        for line in lines:
            yield bytes(line)
            until = time.monotonic() + seconds
        held = bytearray(rest)
        if not part:
            return
