"""The spaCy component: records and spans in anybody's pipeline, over many texts and processes, through saving and loading."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import displacy
from spacy.tokens import Doc, DocBin

import pipeline
import pipeline.spacy_component
from pipeline.record import Record
from pipeline.rulebook import RuleError
from pipeline.write.line import mentions_of
from tests.conftest import CHECKOUT

STORY = "Northwind Paper Ltd. donated $40,000 to the Harbour Trust. Since 2016 the “Open Desk” project has reached more than 1,200 pupils."
GLUED = "Northwind Paper Ltd. has reached more than 1,200 pupils’happy families since 2016 and donated over $5,000 to the“Open Desk” project."
CHINESE_DATE = "Northwind Paper donated $7,000 to the Harbour Trust, a charity it has helped for ten years."


@pytest.fixture(scope="module")
def nlp() -> Any:
    made = spacy.blank("en")
    made.add_pipe("press_records")
    return made


def places(records: list[Record]) -> list[tuple[str, int, int]]:
    return sorted((field, m.start, m.end) for record in records for field, m in mentions_of(record))


def test_records_are_those_of_the_library(nlp: Any) -> None:
    doc = nlp(STORY)
    assert all(isinstance(record, Record) for record in doc._.records)
    assert places(doc._.records) == places(pipeline.extract(STORY)) != []
    assert all(doc.text[m.start : m.end] == m.text for record in doc._.records for _, m in mentions_of(record))


def test_every_mention_is_a_span_with_its_field_and_record(nlp: Any) -> None:
    doc = nlp(STORY)
    spans = doc.spans["press_records"]
    assert sorted((span.label_, *place) for span, place in zip(spans, spans.attrs["places"])) == places(doc._.records)
    assert {span.id_ for span in spans} == {"text-1"}
    assert "$40,000" in {span.text for span in spans if span.label_ == "amounts"}
    assert [span.kb_id_ for span in spans if span.label_ == "companies"] == ["northwind-paper"]


def test_a_span_in_a_longer_token_is_expanded_and_says_so(nlp: Any) -> None:
    doc = nlp(GLUED)
    spans, attrs = doc.spans["press_records"], doc.spans["press_records"].attrs
    assert sorted(map(tuple, attrs["places"])) == sorted((start, end) for _, start, end in places(doc._.records))
    wider = [span.text for n, span in enumerate(spans) if (span.start_char, span.end_char) != tuple(attrs["places"][n])]
    assert wider == [spans[n].text for n in attrs["expanded"]]
    assert all(span.start_char <= start and end <= span.end_char for span, (start, end) in zip(spans, attrs["places"]))


@pytest.mark.parametrize("processes", [1, 2])
def test_many_texts_keep_their_order(nlp: Any, processes: int) -> None:
    texts = [STORY, "", "Nothing here.", GLUED] * 3
    docs = list(nlp.pipe(texts, n_process=processes, batch_size=2))
    assert [doc.text for doc in docs] == texts
    assert [bool(doc._.records) for doc in docs] == [True, False, False, True] * 3
    assert all(doc._.records == nlp(doc.text)._.records for doc in docs[:4])


def test_what_is_known_of_an_article_can_be_said(nlp: Any) -> None:
    doc = nlp.make_doc(CHINESE_DATE)
    doc._.press_article = {"id": "a1", "published": "2024-03-28", "source": "The Example Courier"}
    (record,) = next(iter(nlp.pipe([doc])))._.records
    assert (record.record_id, record.article.source) == ("a1-1", "The Example Courier")
    assert record.start_year is not None
    assert (record.start_year.value, record.start_year.basis) == (2014, "derived")


def test_options_and_other_components(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("press_records", config={"published": "2024-03-28", "spans_key": "press"})
    doc = nlp(CHINESE_DATE)
    assert len(list(doc.sents)) == 1
    assert "start_year" in {span.label_ for span in doc.spans["press"]}
    nlp.to_disk(tmp_path / "model")
    assert spacy.load(tmp_path / "model")(CHINESE_DATE)._.records == doc._.records


def test_broken_rules_show_when_the_pipe_is_added(tmp_path: Path) -> None:
    (tmp_path / "money.toml").write_text("[[rule]\n", "utf-8")
    with pytest.raises(RuleError, match=r"money\.toml"):
        spacy.blank("en").add_pipe("press_records", config={"rules": str(tmp_path)})


def test_records_travel_with_the_document(nlp: Any) -> None:
    doc = nlp(STORY)
    (again,) = DocBin(docs=[doc], store_user_data=True, attrs=[]).get_docs(nlp.vocab)
    copy = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.records == copy._.records == doc._.records
    assert [(s.label_, s.text, s.id_) for s in copy.spans["press_records"]] == [(s.label_, s.text, s.id_) for s in doc.spans["press_records"]]


def test_before_the_component_has_run_there_are_no_records(nlp: Any) -> None:
    assert nlp.make_doc(STORY)._.records == []


def test_displacy_shows_every_span(nlp: Any) -> None:
    doc = nlp(STORY)
    page = displacy.render(doc, style="span", options={"spans_key": "press_records", "colors": pipeline.spacy_component.DISPLACY_COLORS})
    for field in {span.label_ for span in doc.spans["press_records"]}:
        assert field in page
        assert pipeline.spacy_component.DISPLACY_COLORS[field] in page
    assert "40,000" in page


def test_spacy_finds_it_where_the_package_is_installed() -> None:
    """In a process of its own that imports nothing of ours; `make setup` installs the checkout."""
    from importlib.metadata import entry_points

    if not [entry for entry in entry_points(group="spacy_factories") if entry.name == "press_records"]:
        pytest.skip("the package is not installed here (make setup installs it)")
    code = f"import spacy; nlp = spacy.blank('en'); nlp.add_pipe('press_records'); print(len(nlp({STORY!r})._.records))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=CHECKOUT.parent)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
