"""The training loop: records to batches, a loss that allows for unsure labels, and the stages of the config."""

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from pipeline.models.pieces import CLS, SEP, WINDOW, best_tags, encode, shadow
from training.corpora import Record, in_sentences, typed
from training.encoder import TokenClassifier

IGNORED = -100


@dataclass(frozen=True)
class Example:
    """One sentence: pieces and shapes with their [CLS] and [SEP], and per piece a target (or the teacher's row)."""

    pieces: list[int]
    shapes: list[int]
    targets: list[int]
    teacher: Tensor | None = None


@dataclass(frozen=True)
class Kit:
    """What every stage needs: the config, the tags, the tokenizer."""

    config: dict[str, Any]
    tags: list[str]
    tokenizer: Any


def tag_names(labels: list[str]) -> list[str]:
    """O, B-X, I-X for each label."""
    return ["O", *(f"{part}-{label}" for label in labels for part in "BI")]


def allowed(tags: list[str]) -> Tensor:
    """[targets, tags]: 0 where a target allows a tag, else -inf. After the tags come B-NAME, I-NAME and B-?, I-? (UNSURE of type)."""
    table = torch.full((len(tags) + 2, len(tags)), -torch.inf)
    table[: len(tags)].fill_diagonal_(0.0)
    for row, part in enumerate("BI", start=len(tags)):
        table[row, [i for i, tag in enumerate(tags) if tag in (f"{part}-COMPANY", f"{part}-ORG")]] = 0.0
    return table


def example(record: Record, tokenizer: Any, tags: list[str]) -> Example | None:
    """The record in numbers, cut at the model's window; None for an empty one. Spans labelled "-" are not learnt from."""
    pieces, shapes, offsets, opens = (part[:WINDOW] for part in encode(tokenizer, shadow(record["text"])))
    if not pieces:
        return None
    names = {tag: i for i, tag in enumerate([*tags, "B-NAME", "I-NAME"])}
    targets = [0 if opening else IGNORED for opening in opens]
    for start, end, label in record["spans"]:
        inside = [i for i, (s, e) in enumerate(offsets) if s < end and e > start and opens[i]]
        for i in inside:
            targets[i] = names.get(("B-" if i == inside[0] else "I-") + label, IGNORED)
    return Example([CLS, *pieces, SEP], [0, *shapes, 0], [IGNORED, *targets, IGNORED])


def batches(examples: list[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """Batches of about `size` pieces, sentences of like length together, in random order."""
    order = sorted(examples, key=lambda e: len(e.pieces) + rng.random() * 6)
    groups: list[list[Example]] = [[]]
    for item in order:
        if (len(groups[-1]) + 1) * len(item.pieces) > size and groups[-1]:
            groups.append([])
        groups[-1].append(item)
    rng.shuffle(groups)
    yield from groups


def padded(rows: list[list[int]], filler: int) -> Tensor:
    """Rows of one length, [B, T]."""
    longest = max(map(len, rows))
    return torch.tensor([row + [filler] * (longest - len(row)) for row in rows])


def loss_of(model: TokenClassifier, group: list[Example], table: Tensor, half: bool) -> Tensor:
    """Mean loss of a batch: what the allowed tags lack, or the distance to the teacher."""
    pieces, shapes = padded([e.pieces for e in group], 0), padded([e.shapes for e in group], 0)
    targets = padded([e.targets for e in group], IGNORED)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        scores = model(pieces, shapes, pieces != 0)
    known = targets != IGNORED
    if group[0].teacher is None:
        return -(scores[known] + table[targets[known]]).logsumexp(-1).mean()
    wanted = torch.cat([e.teacher for e in group if e.teacher is not None])
    return torch.nn.functional.kl_div(scores[known], wanted, log_target=True, reduction="batchmean")


def fit(
    model: TokenClassifier, epoch_data: Callable[[int], list[Example]], stage: dict[str, Any], kit: Kit, log: Callable[[str], None]
) -> None:
    """Train the model in place over the stage's epochs; `epoch_data(n)` gives the examples of epoch n."""
    rng, table, config = random.Random(kit.config["seed"]), allowed(kit.tags), kit.config
    learning = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    fresh = [p for name, p in learning if "head" in name or name.startswith("case")]
    slow = [p for name, p in learning if not ("head" in name or name.startswith("case"))]
    optimiser = torch.optim.AdamW([{"params": slow}, {"params": fresh}], weight_decay=0.01, fused=True)
    begun, done, losses = time.time(), 0, []
    total = math.inf
    model.train()
    for epoch in range(stage["epochs"]):
        groups = list(batches(epoch_data(epoch), config["batch_pieces"], rng))[: stage.get("steps")]
        total = min(total, len(groups) * stage["epochs"])
        for group in groups:
            losses.append(learn(optimiser, loss_of(model, group, table, config["half"]), done / total, stage))
            done += 1
            if done % 100 == 0:
                log(f"epoch {epoch + 1} step {done}/{total:.0f} loss {sum(losses[-100:]) / 100:.4f} after {time.time() - begun:.0f} s")
    model.eval()


def learn(optimiser: torch.optim.Optimizer, loss: Tensor, part: float, stage: dict[str, Any]) -> float:
    """One step of the optimiser, whose parameters are those that learn slowly and the fresh ones, `part` of the way; the loss."""
    for parameters, rate in zip(optimiser.param_groups, (stage["rate"], stage["head_rate"]), strict=True):
        parameters["lr"] = rate * rate_at(min(1.0, part), stage["warm_up"])
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], 1.0)
    optimiser.step()
    optimiser.zero_grad()
    return loss.item()


def rate_at(part: float, warm_up: float) -> float:
    """The share of the full learning rate: a straight rise, then a cosine to nothing.

    >>> [round(rate_at(x, 0.1), 2) for x in (0.05, 0.1, 1.0)]
    [0.5, 1.0, 0.0]
    """
    return part / warm_up if part < warm_up else 0.5 * (1 + math.cos(math.pi * min(1.0, (part - warm_up) / (1 - warm_up))))


@torch.no_grad()
def scored(model: TokenClassifier, examples: list[Example], config: dict[str, Any]) -> list[Tensor]:
    """Per example the model's log-probabilities at the pieces with a target, [words, tags], in the order given."""
    rows: dict[int, Tensor] = {}
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].pieces))
    for start in range(0, len(order), 48):
        group = order[start : start + 48]
        pieces, shapes = padded([examples[i].pieces for i in group], 0), padded([examples[i].shapes for i in group], 0)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config["half"]):
            scores = model(pieces, shapes, pieces != 0)
        for row, i in zip(scores, group, strict=True):
            known = torch.tensor(examples[i].targets) != IGNORED
            rows[i] = row[: len(known)][known].clone()
    return [rows[i] for i in range(len(examples))]


def taught(model: TokenClassifier, examples: list[Example], config: dict[str, Any]) -> list[Example]:
    """The examples with the model's own answers as their teacher."""
    return [Example(e.pieces, e.shapes, e.targets, row) for e, row in zip(examples, scored(model, examples, config), strict=True)]


def own_answers(model: TokenClassifier, documents: list[list[str]], kit: Kit, heads: Any) -> list[Record]:
    """Records of unlabelled releases: names that the model is sure of, or that the release repeats; unsure words labelled "-"."""
    records: list[Record] = []
    sure = kit.config["self"]["sure"]
    for paragraphs in documents:
        pieces = [r for p in paragraphs for r in in_sentences({"text": p, "spans": []})]
        found = [(r, answers(rows, r, kit)) for r, rows in zip(pieces, rows_of(model, pieces, kit), strict=True)]
        known = agreed(found, sure, heads)
        records += [settled(record, spans, known, sure) for record, spans in found]
    return [r for r in records if r["spans"] or len(r["text"]) > 60]


def rows_of(model: TokenClassifier, records: list[Record], kit: Kit) -> list[Tensor | None]:
    """The model's scores for each record, None for an empty one."""
    examples = [example(r, kit.tokenizer, kit.tags) for r in records]
    scores = iter(scored(model, [e for e in examples if e], kit.config))
    return [next(scores) if e else None for e in examples]


def answers(rows: Tensor | None, record: Record, kit: Kit) -> list[tuple[int, int, str, float]]:
    """Spans with the probability of their least sure word; a word of doubtful tag outside spans is a span "-"."""
    if rows is None:
        return []
    _, _, offsets, opens = encode(kit.tokenizer, shadow(record["text"]))
    words = [i for i, opening in enumerate(opens[:WINDOW]) if opening][: len(rows)]
    ends = [offsets[j - 1][1] for j in [*words[1:], min(len(offsets), WINDOW)]]
    path, spans = best_tags(rows.numpy(), kit.tags), []
    for n, (tag, word) in enumerate(zip(path, words, strict=True)):
        chance = float(rows[n, tag].exp())
        start, end, name = offsets[word][0], ends[n], kit.tags[tag]
        if name[0] == "I" and spans:
            spans[-1] = (spans[-1][0], end, spans[-1][2], min(spans[-1][3], chance))
        elif name != "O" or chance < 0.8:
            spans.append((start, end, name[2:] or "-", chance))
    return spans


def agreed(found: list[tuple[Record, list[tuple[int, int, str, float]]]], sure: float, heads: Any) -> dict[str, str]:
    """The organisation names that a release uses surely, with the type that it gives them most."""
    votes: dict[str, Counter[str]] = {}
    for record, spans in found:
        for start, end, label, chance in spans:
            if label in ("COMPANY", "ORG") and chance > sure:
                votes.setdefault(record["text"][start:end], Counter())[label] += 1
    return {name: head if (head := typed(name, heads)) != "NAME" else count.most_common(1)[0][0] for name, count in votes.items()}


def settled(record: Record, spans: list[tuple[int, int, str, float]], known: dict[str, str], sure: float) -> Record:
    """The record with sure answers kept, known names typed alike, and the rest marked "-"."""
    kept: list[list[Any]] = []
    for start, end, label, chance in spans:
        answer = label if chance > sure else "-"
        kept.append([start, end, known.get(record["text"][start:end], answer) if label in ("COMPANY", "ORG", "-") else answer])
    return {"text": record["text"], "spans": kept}
