"""Dump: as many different articles as a measurement needs, made from real press releases where they are at hand."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.article import Article
from pipeline.read import read_folder

CHECKOUT = Path(__file__).parent.parent
WORD = re.compile(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])")
CHANGED = 0.25  # share of the small words that a copy has from elsewhere
WORDS = 600


def base() -> tuple[str, list[Article]]:
    """What the articles are made from, and its name."""
    shared = Path(os.environ.get("PRESS_RECORDS_SHARED") or CHECKOUT.parent / "shared") / "press" / "releases.jsonl.gz"
    name, raw = ("1,926 real press releases", shared) if shared.exists() else ("the example articles in raw/", CHECKOUT / "raw")
    return name, [item for item in read_folder(raw) if isinstance(item, Article)]


def articles(number: int, sources: list[Article]) -> Iterator[dict[str, str]]:
    """So many articles, all different: each release in turn, with some of its small words changed for others of the dump.

    The changes keep copies of one release from being near-duplicates, which a real dump has few of. They are the same every time.
    """
    chance = random.Random(20260101)
    vocabulary = sorted({word for source in sources[:400] for word in WORD.findall(source.text)})
    for at in range(number):
        source = sources[at % len(sources)]
        text = source.text
        if at >= len(sources):
            text = WORD.sub(lambda match: chance.choice(vocabulary) if chance.random() < CHANGED else match[0], text)
        yield {"id": f"article-{at}", "published": source.published or "2024-05-01", "source": source.source or "", "text": text}


def write(folder: Path, number: int, sources: list[Article]) -> Path:
    """A folder with so many articles in one file."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "dump.jsonl").open("w", encoding="utf-8") as file:
        for told in articles(number, sources):
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
    return folder
