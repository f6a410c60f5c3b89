"""The process that opens one .docx, .pdf or WARC from its standard input, under limits, and writes what is in it as lines of JSON.

Run as a script, never imported by the pipeline: it imports nothing of ours, so that a hostile file meets as little as possible.
A line is {"text": ...}, {"page": base64 of HTML, "url": ..., "charset": ...} or, last, {"reason": ..., "message": ...}.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import json
import re
import resource
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

MEMORY = 1 << 30
OPEN_FILES = 64
WRAPPED = 0.82
"""A line of a PDF that, with the next line's first word, is so long against the longest of its page was broken by the page's width."""
ENDS = (".", "!", "?", ":", "”")
HTML = ("text/html", "application/xhtml+xml")
Line = dict[str, Any]


class Refused(Exception):
    """A document that cannot be read: a reason code and a sentence."""


def limited(seconds: int) -> None:
    """Take from this process what reading does not need: memory, time, files to write."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(kind, (most, most))


def docx(file: IO[bytes]) -> Iterator[Line]:
    """The paragraphs and tables of a Word document in their order, a blank line between them."""
    import docx as word
    from docx.table import Table

    blocks: list[str] = []
    for block in word.Document(file).iter_inner_content():
        if isinstance(block, Table):
            blocks.extend(" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows)
        else:
            blocks.append(block.text.strip())
    yield {"text": "\n\n".join(block for block in blocks if block) + "\n"}


def pdf(file: IO[bytes]) -> Iterator[Line]:
    """The text layer of a PDF, its lines put together into paragraphs; a scan has none."""
    from pypdf import PdfReader

    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("encrypted", "The PDF needs a password. Save it without one.")
    text = "\n\n".join(filter(None, (unwrapped(page.extract_text()) for page in reader.pages)))
    if not text.strip():
        raise Refused("no_text", "The PDF has no text layer: it is a scan. Recognise its text first.")
    yield {"text": text + "\n"}


def unwrapped(page: str) -> str:
    """A page's lines as paragraphs: a line that had no room for one more word goes on in the next, a broken word is whole again.

    >>> unwrapped("A heading\\n\\nThe company gave a large part of its prof-\\nits to schools in the city.\\nNext one.")
    'A heading\\n\\nThe company gave a large part of its profits to schools in the city.\\n\\nNext one.'
    """
    paragraphs: list[str] = []
    lines = [line.strip() for line in page.split("\n")]
    wide = max(map(len, lines), default=0) * WRAPPED
    before = ""
    for line in lines:
        full = before and line and len(before) + 1 + len(line.split()[0]) >= wide
        if full and re.search(r"[a-z]-$", before) and line[0].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        elif full and not (before.endswith(ENDS) and len(before) < wide):
            paragraphs[-1] += f" {line}"
        elif line:
            paragraphs.append(line)
        before = line
    return "\n\n".join(paragraphs)


def warc(file: IO[bytes]) -> Iterator[Line]:
    """The HTML pages of a web archive that were answered with 200. FastWARC ends silently at a cut; that is seen first."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    whole, reason, fault = complete_records(opened(file, packed))
    file.seek(0)
    for _, record in zip(range(whole), ArchiveIterator(file, auto_decode="all", fsspec_args=False)):
        if record.record_type == WarcRecordType.response and is_page(record):
            told = {"url": record.headers.get("WARC-Target-URI"), "charset": record.http_charset}
            yield {"page": base64.b64encode(record.reader.read()).decode("ascii"), **told}
    if fault:
        raise Refused(reason, f"The archive is whole for {whole:,} records, then {fault}. Fetch it again.")


def opened(file: IO[bytes], packed: bool) -> Any:
    """The archive's bytes, unpacked."""
    return gzip.GzipFile(fileobj=file) if packed else file


def is_page(record: Any) -> bool:
    """Whether a response is an HTML page that was found."""
    return record.http_headers is not None and record.http_headers.status_code == 200 and (record.http_content_type or "") in HTML


def complete_records(file: Any) -> tuple[int, str, str]:
    """How many records of an archive are all there; why no more, as a reason code and in words, both empty at a good end."""
    number = 0
    try:
        while first := file.readline():
            if first.strip():
                length = content_length(file) if first.startswith(b"WARC/") else None
                if length is None:
                    return number, "broken_document", "comes something that is no record"
                if skipped(file, length) < length:
                    return number, "truncated", "it is cut off"
                number += 1
    except EOFError:
        return number, "truncated", "it is cut off"
    except (OSError, zlib.error) as error:
        return number, "broken_document", f"it is broken ({error})"
    return number, "", ""


def content_length(file: Any) -> int | None:
    """The length that a record's header lines give; None where they give none, EOFError where they are cut off."""
    length = None
    while (line := file.readline(1 << 16)).strip():
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
    if not line:
        raise EOFError
    return length


def skipped(file: Any, length: int) -> int:
    """Read past so many bytes; how many there were."""
    left = length
    while left and (part := file.read(min(left, 1 << 20))):
        left -= len(part)
    return length - left


KINDS: dict[str, Callable[[IO[bytes]], Iterator[Line]]] = {"docx": docx, "pdf": pdf, "warc": warc}


def told(kind: str, packed: bool) -> Iterator[Line]:
    """Every line of a document; whatever goes wrong becomes the last one."""
    file: Any = sys.stdin.buffer
    try:
        yield from KINDS[kind](io.BytesIO(gzip.GzipFile(fileobj=file).read()) if packed and kind != "warc" else file)
    except Refused as refused:
        yield {"reason": refused.args[0], "message": refused.args[1]}
    except ModuleNotFoundError as error:
        yield {"reason": "needs_extra", "message": f"{error.name} is not installed: pip install 'press-records[documents]'"}
    except MemoryError:
        yield {"reason": "memory", "message": f"Needs more than {MEMORY >> 20:,} MB to open."}
    except Exception as error:  # whatever a parser raises on a broken file
        yield {"reason": "broken_document", "message": f"{type(error).__name__}: {str(error)[:200]}. Open it and save it anew."}


def main() -> None:
    """Read standard input as the kind that the arguments name, under limits."""
    kind, packed, seconds = sys.argv[1], sys.argv[2] == "gz", int(sys.argv[3])
    limited(seconds)
    warnings.simplefilter("ignore")
    with contextlib.suppress(BrokenPipeError):
        for line in told(kind, packed):
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
