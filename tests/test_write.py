"""The dataset's files: their content, checked by the validators of their own formats."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import pipeline
from pipeline.article import Rejected
from pipeline.mention import Money
from pipeline.write.columns import ARTICLES, COMPANIES, MENTIONS, RECORDS, names
from pipeline.write.dataset import text_name, write_dataset
from pipeline.write.line import OffsetError, record_object
from pipeline.write.row import cell
from tests.conftest import CHECKOUT, TEXT, Result, at, bare_record, make_article, make_record

CONTRACT = (
    "record_id, article_id, article_title, published, source, url, case_number, case_heading, company_id, company, partners, program, "
    "other_programs, start_year, start_year_basis, beneficiaries, beneficiaries_max, beneficiaries_qualifier, beneficiaries_unit, "
    "other_beneficiaries, amount, amount_max, amount_currency, amount_qualifier, amount_role, other_amounts, confidence, flags, corrected, "
    "case_start, case_end"
)


def results() -> list[Result | Rejected]:
    """A small dump: a record, an exact copy of its article, an article without a case, a broken input."""
    first = make_record()
    copy = make_article(path="zz-copy.txt")
    dull = make_article("Quarterly figures.\n", "dull.txt")
    return [
        Rejected("broken.html", "read", "not_text", "broken.html holds no text.", None),
        Result(dull, reason="no_initiative"),
        Result(first.article, [first]),
        Result(copy, [make_record(copy)]),
    ]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset written once."""
    output = tmp_path_factory.mktemp("run") / "output"
    write_dataset(output, results(), {"version": "0"})
    return output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_of_the_contract_is_there(dataset: Path) -> None:
    expected = {"records.csv", "records.jsonl", "mentions.csv", "companies.csv", "articles.csv", "texts", "datapackage.json"}
    assert {path.name for path in dataset.iterdir()} == expected | {"records.schema.json", "run.json", "rejected.jsonl"}
    assert not list(dataset.parent.glob(".output.*"))


def test_columns_are_the_contract_s() -> None:
    assert ", ".join(names(RECORDS)) == CONTRACT
    expected = ["id", "path", "sha256", "title", "published", "source", "author", "url", "language", "cases", "status", "reason"]
    assert names(ARTICLES) == expected


@pytest.mark.parametrize("table", ["records", "mentions", "companies", "articles"])
def test_headers_are_the_columns(dataset: Path, table: str) -> None:
    columns = {"records": RECORDS, "mentions": MENTIONS, "companies": COMPANIES, "articles": ARTICLES}[table]
    assert (dataset / f"{table}.csv").read_bytes().split(b"\n")[0].decode() == ",".join(names(columns))


def test_readme_documents_the_columns() -> None:
    told = re.findall(r"^\| `(\w+)` \|", (CHECKOUT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert told == names(RECORDS)


def test_a_record_s_row(dataset: Path) -> None:
    (row,) = rows(dataset / "records.csv")
    expected = {
        "record_id": "northwind-1", "company_id": "northwind-paper", "company": "Northwind Paper", "partners": "Harbour Trust",
        "program": "Open Desk", "other_programs": "", "start_year": "2016", "start_year_basis": "stated",
        "beneficiaries": "1200", "beneficiaries_max": "", "beneficiaries_qualifier": "more_than", "beneficiaries_unit": "pupils",
        "other_beneficiaries": "14 schools", "amount": "3500000", "amount_currency": "", "amount_role": "donated",
        "other_amounts": "60000 USD", "confidence": "0.88", "flags": "ambiguous_currency", "case_start": "0",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_articles_say_what_became_of_them(dataset: Path) -> None:
    told = {row["id"]: (row["cases"], row["status"], row["reason"]) for row in rows(dataset / "articles.csv")}
    assert told == {
        "broken.html": ("0", "rejected", "not_text"),
        "dull": ("0", "no_case", "no_initiative"),
        "northwind": ("1", "ok", ""),
        "zz-copy": ("0", "duplicate_of", "northwind"),
    }
    (rejected,) = (json.loads(line) for line in (dataset / "rejected.jsonl").read_text("utf-8").splitlines())
    assert rejected["stage"], rejected["reason"] == ("read", "not_text")


def test_mentions_quote_the_written_text(dataset: Path) -> None:
    text = (dataset / "texts" / "northwind.txt").read_bytes().decode()
    assert text == TEXT
    found = rows(dataset / "mentions.csv")
    assert len(found) == 9
    assert all(text[int(row["start"]) : int(row["end"])] == row["text"] for row in found)
    assert [row["value"] for row in found if row["field"] == "amounts"] == ["3500000", "60000"]


def test_every_line_is_valid_by_the_shipped_schema(dataset: Path) -> None:
    schema = json.loads((dataset / "records.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    lines = [json.loads(line) for line in (dataset / "records.jsonl").read_bytes().splitlines()]
    assert lines
    for line in lines:
        validator.validate(line)


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1}, {"confidence": 1.2}, {"companies": None}, {"start_year": {"value": "2016"}}, {"schema_version": "2"},
        {"amounts": [{"value": 5, "currency": "USD"}]},
    ],
)  # fmt: skip
def test_the_schema_refuses_what_the_contract_does_not_know(dataset: Path, change: dict[str, Any]) -> None:
    schema = json.loads((dataset / "records.schema.json").read_bytes())
    line = json.loads((dataset / "records.jsonl").read_bytes().split(b"\n")[0]) | change
    assert not jsonschema.Draft202012Validator(schema).is_valid(line)


def test_the_data_package_is_valid(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(dataset)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == 5


def test_line_has_the_contract_s_keys_in_order() -> None:
    line = record_object(make_record())
    assert list(line) == [
        *("schema_version", "record_id", "article", "case", "companies", "partners", "programs", "start_year", "beneficiaries"),
        *("amounts", "other_counts", "other_amounts", "flags", "confidence", "corrected"),
    ]
    assert list(line["amounts"][0]) == ["value", "value_max", "currency", "qualifier", "role", "text", "start", "end", "rule", "confidence"]
    assert line["amounts"][1]["same_as"] == 128
    assert line["other_amounts"][0]["value"] == "45"


def test_a_mention_that_does_not_quote_its_article_sets_the_article_aside(tmp_path: Path) -> None:
    record = make_record()
    shifted = make_record(programs=(at("x" + TEXT, "Open Desk", "program"),))
    with pytest.raises(OffsetError, match=r"program\.test says 'Open Desk'"):
        record_object(shifted)
    write_dataset(tmp_path / "out", [Result(record.article, [shifted])], {})
    (row,) = rows(tmp_path / "out" / "articles.csv")
    assert (row["status"], row["reason"]) == ("rejected", "offset_mismatch")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"), ("+44 20", "'+44 20"), ("-lead", "'-lead"), ("@sum", "'@sum"), ("\tx", "x"), (-12, "-12"), ("-12.50", "-12.50"),
        (None, ""), ("NA", "NA"), ("007", "007"), ("two\n lines", "two lines"), ("-2+3", "'-2+3"), ("a=b", "a=b"), (True, "True"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(value: object, written: str) -> None:
    assert cell(value) == written


def test_companies_join_over_the_dump(tmp_path: Path) -> None:
    def one(path: str, text: str, name: str, known: str) -> Result:
        article = make_article(text, path)
        return Result(article, [bare_record(article, companies=(at(text, name, "company", company_id=known),))])

    first, second = one("a.txt", "Acme gave.", "Acme", "acme"), one("b.txt", "Acme Tools gave.", "Acme Tools", "acme")
    dump = [first, second, one("c.txt", "NA gave.", "NA", "na")]
    write_dataset(tmp_path / "out", dump, {})
    assert [list(row.values()) for row in rows(tmp_path / "out" / "companies.csv")] == [
        ["acme", "Acme Tools", "Acme", "2", "2"],
        ["na", "NA", "", "1", "1"],
    ]


def test_load_dataset_keeps_types(tmp_path: Path) -> None:
    text = "NA gave 1.10 pesos. 007 did not. =x"
    article = make_article(text, "na.txt", title="007")
    money = at(text, "1.10 pesos", "amount", Money(Decimal("1.10"), "PHP"), role="donated")
    first = bare_record(article, 1, companies=(at(text, "NA", "company", company_id="na"),), amounts=(money,))
    second = bare_record(article, 2, programs=(at(text, "=x", "program"),))
    write_dataset(tmp_path / "out", [Result(article, [first, second])], {})
    frame = pipeline.load_dataset(tmp_path / "out")
    assert list(frame.columns) == names(RECORDS)
    assert list(frame["company"].fillna("missing")) == ["NA", "missing"]
    assert list(frame["article_title"]) == ["007", "007"]
    assert frame["amount"][0] == Decimal("1.1")
    assert frame["program"][1] == "=x"
    assert (str(frame["start_year"].dtype), str(frame["confidence"].dtype), str(frame["case_number"].dtype)) == ("Int64", "float64", "Int64")
    assert frame["start_year"].isna().all()


def test_load_dataset_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no dataset here"):
        pipeline.load_dataset(tmp_path)


@pytest.mark.parametrize(
    ("article_id", "name"),
    [
        ("plain", "plain.txt"), ("2024/05", "2024%2F05.txt"), ("../../etc", "%2E.%2F..%2Fetc.txt"), ("质量", "质量.txt"),
        ("a\nb", "a%0Ab.txt"), ("..", "%2E..txt"),
    ],
)  # fmt: skip
def test_texts_have_names_that_a_disk_can_hold(article_id: str, name: str) -> None:
    assert text_name(article_id) == name


def test_long_ids_stay_different() -> None:
    one, two = text_name("质" * 300), text_name("质" * 301)
    assert one != two
    assert len(one.encode()) < 255


SCRIPT = """
import sys
sys.path.insert(0, {checkout!r})
from pathlib import Path
from pipeline.write.dataset import write_dataset
from tests.test_write import results
write_dataset(Path(sys.argv[1]), results(), {{}})
"""


@pytest.mark.parametrize("variables", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "UTC"}])
def test_same_bytes_whatever_the_surroundings(dataset: Path, tmp_path: Path, variables: dict[str, str]) -> None:
    output = tmp_path / "other"
    command = [sys.executable, "-c", SCRIPT.format(checkout=str(CHECKOUT)), str(output)]
    subprocess.run(command, check=True, env=os.environ | variables, cwd=tmp_path)
    assert contents(output) == contents(dataset)


def contents(folder: Path) -> dict[str, list[bytes]]:
    """The lines of every file, without those that may tell the time: run.json and the line of the report that quotes it."""
    files: Iterable[Path] = (path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    started = json.loads((folder / "run.json").read_bytes()).get("started", "-").encode()
    return {str(path.relative_to(folder)): [x for x in path.read_bytes().split(b"\n") if not quotes(x, path, started)] for path in files}


def quotes(line: bytes, path: Path, started: bytes) -> bool:
    """Whether a line of a report quotes run.json's clock."""
    return path.suffix == ".html" and started in line
