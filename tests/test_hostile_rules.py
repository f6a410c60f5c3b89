"""No text is lost silently: a rule that raises or runs past its budget, or a section that goes missing, is a row in rejected.jsonl."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.article import Article, Rejected
from pipeline.case import LostText, Section, check_cover
from pipeline.flow import extract_article
from pipeline.read import read_folder
from pipeline.rulebook import default_folder, load_rules
from pipeline.run.chunk import Late, Options, time_limit, whereabouts
from pipeline.run.machine import run_dataset
from tests.conftest import CHECKOUT, make_article

HANGS = r"[Aa](?:[a-z]|[a-z ]{2})+\d\Z"


def rejected(output: Path) -> dict[str, dict[str, Any]]:
    lines = (json.loads(line) for line in (output / "rejected.jsonl").open(encoding="utf-8"))
    return {line["path"]: line for line in lines}


def rules_with(folder: Path, file: str, rule: str, pattern: str) -> Path:
    """A copy of the rules in which one rule has another pattern."""
    shutil.copytree(default_folder(), folder)
    before, name, after = (folder / file).read_text("utf-8").partition(f'id = "{rule}"')
    head, begin, rest = after.partition("pattern = '''")
    (folder / file).write_text(before + name + head + begin + pattern + rest[rest.index("'''") :], "utf-8")
    return folder


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "good.txt").write_text("Acme Ltd donated 500 books to 3 schools in 2020.\n", "utf-8")
    (folder / "slow.txt").write_text("Acme Ltd donated 500 books to 3 schools. And so on " + "and so on for ever " * 40 + "\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("sections", "length"),
    [([], 5), ([Section("case", 0, 4)], 5), ([Section("case", 1, 5)], 5), ([Section("case", 0, 3), Section("gap", 2, 5)], 5),
     ([Section("case", 0, 2), Section("gap", 3, 5)], 5), ([Section("case", 0, 6)], 5), ([Section("case", 0, 5), Section("gap", 5, 4)], 4)],
)
def test_sections_that_do_not_cover_their_article_are_refused(sections: list[Section], length: int) -> None:
    with pytest.raises(LostText, match="a bug in splitting"):
        check_cover(sections, length)


def test_sections_that_cover_are_fine() -> None:
    check_cover([], 0)
    check_cover([Section("case", 0, 3), Section("gap", 3, 5)], 5)


def test_a_lost_section_is_a_rejected_row_and_no_empty_list(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.split as split

    inner = split.sections_of

    def losing(text: str, *more: Any) -> list[Section]:
        found = inner(text, *more)
        return found[:-1] if "for ever" in text else found

    monkeypatch.setattr(split, "sections_of", losing)
    with pytest.raises(LostText):
        extract_article(make_article("Acme gave. It went on for ever."), load_rules(), ner="none")
    counts = run_dataset(raw, tmp_path / "out", Options(ner="none"), dict)
    told = rejected(tmp_path / "out")
    assert [*told] == ["slow.txt"]
    assert (told["slow.txt"]["stage"], told["slow.txt"]["reason"]) == ("extract", "lost_text")
    assert counts.articles["rejected"] == 1


def test_a_finder_that_raises_is_a_rejected_row_that_says_where(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("no such group")

    monkeypatch.setattr("pipeline.flow.find_years", lambda *_, **__: broken())
    run_dataset(raw, tmp_path / "out", Options(ner="none"), dict)
    told = rejected(tmp_path / "out")
    assert {line["reason"] for line in told.values()} == {"error"}
    assert all("KeyError in pipeline/flow.py, line" in line["message"] for line in told.values())


def test_a_rule_that_runs_past_its_budget_costs_its_own_article(raw: Path, tmp_path: Path) -> None:
    folder = rules_with(tmp_path / "rules", "names.toml", "names.capitals", HANGS)
    counts = run_dataset(raw, tmp_path / "out", Options(rules=folder, ner="none", seconds=6.0), dict, workers=1)
    told = rejected(tmp_path / "out")
    assert [*told] == ["slow.txt"]
    assert (told["slow.txt"]["stage"], told["slow.txt"]["reason"]) == ("extract", "timeout")
    assert "Took more than 6 seconds in pipeline/find/names.py, line" in told["slow.txt"]["message"]
    assert counts.articles["rejected"] == 1


def test_a_slow_rule_of_the_reading_costs_its_own_article(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.read.metadata.SECONDS", 0.2)
    folder = rules_with(tmp_path / "rules", "metadata.toml", "metadata.source", f"(?P<source>{HANGS})")
    found = {item.path: item for item in read_folder(raw, load_rules(folder))}
    slow = found["slow.txt"]
    assert isinstance(slow, Rejected)
    assert (slow.stage, slow.reason) == ("read", "timeout")
    assert isinstance(found["good.txt"], Article)


def test_a_reader_that_raises_costs_its_own_file(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, *more: Any) -> Article:
        raise RecursionError(f"{len(data)} bytes, {len(more)} more") if b"for ever" in data else ValueError("bad")

    monkeypatch.setattr("pipeline.read.from_file", broken)
    assert [(item.path, item.reason) for item in read_folder(raw) if isinstance(item, Rejected)] == [("good.txt", "error"), ("slow.txt", "error")]


def test_the_command_leaves_with_a_code_of_its_own(raw: Path, tmp_path: Path) -> None:
    folder = rules_with(tmp_path / "rules", "metadata.toml", "metadata.source", r"(?P<nothing>for\s+ever)")
    command = [sys.executable, "-m", "pipeline", "run", str(raw), "--output", str(tmp_path / "out"), "--rules", str(folder), "--ner", "none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert done.returncode == 3, done.stderr
    assert rejected(tmp_path / "out")["slow.txt"]["reason"] == "error"
    assert "Rejected: 1 inputs" in done.stdout


def test_whereabouts_of_an_error_from_elsewhere() -> None:
    assert whereabouts(ValueError()) == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_alarm_that_falls_into_a_destructor_is_repeated() -> None:
    class Slow:
        def __del__(self) -> None:
            until = time.monotonic() + 0.5
            while time.monotonic() < until:
                pass

    begun = time.monotonic()
    with pytest.raises(Late), time_limit(0.1):  # noqa: PT012
        Slow()
        time.sleep(30)
    assert 1 < time.monotonic() - begun < 30
