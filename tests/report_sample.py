"""A small dataset of our own, made by hand and written by the project's own writer, for the tests of report and desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.article import Article, Rejected
from pipeline.case import Case, Section
from pipeline.flow import Extraction
from pipeline.mention import Mention, Money
from pipeline.record import Record
from pipeline.review.aside import review_line
from pipeline.settle.corrections import corrected_records
from pipeline.settle.ledger import Correction, Decisions
from pipeline.write.dataset import write_dataset

DIGEST = """Spring digest: what companies did for villages.

Reading boats on the Ilmen

Nordkap Shipping has run the Reading Boats project since 2014. Its boats reached a total of 441 pupils in 12 villages.

Wells for Kalabo

Bluewater Pumps and the Kalabo Trust gave over 3 million kwacha for the Clear Wells programme, and 60 wells were dug.

A kitchen that teaches

Marlowe Foods, with Marlowe Foundation, trained 85 cooks. In 2021 it won an award.
"""
KWACHA = Money(Decimal(3000000), "ZMW")
STORY = """Marlowe Foods opens its second teaching kitchen

The company said that 1,200 families had eaten there. 😀 Marlowe Foods paid $40,000 for the ovens.
"""


def article(name: str, text: str, **facts: str | None) -> Article:
    """An article of ours."""
    told: dict[str, Any] = {"title": text.split("\n")[0], "published": "2024-03-28", "source": "The Harbour Post", "language": "en", **facts}
    return Article(id=name, path=f"{name}.txt", sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), text=text, **told)


def at(text: str, words: str, field: str, value: object, confidence: float, rule: str = "", **more: Any) -> list[Mention]:
    """The mention of `words` where they first stand, as a list; an empty one where they do not."""
    start = text.find(words)
    return [] if start < 0 else [Mention(field, start, start + len(words), words, rule or f"{field}.sample", value, confidence=confidence, **more)]


def case(text: str, number: int, heading: str | None, until: str | None) -> Case:
    """The case that begins with a heading (or the whole text) and ends before other words."""
    start = text.index(heading) if heading else 0
    end = text.index(until) if until else len(text)
    return Case(number, heading, start, start + len(heading or ""), start + len(text[start:end].rstrip()))


def digest_records(a: Article) -> list[Record]:
    """The three cases of the digest: good, doubtful, without a program."""
    t = a.text
    one, two = case(t, 1, "Reading boats on the Ilmen", "Wells for"), case(t, 2, "Wells for Kalabo", "A kitchen")
    three = case(t, 3, "A kitchen that teaches", None)
    people, co = {"unit_class": "people"}, "company"
    year = at(t, "since 2014", "start_year", 2014, 0.96, basis="stated")
    return [
        Record(
            "spring-digest-1", a, one,
            companies=(*at(t, "Nordkap Shipping", co, "Nordkap Shipping", 0.97, company_id="nordkap-shipping"),),
            programs=(*at(t, "Reading Boats", "program", "Reading Boats", 0.95),),
            start_year=year[0] if year else None,
            beneficiaries=(*at(t, "a total of 441 pupils", "beneficiary", 441, 0.52, "beneficiaries.reached", unit="pupils", **people),),
            other_counts=(*at(t, "12 villages", "other_count", 12, 0.9, unit="villages", unit_class="places"),),
            confidence=0.52,
        ),
        Record(
            "spring-digest-2", a, two,
            companies=(*at(t, "Bluewater Pumps", co, "Bluewater Pumps", 0.57, company_id="bluewater-pumps"),),
            partners=(*at(t, "Kalabo Trust", "partner", "Kalabo Trust", 0.88),),
            programs=(*at(t, "Clear Wells", "program", "Clear Wells", 0.9),),
            beneficiaries=(*at(t, "60 wells", "beneficiary", 60, 0.41, "beneficiaries.bare", unit="wells", unit_class="institutions"),),
            amounts=(*at(t, "over 3 million kwacha", "amount", KWACHA, 0.55, "money.given", qualifier="more_than", role="donated"),),
            flags=("low_confidence",), confidence=0.41,
        ),
        Record(
            "spring-digest-3", a, three,
            companies=(*at(t, "Marlowe Foods", co, "Marlowe Foods", 0.9, company_id="marlowe-foods"),),
            partners=(*at(t, "Marlowe Foundation", "partner", "Marlowe Foundation", 0.59),),
            beneficiaries=(*at(t, "85 cooks", "beneficiary", 85, 0.83, unit="cooks", **people),),
            aside=(*at(t, "2021", "start_year", 2021, 0.2, basis="stated", flags=("award",)),),
            flags=("no_program",), confidence=0.83,
        ),
    ]


def story_records(a: Article) -> list[Record]:
    """The one case of the story; it holds a character beyond 16 bits before its last value."""
    t = a.text
    foods = at(t, "Marlowe Foods", "company", "Marlowe Foods", 0.93, company_id="marlowe-foods")
    families = at(t, "1,200 families", "beneficiary", 1200, 0.9, unit="families", unit_class="households")
    ovens = at(t, "$40,000", "amount", Money(Decimal(40000), "USD"), 0.58, "money.paid", role="invested")
    held = {"companies": (*foods,), "beneficiaries": (*families,), "amounts": (*ovens,)}
    return [Record("mill-story-1", a, case(t, 1, None, None), **held, confidence=0.58, flags=("no_program",))]  # type: ignore[arg-type]


def extraction(a: Article, records: Sequence[Record]) -> Extraction:
    """An article's extraction whose sections are its cases and what lies between them."""
    sections, at_ = [], 0
    for record in records:
        if record.case.start > at_:
            sections.append(Section("introduction" if not at_ else "gap", at_, record.case.start))
        sections.append(Section("case", record.case.start, record.case.end))
        at_ = record.case.end
    if at_ < len(a.text):
        sections.append(Section("footer", at_, len(a.text)))
    return Extraction(a, sections, list(records), None if records else "no public-welfare initiative")


def sample(corrections: Sequence[Correction] = (), *, digest: str = DIGEST, order: int = 1) -> list[Extraction | Rejected]:
    """The sample's articles with decisions applied; `digest` may be another text with the same values, `order` -1 turns the cases round."""
    one, two, three = article("spring-digest", digest), article("mill-story", STORY), article("market-news", "Prices rose.\n")
    found = [(two, story_records(two)), (one, digest_records(one)[::order]), (three, [])]
    done: list[Extraction | Rejected] = [extraction(a, corrected_records(a, records, Decisions(corrections))) for a, records in found]
    return [*done, Rejected("broken.csv", "read", "encoding", "No encoding fits.", None)]


def write_sample(folder: Path, corrections: Sequence[Correction] = (), results: Sequence[Extraction | Rejected] | None = None) -> Path:
    """Write the sample (or other results) as a dataset, with its review.jsonl."""
    held = list(sample(corrections) if results is None else results)
    write_dataset(folder, held, {"version": "0", "started": "2026-01-01T00:00:00Z", "seconds": 1})
    lines = [review_line(one, Decisions(corrections)) for one in held if isinstance(one, Extraction)]
    (folder / "review.jsonl").write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), "utf-8", newline="\n")
    return folder
