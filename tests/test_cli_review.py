"""Deciding from the command line: the workbook's way, the annotation tools' way, what a run does with it, and taking it back."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.appending import append_lines, line_of
from pipeline.review.cases import values
from pipeline.review.dataset import read_dataset
from pipeline.rulebook import default_folder
from tests.conftest import CHECKOUT

STORY = """Northwind Paper donates to Harbour Trust

SPRINGFIELD, May 1, 2024 -- Northwind Paper Inc. today donated $40,000 to the Harbour Trust, a charity that has helped
more than 1,200 pupils since 2016.
"""
OTHER = """Bluewater Pumps brings wells to Kalabo

LUSAKA, June 3, 2024 -- Bluewater Pumps Ltd. donated $75,000 for clean water in Kalabo. The donation will help 900 families.
"""


class House:
    """Raw articles, rules with a ledger of their own, a dataset, and the commands on them."""

    def __init__(self, root: Path) -> None:
        self.root, self.raw, self.rules, self.output = root, root / "raw", root / "rules", root / "output"
        self.ledger = self.rules / "corrections.jsonl"

    def build(self) -> None:
        shutil.copytree(default_folder(), self.rules)
        self.ledger.unlink(missing_ok=True)
        self.raw.mkdir()
        (self.raw / "story.txt").write_text(STORY, "utf-8")
        (self.raw / "wells.txt").write_text(OTHER, "utf-8")

    def press(self, *words: object, code: int = 0) -> str:
        command = [sys.executable, "-m", "pipeline", *map(str, words), "--rules", str(self.rules)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def run(self, *more: object, code: int = 0) -> str:
        return self.press("run", self.raw, "--output", self.output, "--ner", "none", *more, code=code)

    def row(self, record_id: str = "story-1") -> dict[str, str]:
        with (self.output / "records.csv").open(encoding="utf-8", newline="") as file:
            return next(line for line in csv.DictReader(file) if line["record_id"] == record_id)

    def decide(self, action: str, field: str, new: dict[str, Any] | None = None, record: int = 0, ledger: Path | None = None) -> str:
        """Append a decision about the first value of a field (or about the whole case)."""
        dataset = read_dataset(self.output)
        held = dataset.records[record]
        value = next((v for f, v in values(held) if f == field), None)
        text = dataset.text(held["article"]["id"])
        span = (value["start"], value["end"]) if value else (held["case"]["start"], held["case"]["start"] + 15)
        told: dict[str, Any] = {"article": held["article"], "record_id": held["record_id"], "text": text, "span": span}
        line = line_of(action, who="ann", when="2026-01-01T00:00:00Z", field=field, **told, old=value, new=new)
        return append_lines(ledger or self.ledger, [line])[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with a dataset in it, made once."""
    found = House(tmp_path_factory.mktemp("house"))
    found.build()
    found.run()
    return found


@pytest.fixture
def house(built: House, tmp_path: Path) -> House:
    """A house of the test's own."""
    return House(shutil.copytree(built.root, tmp_path, dirs_exist_ok=True))


def digests(folder: Path) -> dict[str, str]:
    """Every file of a dataset but the one with a clock in it; of the report all lines but that one's."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in ("run.json", "datapackage.json"))
    clock = re.compile(rb"started \S+ \S+ seconds [0-9.]+")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(clock.sub(b"", path.read_bytes())).hexdigest() for path in files}


def sheet_row(page: Any, words: str) -> dict[str, Any]:
    head = [cell.value for cell in page[1]]
    return next(line for row in page.iter_rows(min_row=2) if f"[{words}]" in (line := dict(zip(head, row)))["in the text"].value)


def test_by_workbook_and_back(house: House) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="spreadsheets need the extra [excel]")
    first, book = digests(house.output), house.root / "review.xlsx"
    before = shutil.copytree(house.output, house.root / "before")
    house.press("export", house.output, "--xlsx", book)
    sheet = openpyxl.load_workbook(book)
    sheet_row(sheet.worksheets[0], "$40,000")["value"].value = 41000
    sheet.save(book)
    assert "1 decisions saved" in house.press("corrections", "import", book, "--dataset", house.output, "--who", "tom")
    assert "1 of 1 corrections applied" in house.run()
    assert (house.row()["amount"], house.row()["corrected"]) == ("41000", "amounts")
    page = (house.output / "report.html").read_text("utf-8")
    assert "41,000 USD" in page
    assert "a person decided" in page
    changed = diff(before, house.output)[0]
    assert changed.startswith("~ story-1  amounts: 40,000 USD")
    assert changed.endswith("(correction)")
    assert "0 decisions saved" in house.press("corrections", "import", book, "--dataset", house.output)
    listed = house.press("corrections", "list", "--dataset", house.output)
    assert "tom  edit  story-1  amounts: 40,000 USD" in listed
    house.press("corrections", "undo", listed.split()[0])
    house.run()
    house.run("--fresh")
    assert digests(house.output) == first
    assert "0 in force, 0 of them without a place, 2 lines in all" in house.press("corrections", "list")


def diff(old: Path, new: Path, *more: str) -> list[str]:
    command = [sys.executable, "-m", "pipeline", "diff", str(old), str(new), *more]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=CHECKOUT).stdout.splitlines()


def test_a_conflict_in_a_workbook_is_listed_and_not_saved(house: House) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="spreadsheets need the extra [excel]")
    book = house.root / "review.xlsx"
    house.press("export", house.output, "--xlsx", book)
    sheet = openpyxl.load_workbook(book)
    sheet_row(sheet.worksheets[0], "$40,000")["value"].value = 41000
    sheet.save(book)
    old = read_dataset(house.output).records[0]["amounts"][0]
    house.decide("edit", "amounts", {**{k: old[k] for k in ("currency", "qualifier", "role")}, "value": "42000", "value_max": None})
    said = house.press("corrections", "import", book, "--dataset", house.output, code=3)
    assert "Conflict: row" in said
    assert "42000" in said
    assert len(house.ledger.read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize("tool", ["label-studio", "prodigy"])
def test_by_annotation_tool(tool: str, house: House) -> None:
    tasks = house.root / "tasks.json"
    house.press("export", house.output, "--tool", tool, "--output", tasks)
    if tool == "prodigy":
        held = [json.loads(line) for line in tasks.read_text("utf-8").splitlines()]
        for task in held:
            task["answer"] = "accept" if task["meta"]["record_id"] == "story-1" else "ignore"
            task["spans"] = [span for span in task["spans"] if span["label"] != "amounts"]
        tasks.write_text("".join(json.dumps(task) + "\n" for task in held), "utf-8")
    else:
        held = json.loads(tasks.read_bytes())
        for task in held:
            kept = [r for r in task["predictions"][0]["result"] if r["value"]["labels"] != ["amounts"]]
            task["annotations"] = [{"result": kept}] if task["data"]["record_id"] == "story-1" else []
        tasks.write_text(json.dumps(held), "utf-8")
    house.press("corrections", "import", tasks, "--tool", tool, "--dataset", house.output)
    house.run()
    assert house.row()["amount"] == ""
    assert house.row("wells-1")["amount"] == "75000"
    house.press("corrections", "undo", "--last")
    house.run()
    assert house.row()["amount"] == "40000"


def test_decisions_without_a_place_and_about_other_articles_are_counted(house: House) -> None:
    lost, other = house.decide("accept", "amounts"), house.decide("accept", "amounts", record=1)
    (house.raw / "story.txt").write_text(STORY.replace("$40,000", "a sum"), "utf-8")
    (house.raw / "wells.txt").unlink()
    assert "0 of 2 corrections applied, 1 about other articles, 1 without a place" in house.run()
    told = json.loads((house.output / "run.json").read_bytes())["corrections"]
    assert told == {"in_force": 2, "applied": 0, "about_other_articles": 1, "orphans": [lost]}
    listed = house.press("corrections", "list", "--orphans", "--dataset", house.output)
    assert listed.startswith(lost[:8])
    assert other[:8] not in listed
    assert "40,000 USD" in (house.output / "report.html").read_text("utf-8"), "the report lists it"
    again = house.run()
    assert "1 without a place" in again, "also when nothing is computed anew"


def test_another_ledger(house: House) -> None:
    mine = house.root / "mine.jsonl"
    house.decide("reject", "case", ledger=mine)
    house.run("--corrections", mine)
    assert [r["record_id"] for r in read_dataset(house.output).records] == ["wells-1"]
    house.run()
    assert len(read_dataset(house.output).records) == 2
    assert "no such file" in house.run("--corrections", house.root / "nobody.jsonl", code=1)
    mine.write_text("{nonsense\n", "utf-8")
    assert "mine.jsonl:1" in house.run("--corrections", mine, code=1)
    assert "mine.jsonl:1" in house.press("corrections", "list", "--corrections", mine, code=1)


def test_the_same_bytes_for_any_number_of_workers(house: House) -> None:
    shutil.copytree(CHECKOUT / "raw", house.raw, dirs_exist_ok=True)
    house.run()
    dataset = read_dataset(house.output)
    for number, record in enumerate(dataset.records[:40]):
        field = next((f for f, _ in values(record)), "case")
        house.decide(("accept", "reject")[number % 2], field, record=number)
    found = []
    for workers in (1, 2, 5):
        house.output = house.root / f"by-{workers}"
        said = house.run("--workers", workers, "--fresh")
        assert "40 of 40 corrections applied" in said
        found.append(digests(house.output))
    assert found[0] == found[1] == found[2]


def test_what_people_decided_is_gold_of_its_own_kind(house: House) -> None:
    read, wrong = house.decide("accept", "case"), house.decide("reject", "amounts")
    house.run()
    told = house.press("evaluate", "corrections", "--dataset", house.output)
    assert "corrections: 1 articles" in told
    assert "corrections: 1 values judged one by one" in told
    scored = json.loads(house.press("evaluate", "corrections", "--json", "--dataset", house.output))
    assert scored["corrections"]["fields"]["amounts"]["spurious"] == 1
    assert scored["corrections"]["fields"]["cases"]["f1"] == 1
    assert scored["judgements"]["fields"] == {"amounts": {"judged": 1, "right": 0}}
    house.press("corrections", "undo", read, wrong)
    house.decide("reject", "case")
    house.run()
    scored = json.loads(house.press("evaluate", "corrections", "--json", "--dataset", house.output))
    assert scored["corrections"]["fields"]["cases"]["spurious"] == 1


def test_taking_back(house: House) -> None:
    first, second = house.decide("accept", "amounts"), house.decide("reject", "amounts", record=1)
    assert "no decision has this id" in house.press("corrections", "undo", "zzz", code=1)
    assert "Say which" in house.press("corrections", "undo", code=1)
    assert "nothing of nobody" in house.press("corrections", "undo", "--last", "--who", "nobody", code=1)
    house.press("corrections", "undo", first[:8], second)
    assert "taken back already" in house.press("corrections", "undo", first, code=1)
    assert house.press("corrections", "list").startswith("0 in force")
    undone = house.press("corrections", "list", "--all").splitlines()
    assert len(undone) == 5
    back = next(line.split()[0] for line in undone if line.endswith(f"undo {first[:8]}"))
    house.press("corrections", "undo", back)
    assert house.press("corrections", "list").splitlines()[0].startswith(first[:8])


def test_a_terminal_obeys_no_text(house: House) -> None:
    dataset = read_dataset(house.output)
    record = dataset.records[0]
    text, span = dataset.text("story") + "\x1b[2J\x07", (0, len(dataset.text("story")) + 5)
    line = line_of("accept", who="a\x1bc", when="2026-01-01T00:00:00Z", field="programs", article=record["article"],
                   record_id="story-1", text=text, span=span, old={"value": "\x1b]0;title\x07"})
    append_lines(house.ledger, [line])
    listed = house.press("corrections", "list")
    assert "\x1b" not in listed
    assert "\x07" not in listed
    assert listed.count("\n") == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("review", "nowhere"), "not found"),
        (("corrections", "import", "nowhere.xlsx"), "no such file"),
        (("corrections", "import", "README.md", "--dataset", "{output}"), "not a workbook"),
        (("corrections", "import", "README.md", "--tool", "word", "--dataset", "{output}"), "cannot be imported"),
        (("corrections", "list", "--orphans", "--dataset", "nowhere"), "no dataset here"),
        (("evaluate", "corrections"), "no gold set at hand has this name"),
        (("evaluate", "nowhere.jsonl"), "no such file"),
    ],
)
def test_wrong_use_is_told_in_one_line(words: tuple[str, ...], message: str, house: House) -> None:
    said = house.press(*(word.format(output=house.output) for word in words), code=1)
    assert message in said
    assert len(said.strip().splitlines()) == 1
