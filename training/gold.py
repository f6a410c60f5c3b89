"""Hand-labelled articles, as what is learnt reads them: their answers, their cases, and whether a mention is among the answers."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.case import Case
from pipeline.find.lexicon import Lexicon
from pipeline.find.names import canonical
from pipeline.mention import Mention
from pipeline.read import read_folder
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import fold
from pipeline.settle.figures import DEEDS
from pipeline.split import split_article

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PRESS_RECORDS_SHARED", ROOT.parent / "shared"))
TRUST = {"seeds": 3.0, "raw": 1.0, "dev": 6.0, "press-tuning": 1.0, "press-training": 0.7, "own-tuning": 1.0, "own-training": 0.5, "world-training": 0.7}
"""How much an article of each set weighs: those labelled twice or nearest to the dataset's own kind weigh most."""
LEARNT = ("press-tuning", "press-training", "own-tuning", "own-training", "world-training")
"""The sets that networks learn from: never seeds, samples or raw/, which they are shown on."""


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines, packed or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.split(b"\n") if line.strip()]


def labelled(half: int = 0) -> Iterator[tuple[Article, dict[str, Any]]]:
    """Articles with their answers, each with its set and how much it weighs; `half` tells which half of the dev releases."""
    for article, gold in _labelled(half):
        gold["trust"] = TRUST[gold["set"]]
        yield article, gold


def _labelled(half: int) -> Iterator[tuple[Article, dict[str, Any]]]:
    """Articles with their answers, the tuning part only; of the dev releases every second one."""
    seeds = {a.id: a for a in read_folder(SHARED / "articles") if isinstance(a, Article)}
    for gold in lines(SHARED / "gold" / "seeds.jsonl"):
        article = seeds[Path(gold["file"]).stem]
        yield Article(article.id, article.path, article.sha256, article.text, gold["title"], gold["published"], gold["source"]), gold | {"set": "seeds"}
    raw = {a.id: a for a in read_folder(ROOT / "raw") if isinstance(a, Article)}
    for gold in lines(ROOT / "tests" / "gold" / "raw.jsonl"):
        if gold["article"] in raw:
            yield raw[gold["article"]], gold | {"set": "raw"}
    dev = {r["id"]: r for r in lines(SHARED / "dev" / "articles.jsonl")}
    for gold in lines(SHARED / "dev" / "gold.jsonl")[half::2]:
        yield release(dev[gold["article"]]), gold | {"set": "dev"}
    press = {r["id"]: r for r in lines(SHARED / "press" / "releases.jsonl.gz")}
    for name in ("press-tuning.jsonl", "press-training.jsonl"):
        for gold in lines(ROOT / "tests" / "gold" / name):
            yield release(press[gold["article"]]), gold | {"set": name.removesuffix(".jsonl")}
    for name in ("own-tuning", "own-training", "world-training"):
        own = {a.id: a for a in read_folder(ROOT / "tests" / "articles" / f"{name}-articles.jsonl") if isinstance(a, Article)}
        for gold in lines(ROOT / "tests" / "gold" / f"{name}.jsonl"):
            yield own[gold["article"]], gold | {"set": name}


def release(row: dict[str, Any]) -> Article:
    """A release of the dump as an article."""
    return Article(row["id"], row["id"], row["id"], row["text"], row["text"].split("\n")[0], row["published"], row["source"], None, row.get("url"), "en")


def cases_of(article: Article, gold: dict[str, Any], rules: Rulebook) -> Iterator[tuple[Case, dict[str, Any]]]:
    """The gold's cases with the splitter's holes, or the splitter's own where the gold gives no bounds."""
    _, split = split_article(article, rules)
    for number, answer in enumerate(gold["cases"]):
        if answer.get("optional"):
            continue
        if "start" in answer and len(gold["cases"]) > 1:
            body = answer["start"] + len(answer["heading"] or "")
            yield Case(number + 1, answer["heading"], answer["start"], body, answer["end"]), answer
        elif number < len(split):
            yield split[number], answer


def label(forms: list[str], answers: list[dict[str, Any]], words: Lexicon, *, close: str | None = "maybe") -> str | None:
    """Whether one of these forms is required ("yes"), optional ("maybe"), only near an answer (`close`), or not among them (None)."""
    mine = {fold(canonical(f, words)) for f in forms}
    near = None
    for answer in answers:
        theirs = {fold(canonical(t, words)) for t in (answer["text"], *(answer.get("aliases") or ()))}
        if mine & theirs:
            return "maybe" if answer.get("optional") else "yes"
        if any(_close(a, b) for a in mine for b in theirs):
            near = close
    return near


def count_label(mention: Mention, answers: list[dict[str, Any]]) -> str | None:
    """Whether a count is a required answer ("yes"), an optional one ("maybe"), or none (None); place or unit tell equal numbers apart."""
    for answer in answers:
        placed = "start" in answer and (mention.end <= answer["start"] or answer["end"] <= mention.start)
        if mention.value == answer["count"] and not (placed and mention.unit and answer.get("unit") and mention.unit.split()[-1] != answer["unit"].split()[-1]):
            return "maybe" if answer.get("optional") else "yes"
    return None


def amount_label(mention: Mention, answers: list[dict[str, Any]]) -> str | None:
    """The same for a sum of money."""
    for answer in answers:
        if float(mention.value.value) == float(answer["value"]):  # type: ignore[attr-defined]
            return "maybe" if answer.get("optional") else "yes"
    return None


def year_label(mention: Mention, answer: dict[str, Any] | None) -> str | None:
    """The same for the year of a case."""
    if not answer or mention.value not in (answer["year"], *answer.get("alt", ())):
        return None
    return "maybe" if answer.get("optional") else "yes"


def deed_of(mention: Mention, answers: list[dict[str, Any]]) -> int | None:
    """What the answers say was done with a sum, by its place in DEEDS; None where they leave it open."""
    said = next((a["role"] for a in answers if float(mention.value.value) == float(a["value"])), None)  # type: ignore[attr-defined]
    return DEEDS.index(said) if said in DEEDS else None


def _close(one: str, two: str) -> bool:
    a, b = set(one.split()), set(two.split())
    return len(a & b) >= 2 and len(a & b) / len(a | b) >= 0.5
