"""Role model: teach the layers of the NER model which part the names and figures marked in a passage play in the story.

`python -m training.role_model`, after `python -m training --parts`; needs what that needs, and what it left in its folder of
checkpoints. A name counts once a case: what is said of it is the mean over its mentions. Three networks each leave out a third of the
labelled articles, the fourth is shipped. Writes roles.onnx beside the model and beside each that leaves out a part, its digest in
meta.json. What it learns from is in `lessons`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, pad

from pipeline.find.ner import HEADS
from pipeline.find.role_model import FILE, KINDS, passages
from pipeline.models.shipped import MODELS
from pipeline.rulebook import load_rules
from training.encoder import HIDDEN, TokenClassifier
from training.exchange import exchanged, names_by_part
from training.export import base_files, fused, quantised
from training.lessons import Lesson, lessons
from training.role_head import enter
from training.train import learn, padded, tag_names
from training.unseen import PARTS, part_model, part_of

HERE = Path(__file__).parent
TASKS = {"role": slice(0, 2), "program": slice(2, 3), "sum": slice(3, 4), "served": slice(4, 5), "deed": slice(5, 9), "giving": slice(9, 10)}
"""The places of each task's classes among HEADS, and behind them; its class 0 has none, its score is always 0."""
TOLD = len(HEADS) + 1


class RoleNetwork(nn.Module):
    """Pieces, shapes and marks [B, T] to what is told [B, T, TOLD]: log-odds against each task's class 0."""

    def __init__(self, base: TokenClassifier) -> None:
        super().__init__()
        self.base = base
        self.marks = nn.Embedding(2 * len(KINDS) + 1, HIDDEN)
        self.own, self.whole = nn.Linear(HIDDEN, TOLD), nn.Linear(HIDDEN, TOLD, bias=False)
        for part in (self.marks, self.own, self.whole):
            nn.init.normal_(part.weight, std=0.02)

    def forward(self, pieces: Tensor, shapes: Tensor, marks: Tensor, mask: Tensor | None = None) -> Tensor:
        base, places = self.base, torch.arange(pieces.shape[1], device=pieces.device)
        x = base.words(pieces) + base.positions(places) + base.case(shapes) + self.marks(marks)
        x = base.dropout(base.norm(x))
        bias = None if mask is None else (~mask)[:, None, None, :] * -1e4
        for layer in base.layers:
            x = layer(x, bias)
        x = base.dropout(x)
        return (self.own(x) + self.whole(x[:, :1])).float()


def batch_of(group: list[Lesson]) -> tuple[list[Tensor], Tensor, Tensor, list[tuple[str, int, float]]]:
    """The windows of some articles as pieces, shapes, marks and mask; for each piece of each mention its window, its place there and
    which answer it speaks for, and with which share; and the answers: task, class, weight."""
    rows: list[list[list[int]]] = []
    spots: list[tuple[int, int, int, float]] = []
    wanted: list[tuple[str, int, float]] = []
    for lesson in group:
        where: dict[int, tuple[int, int]] = {}
        for row, place, first, last in passages(lesson.pieces, lesson.shapes, lesson.marks):
            where |= {i: (len(rows), place + i - first) for i in range(first, last)}
            rows.append(row)
        for task, y, mentions in lesson.groups:
            spots += [(*where[i], len(wanted), 1 / len(inside) / len(mentions)) for inside in mentions for i in inside]
            wanted.append((task, y, lesson.weight(task)))
    pieces, shapes, marks = (padded([row[k] for row in rows], 0) for k in range(3))
    at = torch.tensor([spot[:3] for spot in spots])
    return [pieces, shapes, marks, pieces != 0], at, torch.tensor([spot[3] for spot in spots]), wanted


def loss_of(model: RoleNetwork, group: list[Lesson], config: dict[str, Any]) -> Tensor:
    """The loss of some articles: that of each answer, by how much its article weighs."""
    inputs, at, share, wanted = batch_of(group)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config["half"]):
        scores = model(*inputs)
    said = torch.zeros(len(wanted), TOLD).index_add(0, at[:, 2], scores[at[:, 0], at[:, 1]] * share[:, None])
    total = torch.zeros(())
    for task, places in TASKS.items():
        mine = [i for i, (name, _, _) in enumerate(wanted) if name == task]
        if mine:
            trust = torch.tensor([min(wanted[i][2], 2.0) * config["roles"].get(task, 1.0) for i in mine])
            loss = cross_entropy(pad(said[mine][:, places], (1, 0)), torch.tensor([wanted[i][1] for i in mine]), reduction="none")
            total = total + (loss * trust).sum()
    return total / config["roles"]["answers"]


def groups_of(lessons: list[Lesson], size: int, rng: random.Random) -> Iterator[list[Lesson]]:
    """Articles in random order, so many at a time as make about `size` pieces."""
    order, group = rng.sample(lessons, len(lessons)), list[Lesson]()
    for lesson in order:
        group.append(lesson)
        if sum(len(one.pieces) for one in group) >= size:
            yield group
            group = []
    if group:
        yield group


def fit(model: RoleNetwork, lessons: list[Lesson], config: dict[str, Any], log: Callable[[str], None]) -> None:
    """Train the layers, marks and head in place."""
    stage, rng = config["roles"], random.Random(config["seed"])
    model.base.words.weight.requires_grad_(False)
    fresh = [*model.marks.parameters(), *model.own.parameters(), *model.whole.parameters()]
    new = {id(p) for p in fresh}
    slow = [p for name, p in model.named_parameters() if p.requires_grad and id(p) not in new and "head" not in name]
    optimiser = torch.optim.AdamW([{"params": slow}, {"params": fresh}], weight_decay=0.01, fused=True)
    total = stage["epochs"] * len(list(groups_of(lessons, stage["pieces"], random.Random(config["seed"]))))

    named = names_by_part(lessons)
    done, losses = 0, list[float]()
    model.train()
    for _ in range(stage["epochs"]):
        for group in groups_of([exchanged(one, named, stage["exchanged"], rng) for one in lessons], stage["pieces"], rng):
            losses.append(learn(optimiser, loss_of(model, group, config), done / total, stage))
            done += 1
            if done % 50 == 0:
                log(f"roles step {done}/{total} loss {sum(losses[-50:]) / 50:.4f}")
    model.eval()


def export(model: RoleNetwork, folder: Path) -> None:
    """Write roles.onnx (int8): pieces, shapes, marks [1, T] to told [1, T, TOLD]; and its digest in meta.json."""
    sample = tuple(torch.randint(low, high, (1, 12)) for low, high in ((1000, 2000), (1, 20), (0, 7)))
    names = ["pieces", "shapes", "marks"]
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            model.eval(), sample, str(plain), dynamo=False, opset_version=17, input_names=names, output_names=["told"],
            dynamic_axes={name: {1: "length"} for name in (*names, "told")},
        )  # fmt: skip
        shutil.copy(quantised(fused(plain)), folder / FILE)
    enter(folder, FILE)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.role_model", description=__doc__)
    parser.add_argument("--keep", type=Path, default=HERE / "parts", help="the folder of checkpoints that `python -m training --keep` filled")
    options = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text("utf-8"))
    torch.set_num_threads(config["threads"])
    _, tokenizer = base_files(config["base"])
    known = list(lessons("accurate", load_rules()))
    for part in [*range(PARTS), None]:
        torch.manual_seed(config["seed"])
        base = TokenClassifier(len(tag_names(config["labels"])), tokenizer.get_vocab_size(), 6)
        base.load_state_dict(torch.load(options.keep / "self.pt", weights_only=True))
        model = RoleNetwork(base)
        fit(model, [one for one in known if part is None or part_of(one.article) != part], config, print)
        export(model, MODELS / "accurate" if part is None else part_model("accurate", part))


if __name__ == "__main__":
    main()
