"""Rulebook: the files in rules/ as compiled, checked rules.

A rules file is TOML:

    attributes = ["role"]              # further keys that this file's rules may carry

    [words]                            # word lists, or tables from a word to what it means
    launch = ["launched", "set up"]
    [words.multipliers]
    million = 1000000

    [atoms]                            # pieces of pattern, used in rules as <<name>>
    year = '''(?:19|20)\\d\\d'''

    [[rule]]
    id = "years.since"                 # file name, a point, a name
    pattern = '''since\\s+(?P<year><<year>>)'''
    confidence = 0.95
    examples = ["since 2009"]          # the pattern must match inside each
    counter_examples = ["since then"]  # and inside none of these

`<<name>>` stands for an atom of the same file, `<<file.name>>` for one of another file, and
`<<words.name>>` / `<<file.words.name>>` for a word list as one alternation, longest first, in which a space
matches any run of white space. Patterns are verbose and ignore case unless the rule says `case = true`. Every
`\\s*` and `\\s+` of a pattern reaches over at most 20 characters, so that long stretches of white space cost little.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex

from pipeline.rulefile import KEYS, RuleError, line_of, read_rule_file, source_lines

__all__ = ["Rule", "RuleError", "Rulebook", "alternation", "default_folder", "expand", "load_rules"]
SLOT = regex.compile(r"<<([a-z_.]+)>>")
MISNAMED = regex.compile(r"<<([\w.\- ]+)>>")
BLANK = regex.compile(r"\\s(?P<sign>[*+])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\#[^\n]*", regex.DOTALL)
REACH = 20  # so much white space may lie between two words of a phrase
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One compiled rule; `more` holds the attributes that its finder understands."""

    id: str
    file: str
    pattern: regex.Pattern[str]
    confidence: float
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    more: Table = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All rules by file, all words by file and list, all atoms compiled on demand, the company table."""

    rules: Mapping[str, tuple[Rule, ...]]
    words: Mapping[str, Table]
    sources: Mapping[str, str]
    companies: tuple[Mapping[str, str], ...]
    digest: str
    folder: Path
    by_id: Mapping[str, Rule]

    def pattern(self, source: str, *, case: bool = False) -> regex.Pattern[str]:
        """Compile a pattern that uses this rulebook's atoms and words, for instance `r"<<money.amount>>"`."""
        return _pattern(self, source, case)

    def __getitem__(self, rule_id: str) -> Rule:
        return self.by_id[rule_id]


@lru_cache(maxsize=1024)
def _pattern(rules: Rulebook, source: str, case: bool) -> regex.Pattern[str]:
    return _compile(expand(source, "", rules.sources, rules.words), case)


def default_folder() -> Path:
    """The rules that ship with the project: beside the package in a checkout, inside it when installed."""
    inside = Path(__file__).parent / "rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "rules"


@cache
def load_rules(folder: Path | None = None) -> Rulebook:
    """Read, check and compile every rules file of `folder` (default: the project's own)."""
    folder = folder or default_folder()
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise RuleError(f"{folder}: no rules here; expected files such as money.toml. Name the folder that holds them.")
    tables = _read_tables(files)
    words = {stem: table.get("words", {}) for stem, table in tables.items()}
    sources = {f"{stem}.{name}": source for stem, table in tables.items() for name, source in table.get("atoms", {}).items()}
    rules = {path.stem: tuple(_rules_of(path, tables[path.stem], sources, words)) for path in files}
    companies_file = folder / "companies.csv"
    by_id = {rule.id: rule for many in rules.values() for rule in many}
    digest = _digest([*files, *sorted([*folder.glob("*.csv"), *folder.glob("*.onnx")])])
    return Rulebook(rules, words, sources, _read_companies(companies_file), digest, folder, by_id)


def _read_tables(files: list[Path]) -> dict[str, dict[str, Any]]:
    tables, wrong = {}, []
    for path in files:
        try:
            tables[path.stem] = read_rule_file(path)
        except RuleError as error:
            wrong.append(str(error))
    if wrong:
        raise RuleError("\n".join(wrong))
    return tables


def _read_companies(path: Path) -> tuple[Mapping[str, str], ...]:
    if not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def _digest(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        if path.exists():
            whole.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return whole.hexdigest()


def _rules_of(path: Path, table: Table, sources: Mapping[str, str], words: Mapping[str, Table]) -> Iterator[Rule]:
    for entry in table.get("rule", ()):
        name = entry["id"]
        try:
            compiled = _compile(expand(entry["pattern"], path.stem, sources, words), bool(entry.get("case")))
        except (regex.error, KeyError, RecursionError, TypeError) as error:
            place = f"{path.name}{line_of(source_lines(path), repr(name).replace(chr(39), chr(34)))}, rule {name!r}"
            raise RuleError(f"{place}: the pattern does not compile: {_why(error)}") from error
        more = {key: value for key, value in entry.items() if key not in KEYS}
        confidence = float(entry.get("confidence", 0.8))
        examples, counters = tuple(entry.get("examples", ())), tuple(entry.get("counter_examples", ()))
        yield Rule(name, path.stem, compiled, confidence, examples, counters, more)


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"there is no atom or word list {error.args[0]!r}. Define it, or mend the name between << and >>."
    if isinstance(error, RecursionError):
        return "an atom stands within itself. Take it out of its own pattern."
    return f"{error}. Mend it there."


def _compile(source: str, case: bool) -> regex.Pattern[str]:
    flags = regex.VERBOSE | (0 if case else regex.IGNORECASE)
    return regex.compile(BLANK.sub(_bounded, source), flags)


def _bounded(part: regex.Match[str]) -> str:
    return rf"\s{{{int(part['sign'] == '+')},{REACH}}}" if part["sign"] else part[0]


def expand(source: str, stem: str, sources: Mapping[str, str], words: Mapping[str, Table]) -> str:
    """Replace every `<<...>>` in a pattern by the atom or word list that it names; KeyError names a missing one."""

    def replacement(slot: regex.Match[str]) -> str:
        parts = slot[1].split(".")
        if "words" in parts:
            at = parts.index("words")
            return alternation(_listed(words, "".join(parts[:at]) or stem, parts[at + 1 :]))
        name = slot[1] if len(parts) > 1 else f"{stem}.{slot[1]}"
        return f"(?:{expand(sources[name], name.split('.')[0], sources, words)})"

    if misnamed := MISNAMED.search(SLOT.sub("", source)):
        raise KeyError(misnamed[1])
    return SLOT.sub(replacement, source)


def _listed(words: Mapping[str, Table], stem: str, names: list[str]) -> Any:
    found: Any = words.get(stem, {})
    for name in names:
        if not isinstance(found, dict) or name not in found:
            raise KeyError(f"{stem}.words.{'.'.join(names)}")
        found = found[name]
    return found


def alternation(phrases: Mapping[str, Any] | list[str]) -> str:
    """One pattern for a list of phrases: a prefix tree, so that a long list costs one pass, longest match first.

    >>> alternation(["set up", "set", "launched"])
    '(?:launched|set(?:\\\\s+up)?)'
    """
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for unit in _units(phrase):
            node = node.setdefault(unit, {})
        node[""] = {}
    return _branch(tree)


def _units(phrase: str) -> list[str]:
    quotes = {"'": "['’‘]", "-": "[-‐‑–]"}
    return [r"\s+" if c.isspace() else quotes.get(c, regex.escape(c, special_only=False)) for c in " ".join(phrase.split())]


def _branch(node: Mapping[str, Any]) -> str:
    ends = "" in node
    options = []
    for unit, rest in sorted(node.items()):
        if unit:
            while len(rest) == 1 and "" not in rest:
                (step, rest), = rest.items()
                unit += step
            options.append(unit + (_branch(rest) if any(rest) else ""))
    if not options:
        return ""
    body = options[0] if len(options) == 1 and not ends else None
    if body is not None:
        return f"(?:{body})"
    return f"(?:{'|'.join(options)})" + ("?" if ends else "")
