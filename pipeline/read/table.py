"""Table: the rows of a dump (.jsonl, .csv), one at a time, each a mapping of field names to values or the reason why not."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator
from typing import IO, Any

from pipeline.read.encoding import decode, guess
from pipeline.read.rejection import BadInput

Row = dict[str, Any] | BadInput
CHUNK = 1 << 20
SKIPPED = 64


def read_jsonl(file: IO[bytes], limit: int) -> Iterator[Row]:
    """The objects of a JSON Lines file, split at newlines only; a bad line is a BadInput in its place."""
    for line in _lines(file, limit):
        if isinstance(line, BadInput):
            yield line
        elif line.strip():
            yield _object(line)


def _object(line: str) -> Row:
    try:
        row = json.loads(line, object_pairs_hook=_unrepeated, parse_constant=_no_constant)
    except BadInput as bad:
        return bad
    except RecursionError:
        return BadInput("too_deep", "Nested too deep for an article's fields. Flatten the object.")
    except ValueError as error:
        return BadInput("bad_json", f"Not a JSON object: {str(error)[:120]}.")
    return row if isinstance(row, dict) else BadInput("not_an_object", "A line must hold one JSON object with a text.")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise BadInput("repeated_key", "A key stands twice in one object; which value counts is open. Keep one.")
    return row


def _no_constant(name: str) -> None:
    raise BadInput("bad_json", f"{name} is not JSON. Write null.")


def _lines(file: IO[bytes], limit: int) -> Iterator[str | BadInput]:
    """Decoded lines; the first line that is not UTF-8 decides how it and later such lines are read."""
    start = file.read(4)
    rest = _Joined(start, file)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or (len(start) == 4 and start.count(0) >= 2):
        name = "utf-16" if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ("utf-16-le" if start[1] == 0 else "utf-16-be")
        yield from io.TextIOWrapper(io.BufferedReader(rest), name, "replace", newline="\n")
        return
    lines: IO[bytes] = io.BufferedReader(rest, CHUNK)
    other: str | None = None
    while line := lines.readline(limit + 1):
        if len(line) > limit:
            yield BadInput("too_large", f"A line of more than {limit:,} bytes. Cut it into articles.")
            _skip_line(lines, limit)
            continue
        line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            try:
                other = other or guess(line)
                yield line.decode(other, "replace")
            except BadInput as bad:
                yield bad


def _skip_line(lines: IO[bytes], limit: int) -> None:
    for _ in range(SKIPPED):
        part = lines.readline(limit)
        if not part or part.endswith(b"\n"):
            return
    raise BadInput("too_large", "A line without end. The rest of the file is not read.")


class _Joined(io.RawIOBase):
    """A stream that gives back the bytes already taken from it."""

    def __init__(self, start: bytes, file: Any) -> None:
        self._start, self._file = start, file

    def readable(self) -> bool:
        """Always: it is made for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` from the bytes given back first, then from the stream."""
        data = self._start[: len(buffer)] or self._file.read1(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def read_csv(file: IO[bytes], limit: int) -> Iterator[Row]:
    """The records of a CSV file with a header line; its delimiter is the one that splits the header best."""
    csv.field_size_limit(limit)
    start = file.read(CHUNK)
    name = _encoding_of(start)
    stream = io.TextIOWrapper(io.BufferedReader(_Joined(start, file), CHUNK), name, "replace", newline="")
    head = decode(start, None)[:4096].split("\n")[0]
    rows = csv.reader(stream, delimiter=max(",;\t", key=head.count))
    try:
        header = [field.strip().lstrip("\ufeff") for field in next(rows, [])]
        repeated = len({field.lower() for field in header if field}) < len([field for field in header if field])
        if repeated:
            raise BadInput("repeated_key", "Two columns of the header have one name. Rename one.")
        yield from (_record(header, values) for values in rows if any(values))
    except csv.Error as error:
        raise BadInput("bad_csv", f"Not readable as CSV: {error}. The rest of the file is not read.") from error


def _encoding_of(start: bytes) -> str:
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    return guess(start if len(start) < CHUNK else start[: start.rfind(b"\n") + 1] or start)


def _record(header: list[str], values: list[str]) -> Row:
    if len(values) > len(header):
        return BadInput("bad_row", f"{len(values)} fields under a header of {len(header)}. Put quotes round fields with commas.")
    return {name: value for name, value in zip(header, values) if name}
