"""Lists: words that stand twice in one list, and companies that stand twice in the table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.check.place import lines_of
from pipeline.rulebook import Rulebook
from pipeline.rulefile import line_of


def repeated_words(rules: Rulebook) -> Iterator[str]:
    """One line for each word that a list holds twice."""
    for stem, table in rules.words.items():
        lines = lines_of(rules.folder, rules.digest, stem)
        for name, word in twice(table, ""):
            line = second(lines, name.rpartition(".")[2], word)
            yield f"{stem}.toml{line}, list {name}: {word!r} is listed twice. Remove one."
    yield from repeated_rows(rules)


def twice(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    """Each list's name with each word that it repeats; blanks count as one."""
    for name, listed in table.items():
        full = f"{above}.{name}" if above else name
        if isinstance(listed, dict):
            yield from twice(listed, full)
        elif isinstance(listed, list):
            words = [" ".join(word.split()) for word in listed if isinstance(word, str)]
            yield from ((full, word) for word in dict.fromkeys(words) if words.count(word) > 1)


def second(lines: list[str], name: str, word: str) -> str:
    """Where a word stands for the second time in the list of a name, as ":12"."""
    first = line_of(lines, name)
    left, quoted = 2, (f'"{word}"', f"'{word}'")
    for number in range(int(first[1:] or 0), len(lines) + 1) if first else ():
        left -= sum(lines[number - 1].count(one) for one in quoted)
        if left <= 0:
            return f":{number}"
    return first


def repeated_rows(rules: Rulebook) -> Iterator[str]:
    """Rows of the company table with too many cells, or that say what an earlier row says."""
    path = rules.folder / "companies.csv"
    if not path.exists():
        return
    seen: dict[tuple[str, ...], int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        for row in rows:
            if len(row) != len(header):
                yield f"{path.name}:{rows.line_num}: {len(row)} cells under a header of {len(header)}. Put quotes round a cell with commas."
            if (first := seen.setdefault(tuple(row), rows.line_num)) != rows.line_num:
                yield f"{path.name}:{rows.line_num}: the same row as in line {first}. Remove one."
