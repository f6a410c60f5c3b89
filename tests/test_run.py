"""Running: the same bytes however many processes work, faults that cost one record, and work that is never done twice."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.article import Article
from pipeline.flow import Extraction, extract_article
from pipeline.review.aside import review_line
from pipeline.rulebook import Rulebook, default_folder
from pipeline.run.chunk import Options, Task, work
from pipeline.run.fingerprint import fingerprint
from pipeline.run.machine import RunError, run_dataset
from pipeline.write.place import OutputError, replacing
from tests.conftest import CHECKOUT
from tests.run_faults import FAULTS, REASONS, faulty, slow, write_dump

CALLS: list[str] = []


def counting(article: Article, rules: Rulebook, *, ner: str) -> Extraction:
    CALLS.append(article.id)
    return extract_article(article, rules, ner=ner)


def digests(folder: Path) -> dict[str, str]:
    """Every file of a dataset but run.json with its digest."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(raw: Path, output: Path, options: Options | None = None, **more: object) -> None:
    run_dataset(raw, output, options or Options(), dict, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dump(tmp_path_factory.mktemp("dump") / "raw", 150)


@pytest.fixture(scope="module")
def alone(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the dump, made by one worker."""
    output = tmp_path_factory.mktemp("alone") / "output"
    run(dump, output, workers=1)
    return output


def test_any_number_of_workers_gives_the_same_bytes(dump: Path, alone: Path, tmp_path: Path) -> None:
    run(dump, tmp_path / "three", workers=3)
    assert digests(tmp_path / "three") == digests(alone)
    assert len(rows(alone, "articles")) == 150


def test_rows_are_in_the_order_of_the_input(alone: Path) -> None:
    paths = [row["path"] for row in rows(alone, "articles")]
    assert paths == [f"dump.jsonl#{number}" for number in range(1, 151)]


@pytest.mark.parametrize("workers", [2])
def test_a_fault_costs_its_own_record_and_no_other(workers: int, tmp_path: Path) -> None:
    raw = write_dump(tmp_path / "raw")
    run(raw, tmp_path / "out", Options(extract=faulty, seconds=6, megabytes=512), workers=workers)
    articles = rows(tmp_path / "out", "articles")
    found = {json.loads(line)["path"]: json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").open(encoding="utf-8")}
    assert {path: line["reason"] for path, line in found.items()} == {f"dump.jsonl#{row}": REASONS[name] for name, row in FAULTS.items()}
    assert {line["stage"] for line in found.values()} == {"extract"}
    assert len(articles) == 1000
    assert sum(row["status"] != "rejected" for row in articles) == 996
    assert number_kept(tmp_path / ".out.cache" / "results.sqlite") == 997, "what the machine did not manage is tried again next time"


def test_what_raises_in_this_process_costs_its_own_record(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "raises.txt").write_text("One.\n", "utf-8")
    (raw / "fine.txt").write_text("Two.\n", "utf-8")
    run(raw, tmp_path / "out", Options(extract=faulty))
    assert {row["path"]: row["status"] for row in rows(tmp_path / "out", "articles")} == {"raises.txt": "rejected", "fine.txt": "no_case"}


def test_unchanged_articles_are_not_worked_on_again(tmp_path: Path) -> None:
    raw = write_dump(tmp_path / "raw", 10)
    options = Options(extract=counting)
    CALLS.clear()
    run(raw, tmp_path / "out", options)
    first = digests(tmp_path / "out")
    run(raw, tmp_path / "out", options)
    assert len(CALLS) == 10
    assert digests(tmp_path / "out") == first
    with (raw / "dump.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "new", "text": "Acme gave 3 schools 20 dollars."}) + "\n")
    run(raw, tmp_path / "out", options)
    assert CALLS[10:] == ["new"]
    run(raw, tmp_path / "out", options, fresh=True)
    assert len(CALLS) == 22


def test_a_dataset_that_stands_is_left_alone(tmp_path: Path) -> None:
    raw, output = write_dump(tmp_path / "raw", 3), tmp_path / "out"
    told: list[str] = []

    def again() -> list[str]:
        told.clear()
        counts = run_dataset(raw, output, Options(), lambda: told.append("written") or {})  # type: ignore[func-returns-value]
        assert sum(counts.articles.values()) == len(rows(output, "articles"))
        return told

    assert again() == ["written"]
    first, run_file = digests(output), (output / "run.json").read_bytes()
    assert again() == []
    assert (digests(output), (output / "run.json").read_bytes()) == (first, run_file)
    (output / "records.csv").write_text("spoilt", "utf-8")
    assert again() == ["written"]
    next((output / "texts").iterdir()).unlink()
    assert again() == ["written"]
    assert digests(output) == first
    write_dump(raw, 4)
    assert again() == ["written"]
    assert again() == ["written"], "a report of changes is written anew once nothing changes"
    assert again() == []


def test_a_change_of_rules_computes_anew_and_the_report_s_words_do_not(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(default_folder(), tmp_path / "rules")
    options = Options(rules=tmp_path / "rules")
    before = fingerprint(options)
    with (tmp_path / "rules" / "report.toml").open("a", encoding="utf-8") as file:
        file.write("\n# a word for the report\n")
    assert fingerprint(options) == before
    with (tmp_path / "rules" / "years.toml").open("a", encoding="utf-8") as file:
        file.write("\n# another rule\n")
    assert fingerprint(options) != before


@pytest.mark.parametrize("workers", [None, 2])
def test_decisions_of_people_are_applied_and_compute_only_their_article_anew(workers: int | None, tmp_path: Path) -> None:
    import shutil

    raw, rules = write_dump(tmp_path / "raw", 8), tmp_path / "rules"
    shutil.copytree(default_folder(), rules)
    options = Options(rules=rules, beside=review_line)
    run(raw, tmp_path / "out", options, workers=workers)
    lines = [json.loads(line) for line in (tmp_path / "out" / "records.jsonl").open(encoding="utf-8")]
    first = lines[0]["article"]
    quote = {"start": 0, "exact": (tmp_path / "out" / "texts" / f"{first['id']}.txt").read_text("utf-8")[:20], "before": "", "after": ""}
    said = {"who": "mia", "when": "2026-03-02T09:30:00Z", "action": "reject", "field": "case", "record": lines[0]["record_id"]}
    decision = {**said, "article": first["id"], "sha256": first["sha256"], "quote": quote}
    (rules / "corrections.jsonl").write_text(json.dumps(decision) + "\n", "utf-8")
    before = number_kept(tmp_path / ".out.cache" / "results.sqlite")
    run(raw, tmp_path / "out", options, workers=workers)
    assert number_kept(tmp_path / ".out.cache" / "results.sqlite") == before + 1
    left = [json.loads(line)["record_id"] for line in (tmp_path / "out" / "records.jsonl").open(encoding="utf-8")]
    assert left == [line["record_id"] for line in lines[1:]]
    seen = {line["article_id"]: line for line in map(json.loads, (tmp_path / "out" / "review.jsonl").open(encoding="utf-8"))}
    assert len(seen[first["id"]]["applied"]) == 1
    assert seen[lines[1]["article"]["id"]]["applied"] == []


def test_a_broken_ledger_stops_the_run(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(default_folder(), tmp_path / "rules")
    (tmp_path / "rules" / "corrections.jsonl").write_text("{nonsense\n", "utf-8")
    with pytest.raises(RunError, match="corrections.jsonl:1"):
        run(write_dump(tmp_path / "raw", 1), tmp_path / "out", Options(rules=tmp_path / "rules"))


def test_two_runs_at_once_on_one_output_are_refused(dump: Path, tmp_path: Path) -> None:
    with replacing(tmp_path / "out"), pytest.raises(OutputError, match="another run is writing here"):
        run(dump, tmp_path / "out")


def test_a_broken_memory_is_begun_anew(tmp_path: Path) -> None:
    raw = write_dump(tmp_path / "raw", 5)
    run(raw, tmp_path / "out")
    first = digests(tmp_path / "out")
    (tmp_path / ".out.cache" / "results.sqlite").write_bytes(b"nonsense" * 4096)
    run(raw, tmp_path / "out")
    assert digests(tmp_path / "out") == first


SCRIPT = """
import sys
from pathlib import Path
from pipeline.run.chunk import Options, Task, work
from pipeline.run.machine import RunError, run_dataset
from tests.run_faults import slow
if __name__ == "__main__":
    run_dataset(Path(sys.argv[1]), Path(sys.argv[2]), Options(extract=slow), dict, workers=2)
"""


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    raw = write_dump(tmp_path / "raw", 600)
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    process = subprocess.Popen([sys.executable, str(script), str(raw), str(tmp_path / "out")], cwd=CHECKOUT, env=environment)
    kept = tmp_path / ".out.cache" / "results.sqlite"
    until = time.monotonic() + 300
    while time.monotonic() < until and number_kept(kept) < 100:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 100 <= number_kept(kept) < 600
    assert not (tmp_path / "out").exists()
    left = number_kept(kept)
    run(raw, tmp_path / "out", Options(extract=slow), workers=2)
    run(raw, tmp_path / "other", workers=2)
    assert number_kept(kept) == 600 > left
    assert digests(tmp_path / "out") == digests(tmp_path / "other")


def number_kept(path: Path) -> int:
    import sqlite3

    if not path.exists():
        return 0
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return int(base.execute("SELECT count(*) FROM result").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        base.close()


def test_progress_is_told_in_plain_lines_where_there_is_no_terminal(dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from pipeline.run import progress

    monkeypatch.setattr(progress, "BETWEEN", 0.0)
    said = io.StringIO()
    with progress.Progress(dump, said) as watch:
        run(dump, tmp_path / "out", watch=watch)
    last = said.getvalue().splitlines()[-1]
    assert last.startswith("150 articles, ")
    assert "articles/s" in last
    assert last.endswith("left")


def test_no_article_pays_for_what_a_new_process_has_to_compile() -> None:
    ask = """
import regex
compiled, real = [], regex.compile
regex.compile = lambda *given, **more: compiled.append(given) or real(*given, **more)
from tests.run_faults import STORY
from pipeline.article import Article
from pipeline.run.chunk import Options, Task, ready, work
ready(None, "none")
before = len(compiled)
text = STORY.format(who="Northwind", sum=20, number=1000)
assert b"ok" in work(Task([Article("a", "a", "a", text, published="2024-05-01")], [b""]), Options(ner="none"))[0].head
print(before, len(compiled) - before)
"""
    told = subprocess.run([sys.executable, "-c", ask], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    before, after = map(int, told.stdout.split())
    assert before > 500
    assert after < 20


def test_what_is_wrong_with_the_first_article_is_no_end_of_a_run() -> None:
    assert b"error" in work(Task([Article("a", "a", "a", "Acme gave.")], [b""]), Options(ner="nonesuch"))[0].head
