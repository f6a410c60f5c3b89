"""Properties of reading and writing: every text comes through a file as it was, a dump is the union of its articles, no cell runs."""

from __future__ import annotations

import codecs
import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Article
from pipeline.flow import extract_article
from pipeline.read import read_file
from pipeline.read.dates import iso_date
from pipeline.read.encoding import decode
from pipeline.read.names import Names, safe
from pipeline.read.rejection import BadInput
from pipeline.rulebook import alternation, load_rules
from pipeline.run.chunk import Options
from pipeline.run.machine import run_dataset
from pipeline.run.order import ahead, chunks
from pipeline.write.dataset import text_name
from pipeline.write.finished import record_from
from pipeline.write.line import json_text, plain, record_line
from pipeline.write.row import cell
from pipeline.write.row import safe as safe_text
from tests.conftest import make_article
from tests.test_properties import FEW, stories

RULES = load_rules()
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(lambda text: bool(text.strip("\ufeff\u200b \u00a0") and not text.isspace()))
MANY = settings(max_examples=60, deadline=None, derandomize=True)


def read(path: Path) -> list[Any]:
    return list(read_file(path, path.parent, rules=RULES))


@FEW
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_rows_of_json_come_through(tmp_path_factory: Any, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("rows") / "d.jsonl"
    path.write_text("".join(json.dumps({"text": text}, ensure_ascii=bool(n % 2)) + "\n" for n, text in enumerate(texts)), "utf-8", newline="")
    assert [article.text for article in read(path)] == texts


@FEW
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_rows_of_csv_come_through(tmp_path_factory: Any, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("rows") / "d.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([["id", "text"], *([n, text] for n, text in enumerate(texts))])
    assert [article.text for article in read(path)] == texts


@MANY
@given(TEXT, st.sampled_from([("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-32-le", codecs.BOM_UTF32_LE)]))
def test_marked_encodings_come_through(text: str, encoding: tuple[str, bytes]) -> None:
    name, mark = encoding
    assert decode(mark + text.encode(name)) == text


@MANY
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_reason(data: bytes) -> None:
    reason, text = "", ""
    try:
        text = decode(data)
    except BadInput as bad:
        reason = bad.reason
    assert reason in ("", "binary")
    text.encode()


@MANY
@given(st.text(max_size=200))
def test_names_are_safe_and_stay(name: str) -> None:
    made = safe(name)
    assert 0 < len(made) <= 100
    assert all(letter.isascii() and (letter.isalnum() or letter in "._-") for letter in made)
    assert not made.startswith((".", "-"))
    assert safe(made) == made


@MANY
@given(st.lists(st.sampled_from(["a", "A", "a-2", "b", "é", "e", "../a", ""]), max_size=12))
def test_given_names_are_unique(names: list[str]) -> None:
    given_out = Names()
    found = [given_out.give(name).casefold() for name in names]
    assert len(set(found)) == len(found)


@MANY
@given(st.text(min_size=1, max_size=300).filter(lambda text: max(text, default="") < "\ud800" or min(text) > "\udfff"))
def test_files_of_texts_stay_in_their_folder(name: str) -> None:
    made = text_name(name)
    assert "/" not in made
    assert "\x00" not in made
    assert not made.startswith(".")
    assert len(made.encode("utf-8", "replace")) <= 255


@MANY
@given(st.one_of(st.text(max_size=60), st.text(alphabet="=+-@\t\r 1a", max_size=8), st.integers(), st.none()))
def test_no_cell_runs_as_a_formula(value: object) -> None:
    made = cell(value)
    assert not made.startswith(("=", "+", "@", "\t", "\r"))
    assert not made.startswith("-") or made[1:].replace(".", "", 1).isdigit()
    into = io.StringIO(newline="")
    csv.writer(into, lineterminator="\n").writerow([made, "x"])
    assert next(csv.reader(io.StringIO(into.getvalue(), newline=""))) == [made, "x"]


@MANY
@given(st.text(alphabet="=+-@\t\r 1a'\"", max_size=12))
def test_no_quoted_text_runs_as_a_formula(text: str) -> None:
    made = safe_text(text)
    assert made in (text, "'" + text)
    assert not made.startswith(("=", "+", "@", "\t", "\r"))


@MANY
@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_sums_are_written_exactly(number: Decimal) -> None:
    assert Decimal(plain(number)) == number
    assert "E" not in plain(number)


@MANY
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d", "%Y年%m月%d日"]))
def test_dates_read_back(day: Any, form: str) -> None:
    assert iso_date(day.strftime(form), RULES) == day.isoformat()


@MANY
@given(st.lists(st.text(alphabet="abc -'", min_size=1, max_size=6).filter(lambda word: bool(word.strip())), min_size=1, max_size=8))
def test_a_list_of_words_finds_its_words_and_no_others(words: list[str]) -> None:
    import regex

    found = regex.compile(alternation(words), regex.VERBOSE)
    plainly = {" ".join(word.split()) for word in words}
    assert all(found.fullmatch(word) for word in plainly)
    assert not found.fullmatch("zzz")
    assert all(not found.fullmatch(word + "z") for word in plainly)


@FEW
@given(stories())
def test_a_line_tells_its_record(story: list[str]) -> None:
    for record in extract_article(make_article("\n\n".join(story), published="2024-05-01"), RULES, ner="none").records:
        line = record_line(record)
        assert json_text({**json.loads(line)}) == line
        again = record_from(json.loads(line))
        assert again.record_id == record.record_id
        assert [m.text for m in again.companies] == [m.text for m in record.companies]


@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.lists(stories(), min_size=2, max_size=3, unique_by=tuple))
def test_a_dump_gives_the_union_of_its_articles(tmp_path_factory: Any, found: list[list[str]]) -> None:
    home = tmp_path_factory.mktemp("union")
    rows = [json.dumps({"id": f"story-{n}", "text": "\n\n".join(story)}) + "\n" for n, story in enumerate(found)]

    def told(name: str, some: list[str]) -> list[dict[str, Any]]:
        (home / name).mkdir()
        (home / name / "d.jsonl").write_text("".join(some), "utf-8")
        run_dataset(home / name, home / f"{name}-out", Options(ner="none"), dict)
        lines = (json.loads(line) for line in (home / f"{name}-out" / "records.jsonl").open(encoding="utf-8"))
        return [{**line, "article": line["article"]["id"], "flags": [flag for flag in line["flags"] if flag != "near_duplicate"]} for line in lines]

    alone = [record for n, row in enumerate(rows) for record in told(f"alone-{n}", [row])]
    assert told("together", rows) == alone


@MANY
@given(st.lists(st.integers(0, 90_000), max_size=40), st.integers(1, 9))
def test_order_is_kept_however_many_are_under_way(sizes: list[int], width: int) -> None:
    articles = [Article(str(n), str(n), "", "x" * size) for n, size in enumerate(sizes)]
    parts = list(ahead(lambda chunk: chunk, chunks(articles), width))
    assert [article for part in parts for article in part] == articles
    assert all(parts)


