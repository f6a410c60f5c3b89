"""Read: raw files into Articles, one after the other; what cannot be read becomes a Rejected and the reading goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.article import Article, Rejected
from pipeline.read.document import from_file, from_row
from pipeline.read.documents import KINDS, read_document
from pipeline.read.names import Names
from pipeline.read.rejection import BadInput
from pipeline.read.table import read_csv, read_jsonl
from pipeline.read.walk import check_place, kind_of, list_inputs, open_bytes, read_limited, relative
from pipeline.rulebook import Rulebook, load_rules

__all__ = ["list_inputs", "read_file", "read_folder"]
TABLES = {"jsonl": read_jsonl, "csv": read_csv}


def read_folder(root: Path, rules: Rulebook | None = None) -> Iterator[Article | Rejected]:
    """Every article under `root` (a folder or one file), in sorted order; ids are unique over all of them."""
    names = Names()
    for path in list_inputs(root):
        yield from read_file(path, root, names=names, rules=rules)


def read_file(path: Path, root: Path, *, names: Names | None = None, rules: Rulebook | None = None) -> Iterator[Article | Rejected]:
    """The articles of one file; pass one `names` for all files whose ids must differ."""
    path, root, names, rules = Path(path), Path(root), names or Names(), rules or load_rules()
    shown = relative(path, root)
    try:
        kind, packed = kind_of(path)
        check_place(path, root)
        stem = path.name.split(".")[0] if path.name.count(".") == 1 + packed else path.name.rsplit(".", 1 + packed)[0]
        if kind in TABLES:
            yield from _rows(path, kind, packed, shown, stem, names, rules)
            return
        if kind in KINDS:
            yield from read_document(path, kind, packed, shown, stem, names, rules)
            return
        with open_bytes(path, packed) as file:
            data = read_limited(file, 4 * rules.words["metadata"]["limits"]["characters"])
        yield from_file(data, kind, stem, shown, names, rules)
    except BadInput as bad:
        yield Rejected(shown, "read", bad.reason, bad.message)
    except MemoryError:
        yield Rejected(shown, "read", "memory", "Needs more memory than there is. Cut it into smaller files.")
    except Exception as error:
        yield Rejected(shown, "read", "error", f"{type(error).__name__}: {error}")


def _rows(path: Path, kind: str, packed: bool, shown: str, stem: str, names: Names, rules: Rulebook) -> Iterator[Article | Rejected]:
    """The rows of a dump: each an Article or a Rejected of its own, numbered from 1."""
    limit = 4 * rules.words["metadata"]["limits"]["characters"]
    with open_bytes(path, packed) as file:
        for number, row in enumerate(TABLES[kind](file, limit), 1):
            place = f"{shown}#{number}"
            if isinstance(row, BadInput):
                yield Rejected(place, "read", row.reason, row.message)
                continue
            try:
                yield from_row(row, f"{stem}-{number}", place, names, rules)
            except BadInput as bad:
                yield Rejected(place, "read", bad.reason, bad.message)
            except Exception as error:
                yield Rejected(place, "read", "error", f"{type(error).__name__}: {error}")
