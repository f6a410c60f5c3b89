"""Standing: whether the dataset that is there is what this run would make, so that an unchanged dump costs no work at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from pipeline.read import list_inputs
from pipeline.rulebook import default_folder
from pipeline.run.chunk import Options
from pipeline.run.fingerprint import PACKAGE, fingerprint
from pipeline.write.counts import Counts
from pipeline.write.package import MANIFEST
from pipeline.write.place import TEXTS

NOTE = "standing.json"
RECORDS = "records.jsonl"


class Standing:
    """What the last run left in an output folder, and from what it was made."""

    def __init__(self, raw: Path, output: Path, memory: Path, options: Options, finish: str) -> None:
        self.output, self.note = output, memory / NOTE
        self.made_from = made_from(raw, options, finish)
        self.before = digest_of(output / RECORDS)

    def counts(self) -> Counts | None:
        """What the last run counted, where running again would give the same files and none of them was touched since."""
        try:
            note = json.loads(self.note.read_bytes())
            if self.made_from is None or note != self.note_of(note["settled"]):
                return None
            return Counts.from_object(json.loads((self.output / "run.json").read_bytes())["counts"]) if note["settled"] else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self) -> None:
        """Note what this run has made. A dataset with other records than the one before has a report of the changes: not settled."""
        settled = self.before in (None, digest_of(self.output / RECORDS))
        self.note.write_text(json.dumps(self.note_of(settled)), "utf-8")

    def note_of(self, settled: bool) -> dict[str, Any]:
        """The inputs, and the files that came of them."""
        return {"made_from": self.made_from, "files": files_of(self.output), "settled": settled}


def made_from(raw: Path, options: Options, finish: str) -> str | None:
    """A digest of all that a dataset is made from: inputs, rules, code. None where an input cannot be read."""
    whole = sha256(f"{fingerprint(options)} {finish}".encode())
    ours = [*sorted(PACKAGE.rglob("*")), *sorted((options.rules or default_folder()).iterdir())]
    ours += [options.corrections] if options.corrections else []
    for path in (path for path in ours if path.is_file() and path.suffix != ".pyc" and "models" not in path.parts):
        whole.update(path.name.encode() + b"\0" + (digest_of(path) or "").encode())
    for path in list_inputs(raw):
        digest = digest_of(path) if path.is_file() else None
        if digest is None:
            return None
        whole.update(str(path).encode("utf-8", "surrogateescape") + b"\0" + digest.encode())
    return whole.hexdigest()


def files_of(output: Path) -> Mapping[str, str | int | None]:
    """A dataset's files: each with its digest, the texts by their number and size."""
    places = [place for place in output.iterdir() if place.name != TEXTS]
    names = sorted(path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file())
    with os.scandir(output / TEXTS) as texts:
        number = size = 0
        for text in texts:
            number, size = number + 1, size + text.stat().st_size
    found: dict[str, str | int | None] = {path.relative_to(output).as_posix(): digest_of(path) for path in names}
    return {**found, "texts": number, "size": size, "whole": int((output / MANIFEST).exists())}


def digest_of(path: Path) -> str | None:
    """A file's SHA-256; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
