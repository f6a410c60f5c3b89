"""Corrections: what people decided stays decided, whatever texts, rules and the order of cases do afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Article
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.settle.anchor import find_quote, quote_of
from pipeline.settle.corrections import BY_HAND, SURE, apply_corrections, correct, corrected_records
from pipeline.settle.ledger import Correction, CorrectionError, Decisions, correction_from, in_force, read_corrections
from pipeline.settle.shapes import FIELDS, meaning, mention_of, shape, values_of
from tests.report_sample import DIGEST, article, digest_records

ORIGINAL = article("spring-digest", DIGEST)
PUPILS = {"count": 414, "count_max": None, "qualifier": "exact", "unit": "pupils", "unit_class": "people"}


def decision(action: str, field: str, words: str, new: dict[str, Any] | None = None, **more: Any) -> Correction:
    """A decision about words of the original digest, as the desk would write it."""
    start = DIGEST.index(words)
    held = [m for r in digest_records(ORIGINAL) for m in values_of(r, field)] if field in FIELDS else []
    old = next((shape(field, m) for m in held if m.text == words), None)
    table = {
        "who": "mia", "when": "2026-03-02T09:30:00Z", "action": action, "field": field, "article": ORIGINAL.id, "sha256": ORIGINAL.sha256,
        "record": "spring-digest-1", "quote": asdict(quote_of(DIGEST, start, start + len(words))), "old": old, "new": new, **more,
    }
    return correction_from(json.dumps(table), "here")


def undo(of: Correction) -> Correction:
    return correction_from(json.dumps({"who": "mia", "when": "later", "action": "undo", "undoes": of.id}), "here")


EDIT = decision("edit", "beneficiaries", "a total of 441 pupils", PUPILS)
ACCEPT = decision("accept", "beneficiaries", "a total of 441 pupils")
REJECT = decision("reject", "beneficiaries", "60 wells")
REJECT_YEAR = decision("reject", "start_year", "since 2014")
EDIT_YEAR = decision("edit", "start_year", "since 2014", {"value": 2013, "basis": "stated"})
ADD_PARTNER = decision("add", "partners", "award", {"value": "Award", "company_id": None})
ADD_YEAR = decision("add", "start_year", "In 2021", {"value": 2021, "basis": "stated"})
ADD_COUNT = decision("add", "beneficiaries", "12 villages", {**PUPILS, "count": 12, "unit": "villages", "unit_class": "institutions"})
MONEY = decision("edit", "amounts", "over 3 million kwacha", {"value": "3000000", "value_max": None, "currency": "ZMW", "qualifier": "exact", "role": "granted"})
RENAME = decision("edit", "companies", "Bluewater Pumps", {"value": "Bluewater", "company_id": "bluewater"})
MERGE = decision("merge", "companies", "Marlowe Foods", {"value": "Marlowe Group", "company_id": "marlowe-group"})
CASE = decision("reject", "case", "Wells for Kalabo")

Finder = Callable[[Article], list[Record]]


def without(field: str) -> Finder:
    """Rules that no longer find anything in a field."""
    return lambda a: [replace(r, **{field: None if field == "start_year" else ()}) for r in digest_records(a)]


def with_count(count: int, words: str | None = None) -> Finder:
    """Rules that now read another number of pupils, perhaps in fewer words."""

    def found(a: Article) -> list[Record]:
        first, *rest = digest_records(a)
        start = a.text.index(words or "a total of 441 pupils")
        mention = replace(first.beneficiaries[0], value=count, start=start, end=start + len(words or "a total of 441 pupils"))
        return [replace(first, beneficiaries=(replace(mention, text=a.text[mention.start : mention.end], rule="beneficiaries.new"),)), *rest]

    return found


def turned(a: Article) -> list[Record]:
    """The same cases, numbered the other way round."""
    records = digest_records(a)
    numbers = [r.case.number for r in records][::-1]
    return [replace(r, record_id=f"{a.id}-{n}", case=replace(r.case, number=n)) for r, n in zip(records, numbers, strict=True)]


class Replay(NamedTuple):
    """A decision, how the world changed since, and what must come of it: values by field, or None for an orphan."""

    why: str
    decisions: Sequence[Correction]
    expected: dict[str, list[Any]] | None
    text: Callable[[str], str] = str
    find: Finder = digest_records
    facts: dict[str, Any] = {}


def put_before(text: str) -> str:
    return "Corrected on Friday.\n\n" + text


def twice(text: str) -> str:
    """The story of the wells, and once more the same with the same words after it."""
    start, end = text.index("Bluewater"), text.index(", with Marlowe")
    return f"{text[start:end]} opened.\n\n{text}"


def whole(a: Article) -> list[Record]:
    """Rules that no longer see sections: the article is one case."""
    first = digest_records(ORIGINAL)[0]
    return [Record("spring-digest-1", a, replace(first.case, start=0, end=len(a.text)), confidence=0.2, flags=("no_company", "no_program"))]


REPLAYS = [
    Replay("nothing changed", [EDIT], {"beneficiaries": [414, 60, 85]}),
    Replay("a paragraph was put before everything", [EDIT], {"beneficiaries": [414, 60, 85]}, put_before),
    Replay("the sentence before was cut", [EDIT], {"beneficiaries": [414, 60, 85]}, lambda t: t.replace("Spring digest: what companies did for villages.", "Digest")),
    Replay("the paragraph was broken into lines", [EDIT], {"beneficiaries": [414, 60, 85]}, lambda t: t.replace("of 441 pupils", "of\n441  pupils")),
    Replay("spaces became no-break spaces", [EDIT], {"beneficiaries": [414, 60, 85]}, lambda t: t.replace("441 pupils", "441\u00a0pupils")),
    Replay("one side of the surroundings was rewritten", [EDIT], {"beneficiaries": [414, 60, 85]}, lambda t: t.replace("Its boats reached", "They took in")),
    Replay("the words themselves were changed", [EDIT], None, lambda t: t.replace("441 pupils", "450 pupils")),
    Replay("the case was deleted", [REJECT], None, lambda t: t.replace(", and 60 wells were dug", "")),
    Replay("the same words stand twice with the same surroundings", [REJECT], None, twice, whole),
    Replay("the file was renamed", [EDIT], {"beneficiaries": [414, 60, 85]}, facts={"id": "digest-2"}),
    Replay("the file was renamed and edited: nobody can tell", [EDIT], None, put_before, facts={"id": "digest-2"}),
    Replay("the cases are numbered the other way", [EDIT], {"beneficiaries": [414, 60, 85]}, find=turned),
    Replay("the cases are numbered the other way and the text moved", [REJECT], {"beneficiaries": [441, 85]}, put_before, turned),
    Replay("the rule now finds nothing there", [EDIT], {"beneficiaries": [414]}, find=without("beneficiaries")),
    Replay("the rule finds nothing there, and it had been accepted", [ACCEPT], {"beneficiaries": [441]}, find=without("beneficiaries")),
    Replay("the rule now finds what the person said", [EDIT], {"beneficiaries": [414, 60, 85]}, find=with_count(414)),
    Replay("the rule now reads something else there, and the old was accepted", [ACCEPT], {"beneficiaries": [441, 60, 85]}, find=with_count(44)),
    Replay("the rule now takes fewer words", [EDIT], {"beneficiaries": [414, 60, 85]}, find=with_count(441, "441 pupils")),
    Replay("rejected, and the rule is gone", [REJECT], {"beneficiaries": []}, find=without("beneficiaries")),
    Replay("rejected, and found again in every run", [REJECT], {"beneficiaries": [441, 85]}),
    Replay("a start year was rejected", [REJECT_YEAR], {"start_year": []}, put_before),
    Replay("a start year was edited, and its rule is gone", [EDIT_YEAR], {"start_year": [2013]}, find=without("start_year")),
    Replay("a start year was added where there was none", [ADD_YEAR], {"start_year": [2014, 2021]}, put_before),
    Replay("a count was added in the order of the text", [ADD_COUNT], {"beneficiaries": [441, 12, 60, 85]}, put_before),
    Replay("an amount was edited", [MONEY], {"amounts": ["3000000 exact granted"]}, put_before),
    Replay("a company was renamed", [RENAME], {"companies": ["Nordkap Shipping", "Bluewater", "Marlowe Foods"]}, put_before, turned),
    Replay("two companies were made one", [MERGE], {"companies": ["Nordkap Shipping", "Bluewater Pumps", "Marlowe Group"]}, put_before),
    Replay("a decision was taken back", [EDIT, undo(EDIT)], {"beneficiaries": [441, 60, 85]}, put_before),
    Replay("taking back was taken back", [EDIT, undo(EDIT), undo(undo(EDIT))], {"beneficiaries": [414, 60, 85]}),
    Replay("two decisions about one value: the later counts", [ACCEPT, EDIT], {"beneficiaries": [414, 60, 85]}),
    Replay("the later of two was taken back", [ACCEPT, EDIT, undo(EDIT)], {"beneficiaries": [441, 60, 85]}, put_before),
    Replay("a case was rejected", [CASE], {"companies": ["Nordkap Shipping", "Marlowe Foods"]}, put_before, turned),
]


def said(field: str, mention: Mention) -> Any:
    told = meaning(field, mention)
    return f"{told['value']} {told['qualifier']} {told['role']}" if field == "amounts" else told.get("count", told.get("value"))


@pytest.mark.parametrize("replay", REPLAYS, ids=lambda r: r.why)
def test_decisions_outlive_changes(replay: Replay) -> None:
    a = article(replay.facts.get("id", "spring-digest"), replay.text(DIGEST))
    records = replay.find(a)
    done = correct(records, replay.decisions)
    assert [c.id for c in done.orphans] == ([] if replay.expected is not None else [c.id for c in replay.decisions])
    for field, expected in (replay.expected or {}).items():
        found = sorted((m for r in done.records for m in values_of(r, field)), key=lambda m: m.start)
        assert [said(field, m) for m in found] == expected
    if replay.expected is None:
        assert list(done.records) == records
    for record in done.records:
        assert all(a.text[m.start : m.end] == m.text for field in FIELDS for m in values_of(record, field))


def test_there_are_enough_replays() -> None:
    assert len(REPLAYS) >= 25


def test_applying_twice_is_applying_once() -> None:
    everything = [c for r in REPLAYS for c in r.decisions if c.action not in ("undo", "merge") and c.field != "case"]
    once = correct(digest_records(ORIGINAL), everything).records
    assert correct(once, everything).records == once


def test_a_corrected_record_says_so_and_is_looked_at_again() -> None:
    record = apply_corrections(digest_records(ORIGINAL)[0], [EDIT, ADD_COUNT])
    assert record.corrected == ("beneficiaries",)
    assert record.beneficiaries[0].rule == BY_HAND
    assert record.beneficiaries[0].confidence == SURE
    assert record.confidence > digest_records(ORIGINAL)[0].confidence
    named = decision("add", "programs", "award", {"value": "Award"})
    third = apply_corrections(digest_records(ORIGINAL)[2], [named])
    assert third.programs[0].value == "Award"
    assert "no_program" not in third.flags


def test_accepting_keeps_the_rule_and_makes_sure() -> None:
    mention = apply_corrections(digest_records(ORIGINAL)[0], [ACCEPT]).beneficiaries[0]
    assert (mention.rule, mention.confidence) == ("beneficiaries.reached", SURE)


def test_the_lead_comes_first() -> None:
    second = decision("add", "companies", "Kalabo Trust", {"value": "Kalabo Trust", "company_id": "kalabo-trust"})
    lead = decision("lead", "companies", "Kalabo Trust", old={"value": "Kalabo Trust", "company_id": "kalabo-trust"})
    record = apply_corrections(digest_records(ORIGINAL)[1], [second, lead])
    assert [m.value for m in record.companies] == ["Kalabo Trust", "Bluewater Pumps"]


def test_what_was_rejected_is_set_aside_not_lost() -> None:
    record = apply_corrections(digest_records(ORIGINAL)[1], [REJECT])
    assert not record.beneficiaries
    assert record.aside[-1].text == "60 wells"
    assert "rejected_by_hand" in record.aside[-1].flags


def test_decisions_about_other_articles_change_nothing() -> None:
    other = article("elsewhere", DIGEST.replace("441", "442"))
    records = digest_records(other)
    assert corrected_records(other, records, Decisions([EDIT, REJECT])) == records


def test_a_value_from_outside_its_case_can_be_decided() -> None:
    first = digest_records(ORIGINAL)[0]
    title = Mention("company", 0, 6, "Spring", "names.title", "Spring", confidence=0.5, company_id="spring")
    record = replace(first, companies=(title,))
    gone = decision("reject", "companies", "Spring", old={"value": "Spring", "company_id": "spring"})
    assert apply_corrections(record, [gone]).companies == ()


# --- the ledger's file ---


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "f.jsonl:2"),
        ("[]", "f.jsonl:2"),
        ('{"who": "m", "when": "1", "action": "erase", "field": "companies"}', "erase"),
        ('{"who": "m", "when": "1", "action": "undo"}', "undoes"),
        ('{"who": "m", "when": "1", "action": "edit", "field": "colour"}', "colour"),
        ('{"who": "m", "when": "1", "action": "edit", "field": "companies"}', "quote"),
        ('{"who": "m", "when": "1", "action": "add", "field": "companies", "quote": {"start": 0, "exact": "A"}}', "new"),
        ('{"who": "m", "when": "1", "action": "reject", "field": "companies", "quote": {"start": 0, "exact": ""}}', "words"),
        ('{"who": "m", "when": "1", "action": "reject", "field": "companies", "quote": {"start": -1, "exact": "A"}}', "place"),
        ('{"when": "1", "action": "undo", "undoes": "x"}', "who"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"who": "m", "when": "1", "action": "undo", "undoes": "x"}\n' + line + "\n", "utf-8")
    with pytest.raises(CorrectionError, match=r"f\.jsonl:2: ") as error:
        read_corrections(path)
    assert says in str(error.value)


def test_no_file_is_no_corrections(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "none.jsonl") == []


def test_decisions_are_looked_up_by_article() -> None:
    held = Decisions([EDIT, REJECT, undo(EDIT), MERGE])
    assert held.about("spring-digest", "") == [REJECT, MERGE]
    assert held.about("renamed", ORIGINAL.sha256) == [REJECT, MERGE]
    assert held.about("elsewhere", "") == [MERGE]
    assert held.about("spring-digest", ORIGINAL.sha256, undone=True) == [EDIT, REJECT, MERGE]


def test_in_force_keeps_the_order() -> None:
    assert in_force([EDIT, REJECT, undo(EDIT), ACCEPT]) == [REJECT, ACCEPT]


# --- anchors ---


@pytest.mark.parametrize(
    ("text", "words", "now", "found"),
    [
        ("It gave 5 books.", "5 books", "It gave 5 books.", "5 books"),
        ("It gave “5 books” to us all", "5 books", 'Yes. It gave "5 books" to us all', "5 books"),
        ("Ann 5 books. Bob 5 books.", "5 books", "Ann 5 books. Bob 5 books.", "5 books"),
        ("on and on it gave 5 books.", "5 books", "nothing of the kind 5 books, said nobody", None),
        ("It gave 5 books.", "5 books", "", None),
        ("A long and telling phrase of many words stood there", "A long and telling phrase of many words", "Other. A long and telling phrase of many words", "A long and telling phrase of many words"),
    ],
)
def test_a_quotation_is_found_or_given_up(text: str, words: str, now: str, found: str | None) -> None:
    start = text.index(words)
    span = find_quote(now, quote_of(text, start, start + len(words)))
    assert (now[slice(*span)] if span else None) == found


WORDS = st.lists(st.sampled_from(["gave", "441", "pupils", "in", "2011", "“Wells”", "a", "500", "😀", "\n"]), min_size=1, max_size=30).map(" ".join)


@given(before=WORDS, words=WORDS, after=WORDS, new=WORDS)
def test_a_quotation_is_never_found_elsewhere(before: str, words: str, after: str, new: str) -> None:
    """Whatever is put before a text, the quotation is found at its own words or not at all; in its own text always at its place."""
    text = f"{before} {words} {after}"
    start = len(before) + 1
    quote = quote_of(text, start, start + len(words))
    assert find_quote(text, quote, same_text=True) == (start, start + len(words))
    span = find_quote(f"{new} {text}", quote)
    if span is not None:
        assert f"{new} {text}"[slice(*span)].split() == words.split()


def test_shapes_go_there_and_back() -> None:
    for record in digest_records(ORIGINAL):
        for field in FIELDS:
            for m in values_of(record, field):
                table = shape(field, m)
                again = mention_of(field, table, DIGEST, m.start, m.end, rule=m.rule, confidence=m.confidence)
                assert shape(field, again) == table
