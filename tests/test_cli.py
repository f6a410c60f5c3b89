"""The command line: what it says, what it writes, and its exit codes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT, TEXT

STORY = """Northwind Paper donates to Harbour Trust

SPRINGFIELD, May 1, 2024 -- Northwind Paper Inc. today donated $40,000 to the Harbour Trust, a charity that has helped
more than 1,200 pupils since 2016.
"""


def press(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the checkout."""
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT, env=os.environ | variables)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one article."""
    folder = tmp_path_factory.mktemp("raw")
    (folder / "story.txt").write_text(STORY, "utf-8")
    return folder


@pytest.fixture(scope="module")
def output(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that the command makes of it."""
    folder = tmp_path_factory.mktemp("run") / "output"
    done = press("run", raw, "--output", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_help_is_quick_and_names_the_commands() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = press("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("run", "evaluate", "explain", "rules"))
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 1, "0.1 s of processor time was measured; this bound is for a slow machine"


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, pipeline.__main__; print(sorted({'spacy', 'pandas', 'numpy', 'dateparser', 'pydantic', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert done.stdout.strip() == "[]"


def test_version_tells_the_rules() -> None:
    done = press("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("press-records 0.")
    assert "rules " in done.stdout


def test_run_writes_a_dataset_and_one_screen(raw: Path, output: Path) -> None:
    again = press("run", raw, "--output", output)
    assert again.returncode == 0, again.stderr
    assert {"records.csv", "records.jsonl", "datapackage.json"} <= {path.name for path in output.iterdir()}
    for word in ("1 inputs", "records", "Doubtful", "Rejected", str(output)):
        assert word in again.stdout
    assert len(again.stdout.splitlines()) < 25
    assert json.loads((output / "run.json").read_bytes())["counts"]["articles"] == {"ok": 1}


def test_explain_shows_where_values_come_from(output: Path) -> None:
    done = press("explain", "story-1", "--output", output)
    assert done.returncode == 0, done.stderr
    assert "[$40,000]" in done.stdout


def test_explain_says_what_it_does_not_know(output: Path, tmp_path: Path) -> None:
    assert "no such record" in press("explain", "nobody-1", "--output", output).stderr
    assert press("explain", "story-1", "--output", tmp_path).returncode == 1


def test_rejected_inputs_give_an_exit_code_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "raw" / "bad.jsonl").write_text("{nonsense\n", "utf-8")
    done = press("run", tmp_path / "raw", "--output", tmp_path / "out")
    assert done.returncode == 3
    assert "Rejected: 1 inputs" in done.stdout
    assert (tmp_path / "out" / "rejected.jsonl").read_text("utf-8").count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "nowhere", "--output", "x"), "no such folder"),
        (("run", "raw", "--output", "README.md"), "is a file"),
        (("run", "raw", "--output", "tests"), "not a dataset of this project"),
        (("run", "raw", "--output", "x", "--rules", "docs"), "no rules here"),
        (("rules", "check", "--rules", "docs"), "no rules here"),
    ],
)
def test_wrong_use_is_told_in_one_line(words: tuple[str, ...], message: str) -> None:
    done = press(*words)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (CHECKOUT / "x").exists()


@pytest.mark.parametrize("words", [("surprise",), ("run",), ("run", "raw", "--surprise")])
def test_unknown_words_are_usage_errors(words: tuple[str, ...]) -> None:
    done = press(*words)
    assert done.returncode == 1
    assert "Usage" in done.stderr or "Error" in done.stderr


def test_rules_check_is_content_with_the_project_s_rules() -> None:
    done = press("rules", "check")
    assert done.returncode == 0, done.stderr


def test_rules_check_names_file_rule_and_cure(tmp_path: Path) -> None:
    rule = """[[rule]]\nid = "years.since"\npattern = '''since\\s+\\d{4}'''\nexamples = ["from 2009"]\ncounter_examples = ["since 2010"]\n"""
    (tmp_path / "years.toml").write_text(rule, "utf-8")
    done = press("rules", "check", "--rules", tmp_path)
    assert done.returncode == 1
    assert "years.toml:2, rule years.since: does not find its example 'from 2009'" in done.stderr
    assert "finds 'since 2010' in its counter-example" in done.stderr


def test_rules_try_shows_what_fires(tmp_path: Path) -> None:
    rule = """[[rule]]\nid = "years.since"\npattern = '''since\\s+\\d{4}'''\nexamples = ["since 2009"]\n"""
    (tmp_path / "years.toml").write_text(rule, "utf-8")
    done = press("rules", "try", "they run it since 2009", "--rules", tmp_path)
    assert done.stdout.split() == ["12", "22", "years.since", "0.80", "'since", "2009'", "years.toml:2"]


def test_evaluate(output: Path, tmp_path: Path) -> None:
    answers = {"companies": [{"text": "Northwind Paper Inc."}], "partners": [{"text": "Harbour Trust"}], "programs": [], "start_year": None}
    case = answers | {"heading": None, "beneficiaries": [], "amounts": [{"value": 40000, "currency": "USD", "text": "$40,000"}]}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"article": "story", "file": "story.txt", "cases": [case]}) + "\n", "utf-8")
    plain = press("evaluate", gold, output)
    assert plain.returncode == 0, plain.stderr
    assert "gold: 1 articles" in plain.stdout
    told = json.loads(press("evaluate", gold, output, "--json").stdout)
    assert told["gold"]["fields"]["cases"]["f1"] == 1
    floors = tmp_path / "floors.toml"
    floors.write_text("[gold]\ncases = 1.0\npartners = 1.1\n", "utf-8")
    low = press("evaluate", gold, output, "--floors", floors)
    assert low.returncode == 1
    assert "gold, partners: " in low.stderr


def test_a_model_that_is_not_there_stops_a_run_before_it_begins(raw: Path, tmp_path: Path) -> None:
    told = press("run", raw, "--output", tmp_path / "out", "--ner", "nonesuch")
    assert told.returncode == 1
    assert told.stderr.startswith("no model 'nonesuch': give accurate, fast, or ")
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
