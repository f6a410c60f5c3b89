"""What the model learns from: open corpora, unlabelled releases, our own labelled sentences; all as records.

A record is {"text", "spans": [[start, end, label], ...]}. The label NAME stands for "COMPANY or ORG":
open corpora do not tell the two apart.
"""

import gzip
import json
import os
import random
import re
import tomllib
from pathlib import Path
from typing import Any

from training.generate import DATA, plain

Record = dict[str, Any]
HERE = Path(__file__).parent


class MissingData(Exception):
    """Training data that is not on this machine."""


def shared() -> Path:
    """The folder of the corpora: PRESS_RECORDS_SHARED, else ../shared beside the checkout."""
    folder = Path(os.environ.get("PRESS_RECORDS_SHARED", HERE.parent.parent / "shared"))
    if not (folder / "ner" / "data").is_dir():
        raise MissingData(f"no corpora in {folder}: set PRESS_RECORDS_SHARED to a folder with ner/data, press and gazetteers")
    return folder


def read_lines(path: Path) -> list[Record]:
    """The records of a JSONL file, gzipped or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().split("\n") if line]


def listed_companies(folder: Path | None) -> list[str]:
    """Company names of the gazetteers, written as the press writes them; none without the folder."""
    if folder is None:
        return []
    names = [n for f in ("sp500_names", "sec_company_names") for n in (folder / "gazetteers" / f"{f}.txt").read_text("utf-8").splitlines()]
    return sorted({press_case(name) for name in names if 2 < len(name) < 45 and "/" not in name})


def press_case(name: str) -> str:
    """'MICROSOFT CORP' as 'Microsoft Corp'; a name in mixed case stays.

    >>> press_case("MICROSOFT CORP"), press_case("Alphabet Inc.")
    ('Microsoft Corp', 'Alphabet Inc.')
    """
    return name if not name.isupper() or " " not in name else re.sub(r"\b([A-Z])([A-Z'’]{2,})", lambda m: m[1] + m[2].lower(), name)


def typed(name: str, words: dict[str, re.Pattern[str]]) -> str:
    """COMPANY, ORG or, where the name does not tell, NAME."""
    return next((label for label, pattern in words.items() if pattern.search(name)), "NAME")


def head_words() -> dict[str, re.Pattern[str]]:
    """The words of a name that tell its type, from training/data/heads.toml."""
    heads = tomllib.loads((DATA / "heads.toml").read_text("utf-8"))
    return {label: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)") for label, words in heads.items()}


def open_corpora(folder: Path, files: list[str]) -> list[Record]:
    """Records of the corpora, LOC as PLACE, ORG as COMPANY, ORG or NAME by its head word."""
    words = head_words()
    records = [r for f in files for r in read_lines(folder / "ner" / "data" / f"{f}.jsonl")]
    for record in records:
        text, names = record["text"], {"LOC": "PLACE"}
        record["spans"] = [[s, e, typed(text[s:e], words) if k == "ORG" else names.get(k, k)] for s, e, k in record["spans"]]
    return records


def labelled() -> list[Record]:
    """Our own sentences, labelled by hand; those of check.jsonl and fresh.jsonl are for measuring only."""
    return [r for path in sorted((HERE / "labelled").glob("*.jsonl")) if path.stem not in ("check", "fresh") for r in read_lines(path)]


def releases(folder: Path, left_out: set[str]) -> list[list[str]]:
    """The paragraphs of each unlabelled press release that is no one's gold."""
    texts = [r["text"] for r in read_lines(folder / "press" / "releases.jsonl.gz") if r["id"] not in left_out]
    return [[p.strip() for p in t.split("\n") if p.strip()] for t in texts]


def left_out() -> set[str]:
    """Ids of releases that are answers elsewhere: every line of training/data/left_out.txt."""
    return set((DATA / "left_out.txt").read_text("utf-8").split())


def with_other_names(record: Record, rng: random.Random, grammar: dict[str, list[str]]) -> Record:
    """The record with most of its names replaced by drawn ones, the same name by the same."""
    text, spans, done, swaps = "", [], 0, {}
    for start, end, label in sorted(record["spans"]):
        name = record["text"][start:end]
        if name not in swaps:
            swaps[name] = plain(label.lower(), grammar, rng) if label != "NAME" and rng.random() < 0.6 else name
        text += record["text"][done:start]
        spans.append([len(text), len(text) + len(swaps[name]), label])
        text, done = text + swaps[name], end
    return {"text": text + record["text"][done:], "spans": spans}


def in_sentences(record: Record) -> list[Record]:
    """The record cut after full stops that stand in no name."""
    text, spans = record["text"], record["spans"]
    inside = {i for s, e, *_ in spans for i in range(s, e)}
    ends = re.finditer(r"(?<!\b(?:Dr|Mr|Ms|St|No|Jr|vs|Co))(?<!\bMrs)(?<!\b[A-Z])[.!?][\"”’)]?\s+(?=[A-Z“\"])|\n+", text)
    cuts = [0, *(m.end() for m in ends if m.start() not in inside), len(text)]
    return [
        {"text": text[a:b], "spans": [[s - a, e - a, k] for s, e, k in spans if a <= s and e <= b]}
        for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip()
    ]




def as_headline(record: Record, rng: random.Random) -> Record:
    """The record in the capitals of a headline: each longer word outside names, seldom every letter."""
    text = record["text"].rstrip(".")
    inside = {i for s, e, *_ in record["spans"] for i in range(s, e)}
    if rng.random() < 0.12:
        loud = text.upper()
        return {**record, "text": loud if len(loud) == len(text) else text} if fits(record, text) else record
    first = [m.start() for m in STARTS.finditer(text) if m.start() not in inside]
    letters = list(text)
    for i in first:
        letters[i] = text[i].upper()
    return {**record, "text": "".join(letters)} if fits(record, "".join(letters)) else record


STARTS = re.compile(r"\b(?!(?:and|the|for|with|from|that|into|over)\b)[a-z]\w{2,}")


def fits(record: Record, text: str) -> bool:
    """Whether every span of the record lies within the text, and no letter grew into two."""
    return len(text) <= len(record["text"]) and all(e <= len(text) for _, e, *_ in record["spans"])
