"""What a run counted, and the one screen that tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.article import Rejected
from pipeline.write.finished import DOUBTFUL, Finished
from pipeline.write.line import FIELDS


@dataclass(slots=True)
class Counts:
    """Articles by status, records, words, values by field, flags, rejections by reason."""

    articles: Counter[str] = field(default_factory=Counter)
    records: int = 0
    characters: int = 0
    words: int = 0
    values: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    doubtful: int = 0

    def add(self, finished: Finished, status: str) -> None:
        """Count an article that was read, and its records' values and flags."""
        self.articles[status] += 1
        self.characters += finished.characters
        self.words += finished.words
        for record in finished.records:
            self.records += 1
            self.doubtful += record.doubtful
            self.flags.update(record.flags)
            self.values.update(record.filled)
            self.filled.update(name for name, number in record.filled.items() if number)

    def add_rejected(self, rejected: Rejected) -> None:
        """Count an input that could not be read."""
        self.articles["rejected"] += 1
        self.rejected[f"{rejected.stage}: {rejected.reason}"] += 1

    def as_object(self) -> dict[str, Any]:
        """The counts as run.json holds them."""
        tallies = {"values": self.values, "records_with": self.filled, "flags": self.flags, "rejected": self.rejected}
        plain = {"records": self.records, "characters": self.characters, "words": self.words, "doubtful": self.doubtful}
        return {"articles": ordered(self.articles), **plain, **{name: ordered(tally) for name, tally in tallies.items()}}

    @classmethod
    def from_object(cls, told: Mapping[str, Any]) -> Counts:
        """The counts that run.json holds."""
        tallies = {"articles": "articles", "values": "values", "filled": "records_with", "flags": "flags", "rejected": "rejected"}
        plain: dict[str, Any] = {name: int(told[name]) for name in ("records", "characters", "words", "doubtful")}
        plain |= {name: Counter(told[key]) for name, key in tallies.items()}
        return cls(**plain)

    def screen(self, output: str, seconds: float) -> str:
        """One screen: what was found, what is doubtful, what was rejected, where it lies."""
        articles = ", ".join(f"{number:,} {status}" for status, number in ordered(self.articles).items())
        lines = [f"{self.articles.total():,} inputs ({articles or 'none'}), {self.words:,} words, {seconds:.1f} s", ""]
        lines += [f"{self.records:,} records" + ("" if not self.records else f"{'values':>18}{'records with':>16}")]
        lines += [f"  {name:<18}{self.values[name]:>8,}{self.filled[name]:>16,}" for name in FIELDS if self.records]
        lines += ["", f"Doubtful: {self.doubtful:,} records below {DOUBTFUL} confidence{told(self.flags)}"]
        lines += [f"Rejected: {self.articles['rejected']:,} inputs{told(self.rejected)}"]
        return "\n".join([*lines, "", f"Dataset:  {output}"])


def ordered(tally: Counter[str]) -> dict[str, int]:
    """A tally as an object, the most frequent first, without zeros."""
    return {name: number for name, number in sorted(tally.items(), key=lambda item: (-item[1], item[0])) if number}


def told(tally: Counter[str], most: int = 5) -> str:
    """The most frequent entries of a tally in one line: "; flags: no_program 4, ..."."""
    entries = [f"{name} {number:,}" for name, number in list(ordered(tally).items())[:most]]
    return f" ({', '.join(entries)})" if entries else ""
