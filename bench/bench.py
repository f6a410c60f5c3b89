"""`make bench`: how fast, how large, how it grows; the figures go to docs/bench.md and docs/bench.svg.

    python bench/bench.py [--articles 100,1000,10000] [--peers] [--ner fast,accurate] [--docs docs]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import dump, peers, plot, runs, stages
from pipeline.article import Article
from pipeline.run.workers import available

SAMPLE = 600  # releases that are measured step by step
ALONE = 30_000  # the largest dump that one core is given too
SOME, MANY = 1_000, 100_000  # articles of the runs with a model, and of the run that is reckoned from them
MEMORY = """Memory in MB: the most
that all processes held together (what they share counted once), that the process of the command held, and that one worker held."""
MEMORY_HEAD = "together, MB | command, MB | a worker, MB"


def main() -> None:
    """Measure and write the page."""
    asked = arguments()
    name, sources = dump.base()
    sample = sources[:SAMPLE]
    models = [ner for ner in asked.ner.split(",") if ner]
    parts = [head(name)]
    for ner in ["none", *models]:
        parts += steps(sample, ner)
    parts += lengths(sources)
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        parts += growth([int(size) for size in asked.articles.split(",")], sources, folder, asked.docs)
        parts += with_models(models, sources, folder) if models else []
        parts += start_up(folder)
    finally:
        shutil.rmtree(folder)
    parts += against(sample) if asked.peers else []
    (asked.docs / "bench.md").write_text("\n".join(parts), "utf-8")
    print("\n".join(parts))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure speed, memory and growth; write docs/bench.md and docs/bench.svg.")
    parser.add_argument("--articles", default="100,1000,10000", help="sizes of dump, smallest first (default: 100,1000,10000)")
    parser.add_argument("--ner", default="", help="models to measure too, with commas between them")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="measure other libraries too")
    parser.add_argument("--docs", type=Path, default=dump.CHECKOUT / "docs", help="folder of the page")
    return parser.parse_args()


def head(name: str) -> str:
    """What was measured, and on what."""
    model = next((line.split(":")[1].strip() for line in read("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next((int(line.split()[1]) / 2**20 for line in read("/proc/meminfo") if line.startswith("MemTotal")), 0)
    busy = os.getloadavg()[0]
    return f"""# How fast it is

Made by `make bench` on {date.today().isoformat()}: {available()} cores ({model}), {memory:.0f} GB of memory,
Python {platform.python_version()}, {platform.system()}. Load of the machine when the measurement
began: {busy:.1f} (0 is an idle machine). Steps and other libraries are measured in processor time, which
other work on the machine disturbs little; whole runs by the clock, and other work makes them slower.
Text: {name}. Words are what stands between white space.
"""


def read(path: str) -> Sequence[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def steps(sample: Sequence[Article], ner: str) -> Iterator[str]:
    """A table of the steps in one process."""
    spent, whole = stages.measured(sample, ner)
    words, size = sum(len(a.text.split()) for a in sample), sum(len(a.text.encode()) for a in sample)
    yield f"## One core, {'rules alone' if ner == 'none' else f'with the model {ner}'}\n"
    rate = f"**{words / whole:,.0f} words a second**, {len(sample) / whole:,.0f} articles, {size / whole / 1e6:.2f} MB"
    yield f"{len(sample):,} articles, {words:,} words: {rate}.\n"
    yield "| step | µs a word | share |\n|---|--:|--:|"
    total = sum(spent.values())
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        yield f"| {name.replace('_', ' ')} | {seconds * 1e6 / words:.2f} | {seconds / total:.0%} |"
    yield ""


def lengths(sources: Sequence[Article]) -> Iterator[str]:
    """A table of the cost by an article's length."""
    yield "## By the length of one article\n\n| characters | µs a word |\n|--:|--:|"
    for size, cost in stages.length_cost(sources).items():
        yield f"| {size:,} | {cost:.1f} |"
    yield ""


def growth(sizes: Sequence[int], sources: list[Article], folder: Path, docs: Path) -> Iterator[str]:
    """Whole runs of growing dumps: by the clock, on one core and on all, and again with nothing changed."""
    cores = available()
    yield f"""## Whole runs, from files to dataset, rules alone

The command as a user runs it, with report and all; on one core the command and its worker share it.
Processor seconds are those of all its processes. {MEMORY}

| articles | words | one core, s | {cores} cores, s | words/s | times one core | processor, s | unchanged, s | {MEMORY_HEAD} |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""
    lines: dict[str, list[tuple[float, float]]] = {"one core": [], f"{cores} cores": [], "unchanged": []}
    for size in sizes:
        raw = dump.write(folder / f"raw-{size}", size, sources)
        alone = runs.run(raw, folder / f"one-{size}", "--fresh", "--ner", "none", alone=True) if size <= ALONE else None
        all_of_them = runs.run(raw, folder / f"all-{size}", "--workers", str(cores), "--fresh", "--ner", "none")
        again = runs.run(raw, folder / f"all-{size}", "--ner", "none")
        one, times = (f"{alone.seconds:.1f}", f"{alone.seconds / all_of_them.seconds:.2f}") if alone else ("", "")
        yield (
            f"| {size:,} | {all_of_them.words:,} | {one} | {all_of_them.seconds:.1f} | {all_of_them.rate:,.0f} | {times} "
            f"| {all_of_them.processor:.1f} | {again.seconds:.2f} | {memory(all_of_them)} |"
        )
        for name, ran in zip(lines, (alone, all_of_them, again)):
            lines[name] += [(size, ran.seconds)] if ran else []
    drawn = plot.plot("Seconds by articles", "articles", "seconds", {name: points for name, points in lines.items() if points})
    (docs / "bench.svg").write_text(drawn, "utf-8")
    seconds, megabytes = runs.desk(folder / f"all-{sizes[-1]}")
    yield f"""
![Seconds by articles](bench.svg)

The review desk of the dataset of {sizes[-1]:,} articles opens in {seconds:.1f} s and holds {megabytes:.0f} MB.
"""


def memory(ran: runs.Ran) -> str:
    """A run's cells of memory."""
    return f"{ran.megabytes:.0f} | {ran.command:.0f} | {ran.worker:.0f}"


def with_models(models: Sequence[str], sources: list[Article], folder: Path) -> Iterator[str]:
    """Whole runs with each model, on one core and on all; what a large dump would take is reckoned from them."""
    cores = available()
    yield f"""## Whole runs, from files to dataset, with a model

The time for {MANY:,} articles of {dump.WORDS} words is reckoned from the words a second here; loading the model is among them. {MEMORY}

| model | articles | one core, s | {cores} cores, s | words/s | times one core | {MANY:,} articles, min | {MEMORY_HEAD} |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""
    raw = dump.write(folder / "raw-models", SOME, sources)
    for ner in models:
        alone = runs.run(raw, folder / f"{ner}-one", "--fresh", "--ner", ner, alone=True)
        every = runs.run(raw, folder / f"{ner}-all", "--workers", str(cores), "--fresh", "--ner", ner)
        minutes = MANY * dump.WORDS / every.rate / 60
        yield (
            f"| {ner} | {SOME:,} | {alone.seconds:.1f} | {every.seconds:.1f} | {every.rate:,.0f} | {alone.seconds / every.seconds:.2f} "
            f"| {minutes:.0f} | {memory(every)} |"
        )


def start_up(folder: Path) -> Iterator[str]:
    """A table of what a small run and none at all take."""
    example = runs.run(dump.CHECKOUT / "raw", folder / "raw-output", "--fresh")
    unchanged = runs.run(dump.CHECKOUT / "raw", folder / "raw-output")
    yield f"""
| start-up | seconds |
|---|--:|
| `press-records --help` | {runs.start_up('--help'):.2f} |
| `make pipeline` on the example articles, the first time | {example.seconds:.2f} |
| the same, unchanged | {unchanged.seconds:.2f} |
"""


def against(sample: Sequence[Article]) -> Iterator[str]:
    """A table of other libraries on the same text."""
    texts = [article.text for article in sample]
    yield "## Other libraries on the same text, one core\n\n| library | finds | words a second |\n|---|---|--:|"
    for name, what, rate in peers.measured(texts):
        yield f"| {name} | {what} | {f'{rate:,.0f}' if rate else 'not installed'} |"
    yield ""


if __name__ == "__main__":
    main()
