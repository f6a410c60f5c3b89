"""Articles that break their process, for the tests of running: a stand-in for the extraction that other processes can find."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from pipeline.article import Article
from pipeline.flow import Extraction, extract_article
from pipeline.rulebook import Rulebook

FAULTS = {"raises": 117, "exits": 344, "hangs": 590, "eats": 871}
REASONS = {"raises": "error", "exits": "crashed", "hangs": "timeout", "eats": "memory"}
STORY = """{who} donates {sum},000 dollars to Harbour Trust

SPRINGFIELD, May 1, 2024 -- {who} Paper Inc. today donated ${sum},000 to the Harbour Trust, a charity that has helped
more than {number} pupils since 2016. Number {number} of our reports tells what the {who} library bus number {number} did in
village {number} and who came to read {sum} books there on day {number} of its tour.
"""
TOWNS = ("Northwind", "Eastlake", "Southmoor", "Westfall", "Highgate", "Lowater", "Broadmere", "Longfield")


def write_dump(folder: Path, number: int = 1000) -> Path:
    """A folder with one file of so many articles; some ids say what befalls them."""
    folder.mkdir(parents=True, exist_ok=True)
    bad = {row: name for name, row in FAULTS.items()}
    with (folder / "dump.jsonl").open("w", encoding="utf-8") as file:
        for row in range(1, number + 1):
            text = STORY.format(who=TOWNS[row % 7 * row % 8], sum=row % 90 + 10, number=row + 1000)
            told = {"id": bad.get(row, f"story-{row}"), "published": "2024-05-01", "title": f"Story {row}", "text": text}
            file.write(json.dumps(told) + "\n")
    return folder


def faulty(article: Article, rules: Rulebook, *, ner: str) -> Extraction:
    """The extraction, but for four articles."""
    if article.id == "raises":
        raise ValueError("this article raises")
    if article.id == "exits":
        os._exit(7)
    if article.id == "hangs":
        stuck()
    if article.id == "eats":
        eaten = []
        while True:
            eaten.append(bytes([len(eaten) % 250 + 1]) * (1 << 24))
    return extract_article(article, rules, ner=ner)


def stuck() -> None:
    """Hang so that no signal handler of Python's helps, as one long call of a library would."""
    import signal

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    while True:
        time.sleep(60)


def slow(article: Article, rules: Rulebook, *, ner: str) -> Extraction:
    """The extraction, slow enough that a run can be disturbed in its middle."""
    time.sleep(0.01)
    return extract_article(article, rules, ner=ner)
