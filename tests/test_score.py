"""The scorer, on answers small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.score.answers import FIELDS
from pipeline.score.compare import compare
from pipeline.score.names import contained, fold, same_unit
from pipeline.score.sets import gold_set, read_gold, records_at
from pipeline.score.table import below, mistake_lines, table
from pipeline.score.tally import Score, Tally, calibration_error, reliability
from pipeline.write.dataset import write_dataset
from pipeline.write.line import record_object
from tests.conftest import TEXT, Result, make_record

Object = dict[str, Any]


def case(**fields: Any) -> Object:
    """A case with nothing in it but the given fields: gold, or the part of a record that is scored."""
    return {"heading": None, "companies": [], "partners": [], "programs": [], "start_year": None, "beneficiaries": [], "amounts": []} | fields


def gold(*cases: Object, article: str = "a") -> Object:
    return {"article": article, "file": "a.txt", "cases": list(cases)}


def record(start: int = 0, end: int = 100, article: str = "a", **fields: Any) -> Object:
    return case(**fields) | {"article": {"id": article}, "case": {"heading": None, "start": start, "end": end}}


def name(text: str, **more: Any) -> Object:
    return {"text": text, "value": text, "confidence": 0.9, "rule": "r"} | more


def count(number: int, unit: str = "pupils", **more: Any) -> Object:
    return {"count": number, "unit": unit, "qualifier": "exact", "text": f"{number} {unit}"} | more


def money(value: str | float, currency: str | None = "USD", **more: Any) -> Object:
    return {"value": value, "currency": currency, "qualifier": "exact", "role": "donated", "text": f"{value}"} | more


def figures(score: Score, field: str) -> tuple[int, int, int]:
    """Right, spurious, missed."""
    tally = score.strict[field]
    return tally.right, tally.spurious, tally.missed


def one_field(field: str, wanted: Any, given: Any) -> tuple[int, int, int]:
    return figures(compare([gold(case(**{field: wanted}))], [record(**{field: given})]), field)


SAME_NAMES = [
    ("Acme", "ACME"), ("The Acme Trust", "Acme Trust"), ("Acme Inc.", "Acme"), ("Acme Co., Ltd.", "Acme"), ("Acme's", "Acme"),
    ("Acme’s", "Acme"), ("“Open  Desk”", "Open\u00a0Desk"), ("Acme S.p.A.", "Acme"), ("Open–Desk", "Open-Desk"), ("Acme (Pvt) Ltd", "Acme (Pvt)"),
    ("Société Générale S.A.", "Société Générale"), ("Acme Private Limited", "Acme"),
]  # fmt: skip
OTHER_NAMES = [("Acme", "Acme Foundation"), ("Acme North", "Acme South"), ("Co", "Ltd"), ("Acme", ""), ("Acme", "Acmes Trust")]


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), OTHER_NAMES)
def test_names_that_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("students", "student", True), ("children", "school children", True), ("families", "family", True), ("people", "persons", True),
        ("students", None, True), ("students", "schools", False), ("glasses", "glass", False), ("primary schools", "schools", True),
    ],
)  # fmt: skip
def test_units(one: str, other: str | None, same: bool) -> None:
    assert same_unit(one, other) is same


def test_contained_is_a_share_of_the_shorter_name() -> None:
    assert contained("Acme Foundation", "Acme") == 1
    assert contained("Acme North Trust", "Acme South Trust") == pytest.approx(2 / 3)
    assert contained("", "Acme") == 0


ROWS = [
    # field, gold, records, right, spurious, missed
    ("companies", [name("Acme")], [name("Acme")], (1, 0, 0)),
    ("companies", [name("Acme")], [], (0, 0, 1)),
    ("companies", [], [name("Acme")], (0, 1, 0)),
    ("companies", [], [], (0, 0, 0)),
    ("companies", [name("Acme")], [name("Acme"), name("Acme Inc.")], (1, 1, 0)),
    ("companies", [name("Acme Tools", aliases=["AT"])], [name("AT")], (1, 0, 0)),
    ("companies", [name("Acme Tools", aliases=["AT"])], [name("AT"), name("Acme Tools")], (1, 1, 0)),
    ("companies", [name("Acme")], [name("x", value="Acme")], (1, 0, 0)),
    ("companies", [name("Acme"), name("Bolt", optional=True)], [name("Bolt")], (0, 0, 1)),
    ("partners", [name("Bolt", optional=True)], [name("Bolt"), name("BOLT")], (0, 0, 0)),
    ("partners", [name("Bolt", optional=True)], [name("Nut")], (0, 1, 0)),
    ("partners", [name("Bolt", optional=True)], [], (0, 0, 0)),
    ("programs", [name("Desk", start=5, end=9)], [name("Desk Plan", start=5, end=14)], (0, 1, 1)),
    ("programs", [name("Desk", start=5, end=9)], [name("The Desk!", value="x", start=5, end=9)], (1, 0, 0)),
    ("start_year", {"year": 2016}, {"value": 2016}, (1, 0, 0)),
    ("start_year", {"year": 2016}, {"value": 2017}, (0, 1, 1)),
    ("start_year", {"year": 2016, "alt": [2017]}, {"value": 2017}, (1, 0, 0)),
    ("start_year", None, {"value": 2017}, (0, 1, 0)),
    ("start_year", {"year": 2016}, None, (0, 0, 1)),
    ("start_year", {"year": 2016, "optional": True}, {"value": 2016}, (0, 0, 0)),
    ("start_year", {"year": 2016, "optional": True}, None, (0, 0, 0)),
    ("beneficiaries", [count(5)], [count(5)], (1, 0, 0)),
    ("beneficiaries", [count(5)], [count(5, "rural pupils")], (1, 0, 0)),
    ("beneficiaries", [count(5)], [count(5, "schools")], (0, 1, 1)),
    ("beneficiaries", [count(5, start=3, end=9)], [count(5, "youngsters", start=3, end=12)], (1, 0, 0)),
    ("beneficiaries", [count(5, count_max=7)], [count(5)], (0, 1, 1)),
    ("beneficiaries", [count(5, count_max=7)], [count(5, count_max=7)], (1, 0, 0)),
    ("beneficiaries", [count(5), count(5)], [count(5)], (1, 0, 1)),
    ("beneficiaries", [count(5), count(5, optional=True)], [count(5), count(5)], (1, 0, 0)),
    ("amounts", [money(25000.0)], [money("25000")], (1, 0, 0)),
    ("amounts", [money(25000)], [money("25000", "EUR")], (0, 1, 1)),
    ("amounts", [money(25000, None)], [money("25000", None)], (1, 0, 0)),
    ("amounts", [money(2, value_max=3)], [money("2", value_max="3")], (1, 0, 0)),
    ("amounts", [money(2), money(3)], [money("3"), money("2"), money("2")], (2, 1, 0)),
]


@pytest.mark.parametrize(("field", "wanted", "given", "expected"), ROWS)
def test_right_spurious_missed(field: str, wanted: Any, given: Any, expected: tuple[int, int, int]) -> None:
    assert one_field(field, wanted, given) == expected


def test_as_many_pairs_as_can_be() -> None:
    wanted = [name("Acme", aliases=["A1"]), name("A1 North", aliases=["A1"])]
    assert one_field("companies", wanted, [name("A1"), name("Acme")]) == (2, 0, 0)


def test_lenient_takes_half_a_name_at_the_same_place() -> None:
    wanted, given = name("Open Desk", start=5, end=14), name("Open Desk Plan North", start=5, end=25)
    score = compare([gold(case(programs=[wanted]))], [record(programs=[given])])
    assert score.strict["programs"].f1 == 0
    assert score.lenient["programs"].f1 == 1


def test_cases_by_bounds() -> None:
    cases = [case(start=0, end=50), case(start=50, end=90), case(start=90, end=120)]
    score = compare([gold(*cases)], [record(0, 50), record(50, 89), record(200, 210)])
    assert figures(score, "cases") == (1, 2, 2)
    assert score.lenient["cases"].right == 2


def test_values_go_with_the_case_that_overlaps_most() -> None:
    cases = [case(start=0, end=50, companies=[name("Acme")]), case(start=50, end=99, companies=[name("Bolt")])]
    score = compare([gold(*cases)], [record(45, 99, companies=[name("Bolt")]), record(0, 45, companies=[name("Acme")])])
    assert figures(score, "companies") == (2, 0, 0)


def test_without_bounds_the_companies_tell() -> None:
    cases = [case(companies=[name("Acme")], start_year={"year": 1}), case(companies=[name("Bolt")], start_year={"year": 2})]
    found = [record(0, 9, companies=[name("Bolt")], start_year={"value": 2}), record(9, 20, companies=[name("Acme")], start_year={"value": 1})]
    assert figures(compare([gold(*cases)], found), "start_year") == (2, 0, 0)


def test_a_trap_makes_everything_spurious() -> None:
    score = compare([gold()], [record(companies=[name("Acme")], amounts=[money("5")])])
    assert [figures(score, field) for field in ("cases", "companies", "amounts")] == [(0, 1, 0)] * 3


def test_a_missed_article_misses_everything_but_the_optional() -> None:
    score = compare([gold(case(companies=[name("Acme")], partners=[name("Bolt", optional=True)]))], [])
    assert [figures(score, field) for field in ("cases", "companies", "partners")] == [(0, 0, 1), (0, 0, 1), (0, 0, 0)]


@pytest.mark.parametrize("given", [[], [record(companies=[name("Bolt")])]])
def test_an_optional_case_counts_neither_way(given: list[Object]) -> None:
    score = compare([gold(case(optional=True, companies=[name("Acme")]))], given)
    assert all(figures(score, field) == (0, 0, 0) for field in ("cases", *FIELDS))


def test_other_articles_are_left_out() -> None:
    assert compare([gold()], [record(article="b", companies=[name("Acme")])]).micro == Tally()


def test_articles_that_were_not_read_are_named() -> None:
    score = compare([gold(), gold(article="b")], [], {"a": "text"})
    assert score.unread == ["b"]
    assert "not among the records' articles: b" in table("some", score)


def test_side_answers_are_measured_over_right_values() -> None:
    wanted = case(amounts=[money(5), money(6)], beneficiaries=[count(7)], start_year={"year": 2016, "basis": "stated"})
    given = record(
        amounts=[money("5", role="pledged"), money("6", qualifier="about")],
        beneficiaries=[count(8)],
        start_year={"value": 2016, "basis": "stated"},
    )
    score = compare([gold(wanted)], [given])
    assert {name: (tally.right, tally.spurious) for name, tally in score.side.items()} == {
        "start_year basis": (1, 0), "amounts qualifier": (1, 1), "amounts role": (1, 1),
    }  # fmt: skip
    assert [m.answer for m in score.mistakes if m.kind == "wrong"] == ["5 USD (5): pledged, gold donated", "6 USD (6): about, gold exact"]


def test_nothing_at_all_has_no_figures() -> None:
    score = compare([], [])
    assert score.micro.f1 is None
    assert score.as_object()["calibration_error"]["all"] is None
    assert "0 articles" in table("empty", score)


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([(0.9, True)] * 9 + [(0.9, False)], 0.0), ([(1.0, True)], 0.0), ([(1.0, False)], 1.0),
        ([(0.8, True), (0.8, False)], 0.3), ([(0.2, False), (0.8, True)], 0.2),
    ],
)  # fmt: skip
def test_calibration_error(pairs: list[tuple[float, bool]], error: float) -> None:
    assert calibration_error(pairs) == pytest.approx(error, abs=1e-6)


def test_reliability_curve() -> None:
    assert reliability([(0.95, True), (0.97, False), (0.1, False)]) == [
        {"values": 1, "confidence": 0.1, "right": 0.0},
        {"values": 2, "confidence": 0.96, "right": 0.5},
    ]


def test_scores_add_up() -> None:
    one = compare([gold(case(companies=[name("Acme")]))], [record(companies=[name("Acme")])])
    two = compare([gold(case(companies=[name("Acme")]), article="b")], [])
    assert figures(one + two, "companies") == (1, 0, 1)
    assert (one + two).articles == 2


def test_errors_show_their_surroundings() -> None:
    score = compare([gold(case(programs=[{"text": "Desk", "start": 10, "end": 14}]))], [record()], {"a": "they ran  Desk\nsince 2016"})
    (mistake,) = score.mistakes
    assert (mistake.kind, mistake.answer, mistake.snippet) == ("missed", "Desk", "they ran [Desk] since 2016")
    assert list(mistake_lines(score.mistakes, 0)) == []
    assert "they ran [Desk] since 2016" in "\n".join(mistake_lines(score.mistakes, 5))


@pytest.mark.parametrize(
    ("floors", "under"),
    [
        ({"companies": 1.0}, 0), ({"companies recall": 1.0, "all values": 0.9}, 0), ({"partners": 0.5}, 1), ({"programs": 0.5}, 1),
        ({"calibration error": 0.5}, 0), ({"calibration error": 0.05}, 1), ({"amounts role": 0.5}, 1),
    ],
)  # fmt: skip
def test_floors(floors: dict[str, float], under: int) -> None:
    score = compare([gold(case(companies=[name("Acme")], partners=[]))], [record(companies=[name("Acme")])])
    score.strict["programs"].missed += 0
    assert len(below(score, floors)) == under


def test_a_dataset_scores_full_marks_against_itself(tmp_path: Path) -> None:
    mine = make_record()
    write_dataset(tmp_path / "out", [Result(mine.article, [mine])], {})
    line = record_object(mine)
    answer = line | line["case"] | {"start_year": line["start_year"] | {"year": 2016}}
    (tmp_path / "gold.jsonl").write_text(json.dumps({"article": "northwind", "file": "northwind.txt", "cases": [answer]}) + "\n", "utf-8")
    (tmp_path / "northwind.txt").write_text(TEXT, "utf-8")
    for path in (tmp_path / "out", tmp_path / "out" / "records.jsonl"):
        records, texts = records_at(path)
        score = compare(read_gold(tmp_path / "gold.jsonl"), records, texts)
        assert score.mistakes == []
        assert texts == {"northwind": TEXT}
        assert score.micro.f1 == score.strict["cases"].f1 == 1
    one = gold_set("mine", tmp_path / "gold.jsonl")
    assert one is not None
    assert one.inputs == (tmp_path / "northwind.txt",)
    assert gold_set("seeds", tmp_path / "gold.jsonl") == one.__class__("seeds", one.gold, one.inputs)
