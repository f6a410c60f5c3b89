"""What the fuzzer found: every input that once broke a reader, the splitter or a finder, and must never again."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest

from tests.fuzz.targets import KINDS, TARGETS

ROWS = [json.loads(line) for line in (Path(__file__).parent / "fuzz" / "finds.jsonl").open(encoding="utf-8")]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['target']}: {row['why'][:50]}")
def test_find(row: dict[str, str]) -> None:
    begun = time.thread_time()
    TARGETS[row["target"]](base64.b64decode(row["data"]))
    assert time.thread_time() - begun < 2


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff\xfe", b"\x03{}", b"\x04text\n", b"\x05\x1f\x8b"])
def test_every_target_takes_the_smallest_inputs(target: str, data: bytes) -> None:
    TARGETS[target](data)


def test_every_kind_of_file_is_fuzzed() -> None:
    assert {"txt", "md", "html", "jsonl", "csv"} <= set(KINDS)
