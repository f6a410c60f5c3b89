"""The fuzzer: `python -m tests.fuzz --seconds 180`. An input that reaches a new line of ours is kept and changed further.

It needs no library: which lines are reached is told by Python itself. What raises, or takes longer than two seconds, is cut
to what is needed and written to tests/fuzz/finds.jsonl, which the tests replay.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pipeline
from pipeline.rulebook import load_rules
from tests.fuzz.targets import TARGETS

PACKAGE = str(Path(pipeline.__file__).parent)
FINDS = Path(__file__).parent / "finds.jsonl"
RAW = Path(__file__).parent.parent.parent / "raw"
SLOW = 2.0
SHARES = {"reading": 0.2, "splitting": 0.2, "finding": 0.6}  # of the time; finding is the slowest
LONGEST = 3000
SIGNS = ["\n\n", "\r\n", "\u00a0", "\u2028", "“", "”", "’", "$", "€", "¥", "1,000", "(", "[", "](", "{", "---\n", "\t", "\x0c", "\ud7ff", "𝒳", "é", "\u0301", "<p>", "<!--", "&#x", '"', ",", ";", "-", "–"]
Place = tuple[str, int, int]


class Reached:
    """The lines of ours that a call goes through, each with the one before it."""

    def __init__(self) -> None:
        self.seen: set[Place] = set()

    def watch(self, frame: FrameType, event: str, _: Any) -> Any:
        file = frame.f_code.co_filename
        if event != "call" or not file.startswith(PACKAGE):
            return None
        last = 0

        def line(inner: FrameType, event: str, _: Any) -> Any:
            nonlocal last
            if event == "line":
                self.seen.add((file, last, inner.f_lineno))
                last = inner.f_lineno
            return line

        return line

    def by(self, target: str, data: bytes) -> tuple[set[Place], str]:
        """Where an input leads, and what is wrong with it."""
        self.seen = set()
        begun, wrong = time.thread_time(), ""
        sys.settrace(self.watch)
        try:
            TARGETS[target](data)
        except Exception as error:
            wrong = f"{type(error).__name__}: {str(error)[:200]}"
        finally:
            sys.settrace(None)
        return self.seen, wrong or ("slow" if time.thread_time() - begun > SLOW and is_slow(target, data) else "")


def is_slow(target: str, data: bytes) -> bool:
    """Whether an input is slow without anybody watching."""
    begun = time.thread_time()
    TARGETS[target](data)
    return time.thread_time() - begun > SLOW / 4


def words() -> list[bytes]:
    """What inputs are made of: the rules' own examples, and signs that matter."""
    rules = load_rules().by_id.values()
    return [text.encode("utf-8", "replace") for rule in rules for text in (*rule.examples, *rule.counter_examples)] + [s.encode("utf-8", "replace") for s in SIGNS]


def seeds(target: str) -> Iterator[bytes]:
    """What is begun with: our own articles, in pieces."""
    for number, path in enumerate(sorted(RAW.iterdir())):
        data = path.read_bytes()[:LONGEST]
        yield bytes([number % 6]) + data if target == "reading" else data


def changed(data: bytes, other: bytes, pool: list[bytes], chance: random.Random) -> bytes:
    """An input with some small changes."""
    for _ in range(chance.randint(1, 5)):
        a, b = sorted(chance.randint(0, len(data)) for _ in range(2))
        way = chance.randint(0, 6)
        if way == 0:
            data = data[:a] + chance.choice(pool) + data[a:]
        elif way == 1:
            data = data[:a] + data[min(b, a + 200) :]
        elif way == 2:
            data = data[:a] + data[a : min(b, a + 60)] * chance.choice((2, 3, 30)) + data[b:]
        elif way == 3:
            c = chance.randint(0, len(other))
            data = data[:a] + other[c : c + 300] + data[b:]
        elif way == 4:
            data = data[:a] + bytes([chance.randint(0, 255)]) + data[a + 1 :]
        elif way == 5:
            data = data[:a] + str(chance.choice((0, 1, 7, 99, 1999, 2024, 10**6, 10**15))).encode() + data[a:]
        else:
            data = data[:a] + chance.choice(pool) + b" " + chance.choice(pool) + data[b:]
    return data[:LONGEST]


def smaller(target: str, data: bytes, wrong: str, reached: Reached) -> bytes:
    """An input cut to what still goes wrong in the same way."""
    size = len(data) // 2
    while size:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + size :]
            if reached.by(target, shorter)[1].partition(":")[0] == wrong.partition(":")[0]:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def fuzz(target: str, seconds: float, chance: random.Random) -> list[dict[str, str]]:
    """Fuzz one target for some time; one find for each kind of error."""
    reached, pool = Reached(), words()
    known: set[Place] = set()
    corpus: list[bytes] = []
    finds: dict[str, dict[str, str]] = {}
    until, tried = time.monotonic() + seconds, 0
    waiting = list(seeds(target))
    while time.monotonic() < until:
        data = waiting.pop() if waiting else changed(chance.choice(corpus), chance.choice(corpus), pool, chance)
        places, wrong = reached.by(target, data)
        tried += 1
        if wrong and wrong[:60] not in finds:
            data = smaller(target, data, wrong, reached)
            finds[wrong[:60]] = {"target": target, "data": base64.b64encode(data).decode(), "why": wrong}
        if not corpus or not places <= known:
            known |= places
            corpus.append(data)
    print(f"{target}: {tried:,} inputs, {len(corpus)} kept, {len(known):,} steps from line to line reached, {len(finds)} finds")
    return list(finds.values())


def main() -> None:
    """Fuzz every target for its share of the time, and keep the finds."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--seconds", type=float, default=180.0)
    told.add_argument("--seed", type=int, default=int(time.time()))
    options = told.parse_args()
    print(f"seed {options.seed}")
    chance = random.Random(options.seed)
    finds = [find for target in TARGETS for find in fuzz(target, options.seconds * SHARES[target], chance)]
    with FINDS.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(find) + "\n" for find in finds)
    for find in finds:
        print(f"{find['target']}: {find['why']}: {base64.b64decode(find['data'])[:200]!r}")
    sys.exit(bool(finds))


if __name__ == "__main__":
    main()
