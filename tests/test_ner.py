"""The NER model as a finder: offsets, shadows, windows, digests, other pipelines."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.find.ner import Tagger, load_model, register_press_ner
from pipeline.models.pieces import best_tags, shadow, shape_of, spans_of, windows
from pipeline.models.shipped import MODELS, ModelError, check_model

SHIPPED = sorted(p.parent.name for p in MODELS.glob("*/meta.json"))
TEXTS = [
    "Huarui (Shandong) Paper Co., Ltd. gave $5,000 to Room to Read.",
    "",
    "   ",
    "The “Starry Night” program of Tonghe\u00a0Bank reached 300 schools in Gansu, said Li Wei.",
    "Visa and the Ministry of Education signed. 𝄞 教育",
    "Word " * 700 + "Merck gave books.",
]


@pytest.fixture(params=SHIPPED or [pytest.param("none", marks=pytest.mark.skip(reason="no model is shipped in pipeline/models"))])
def tagger(request: pytest.FixtureRequest) -> Tagger:
    return load_model(request.param)


@pytest.mark.parametrize(
    ("word", "kind", "glued"),
    [("bank", 1, 0), ("Bank", 2, 0), ("BANK", 3, 0), ("eBay", 4, 0), ("2024", 5, 0), ("3M", 6, 0), ("A", 10, 0), ('"', 8, 0), ("教", 13, 0)],
)
def test_shapes(word: str, kind: int, glued: int) -> None:
    assert shape_of(word, 0, len(word)) == 2 * kind + glued
    assert shape_of(f"x{word}", 1, 1 + len(word)) == 2 * (9 if word == '"' else kind) + 1


def test_shadow_keeps_every_place() -> None:
    text = "‘Youdao’s\u00a0“Corner”»\t«x\u3000y"
    assert len(shadow(text)) == len(text)
    assert shadow(text) == "'Youdao's \"Corner\"\" \"x y"


@pytest.mark.parametrize("length", [1, 40, 199, 200, 201, 360, 361, 1000])
def test_windows_count_each_piece_once(length: int) -> None:
    covered = [i for _, _, first, last in windows(length) for i in range(first, last)]
    assert covered == list(range(length))
    assert all(start <= first and last <= end for start, end, first, last in windows(length))


def test_no_name_begins_in_its_middle() -> None:
    tags = ["O", "B-ORG", "I-ORG", "B-PLACE", "I-PLACE"]
    scores = np.log(np.array([[0.1, 0.2, 0.6, 0.05, 0.05], [0.1, 0.1, 0.1, 0.1, 0.6], [0.9, 0.02, 0.03, 0.02, 0.03]]))
    path = [tags[i] for i in best_tags(scores, tags)]
    assert all(now[0] != "I" or before[1:] == now[1:] for before, now in zip(["O", *path], path, strict=False))
    assert spans_of(scores, [0, 4, 9], [3, 8, 10], tags)[0][2] in ("ORG", "PLACE")


def test_offsets_are_those_of_the_text(tagger: Tagger) -> None:
    for text, spans in zip(TEXTS, tagger.tag(TEXTS), strict=True):
        places = [(start, end) for start, end, _, _ in spans]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(text) and text[start:end].strip() == text[start:end] for start, end in places)
        assert all(before[1] <= after[0] for before, after in zip(places, places[1:], strict=False))
        assert all(0.0 <= chance <= 1.0 for *_, chance in spans)


def test_a_text_is_tagged_alike_in_any_company(tagger: Tagger) -> None:
    together = tagger.tag(TEXTS)
    assert together == [tagger.tag([text])[0] for text in TEXTS]
    assert together[::-1] == tagger.tag(TEXTS[::-1])


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        (TEXTS[0], "Huarui (Shandong) Paper Co., Ltd.", "COMPANY"),
        (TEXTS[3], "Tonghe\u00a0Bank", "COMPANY"),
        (TEXTS[4], "Visa", "COMPANY"),
        (TEXTS[4], "Ministry of Education", "ORG"),
        ("In 2015, Kanda Foods launched the “Morning Milk” project in Gansu.", "Morning Milk", "PROGRAM"),
        ("In 2015, Kanda Foods launched the “Morning Milk” project in Gansu.", "Gansu", "PLACE"),
        ("“We are glad,” said Maria Gomez, president of Kanda Foods.", "Maria Gomez", "PERSON"),
    ],
)
def test_names(tagger: Tagger, text: str, name: str, label: str) -> None:
    found = [(text[start:end], kind) for start, end, kind, _ in tagger.tag([text])[0]]
    assert name in [span for span, _ in found]
    if tagger is load_model("accurate"):
        assert (name, label) in found


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = "import sys, pipeline.find.ner; print([m for m in ('onnxruntime', 'tokenizers', 'spacy', 'numpy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.skipif(not SHIPPED, reason="no model is shipped in pipeline/models")
def test_a_changed_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(MODELS / SHIPPED[-1], folder)
    (folder / "tokenizer.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json is not the file") as caught:
        load_model(str(folder))
    with pytest.raises(ModelError, match=r"tokenizer\.json is not the file"):
        check_model(str(folder))
    assert "\n" not in str(caught.value)


def test_a_missing_model_is_named() -> None:
    for ask in (load_model, check_model):
        with pytest.raises(ModelError, match="no model 'nonesuch'"):
            ask("nonesuch")


@pytest.fixture
def pipeline_folder(tmp_path: Path) -> str:
    """A saved spaCy pipeline that finds two names by rule."""
    spacy: Any = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Gansu"}, {"label": "DATE", "pattern": "2015"}])
    nlp.to_disk(tmp_path / "other")
    return str(tmp_path / "other")


def test_another_pipeline_speaks_our_labels(pipeline_folder: str) -> None:
    assert load_model(pipeline_folder).tag(["In 2015 in Gansu."]) == [[(11, 16, "PLACE", 0.5)]]


@pytest.mark.skipif(not SHIPPED, reason="no model is shipped in pipeline/models")
def test_as_a_spacy_component() -> None:
    spacy: Any = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    register_press_ner()
    register_press_ner()
    nlp.add_pipe("press_ner", config={"model": SHIPPED[-1]})
    doc = nlp("Rain fell. In 2015, Kanda Foods opened a school in Gansu.")
    assert ("Kanda Foods", "COMPANY") in [(e.text, e.label_) for e in doc.ents]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_card_of_a_model_is_complete(name: str) -> None:
    meta = json.loads((MODELS / name / "meta.json").read_text("utf-8"))
    assert meta["licence"] == "CC-BY-SA-4.0"
    assert set(meta["sha256"]) == {"model.onnx", "tokenizer.json", "roles.npy"} | ({"roles.onnx"} if name == "accurate" else set())
    assert set(meta["labels"]) == {tag[2:] for tag in meta["tags"] if tag != "O"}
