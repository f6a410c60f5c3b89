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
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex

KEYS = {"id", "pattern", "confidence", "examples", "counter_examples", "case", "note"}
SLOT = regex.compile(r"<<([a-z_.]+)>>")
BLANK = regex.compile(r"\\s(?P<sign>[*+])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\#[^\n]*", regex.DOTALL)
REACH = 20  # so much white space may lie between two words of a phrase
Table = Mapping[str, Any]


class RuleError(Exception):
    """A rules file that cannot be used: which file, which rule, what was expected, what to do."""


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
    tables = {path.stem: _read_table(path) for path in files}
    words = {stem: table.get("words", {}) for stem, table in tables.items()}
    sources = {f"{stem}.{name}": source for stem, table in tables.items() for name, source in table.get("atoms", {}).items()}
    rules = {stem: tuple(_rules_of(stem, table, sources, words)) for stem, table in tables.items()}
    companies_file = folder / "companies.csv"
    by_id = {rule.id: rule for many in rules.values() for rule in many}
    digest = _digest([*files, *sorted(folder.glob("*.csv"))])
    return Rulebook(rules, words, sources, _read_companies(companies_file), digest, folder, by_id)


def _read_table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name}: not readable as TOML: {error}. Mend that line; patterns go between '''.") from error


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


def _rules_of(stem: str, table: Table, sources: Mapping[str, str], words: Mapping[str, Table]) -> Iterator[Rule]:
    allowed = KEYS | set(table.get("attributes", ()))
    seen: set[str] = set()
    for entry in table.get("rule", ()):
        name = entry.get("id", "")
        place = f"{stem}.toml{_line(stem, name)}, rule {name!r}"
        if unknown := sorted(set(entry) - allowed):
            raise RuleError(f"{place}: unknown key {', '.join(unknown)}; known are {', '.join(sorted(allowed))}.")
        if not name.startswith(stem + ".") or name in seen:
            raise RuleError(f"{place}: every rule needs an id of its own that starts with {stem + '.'!r}.")
        if "pattern" not in entry:
            raise RuleError(f"{place}: has no pattern; add pattern = '''...'''.")
        seen.add(name)
        try:
            compiled = _compile(expand(entry["pattern"], stem, sources, words), bool(entry.get("case")))
        except (regex.error, KeyError) as error:
            raise RuleError(f"{place}: the pattern does not compile: {error}.") from error
        more = {key: value for key, value in entry.items() if key not in KEYS}
        confidence = float(entry.get("confidence", 0.8))
        examples, counters = tuple(entry.get("examples", ())), tuple(entry.get("counter_examples", ()))
        yield Rule(name, stem, compiled, confidence, examples, counters, more)


def _line(stem: str, name: str) -> str:
    path = default_folder() / f"{stem}.toml"
    if not name or not path.exists():
        return ""
    lines = path.read_text("utf-8").split("\n")
    return next((f":{number}" for number, line in enumerate(lines, 1) if f'"{name}"' in line), "")


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
            return alternation(words["".join(parts[:at]) or stem][parts[at + 1]])
        name = slot[1] if len(parts) > 1 else f"{stem}.{slot[1]}"
        return f"(?:{expand(sources[name], name.split('.')[0], sources, words)})"

    return SLOT.sub(replacement, source)


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
