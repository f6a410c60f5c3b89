"""`python -m training.measure [--speed] MODEL ...`: recall, precision and speed of taggers on answers that none was trained on."""

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.find.ner import SpacyTagger, Tagger, load_model
from training.corpora import HERE, in_sentences, read_lines, shared

LABELS = ("COMPANY", "ORG", "PROGRAM", "PERSON", "PLACE")


def f1(right: int, found: int, wanted: int) -> str:
    """Precision, recall and F1 in percent, and how many were wanted."""
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return f"P {100 * precision:4.1f}  R {100 * recall:4.1f}  F {200 * precision * recall / max(precision + recall, 1e-9):4.1f}  ({wanted})"


def exact(tagger: Tagger, records: list[dict[str, Any]], fold: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Exact spans, a line a label and one for all; labels go through `fold`, those that it lacks are left out."""
    found = tagger.tag([r["text"] for r in records])
    ours = {(i, s, e, fold[k]) for i, spans in enumerate(found) for s, e, k, _ in spans if k in fold}
    gold = {(i, s, e, fold[k]) for i, r in enumerate(records) for s, e, k in r["spans"] if k in fold}
    for label in sorted({k for *_, k in gold}):
        a, b = ({x for x in side if x[3] == label} for side in (ours, gold))
        yield label, f1(len(a & b), len(a), len(b))
    yield "all", f1(len(ours & gold), len(ours), len(gold))


def plain_name(name: str) -> str:
    """The name as names are compared: small, without quotes, 'the' and legal tail.

    >>> plain_name("The Huarui Co., Ltd.")
    'huarui'
    """
    name = re.sub(r"^the |[\"'“”‘’®™]|\u00a0", lambda m: " " if m[0] == "\u00a0" else "", name.lower())
    return re.sub(r"[,\s]+(co\.?,? ?ltd\.?|ltd\.?|inc\.?|llc|corporation|corp\.?|group)$", "", name.strip())


def names_in(tagger: Tagger, text: str) -> set[tuple[str, str]]:
    """The distinct (name, label) of a text."""
    parts = [p["text"] for p in in_sentences({"text": text, "spans": []})]
    return {(plain_name(p[s:e]), k) for p, spans in zip(parts, tagger.tag(parts), strict=True) for s, e, k, _ in spans}


def field_lines(tagger: Tagger, gold: list[dict[str, Any]], texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Of the answers of each field, how many were found as a name somewhere in their article; and what share of program names is one."""
    hits: dict[str, list[bool]] = {}
    programs: list[bool] = []
    for article in gold:
        found = names_in(tagger, texts[article["article"]])
        fields = [(field, m) for case in article["cases"] for field in ("companies", "partners", "programs") for m in case[field]]
        for field, mention in fields:
            forms = {plain_name(t) for t in [mention["text"], *mention.get("aliases", [])]}
            wanted = ("PROGRAM",) if field == "programs" else ("COMPANY", "ORG")
            if not mention.get("optional"):
                hits.setdefault(field, []).append(any((form, k) in found for form in forms for k in wanted))
                hits.setdefault(f"{field}, any label", []).append(any((form, k) in found for form in forms for k in LABELS))
                if field == "companies":
                    hits.setdefault("companies as COMPANY", []).append(any((form, "COMPANY") in found for form in forms))
        answers = {plain_name(t) for f, m in fields if f == "programs" for t in [m["text"], *m.get("aliases", [])]}
        programs += [name in answers for name, k in found if k == "PROGRAM"]
    for field, got in sorted(hits.items()):
        yield f"{field} found", f"{sum(got)} of {len(got)} ({100 * sum(got) / len(got):.0f}%)"
    yield "program names that are answers", f"{sum(programs)} of {len(programs)} ({100 * sum(programs) / max(len(programs), 1):.0f}%)"


def speed(tagger: Tagger, texts: list[str]) -> str:
    """Words a second over sentences of the texts."""
    parts = [p["text"] for t in texts for p in in_sentences({"text": t, "spans": []})]
    tagger.tag(parts[:5])
    start = time.perf_counter()
    tagger.tag(parts)
    return f"{sum(len(p.split()) for p in parts) / (time.perf_counter() - start):,.0f} words/s"


class RandomSpacy(SpacyTagger):
    """A spaCy pipeline of the architecture of en_core_web_sm's tok2vec and ner, untrained: a yardstick for speed, its names of no meaning."""

    def __init__(self) -> None:
        import spacy

        self.nlp, self.labels = spacy.blank("en"), {name: name for name in LABELS}
        tok2vec = {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2", "width": 96, "include_static_vectors": False,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"], "rows": [5000, 1000, 2500, 2500, 50, 50],
            },
            "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96, "depth": 4, "window_size": 1, "maxout_pieces": 3},
        }
        parser = {
            "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
            "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": tok2vec,
        }
        ner: Any = self.nlp.add_pipe("ner", config={"model": parser})
        for label in LABELS:
            ner.add_label(label)
        self.nlp.initialize()


def report(tagger: Tagger) -> Iterator[tuple[str, str, str]]:
    """All lines: (test set, what, figure)."""
    folder, keep = shared(), {k: k for k in LABELS}
    for name in ("fresh", "check"):
        yield from ((f"our {name} sentences", *line) for line in exact(tagger, read_lines(HERE / "labelled" / f"{name}.jsonl"), keep))
    open_labels = {"COMPANY": "ORG", "ORG": "ORG", "PERSON": "PERSON", "PLACE": "PLACE", "LOC": "PLACE"}
    for name in ("uner-ewt-test", "uner-pud-test"):
        yield from ((name, *line) for line in exact(tagger, read_lines(folder / "ner" / "data" / f"{name}.jsonl"), open_labels))
    dev = {a["id"]: a["text"] for a in read_lines(folder / "dev" / "articles.jsonl")}
    yield from (("dev", *line) for line in field_lines(tagger, read_lines(folder / "dev" / "gold.jsonl"), dev))
    seeds = {p.stem: p.read_bytes().decode() for p in (folder / "articles").glob("*.txt")}
    yield from (("seeds", *line) for line in field_lines(tagger, read_lines(folder / "gold" / "seeds.jsonl"), seeds))
    yield "speed, one core", "dev articles", speed(tagger, list(dev.values()))


if __name__ == "__main__":
    if sys.argv[1] == "--speed":
        texts = [a["text"] for a in read_lines(shared() / "dev" / "articles.jsonl")]
        taggers: list[tuple[str, Tagger]] = [(name, load_model(name)) for name in sys.argv[2:]]
        for name, tagger in [("random spaCy", RandomSpacy()), *taggers]:
            print(name, max(speed(tagger, texts) for _ in range(3)))
        sys.exit()
    lines = {name: {line[:2]: line[2] for line in report(load_model(str(Path(name)) if "/" in name else name))} for name in sys.argv[1:]}
    for key in next(iter(lines.values())):
        print(json.dumps([*key, *(lines[name].get(key, "") for name in lines)], ensure_ascii=False))
