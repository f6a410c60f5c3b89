"""Rule file: one file of rules/ as TOML says it, and whether it has the shape of a rules file; nothing is compiled here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Table = Mapping[str, Any]
TABLES = {"attributes", "words", "atoms", "rule"}
KEYS = {"id", "pattern", "confidence", "examples", "counter_examples", "case", "note"}


class RuleError(Exception):
    """Rules that cannot be used: each line names the file, the line, the rule, what is wrong, what to do."""


def read_rule_file(path: Path) -> dict[str, Any]:
    """A rules file as TOML; RuleError where it cannot be read or has not the shape of one."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise RuleError(f"{path.name}: cannot be read ({error.strerror}). Put a TOML file in its place.") from error
    except UnicodeDecodeError as error:
        raise RuleError(f"{path.name}: not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    try:
        table = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path.name}: not readable as TOML: {error}. Mend that line; patterns go between '''.") from error
    except RecursionError as error:
        raise RuleError(f"{path.name}: nested too deep. Lists of words hold words.") from error
    if found := [f"{path.name}{line}{what}" for line, what in wrong_shape(path, table)]:
        raise RuleError("\n".join(found))
    return table


def wrong_shape(path: Path, table: Table) -> Iterator[tuple[str, str]]:
    """Where (":12") and what is wrong with the tables of a file, and with its rules one by one."""
    lines = source_lines(path)
    for key in sorted(set(table) - TABLES):
        cure = "Rules stand under [[rule]]." if key == "rules" else f"Known are {', '.join(sorted(TABLES))}."
        yield line_of(lines, key), f": unknown table {key!r}. {cure}"
    if not _strings(table.get("attributes", [])):
        yield line_of(lines, "attributes"), ': attributes is a list of names, attributes = ["role"].'
    for name in ("words", "atoms"):
        if not isinstance(table.get(name, {}), dict):
            yield line_of(lines, name), f": {name} is a table; begin it with [{name}]."
            return
    for name, pattern in table.get("atoms", {}).items():
        if not isinstance(pattern, str):
            yield line_of(lines, name), f": atom {name!r} is no pattern; write {name} = '''...'''."
    yield from _wrong_words(lines, table.get("words", {}), "words")
    rules = table.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        yield line_of(lines, "[rule]"), ": a rule begins with [[rule]], in two brackets."
        return
    yield from _wrong_rules(path.stem, lines, rules, KEYS | set(table.get("attributes", ())))


def _wrong_words(lines: list[str], table: Table, above: str) -> Iterator[tuple[str, str]]:
    for name, listed in table.items():
        if isinstance(listed, dict):
            yield from _wrong_words(lines, listed, f"{above}.{name}")
        elif isinstance(listed, list):
            if any(isinstance(word, list | dict) for word in listed):
                yield line_of(lines, name), f": list {above}.{name} holds another list. One list holds words."
            if not listed:
                yield line_of(lines, name), f": list {above}.{name} is empty. Give it a word or take it out."
            if any(isinstance(word, str) and not word.strip() for word in listed):
                yield line_of(lines, name), f": list {above}.{name} holds an empty word, which stands everywhere. Take it out."


def _wrong_rules(stem: str, lines: list[str], rules: list[Table], allowed: set[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    starts = [number for number, line in enumerate(lines, 1) if line.strip().startswith("[[rule]]")]
    for number, rule in enumerate(rules):
        name = rule.get("id", "")
        place = f", rule {name!r}"
        line = (line_of(lines, f'"{name}"') if name not in seen else "") or f":{starts[number]}" if number < len(starts) else ""
        for what in _wrong_rule(stem, name, rule, allowed):
            yield line, f"{place}: {what}"
        if name in seen:
            yield line, f"{place}: every rule needs an id of its own; this one is there before. Rename or remove one."
        seen.add(str(name))


def _wrong_rule(stem: str, name: object, rule: Table, allowed: set[str]) -> Iterator[str]:
    if unknown := sorted(set(rule) - allowed):
        yield f"unknown key {', '.join(unknown)}; known are {', '.join(sorted(allowed))}."
    if not isinstance(name, str) or not name.startswith(stem + ".") or name == stem + ".":
        yield f"every rule needs an id of its own that starts with {stem + '.'!r}."
    if "pattern" not in rule:
        yield "has no pattern; add pattern = '''...'''."
    elif not isinstance(rule["pattern"], str):
        yield "its pattern is no text; write pattern = '''...'''."
    for key in ("examples", "counter_examples"):
        if not _strings(rule.get(key, [])):
            yield f'{key} is a list of phrases; write {key} = ["..."].'
    sure = rule.get("confidence", 0.8)
    if isinstance(sure, bool) or not isinstance(sure, int | float) or not 0 <= sure <= 1:
        yield f"confidence is a number from 0 to 1, not {sure!r}."
    if not isinstance(rule.get("case", False), bool):
        yield "case is true or false, without quotation marks."
    if not isinstance(rule.get("note", ""), str):
        yield "note is a text between quotation marks."


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def source_lines(path: Path) -> list[str]:
    """The lines of a file, for naming places in it; none where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8", "replace").split("\n")
    except OSError:
        return []


def line_of(lines: list[str], wanted: str) -> str:
    """Where something is first written or defined in a file, as ":12"; nothing where it is not.

    >>> line_of(["[words]", "give = ['gave']"], "give"), line_of(["a"], "b")
    (':2', '')
    """
    for number, line in enumerate(lines, 1):
        if line.strip().startswith((wanted, f'"{wanted}"', f"[{wanted}", f"[[{wanted}", f"[words.{wanted}")) or f"= {wanted}" in line:
            return f":{number}"
    return ""
