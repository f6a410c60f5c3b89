"""Annotation tools: our values go out as they take them, and what annotators decided comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.review.tools import FORMATS, ToolError, export_tool, import_tool
from pipeline.rulebook import load_rules
from pipeline.settle.ledger import read_corrections
from tests.report_sample import write_sample

RULES = load_rules()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "out")


def tasks(path: Path) -> list[dict[str, Any]]:
    text = path.read_text("utf-8")
    return json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.split("\n") if line]


def exported(folder: Path, tmp_path: Path, kind: str) -> list[dict[str, Any]]:
    assert export_tool(folder, tmp_path / "tasks", kind) == 4
    return tasks(tmp_path / "tasks")


SPANS = {
    "label-studio": lambda t: [(v["start"], v["end"], v["labels"][0], v["text"]) for v in (r["value"] for r in t["predictions"][0]["result"])],
    "prodigy": lambda t: [(s["start"], s["end"], s["label"], None) for s in t["spans"]],
    "displacy": lambda t: [(s["start"], s["end"], s["label"], None) for s in t["ents"]],
    "doccano": lambda t: [(*label, None) for label in t["label"]],
}


@pytest.mark.parametrize("kind", FORMATS)
def test_spans_quote_the_task(folder: Path, tmp_path: Path, kind: str) -> None:
    held = {}
    for task in exported(folder, tmp_path, kind):
        text = task["data"]["text"] if "data" in task else task["text"]
        for start, end, label, quoted in SPANS[kind](task):
            held[label, text[start:end]] = quoted
            assert quoted in (None, text[start:end])
    assert ("amounts", "$40,000") in held
    assert len(held) >= 15


def test_displacy_renders_it(folder: Path, tmp_path: Path) -> None:
    displacy = pytest.importorskip("spacy", reason="displaCy is part of spaCy").displacy
    html = displacy.render(exported(folder, tmp_path, "displacy"), style="ent", manual=True, jupyter=False)
    assert "Reading Boats" in html


def annotated(folder: Path, tmp_path: Path, change: Any) -> Path:
    """A Label Studio export in which somebody went through the case of the wells."""
    held = exported(folder, tmp_path, "label-studio")
    task = next(t for t in held if t["data"]["record_id"] == "spring-digest-2")
    result = change([dict(r) for r in task["predictions"][0]["result"]], task["data"]["text"])
    task["annotations"] = [{"result": result, "was_cancelled": False}]
    path = tmp_path / "annotated.json"
    path.write_text(json.dumps(held), "utf-8")
    return path


def test_label_studio_comes_back(folder: Path, tmp_path: Path) -> None:
    def change(results: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
        start = text.index("60 wells")
        kept = [r for r in results if r["value"]["text"] != "60 wells"]
        return [*kept, {"type": "labels", "value": {"start": start, "end": start + 8, "labels": ["other_counts"]}}]

    ledger = tmp_path / "corrections.jsonl"
    done = import_tool(annotated(folder, tmp_path, change), "label-studio", folder, RULES, ledger, who="ann")
    assert done.skipped == []
    lines = read_corrections(ledger)
    assert sorted((c.action, c.field) for c in lines) == [
        ("accept", "amounts"), ("accept", "companies"), ("accept", "partners"), ("accept", "programs"), ("add", "other_counts"), ("reject", "beneficiaries"),
    ]
    assert next(c.new for c in lines if c.action == "add")["count"] == 60  # type: ignore[index]


def test_what_the_grammar_cannot_read_is_listed(folder: Path, tmp_path: Path) -> None:
    def change(results: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
        return [*results, {"type": "labels", "value": {"start": 0, "end": 5, "labels": ["amounts"]}}, {"type": "labels", "value": {"start": 0, "end": 5, "labels": ["colour"]}}]

    done = import_tool(annotated(folder, tmp_path, change), "label-studio", folder, RULES, tmp_path / "c.jsonl", who="ann")
    assert len(done.saved) == 5
    assert len(done.skipped) == 2


def test_prodigy_comes_back(folder: Path, tmp_path: Path) -> None:
    held = exported(folder, tmp_path, "prodigy")
    for task, answer in zip(held, ("accept", "reject", "ignore", "accept")):
        task["answer"] = answer
    held[0]["spans"] = held[0]["spans"][:1]
    path = tmp_path / "back.jsonl"
    path.write_text("\n".join(json.dumps(t) for t in held), "utf-8")
    done = import_tool(path, "prodigy", folder, RULES, tmp_path / "c.jsonl", who="ann")
    assert done.skipped == []
    lines = read_corrections(tmp_path / "c.jsonl")
    assert {c.record for c in lines} == {"spring-digest-2", "spring-digest-3"}
    assert [c.action for c in lines if c.record == "spring-digest-2"].count("reject") == 4


def test_a_task_with_another_text_is_skipped(folder: Path, tmp_path: Path) -> None:
    path = annotated(folder, tmp_path, lambda results, text: results)
    path.write_text(path.read_text("utf-8").replace("Bluewater", "Blackwater"), "utf-8")
    done = import_tool(path, "label-studio", folder, RULES, tmp_path / "c.jsonl", who="ann")
    assert done.saved == []
    assert "not today's" in done.skipped[0]


@pytest.mark.parametrize(("kind", "text"), [("label-studio", "{"), ("label-studio", '[{"annotations": [{}]}]'), ("prodigy", "[]"), ("prodigy", '{"answer": "accept"}'), ("doccano", "{}")])
def test_other_files_are_told(folder: Path, tmp_path: Path, kind: str, text: str) -> None:
    path = tmp_path / "x"
    path.write_text(text, "utf-8")
    with pytest.raises(ToolError):
        import_tool(path, kind, folder, RULES, tmp_path / "c.jsonl", who="ann")
    with pytest.raises(ToolError):
        export_tool(folder, path, "word")
