"""What only the whole dump tells: copies, near-duplicates, companies that are one; and the files that carry results."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from pipeline.run.chunk import Done, Options
from pipeline.run.dump import Dump
from pipeline.run.machine import run_dataset
from pipeline.run.order import ahead, chunks
from pipeline.run.part import part_name, read_part, write_part
from pipeline.settle.resolve import joined, short_forms
from pipeline.settle.sketch import SAME, containment, sketch
from pipeline.write.finished import altered, as_object, finish, from_object
from tests.conftest import make_article, make_record
from tests.test_run import digests, rows

WORDS = [f"word{number}" for number in range(5000)]
STORY = """Northwind Paper donates 40,000 dollars to Harbour Trust

SPRINGFIELD, May 1, 2024 -- Northwind Paper Inc. today donated $40,000 to the Harbour Trust, a charity that has helped
more than 1,200 pupils since 2016. The money pays for new desks in fourteen schools of the town, where pupils of every age
have had to share what the war years left them, and for a library bus that calls on the villages of the upper valley.
"""


def text_of(seed: int, words: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (text_of(1), text_of(1), True),
        (text_of(1), text_of(2), False),
        (text_of(1), "AGENCY -- " + text_of(1).upper().replace(" ", ",\n") + " (End)", True),
        (text_of(1), text_of(1, 300) + " " + text_of(2, 100), True),
        (text_of(1), text_of(1, 400) + " " + text_of(3, 900), True),
        (text_of(1), text_of(1, 100) + " " + text_of(2, 300), False),
        ("too short", "too short", False),
    ],
)
def test_sketches_tell_whether_two_texts_tell_the_same(one: str, other: str, same: bool) -> None:
    assert (containment(sketch(one), sketch(other)) >= SAME) is same


def test_a_sketch_is_small_and_always_the_same() -> None:
    assert len(sketch(text_of(1, 20_000))) == 64
    assert sketch("thirteen two three four five six") == sketch(" Thirteen, two three — four five SIX!")
    assert sketch("thirteen two three four five") == [1068217020] == sketch("Thirteen two three four five.")


def test_near_duplicates_are_linked_to_the_first(tmp_path: Path) -> None:
    dump = Dump(tmp_path / "dump.sqlite")
    for name, text in {"a": text_of(1), "b": text_of(2), "c": text_of(1) + " more", "d": "News: " + text_of(1)}.items():
        dump.add(name, {"forms": {}, "shorts": {}, "sketch": sketch(text)})
    dump.find_near()
    assert [dump.near(name) for name in "abcd"] == [None, None, "a", "a"]
    dump.close()


def test_many_texts_that_share_a_passage_cost_no_square(tmp_path: Path) -> None:
    dump = Dump(tmp_path / "dump.sqlite")
    common = text_of(0, 60)
    for number in range(1500):
        dump.add(f"{number}", {"forms": {}, "shorts": {}, "sketch": sketch(common + " " + text_of(number + 1, 240))})
    asked: list[int] = []
    look_up = dump.sketch
    dump.sketch = lambda number: asked.append(number) or look_up(number)  # type: ignore[func-returns-value,method-assign]
    dump.find_near()
    assert len(asked) < 1500 * 2 * 16 * 2
    assert [name for name in map(str, range(1500)) if dump.near(name)] == []


def test_the_dataset_marks_links_and_keeps_near_duplicates(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(STORY, "utf-8")
    (raw / "b.txt").write_text(STORY, "utf-8")
    (raw / "c.txt").write_text(STORY.replace("SPRINGFIELD, May 1, 2024 --", "(Courier) Springfield, 1 May 2024 -"), "utf-8")
    run_dataset(raw, tmp_path / "one", Options(), dict)
    run_dataset(raw, tmp_path / "two", Options(), dict, workers=2)
    articles = [(row["id"], row["status"], row["reason"], row["cases"]) for row in rows(tmp_path / "one", "articles")]
    assert articles == [("a", "ok", "", "1"), ("b", "duplicate_of", "a", "0"), ("c", "ok", "near_duplicate: a", "1")]
    flags = {row["article_id"]: row["flags"].split("; ") for row in rows(tmp_path / "one", "records")}
    assert "near_duplicate" in flags["c"]
    assert "near_duplicate" not in flags["a"]
    lines = [json.loads(line) for line in (tmp_path / "one" / "records.jsonl").open(encoding="utf-8")]
    assert [line["flags"] for line in lines] == list(flags.values())
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Harbour City Textile Holdings Ltd. (HCTH) said", "Harbour City Textile Holdings", ["HCTH"]),
        ("Harbour City Textile Holdings (“the HCTH Group”) said", "Harbour City Textile Holdings", []),
        ("Harbour Textile (Leeds) said", "Harbour Textile", []),
        ("Harbour Textile (\"Harbour\") said", "Harbour Textile", ["Harbour"]),
        ("Harbour Textile (NYSE: HTX) said", "Harbour Textile", []),
        ("Harbour Textile (UNICEF) said", "Harbour Textile", []),
    ],
)
def test_short_forms_in_brackets(text: str, name: str, found: list[str]) -> None:
    assert short_forms(text, name) == found


@pytest.mark.parametrize(
    ("forms", "shorts", "final"),
    [
        ({"hct": ["HCT"], "harbour-city-textile": []}, {"harbour-city-textile": ["HCT"]}, {"hct": "harbour-city-textile"}),
        ({"hct": ["HCT"], "harbour-city": [], "happy-cat": []}, {"harbour-city": ["HCT"], "happy-cat": ["HCT"]}, {}),
        ({"hct-group": ["HCT Group"], "hct": ["HCT"], "harbour": []}, {"harbour": ["HCT"]}, {"hct": "harbour", "hct-group": "harbour"}),
        ({"acme": ["Acme"], "acme-steel": ["Acme Steel"]}, {}, {}),
    ],
)
def test_company_ids_over_the_dump(forms: dict[str, list[str]], shorts: dict[str, list[str]], final: dict[str, str]) -> None:
    assert {key: value for key, value in joined(forms, shorts).items() if key != value} == final


@pytest.mark.parametrize(
    ("forms", "shorts"),
    [
        ({"hct": ["HCT"], "harbour-city-textile": ["Harbour City Textile"]}, {"harbour-city-textile": ["HCT"]}),
        ({"hct": ["HCT"], "harbour-city": ["Harbour City"], "happy-cat": ["Happy Cat"]}, {"harbour-city": ["HCT"], "happy-cat": ["HCT"]}),
        ({"hct-group": ["HCT Group"], "hct": ["HCT"], "harbour": ["Harbour"]}, {"harbour": ["HCT"], "gone": ["Elsewhere"]}),
        ({"a": ["A"], "a-b": ["A B"], "a-group": ["A Group"], "a-group-china": ["A Group China"], "ab-group": ["AB Group"]}, {"a-b": ["A"]}),
        ({"acme-leeds-works": ["Acme (Leeds) Works", "Acme (Leeds)"], "acme": ["Acme"], "acme-leeds": ["Acme Leeds"]}, {}),
    ],
)
def test_companies_are_the_same_on_disk_and_in_memory(forms: dict[str, list[str]], shorts: dict[str, list[str]], tmp_path: Path) -> None:
    dump = Dump(tmp_path / "dump.sqlite")
    for key, names in forms.items():
        dump.add(f"of-{key}", {"forms": {key: names}, "shorts": {k: held for k, held in shorts.items() if k == key}, "sketch": []})
    dump.add("last", {"forms": {}, "shorts": {k: held for k, held in shorts.items() if k not in forms}, "sketch": []})
    dump.find_companies()
    assert {key: dump.company_id(key) for key in forms} == joined(forms, shorts)
    assert dump.company_id("never-met") == "never-met"
    dump.close()


def test_joining_many_companies_is_quick() -> None:
    forms = {f"company-{number}-of-the-town": [] for number in range(50_000)}
    assert len(joined(forms)) == 50_000


def test_a_record_is_altered_in_every_table() -> None:
    record = make_record()
    (done,) = finish(record.article, [record]).records
    assert altered(done, {"other": "one"}) is done
    assert altered(done, {}, ["ambiguous_currency"]) == done, "telling a record from its own line changes nothing"
    new = altered(done, {"northwind-paper": "northwind"}, ["near_duplicate"])
    told = json.loads(new.line)
    assert told["companies"][0]["company_id"] == "northwind"
    assert told["flags"] == ["ambiguous_currency", "near_duplicate"]
    assert ",northwind,Northwind Paper," in new.row
    assert "ambiguous_currency; near_duplicate" in new.row
    assert new.mentions == done.mentions.replace("northwind-paper", "northwind")
    assert new.companies == [["northwind", *done.companies[0][1:]]]


def test_finished_articles_survive_json() -> None:
    record = make_record()
    finished = finish(record.article, [record])
    assert from_object(json.loads(json.dumps(as_object(finished)))) == finished


def test_a_part_is_whole_or_not_there(tmp_path: Path) -> None:
    url = f"{tmp_path}/parts/{part_name([b'key'])}"
    assert read_part(url, 1) is None
    write_part(url, [Done(b"head", b"body"), Done(b"{}", b"")])
    assert read_part(url, 2) == [Done(b"head", b"body"), Done(b"{}", b"")]
    assert read_part(url, 3) is None
    data = Path(url).read_bytes()
    Path(url).write_bytes(data[:-1])
    assert read_part(url, 2) is None
    assert [path.name for path in (tmp_path / "parts").iterdir()] == [part_name([b"key"])]


def test_parts_lie_on_any_store_that_fsspec_knows() -> None:
    url = "memory://parts/one.part"
    write_part(url, [Done(b"head", b"body")])
    assert read_part(url, 1) == [Done(b"head", b"body")]


def test_chunks_are_cut_at_the_same_places_and_bounded() -> None:
    articles = [make_article("x" * size, f"{at}.txt") for at, size in enumerate([10, 90, 100, 5, 5, 5])]
    cut = [[item.path for item in chunk] for chunk in chunks(articles, characters=100, articles=2)]
    assert cut == [["0.txt", "1.txt"], ["2.txt"], ["3.txt", "4.txt"], ["5.txt"]]


def test_no_more_than_so_many_are_under_way() -> None:
    begun: list[int] = []
    order = []
    for number in ahead(lambda n: begun.append(n) or n, range(10), 3):  # type: ignore[func-returns-value]
        order.append(number)
        assert len(begun) - len(order) <= 3
    assert order == list(range(10))
