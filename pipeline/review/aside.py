"""Aside: what a run saw of an article and put into no table, as one line of review.jsonl."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from pipeline.article import Article
from pipeline.case import Section
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.settle.corrections import place_of
from pipeline.settle.ledger import Decisions
from pipeline.settle.shapes import FIELDS, ShapeError, meaning

FIELD_OF = {mention_field: field for field, mention_field in FIELDS.items()}
"""Field of a mention -> field of a record; "number" and "organisation" belong to none yet and keep their name."""


NONE = Decisions(())


class Extracted(Protocol):
    """What the flow gives for one article."""

    @property
    def article(self) -> Article: ...
    @property
    def sections(self) -> Sequence[Section]: ...
    @property
    def records(self) -> Sequence[Record]: ...


def review_line(extraction: Extracted, decisions: Decisions = NONE) -> dict[str, Any]:
    """The line of review.jsonl for one article."""
    article = extraction.article
    about = decisions.about(article.id, article.sha256)
    return {
        "article_id": article.id,
        "sections": [{"kind": s.kind, "start": s.start, "end": s.end} for s in extraction.sections],
        "records": [{"record_id": r.record_id, "aside": [near_miss(m) for m in _sorted(r.aside)]} for r in extraction.records],
        "applied": [c.id for c in about if c.action == "merge" or place_of(c, article)],
    }


def near_miss(mention: Mention) -> dict[str, Any]:
    """A mention that was set aside: its field, why, what it would have meant, and where it stands."""
    field = FIELD_OF.get(mention.field, mention.field)
    place = {"text": mention.text, "start": mention.start, "end": mention.end, "rule": mention.rule, "confidence": mention.confidence}
    return {"field": field, "why": list(mention.flags) or [mention.field], **_meaning(field, mention), **place}


def _meaning(field: str, mention: Mention) -> dict[str, Any]:
    try:
        return meaning(field, mention) if field in FIELDS else {"value": str(mention.value)}
    except ShapeError:
        return {"value": str(mention.value)}


def _sorted(mentions: Iterable[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda mention: mention.order)
