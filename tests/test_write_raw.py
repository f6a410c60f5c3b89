"""The whole way from raw/ to a dataset: valid by every validator, the same bytes every time, nothing lost."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import pipeline
from tests.conftest import CHECKOUT
from tests.test_write import contents


def run(output: Path, **variables: str) -> None:
    command = [sys.executable, "-m", "pipeline", "run", "raw", "--output", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT, env=os.environ | variables)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of raw/."""
    output = tmp_path_factory.mktemp("raw") / "output"
    run(output)
    return output


def table(dataset: Path, name: str) -> list[dict[str, str]]:
    with (dataset / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(dataset: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (dataset / "records.jsonl").read_bytes().split(b"\n") if line]


def test_every_line_is_valid(dataset: Path) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((dataset / "records.schema.json").read_bytes()))
    found = [f"{line['record_id']}: {error.json_path} {error.message}" for line in lines(dataset) for error in validator.iter_errors(line)]
    assert found == []


def test_the_data_package_is_valid(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(dataset)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["title", "message"])


def test_tables_agree(dataset: Path) -> None:
    records, articles = table(dataset, "records"), table(dataset, "articles")
    assert [row["record_id"] for row in records] == [line["record_id"] for line in lines(dataset)]
    assert sum(int(row["cases"]) for row in articles) == len(records)
    assert {row["article_id"] for row in records} == {row["id"] for row in articles if row["status"] == "ok"}
    assert {path.stem for path in (dataset / "texts").iterdir()} == {row["id"] for row in articles if row["status"] != "rejected"}


def test_every_mention_quotes_its_text(dataset: Path) -> None:
    article_of = {row["record_id"]: row["article_id"] for row in table(dataset, "records")}
    texts = {path.stem: path.read_bytes().decode() for path in (dataset / "texts").iterdir()}
    for row in table(dataset, "mentions"):
        written = texts[article_of[row["record_id"]]][int(row["start"]) : int(row["end"])]
        assert row["text"] in (written, "'" + written)


def test_the_readme_s_python_runs(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dataset.parent)
    blocks = re.findall(r"```python\n(.*?)```", (CHECKOUT / "README.md").read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_rows_are_in_the_order_of_paths(dataset: Path) -> None:
    def key(row: dict[str, str]) -> tuple[str, int]:
        path, _, number = row["path"].partition("#")
        return path, int(number or 0)

    rows = table(dataset, "articles")
    assert rows == sorted(rows, key=key)


def test_plain_text_offsets_count_in_the_input(dataset: Path) -> None:
    for path in (CHECKOUT / "raw").glob("*.txt"):
        assert (dataset / "texts" / path.name).read_bytes() == path.read_bytes()


def test_it_loads(dataset: Path) -> None:
    frame = pipeline.load_dataset(dataset)
    assert len(frame) == len(lines(dataset))
    assert frame["confidence"].between(0, 1).all()


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"},
    ],
)
def test_the_same_bytes_whatever_the_surroundings(dataset: Path, tmp_path: Path, variables: dict[str, str]) -> None:
    run(tmp_path / "output", **variables)
    assert contents(tmp_path / "output") == contents(dataset)
