"""Exports: the same dataset in other shapes, with types and keys, the same bytes twice, and nothing that runs in a spreadsheet."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipeline.export import FORMATS, ExportError, export_dataset
from pipeline.mention import Money
from pipeline.write.dataset import write_dataset
from tests.conftest import CHECKOUT, TEXT, Result, at, bare_record, make_article, make_record

HOSTILE = "=HYPERLINK(\"http://bad.example\",\"x\")"
EURO = "Southwind gave 1,500.50 euros to schools; in all between 2 and 3 million rupees, and 7 lei.\n"


def euro_article() -> Any:
    return make_article(EURO, "southwind.txt", title=HOSTILE, published="2022", language="en", url="https://news.example/1")


def euro_record(article: Any) -> Any:
    return bare_record(
        article,
        companies=(at(EURO, "Southwind", "company", "=Southwind", company_id="southwind"),),
        programs=(at(EURO, "schools", "program", "+schools"),),
        amounts=(
            at(EURO, "1,500.50 euros", "amount", Money(Decimal("1500.50"), "EUR"), role="donated"),
            at(EURO, "2 and 3 million rupees", "amount", Money(Decimal(2000000), "INR", Decimal(3000000)), qualifier="range", role="invested"),
            at(EURO, "7 lei", "amount", Money(Decimal(7), "MDL"), role="donated"),
        ),
        flags=("no_partner", "low_confidence"),
    )


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles of our own with a record each, and one without."""
    folder = tmp_path_factory.mktemp("export") / "output"
    first = make_article(title="Northwind Paper gives back", published="2024-05-01", source="The Example Courier", language="en")
    second, third = euro_article(), make_article("Nothing here.\n", "zero.txt", language="en")
    record = make_record(first)
    pesos, dollars = record.amounts
    record = replace(record, amounts=(pesos, replace(dollars, same_as=pesos.start)))
    results = [Result(first, [record]), Result(second, [euro_record(second)]), Result(third, [], "no public-welfare initiative")]
    write_dataset(folder, results, {"version": "0", "rules": "abc"})  # type: ignore[arg-type]
    return folder


def needs(kind: str) -> None:
    for package in {"parquet": ["pyarrow"], "huggingface": ["pyarrow"], "xlsx": ["xlsxwriter", "openpyxl"]}.get(kind, []):
        pytest.importorskip(package)


def digests(paths: list[Path]) -> list[str]:
    return [sha256(path.read_bytes()).hexdigest() for path in paths]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_bytes_twice_and_nothing_left_behind(kind: str, dataset: Path, tmp_path: Path) -> None:
    needs(kind)
    made = [export_dataset(dataset, kind, tmp_path / name / FORMATS[kind].output, convert="USD", texts=True) for name in ("one", "two")]
    assert digests(made[0]) == digests(made[1])
    assert export_dataset(dataset, kind, tmp_path / "one" / FORMATS[kind].output, convert="USD", texts=True) == made[0], "it replaces what it wrote"
    assert not list(tmp_path.rglob(".*"))


def test_an_export_leaves_the_dataset_alone(dataset: Path, tmp_path: Path) -> None:
    before = digests(sorted(path for path in dataset.rglob("*") if path.is_file()))
    export_dataset(dataset, "sqlite", tmp_path / "a.sqlite", texts=True)
    assert digests(sorted(path for path in dataset.rglob("*") if path.is_file())) == before


def test_sqlite_has_types_keys_search_and_views(dataset: Path, tmp_path: Path) -> None:
    export_dataset(dataset, "sqlite", tmp_path / "press.sqlite", texts=True)
    with closing(sqlite3.connect(tmp_path / "press.sqlite")) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("SELECT typeof(amount), amount, typeof(start_year), typeof(confidence) FROM records ORDER BY 2 DESC").fetchall() == [
            ("integer", 3500000, "integer", "real"), ("real", 1500.5, "null", "real"),
        ]
        assert base.execute("SELECT flag FROM record_flags WHERE record_id = 'southwind-1'").fetchall() == [("no_partner",), ("low_confidence",)]
        assert base.execute("SELECT count(*) FROM sums").fetchone() == (4,), "the same sum in two currencies is one"
        assert base.execute("SELECT count FROM served ORDER BY 1").fetchall() == [(14,), (1200,)]
        assert base.execute("SELECT text FROM texts WHERE article_id = 'northwind'").fetchone() == (TEXT,)
        assert base.execute("SELECT company FROM records WHERE article_title LIKE '%bad.example%'").fetchone() == ("=Southwind",), "as written"
        assert base.execute("SELECT count(*) FROM records_fts WHERE records_fts MATCH 'northwind'").fetchone() == (1,)
        keys = {row[2]: (row[3], row[4]) for row in base.execute("PRAGMA foreign_key_list(records)")}
    assert keys == {"articles": ("article_id", "id"), "companies": ("company_id", "company_id")}


def test_metadata_for_datasette_names_only_columns_that_exist(dataset: Path, tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    base_path, metadata = export_dataset(dataset, "sqlite", tmp_path / "press.sqlite")
    assert metadata.name == "metadata.yml"
    told = yaml.safe_load(metadata.read_text("utf-8"))["databases"]["press"]["tables"]
    with closing(sqlite3.connect(base_path)) as base:
        for name, table in told.items():
            columns = {row[1] for row in base.execute(f"PRAGMA table_info({name})")}
            facets = {facet["array"] if isinstance(facet, dict) else facet for facet in table["facets"]}
            assert facets | {table.get("label_column", "confidence")} & columns <= columns
            assert set(table["columns"]) == columns


def test_datasette_shows_the_database_with_its_facets(dataset: Path, tmp_path: Path) -> None:
    pytest.importorskip("datasette", reason="datasette is not installed (it is in the extra dev)")
    export_dataset(dataset, "sqlite", tmp_path / "press.sqlite")
    command = [sys.executable, "-m", "datasette", "press.sqlite", "--metadata", "metadata.yml", "--get"]
    data = subprocess.run([*command, "/press/records.json?_facet_array=flags"], capture_output=True, text=True, check=True, cwd=tmp_path)
    told = json.loads(data.stdout)
    assert {"flags", "company", "amount_currency"} <= set(told["facet_results"])
    assert {facet["value"] for facet in told["facet_results"]["flags"]["results"]} == {"ambiguous_currency", "no_partner", "low_confidence"}
    page = subprocess.run([*command, "/press/records"], capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert "Name of the initiative" in page, "the meaning of each column"
    assert 'href="/press/companies/northwind-paper"' in page, "keys are links"
    assert 'name="_search"' in page


def test_metadata_of_somebody_else_is_not_overwritten(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "metadata.yml").write_text("title: mine\n", "utf-8")
    with pytest.raises(ExportError, match="is not ours"):
        export_dataset(dataset, "sqlite", tmp_path / "press.sqlite")
    assert not (tmp_path / "press.sqlite").exists()


def test_parquet_has_types_keys_and_meanings(dataset: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export_dataset(dataset, "parquet", tmp_path / "press", texts=True)
    records = parquet.read_table(tmp_path / "press" / "records.parquet")
    types = {field.name: str(field.type) for field in records.schema}
    assert types["amount"] == "decimal128(38, 6)"
    assert types["start_year"] == "int64"
    assert types["flags"].startswith("list<")
    assert records.column("amount").to_pylist() == [Decimal(3500000), Decimal("1500.5")]
    assert records.column("start_year").to_pylist() == [2016, None]
    assert records.column("flags").to_pylist() == [["ambiguous_currency"], ["no_partner", "low_confidence"]]
    assert json.loads(records.schema.metadata[b"primary_key"]) == ["record_id"]
    assert records.schema.field("program").metadata[b"description"] == b"Name of the initiative"
    assert parquet.read_table(tmp_path / "press" / "texts.parquet").column("text").to_pylist()[0] == TEXT


def test_an_empty_dataset_exports(tmp_path: Path) -> None:
    write_dataset(tmp_path / "output", [], {})
    for kind in FORMATS:
        needs(kind)
        assert export_dataset(tmp_path / "output", kind, tmp_path / FORMATS[kind].output)[0].exists()
    parquet = pytest.importorskip("pyarrow.parquet")
    assert parquet.read_table(tmp_path / "press-records-parquet" / "records.parquet").num_rows == 0


def test_no_cell_of_the_workbook_is_a_formula(dataset: Path, tmp_path: Path) -> None:
    needs("xlsx")
    import openpyxl

    export_dataset(dataset, "xlsx", tmp_path / "press.xlsx", texts=True)
    book = openpyxl.load_workbook(tmp_path / "press.xlsx")
    assert book.sheetnames == ["records", "mentions", "companies", "articles", "texts", "columns"]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    head, *rows = book["records"].iter_rows(values_only=True)
    titles = [dict(zip(head, row))["article_title"] for row in rows]
    assert HOSTILE in titles, "the title is there, as text"
    assert dict(zip(head, rows[0]))["amount"] == 3500000


def test_csv_cells_are_safe_and_sums_stand_side_by_side(dataset: Path, tmp_path: Path) -> None:
    export_dataset(dataset, "csv", tmp_path / "press", convert="USD")
    with (tmp_path / "press" / "records.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["amount"], first["amount_currency"], first["converted_amount"], first["conversion_note"]) == ("3500000", "", "", "currency left open")
    assert second["article_title"] == "'" + HOSTILE
    assert (second["amount"], second["amount_currency"], second["conversion_year"], second["converted_currency"]) == ("1500.5", "EUR", "2022", "USD")
    assert 1500 < Decimal(second["converted_amount"]) < 1650
    with (tmp_path / "press" / "mentions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["record_id"] == "southwind-1" and row["field"] == "amounts"]
    assert [bool(row["converted_amount"]) for row in rows] == [True, True, False]
    assert rows[1]["converted_amount_max"] > rows[1]["converted_amount"]
    assert rows[2]["conversion_note"] == "no rate for MDL in 2022"


def test_converted_into_its_own_currency_a_sum_stays_what_it_is(dataset: Path, tmp_path: Path) -> None:
    export_dataset(dataset, "csv", tmp_path / "press", convert="EUR")
    with (tmp_path / "press" / "records.csv").open(encoding="utf-8", newline="") as file:
        *_, second = csv.DictReader(file)
    assert (second["converted_amount"], second["conversion_rate"]) == ("1500.5", "1")


def test_360giving_claims_no_more_than_the_article_said(dataset: Path, tmp_path: Path) -> None:
    (path,) = export_dataset(dataset, "360giving", tmp_path / "gifts.json", convert="GBP")
    told = json.loads(path.read_bytes())
    assert "not valid" in told["note"]
    grants = {grant["id"]: grant for grant in told["grants"]}
    assert len(grants) == 3, "two donated euros and lei, one sum in pesos and dollars; what was invested is no grant"
    exact = next(grant for grant in told["grants"] if grant.get("currency") == "EUR")
    assert exact["amountAwarded"] == 1500.5
    assert exact["pressStatement"]["converted"]["currency"] == "GBP"
    assert EURO.split(";")[0] in exact["description"]
    vague = next(grant for grant in told["grants"] if grant["pressStatement"]["qualifier"] == "more_than")
    assert "amountAwarded" not in vague
    assert "currency" not in vague, "the article leaves it open"
    assert vague["pressStatement"]["alsoStatedAs"] == ["about $60,000"]
    assert vague["pressStatement"]["namedPartners"] == ["Harbour Trust"]
    never = {"recipientOrganization", "awardDate", "plannedDates", "beneficiaryLocation", "dateModified"}
    assert not [grant for grant in told["grants"] if never & set(grant)]


def test_a_hugging_face_folder_names_its_files(dataset: Path, tmp_path: Path) -> None:
    needs("huggingface")
    yaml = pytest.importorskip("yaml")
    card = export_dataset(dataset, "huggingface", tmp_path / "hub")[0].read_text("utf-8")
    _, front, body = card.split("---\n", 2)
    told = yaml.safe_load(front)
    assert told["license"] == "cc0-1.0"
    assert [config["config_name"] for config in told["configs"]] == ["records", "mentions", "companies", "articles"]
    for config in told["configs"]:
        assert (tmp_path / "hub" / config["data_files"][0]["path"]).is_file()
    assert "(not included)" in body


WRONG: list[tuple[str, Callable[[Path, Path], Any], str]] = [
    ("no dataset", lambda d, t: export_dataset(t / "nothing", "csv", t / "x"), "no dataset here"),
    ("unknown format", lambda d, t: export_dataset(d, "word", t / "x"), "known are parquet"),
    ("unknown currency", lambda d, t: export_dataset(d, "csv", t / "x", convert="XQX"), "no rate for it"),
    ("a folder in the way", lambda d, t: export_dataset(d, "sqlite", t), "is a folder"),
]


@pytest.mark.parametrize(("export", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_cannot_be_exported_says_why(export: Callable[[Path, Path], Any], message: str, dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=message):
        export(dataset, tmp_path)


def press(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", "export", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT, env=os.environ)


def test_the_command_writes_and_says_where(dataset: Path, tmp_path: Path) -> None:
    done = press(dataset, "--format", "sqlite", "--output", tmp_path / "a.sqlite")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path / "a.sqlite"), str(tmp_path / "metadata.yml")]


def test_the_command_serves_annotation_tools_and_corrections_too(dataset: Path, tmp_path: Path) -> None:
    done = press(dataset, "--tool", "doccano", "--output", tmp_path / "doccano.jsonl")
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "doccano.jsonl").read_text("utf-8").splitlines()) == 2
    pytest.importorskip("xlsxwriter")
    assert press(dataset, "--xlsx", tmp_path / "review.xlsx").returncode == 0


@pytest.mark.parametrize("words", [[], ["--format", "csv", "--xlsx", "x.xlsx"], ["--format", "csv", "--convert", "XQX"], ["--format", "nope"], ["--tool", "nope"]])
def test_the_command_refuses_in_one_line(words: list[str], dataset: Path) -> None:
    done = press(dataset, *words)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
