"""The seed articles with every name, number and year replaced by another of the same shape, and their answers with them."""

from __future__ import annotations

import json
import random
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "replaced_names.toml").read_text("utf-8"))
NUMBER = re.compile(r"(?<![\w.,\-&])\d+(?:,\d{3})*(?:\.\d+)?(?![\w\-]|[.,]\d)")
YEAR = re.compile(r"(?<![\w.,\-])(?:19|20)\d\d(?!\w|,\d)")
DATE = re.compile(r"(?<!\d)(20\d\d)(?=-\d\d-\d\d(?!\d))")
WORDS = dict(zip(("two", "three", "four", "five", "six", "seven", "eight", "nine"), range(2, 10)))
TENS = dict(zip(("twenty", "thirty", "forty", "fifty", "sixty"), range(20, 70, 10)))
ROUND = {"a hundred": 100, "a thousand": 1000}
CROWDS = {"tens of thousands": 10_000, "hundreds of thousands": 100_000, "tens of millions": 10_000_000}
LOOSE = {name for name in TABLE["names"] if name == name.lower()}
SPELT = re.compile(rf"(?<![\w-])(?:{'|'.join([*CROWDS, *ROUND, *WORDS, *TENS])}|one(?=\s(?:hundred|thousand|million)))(?![\w-])")
DAY = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\Z")


@dataclass(frozen=True)
class Edit:
    """A stretch of the old text, what stands there now, and for a number by what its value was multiplied."""

    start: int
    end: int
    new: str
    kind: str
    old_value: Fraction = Fraction(1)
    new_value: Fraction = Fraction(1)


class Draw:
    """One consistent set of replacements, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.pools = {name: self.random.sample(words, len(words)) for name, words in TABLE["pools"].items()}
        self.used: set[str] = set()
        self.shift = self.random.choice([-7, -6, -5, -4, -3, -2])
        self.names: dict[str, str] = {}
        for name, shape in sorted(TABLE["names"].items(), key=lambda entry: ":" in entry[1]):
            self.names[name] = re.sub(r"\{([^}]+)\}", lambda slot: self.word(slot[1]), shape)
        longest = sorted(self.names, key=lambda name: (-len(name), name))
        forms = (re.escape(name).replace(r"\ ", r"\s+") for name in longest)
        any_case = (f"(?i:{form})" if name in LOOSE else form for name, form in zip(longest, forms))
        self.name = re.compile(rf"(?<!\w)(?:{'|'.join(any_case)})(?=s?(?!\w))")

    def word(self, kind: str) -> str:
        """A word of a kind that no other name has; a pool that is used up begins again."""
        if ":" in kind:
            return self.derived(*kind.split(":"))
        if kind in self.pools:
            word = self.pools[kind].pop(0)
            self.pools[kind].append(word)
            return word
        while (made := self.made(kind)) in self.used:
            pass
        self.used.add(made)
        return made

    def made(self, kind: str) -> str:
        """A made-up word."""
        pick, parts = self.random.choice, TABLE["syllables"]
        if kind in ("acronym", "letter"):
            return "".join(self.random.sample("BCDFGHJKLMNPRSTVWZ", 3 if kind == "acronym" else 1))
        first, second = self.random.sample(parts["pinyin"], 2) if "pinyin" in kind else (pick(parts["coined"]), pick(parts["ends"]))
        if kind.startswith("camel"):
            return f"{first.title()}{second.title()}"
        return (first + second).upper() if kind == "capitals" else (first + second).title()

    def derived(self, kind: str, name: str, count: str = "") -> str:
        """The initials, the first words, or the small form of another name as it is now."""
        now = self.names[name].split()
        if kind == "small":
            return " ".join([now[0].lower(), *now[1:]])
        if kind == "words":
            return " ".join(now[: int(count)])
        return "".join(word[0] for word in now[:3]) + ("L" if "Holdings" in now else "")

    def edits(self, text: str) -> list[Edit]:
        """What changes in a text, from left to right; a name before a year, a year before a number."""
        found: list[Edit] = []
        makers: list[tuple[re.Pattern[str], Callable[[re.Match[str], str], Edit | None]]] = [
            (self.name, self.renamed), (DATE, self.shifted), (YEAR, self.shifted), (NUMBER, self.counted), (SPELT, self.spelt),
        ]
        taken = bytearray(len(text))
        for pattern, maker in makers:
            for match in pattern.finditer(text):
                if not any(taken[match.start() : match.end()]) and (edit := maker(match, text)):
                    found.append(edit)
                    taken[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
        return sorted(found, key=lambda edit: edit.start)

    def renamed(self, match: re.Match[str], text: str) -> Edit:
        """A name's replacement; where the name is matched in any case, each word keeps its case."""
        written = " ".join(match[0].split())
        if written in self.names:
            words = self.names[written].split()
        else:
            pairs = zip(written.split(), self.names[written.lower()].split(), strict=True)
            words = [word.lower() if old.islower() else word for old, word in pairs]
        spaces = [*re.findall(r"\s+", match[0]), ""]
        return Edit(match.start(), match.end(), "".join(word + space for word, space in zip(words, spaces, strict=True)), "name")

    def shifted(self, match: re.Match[str], text: str) -> Edit:
        """A year, moved by the draw's constant."""
        return Edit(match.start(), match.end(), str(int(match[0]) + self.shift), "year")

    def counted(self, match: re.Match[str], text: str) -> Edit | None:
        """Another number with as many digits, as round as the old one; a day of a month stays one; 0 and 1 stay."""
        old = match[0]
        if old in ("0", "1"):
            return None
        digits = [c for c in old if c.isdigit()]
        ends = len("".join(digits).rstrip("0"))
        while True:
            fresh = [str(self.random.randint(1, 9)) if n in (0, ends - 1) else str(self.random.randint(0, 9)) for n in range(ends)]
            fresh += ["0"] * (len(digits) - ends)
            rest = iter(fresh)
            new = "".join(next(rest) if c.isdigit() else c for c in old)
            day = not DAY.search(text[: match.start()]) or 9 < int(new) < 29
            if new not in (old, "1") and day and not YEAR.fullmatch(new):
                return Edit(match.start(), match.end(), new, "number", *(Fraction(n.replace(",", "")) for n in (old, new)))

    def spelt(self, match: re.Match[str], text: str) -> Edit:
        """Another number of the same kind in words."""
        old = match[0]
        kind = next((k for k in (CROWDS, ROUND, TENS, WORDS) if old in k), WORDS)
        new = self.random.choice([word for word in kind if word != old])
        return Edit(match.start(), match.end(), new, "number", Fraction(kind.get(old, 1)), Fraction(kind[new]))

    def article(self, text: str, gold: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The text and its answers after the replacement."""
        return replaced(text, gold, self.edits(text), self)


def replaced(text: str, gold: dict[str, Any], edits: list[Edit], draw: Draw) -> tuple[str, dict[str, Any]]:
    """Apply edits to a text, and move and translate its answers."""
    new, gold = apply(text, edits), deepcopy(gold)
    starts, gains = [e.start for e in edits], [0]
    for edit in edits:
        gains.append(gains[-1] + len(edit.new) - (edit.end - edit.start))

    def moved(place: int) -> int:
        at = bisect_left(starts, place)
        if at and edits[at - 1].start < place < edits[at - 1].end:
            raise AssertionError(f"an answer's bound lies inside {text[edits[at - 1].start : edits[at - 1].end]!r}")
        return place + gains[at]

    for entry in entries(gold):
        inside = [e for e in edits if "start" in entry and entry["start"] <= e.start < entry["end"]]
        if "start" in entry:
            entry["start"], entry["end"] = moved(entry["start"]), moved(entry["end"])
            if entry.get("heading"):
                entry["heading"] = apply(entry["heading"], draw_edits(draw, entry["heading"]))
            if "text" in entry:
                entry["text"] = new[entry["start"] : entry["end"]]
        translate(entry, [e for e in inside if e.kind == "number"], draw)
    gold["title"] = apply(gold["title"], draw_edits(draw, gold["title"]))
    gold["published"] = gold["published"] and DATE.sub(lambda m: str(int(m[0]) + draw.shift), gold["published"])
    return new, gold


def draw_edits(draw: Draw, text: str) -> list[Edit]:
    """The edits of names alone, for headings and aliases."""
    return [draw.renamed(match, text) for match in draw.name.finditer(text)]


def entries(gold: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every case and every answer of a gold article."""
    for case in gold["cases"]:
        yield case
        for field in ("companies", "partners", "programs", "beneficiaries", "amounts"):
            yield from case[field]
        if case["start_year"]:
            yield case["start_year"]


def translate(entry: dict[str, Any], numbers: list[Edit], draw: Draw) -> None:
    """What an answer means after the replacement: its number, its sum, its year, its aliases."""
    if "aliases" in entry:
        entry["aliases"] = [apply(alias, draw_edits(draw, alias)) for alias in entry["aliases"]]
    if "year" in entry:
        entry["year"] += draw.shift + sum(int(e.old_value - e.new_value) for e in numbers)
    for key in ("count", "value"):
        if key in entry and numbers:
            assert len(numbers) == 1, entry
            entry[key] = int(Fraction(entry[key]) * numbers[0].new_value / numbers[0].old_value)


def apply(text: str, edits: list[Edit]) -> str:
    """A text after its edits."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*parts, text[at:]])


def write_set(folder: Path, articles: list[tuple[str, dict[str, Any]]]) -> Path:
    """Texts and gold in a folder, under names that say nothing; the path of the gold file."""
    lines = []
    for number, (text, gold) in enumerate(articles, 1):
        name = f"article-{number}"
        (folder / f"{name}.txt").write_bytes(text.encode())
        lines.append(json.dumps(gold | {"article": name, "file": f"{name}.txt"}, ensure_ascii=False))
    (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "gold.jsonl"
