"""Stages: how much processor time each step of an article's way takes, in one process."""

from __future__ import annotations

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline import flow
from pipeline.article import Article
from pipeline.rulebook import load_rules
from pipeline.run import chunk
from pipeline.run.chunk import Options
from pipeline.settle.ledger import Decisions

NOT_STEPS = {"lexicon", "folded", "within", "load_rules", "load_model", "tagged_names"}  # small, or part of another step
AFTER = ("finish", "done")
SHOWN = {"gather": "names to entities", "finish": "rows as text", "done": "sketch and packing"}


@dataclass
class Meter:
    """Seconds by step; steps do not contain each other."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def wrap(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            made = step(*given, **named)
            self.spent[name] += time.process_time() - begun
            return made

        return measured


def steps() -> list[str]:
    """The functions of other modules that the flow calls, and its own call of the model."""
    found = {name: held.__module__ for name, held in vars(flow).items() if inspect.isfunction(held) and name not in NOT_STEPS}
    return [*(name for name, module in found.items() if module.startswith("pipeline.") and module != flow.__name__), "model_names"]


def measured(articles: Sequence[Article], ner: str = "none") -> tuple[dict[str, float], float]:
    """Seconds by step and in all for these articles, after a warm-up."""
    options, rules, meter = Options(ner=ner), load_rules(), Meter()
    chunk.work(chunk.Task(articles[:20], []), options)
    begun = time.process_time()
    chunk.work(chunk.Task(articles, []), options)
    whole = time.process_time() - begun
    places = [(flow, name) for name in steps()] + [(chunk, name) for name in AFTER]
    kept = [(place, name, getattr(place, name)) for place, name in places]
    try:
        for place, name, step in kept:
            setattr(place, name, meter.wrap(name, step))
        for article in articles:
            chunk.work_one(article, rules, options, Decisions(()))
    finally:
        for place, name, step in kept:
            setattr(place, name, step)
    return {SHOWN.get(name, name): seconds for name, seconds in meter.spent.items()}, whole


def length_cost(sources: Sequence[Article], sizes: Sequence[int] = (10_000, 100_000, 1_000_000)) -> dict[int, float]:
    """Microseconds a word by the length of one article, made of releases that give records, end to end: none of it is left out early."""
    rules = load_rules()
    text = "\n\n".join(article.text for article in sources if flow.extract_article(article, rules, ner="none").records)
    found = {}
    for size in sizes:
        repeat = max(1, 100_000 // size)
        parts = [text[at * size : (at + 1) * size] for at in range(repeat)]
        made = [Article(f"long-{at}", "long", "0" * 64, part, published="2024-05-01") for at, part in enumerate(parts)]
        begun = time.process_time()
        chunk.work(chunk.Task(made, []), Options(seconds=600))
        found[size] = (time.process_time() - begun) * 1e6 / sum(len(part.split()) for part in parts)
    return found
