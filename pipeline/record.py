"""Record: one case and its mentions, settled: one row of the dataset."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.article import Article
from pipeline.case import Case
from pipeline.mention import Mention


@dataclass(frozen=True, slots=True)
class Record:
    """One case, settled. Lists are in order of importance (companies: lead first) or of the text.

    `aside` holds mentions that were found and set aside, for the report; they are in no table.
    """

    record_id: str
    article: Article
    case: Case
    companies: tuple[Mention, ...] = ()
    partners: tuple[Mention, ...] = ()
    programs: tuple[Mention, ...] = ()
    start_year: Mention | None = None
    beneficiaries: tuple[Mention, ...] = ()
    amounts: tuple[Mention, ...] = ()
    other_counts: tuple[Mention, ...] = ()
    other_amounts: tuple[Mention, ...] = ()
    aside: tuple[Mention, ...] = ()
    flags: tuple[str, ...] = ()
    confidence: float = 0.0
    corrected: tuple[str, ...] = ()
