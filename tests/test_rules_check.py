"""Rules are software: every way to break a rules file is told with its file, line and cure, and nothing as a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.check import check_rules, tried
from pipeline.rulebook import Rulebook, RuleError, load_rules
from tests.conftest import CHECKOUT

GOOD = """attributes = ["role"]
[words]
give = ["gave", "donated"]
[atoms]
year = '''(?:19|20)\\d\\d'''
[[rule]]
id = "years.since"
pattern = '''since\\s+(?P<year><<year>>)'''
role = "start"
examples = ["since 2009"]
counter_examples = ["since then"]
"""
RULE = '[[rule]]\nid = "years.since"\npattern = "since"\nexamples = ["since"]\n'


def plus(line: str) -> str:
    return RULE + line + "\n"


# What is in years.toml (bytes where it is no text), and the message. The message begins with the file, mostly with the line.
BROKEN: dict[str, tuple[str | bytes, str]] = {
    "not TOML": ("[[rule]\nid = 1", "years.toml: not readable as TOML: Expected ']]' at the end of an array declaration (at line 1"),
    "a key twice": ('[words]\na = ["x"]\na = ["y"]', "years.toml: not readable as TOML: Cannot overwrite a value"),
    "an open string": ("[[rule]]\nid = 'years.x", "years.toml: not readable as TOML"),
    "not UTF-8": (b'[words]\na = ["caf\xe9"]', "years.toml: not UTF-8 (byte 17). Save it as UTF-8."),
    "binary": (b"\x00\x01\x02", "years.toml: not readable as TOML"),
    "nested too deep": ("a = " + "[" * 100_000, "years.toml: n"),
    "unknown table": ("[word]\na = ['x']", "years.toml:1: unknown table 'word'. Known are atoms, attributes, rule, words."),
    "rules for rule": ("[[rules]]\nid = 'years.x'", "years.toml:1: unknown table 'rules'. Rules stand under [[rule]]."),
    "attributes no list": ("attributes = 'role'\n" + RULE, 'years.toml:1: attributes is a list of names, attributes = ["role"].'),
    "words no table": ("words = ['x']\n" + RULE, "years.toml:1: words is a table; begin it with [words]."),
    "atoms no table": ("atoms = 'x'\n" + RULE, "years.toml:1: atoms is a table; begin it with [atoms]."),
    "atom no pattern": ("[atoms]\nyear = 2009\n", "years.toml:2: atom 'year' is no pattern; write year = '''...'''."),
    "list in a list": ("[words]\ngive = ['gave', ['donated']]", "years.toml:2: list words.give holds another list. One list holds words."),
    "empty list": ("[words]\n\ngive = []", "years.toml:3: list words.give is empty. Give it a word or take it out."),
    "empty word": ("[words]\ngive = ['gave', ' ']", "years.toml:2: list words.give holds an empty word, which stands everywhere. Take it out."),
    "one bracket": ("[rule]\nid = 'years.x'", "years.toml:1: a rule begins with [[rule]], in two brackets."),
    "unknown key": (plus("exampels = ['x']"), "years.toml:2, rule 'years.since': unknown key exampels; known are case, confidence,"),
    "attribute not declared": (plus("role = 'x'"), "years.toml:2, rule 'years.since': unknown key role"),
    "no id": ("[[rule]]\npattern = 'x'\n", "years.toml:1, rule '': every rule needs an id of its own that starts with 'years.'."),
    "id of another file": ("[[rule]]\nid = 'money.x'\npattern = 'x'", "rule 'money.x': every rule needs an id of its own that starts with 'years.'."),
    "repeated id": (RULE + RULE, "years.toml:5, rule 'years.since': every rule needs an id of its own; this one is there before. Rename or remove one."),
    "no pattern": ("[[rule]]\nid = \"years.x\"\n", "years.toml:2, rule 'years.x': has no pattern; add pattern = '''...'''."),
    "pattern no text": ("[[rule]]\nid = \"years.x\"\npattern = 5", "rule 'years.x': its pattern is no text; write pattern = '''...'''."),
    "examples no list": ('[[rule]]\nid = "years.x"\npattern = "x"\nexamples = "x"', "rule 'years.x': examples is a list of phrases; write examples = [\"...\"]."),
    "counter-examples of numbers": (plus("counter_examples = [2009]"), "rule 'years.since': counter_examples is a list of phrases"),
    "confidence in percent": (plus("confidence = 95"), "rule 'years.since': confidence is a number from 0 to 1, not 95."),
    "confidence in words": (plus("confidence = 'high'"), "rule 'years.since': confidence is a number from 0 to 1, not 'high'."),
    "case in words": (plus("case = 'yes'"), "rule 'years.since': case is true or false, without quotation marks."),
    "note no text": (plus("note = 5"), "rule 'years.since': note is a text between quotation marks."),
    "bracket not closed": ("[[rule]]\nid = \"years.x\"\npattern = '(since'", "years.toml:2, rule 'years.x': the pattern does not compile: missing )"),
    "nothing to repeat": ("[[rule]]\nid = \"years.x\"\npattern = '*'", "years.toml:2, rule 'years.x': the pattern does not compile: nothing to repeat"),
    "missing atom": ("[[rule]]\nid = \"years.x\"\npattern = '<<yaer>>'", "there is no atom or word list 'years.yaer'. Define it, or mend the name between << and >>."),
    "missing words": ("[[rule]]\nid = \"years.x\"\npattern = '<<words.give>>'", "there is no atom or word list 'years.words.give'."),
    "missing file": ("[[rule]]\nid = \"years.x\"\npattern = '<<money.year>>'", "there is no atom or word list 'money.year'."),
    "misspelt name": ("[[rule]]\nid = \"years.x\"\npattern = '<<Year 2>>'", "there is no atom or word list 'Year 2'."),
    "atom in itself": ("[atoms]\na = '<<b>>'\nb = '<<a>>'\n[[rule]]\nid = \"years.x\"\npattern = '<<a>>'", "an atom stands within itself. Take it out of its own pattern."),
    "no example": ('[[rule]]\nid = "years.x"\npattern = "x"\n', "years.toml:2, rule years.x: has no example; add examples = [...] with a phrase that it finds."),
    "example not found": (plus("counter_examples = ['x']").replace('["since"]', '["since", "from 2009"]'), "does not find its example 'from 2009'. Mend the pattern or the example."),
    "counter-example found": (plus("counter_examples = ['ever since']"), "years.toml:2, rule years.since: finds 'since' in its counter-example 'ever since'. Narrow the pattern."),
    "example twice": (RULE.replace('["since"]', '["since", "since"]'), "gives the example 'since' twice. Keep one."),
    "dead pattern": (RULE.replace('"since"\n', "'since\\B\\b'\n", 1), "years.toml:2, rule years.since: is dead: it finds none of its examples, nor a phrase made from its own pattern."),
    "shadowed by the same": (RULE + RULE.replace("since", "again", 1).replace('["since"]', '["ever since"]'), "years.toml:6, rule years.again: is shadowed by years.toml:2, rule years.since,"),
    "shadowed by a wider": (
        "attributes = ['role']\n" + plus("role = 'start'") + plus("role = 'start'").replace("years.since", "years.fixed").replace('"since"\n', "'since(?=,)'\n").replace('["since"]', '["since,"]'),
        "years.toml:8, rule years.fixed: is shadowed by years.toml:3, rule years.since,",
    ),
    "slow by nested repeats": (RULE.replace('"since"\n', "'(?:a|aa|s)+(?:ince|$)'\n", 1), "years.toml:2, rule years.since: is slow: more than"),
    "slow by two broad repeats": (RULE.replace('"since"\n', "'[a-z ,]*since[a-z ,]*'\n", 1), "Bound its repeats ({0,40} for * and +), or begin it with something rarer."),
    "word twice": ("[words]\ngive = ['gave',\n  'donated',\n  'gave']\n", "years.toml:4, list give: 'gave' is listed twice. Remove one."),
    "phrase twice with other blanks": ('[words.deep]\ngive = ["set up", "set  up"]\n', "years.toml:2, list deep.give: 'set up' is listed twice. Remove one."),
}


def told(folder: Path, content: str | bytes) -> str:
    """What loading and checking a folder with this years.toml says."""
    (folder / "years.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        return "\n".join(check_rules(load_rules(folder)))
    except RuleError as error:
        return str(error)


def test_a_good_file_is_fine(tmp_path: Path) -> None:
    assert told(tmp_path, GOOD) == ""
    assert told(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == "", "saved by an editor on Windows"


@pytest.mark.parametrize("kind", BROKEN)
def test_every_kind_of_broken_file_is_told(kind: str, tmp_path: Path) -> None:
    content, message = BROKEN[kind]
    load_rules.cache_clear()
    said = told(tmp_path, content)
    assert message in said
    assert all(line.startswith("years.toml") for line in said.split("\n"))


def test_there_are_many_kinds() -> None:
    assert len(BROKEN) >= 30


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "money.toml").write_text("[word]\n", "utf-8")
    said = told(tmp_path, plus("confidence = 95\ncase = 'yes'\nexampels = 1"))
    assert len(said.split("\n")) == 4
    assert "money.toml:1" in said


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "years.toml").mkdir()
    with pytest.raises(RuleError, match=r"years\.toml: cannot be read"):
        load_rules(tmp_path)


def test_repeated_and_ragged_rows_of_the_company_table_are_told(tmp_path: Path) -> None:
    (tmp_path / "companies.csv").write_text("name,aliases\nAcme,\nOrion,Orion Foods,x\nAcme,\n", "utf-8")
    said = told(tmp_path, GOOD)
    assert "companies.csv:3: 3 cells under a header of 2. Put quotes round a cell with commas." in said
    assert "companies.csv:4: the same row as in line 2. Remove one." in said


@pytest.mark.parametrize("kind", ["not TOML", "unknown key", "missing atom", "counter-example found"])
def test_the_command_says_it_and_leaves_with_a_code(kind: str, tmp_path: Path) -> None:
    content, message = BROKEN[kind]
    (tmp_path / "years.toml").write_text(str(content), "utf-8")
    command = [sys.executable, "-m", "pipeline", "rules", "check", "--rules", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "years.toml").write_text(GOOD, "utf-8")
    return load_rules(folder)


def test_try_shows_what_fires_and_why(book: Rulebook) -> None:
    lines = list(tried("they run it since 2009, and since 2011", book))
    assert lines[0].split() == ["12", "22", "years.since", "0.80", "'since", "2009'"]
    assert lines[1].strip() == "years.toml:7; year = '2009'; role: start"
    assert len(lines) == 4
    assert not list(tried("nothing here", book))
