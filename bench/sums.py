"""Reading beside other tools: of the sums and counts that the gold answers name, how many does each tool read with the right value?

    python -m bench.sums gold > windows.jsonl             # the paragraphs with their answers, from every gold set at hand
    python bench/sums.py press-records windows.jsonl      # in the project's environment
    python bench/sums.py quantulum3 windows.jsonl         # in any environment that has the other tool: quantulum3, recognizers

Each tool gets the paragraph (at most 300 characters either side) and is right where one of its answers overlaps the gold answer's
place and has its value. Nothing is said of precision: gold does not name every number of a text.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

AROUND = 300
NEAR = 0.005
Found = Iterable[tuple[float, str | None, int, int]]
Reader = Callable[[str], Found]


def windows() -> Iterator[dict[str, Any]]:
    """Every sum and count of every gold set, with the paragraph around it."""
    from pipeline.rulebook import load_rules
    from pipeline.score.sets import articles_of, gold_sets, read_gold

    rules = load_rules()
    for one in gold_sets():
        gold = read_gold(one.gold)
        texts = {article.id: article.text for article in articles_of(one, {str(g["article"]) for g in gold}, rules)}
        for article in gold:
            for kind in ("amounts", "beneficiaries"):
                for answer in (a for case in article["cases"] for a in case.get(kind, ())):
                    if isinstance(answer.get("start"), int) and article["article"] in texts:
                        yield {"set": one.name, "kind": kind, **window(texts[article["article"]], answer)}


def window(text: str, answer: dict[str, Any]) -> dict[str, Any]:
    """One answer with its paragraph, places counted from the paragraph's start."""
    last = text.find("\n", answer["end"])
    begin = max(text.rfind("\n", 0, answer["start"]) + 1, answer["start"] - AROUND)
    stop = min(len(text) if last < 0 else last, answer["end"] + AROUND)
    told = {"text": text[begin:stop], "start": answer["start"] - begin, "end": answer["end"] - begin}
    return {**told, "value": float(answer.get("value", answer.get("count"))), "currency": answer.get("currency")}


def press_records() -> tuple[Reader, Reader]:
    """Our own finders of sums and of numbers."""
    import pipeline

    def sums(text: str) -> Found:
        return [(float(m.value.value), m.value.currency, m.start, m.end) for m in pipeline.find_amounts(text)]

    return sums, lambda text: [(float(m.value), None, m.start, m.end) for m in pipeline.find_numbers(text)]


def quantulum() -> tuple[Reader, Reader]:
    """quantulum3's quantities: those in a currency, and all."""
    from quantulum3 import parser

    def sums(text: str) -> Found:
        return [(q.value, q.unit.name, *q.span) for q in parser.parse(text) if q.unit.entity.name == "currency"]

    return sums, lambda text: [(q.value, None, *q.span) for q in parser.parse(text)]


def recognizers() -> tuple[Reader, Reader]:
    """recognizers-text's currencies and numbers, English."""
    from recognizers_number import Culture, recognize_number
    from recognizers_number_with_unit import recognize_currency

    def read(results: Iterable[Any]) -> Found:
        told = [r for r in results if r.resolution and r.resolution.get("value")]
        return [(float(r.resolution["value"]), r.resolution.get("unit"), r.start, r.end + 1) for r in told]

    return lambda text: read(recognize_currency(text, Culture.English)), lambda text: read(recognize_number(text, Culture.English))


TOOLS = {"press-records": press_records, "quantulum3": quantulum, "recognizers": recognizers}


def right(found: Found, answer: dict[str, Any]) -> bool:
    """Whether one of the answers found is at the place and has the value."""
    near = NEAR * max(1.0, answer["value"])
    return any(start < answer["end"] and end > answer["start"] and abs(value - answer["value"]) < near for value, _, start, end in found)


def score(tool: str, path: str) -> Iterator[str]:
    """A line a gold set: how many sums and counts the tool read."""
    sums, numbers = TOOLS[tool]()
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for answer in map(json.loads, file):
            found = (sums if answer["kind"] == "amounts" else numbers)(answer["text"])
            hits[answer["set"], answer["kind"]].append(right(found, answer))
            hits["all", answer["kind"]].append(hits[answer["set"], answer["kind"]][-1])
    for (name, kind), marks in sorted(hits.items()):
        yield f"{tool:<14} {name:<16} {kind:<14} {sum(marks):>4} of {len(marks):>4}  {sum(marks) / len(marks):6.1%}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["gold"]:
        print("\n".join(json.dumps(answer, ensure_ascii=False) for answer in windows()))
    else:
        print("\n".join(score(sys.argv[1], sys.argv[2])))
