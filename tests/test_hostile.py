"""Hostile files: each is read, or rejected with its reason, within 10 seconds and 1 GB, and the rest of the dump comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hostile.files import HOSTILE, STORY, Content
from tests.hostile.process import made

SECONDS, MEGABYTES = 10, 1000


def write(folder: Path, name: str, content: Content) -> None:
    """One hostile file."""
    if callable(content):
        content(folder)
    else:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def test_there_are_many() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile(kind: str, tmp_path: Path) -> None:
    name, content, wanted = HOSTILE[kind]
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw, name, content)
    for good in ("!first.txt", "zz-last.txt"):
        (raw / good).write_text(STORY.replace("1,200", f"{len(good)},200"), "utf-8")
    told = made(raw, tmp_path / "out")
    assert told.error == ""
    assert told.seconds < SECONDS
    assert told.megabytes < MEGABYTES
    found = dict(told.inputs)
    assert (found.pop("!first.txt"), found.pop("zz-last.txt")) == ("ok", "ok"), "the rest of the dump comes out"
    assert [*found.values()] == wanted
    lines = [json.loads(line) for line in (tmp_path / "out" / "records.jsonl").open(encoding="utf-8")]
    assert {"!first.txt", "zz-last.txt"} <= {line["article"]["path"] for line in lines}
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(".")) in (["out", "raw"], ["out", "raw", "secret.txt"])
    texts = (tmp_path / "out" / "texts").iterdir()
    assert all("secret secret" not in path.read_text("utf-8")[:1000] for path in texts)
