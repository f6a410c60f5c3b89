"""What several test files share: hand-made articles and records, and where the samples are."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.article import Article
from pipeline.case import Case
from pipeline.mention import Mention, Money
from pipeline.record import Record

CHECKOUT = Path(__file__).parent.parent
TEXT = """Northwind Paper gives back
Northwind Paper Ltd. and the Harbour Trust run “Open Desk” since 2016. It has reached more than 1,200 pupils in 14 schools,
with over 3.5 million pesos (about $60,000) donated. The desk costs $45.
"""


@dataclass(frozen=True)
class Result:
    """What the pipeline gives for an article, as the writer sees it."""

    article: Article
    records: list[Record] = field(default_factory=list)
    reason: str | None = None
    sections: list[Any] = field(default_factory=list)


def make_article(text: str = TEXT, path: str = "northwind.txt", **more: Any) -> Article:
    """An article with its digest; its id is the file's name unless one is given."""
    known = more.pop("id", path.rsplit(".", 1)[0])
    return Article(known, path, hashlib.sha256(text.encode()).hexdigest(), text, **more)


def at(text: str, written: str, field: str, value: object = None, **more: Any) -> Mention:
    """A mention of `written` in `text`."""
    start = text.index(written)
    told: dict[str, Any] = {"rule": f"{field}.test", "confidence": 0.9} | more
    return Mention(field, start, start + len(written), written, value=written if value is None else value, **told)


def make_record(article: Article | None = None, number: int = 1, **more: Any) -> Record:
    """A full record of the article above."""
    article = article or make_article(title="Northwind Paper gives back", published="2024-05-01", source="The Example Courier", language="en")
    text = article.text
    told: dict[str, Any] = {
        "companies": (at(text, "Northwind Paper Ltd.", "company", "Northwind Paper", company_id="northwind-paper"),),
        "partners": (at(text, "Harbour Trust", "partner"),),
        "programs": (at(text, "Open Desk", "program"),),
        "start_year": at(text, "since 2016", "start_year", 2016, basis="stated"),
        "beneficiaries": (
            at(text, "14 schools", "beneficiary", 14, unit="schools", unit_class="institutions"),
            at(text, "more than 1,200 pupils", "beneficiary", 1200, unit="pupils", unit_class="people", qualifier="more_than"),
        ),
        "amounts": (
            at(text, "over 3.5 million pesos", "amount", Money(Decimal("3500000"), None), qualifier="more_than", role="donated"),
            at(text, "about $60,000", "amount", Money(Decimal("60000"), "USD"), qualifier="about", role="donated", same_as=128),
        ),
        "other_amounts": (at(text, "$45", "other_amount", Money(Decimal("45.00"), "USD"), role="price"),),
        "flags": ("ambiguous_currency",),
        "confidence": 0.876,
    }
    case = Case(number, "Northwind Paper gives back", 0, 27, len(text))
    return Record(f"{article.id}-{number}", article, case, **(told | more))


def bare_record(article: Article, number: int = 1, **fields: Any) -> Record:
    """A record with nothing but the given fields."""
    return Record(f"{article.id}-{number}", article, Case(number, None, 0, 0, len(article.text)), **fields)


def shared_folder() -> Path:
    """Where the samples are, whether or not they are there."""
    return Path(os.environ.get("PRESS_RECORDS_SHARED") or CHECKOUT.parent / "shared")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The samples' folder; the test is skipped where they are not."""
    folder = shared_folder()
    if not (folder / "gold" / "seeds.jsonl").exists():
        pytest.skip("the samples are not here (PRESS_RECORDS_SHARED names their folder)")
    return folder
