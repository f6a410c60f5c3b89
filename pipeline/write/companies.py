"""The companies of the whole dump: how often each is named, and in which forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.write.row import JOINT, Row, cell


@dataclass(slots=True)
class CompanyEntry:
    """What is known of one company so far; `article` is the last one that named it (articles come one after the other)."""

    names: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    records: int = 0
    articles: int = 0
    article: str = ""

    def name(self) -> str:
        """The canonical name most often given; the longer, then the first in the alphabet, breaks a tie."""
        return min(self.names, key=lambda form: (-self.names[form], -len(form), form))

    def aliases(self) -> list[str]:
        """Every other form in the alphabet's order."""
        return sorted((set(self.names) | set(self.forms)) - {self.name()})


class Companies:
    """companies.csv in the making: fed record by record, small beside the records themselves."""

    def __init__(self) -> None:
        self.entries: dict[str, CompanyEntry] = {}

    def add(self, article_id: str, companies: Iterable[Sequence[str]]) -> None:
        """Count the companies of one record: their ids, canonical names and forms."""
        seen: set[str] = set()
        for company_id, name, form in companies:
            entry = self.entries.setdefault(company_id, CompanyEntry())
            entry.names[name] += 1
            entry.forms[form] += 1
            if company_id not in seen:
                entry.records += 1
                entry.articles += entry.article != article_id
                entry.article = article_id
            seen.add(company_id)

    def rows(self) -> Iterator[Row]:
        """The rows of companies.csv, by company_id."""
        for key in sorted(self.entries):
            entry = self.entries[key]
            aliases = JOINT.join(alias.replace(JOINT, ", ") for alias in entry.aliases())
            yield [cell(key), entry.name(), aliases, str(entry.records), str(entry.articles)]
