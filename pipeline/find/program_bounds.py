"""Program bounds: where an unquoted name of a programme begins and ends, when a model or a head word showed only part of it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pipeline.find.headlines import headlines
from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook

OWNER = regex.compile(r"['’](?:s)?$")
COUNT = regex.compile(r"\p{N}{1,3}\s(?=\p{Lu})")
FAR = 6


class Bounds:
    """The bounds of programmes' names in one text; `held` are names of others, over which no programme's name reaches."""

    def __init__(self, text: str, names: Sequence[Mention], rules: Rulebook) -> None:
        self.text, self.rules, self.words = text, rules, lexicon(rules)
        self.headlines = headlines(text)
        self.owners = {m.end: m.start for m in names if m.field in ("company", "organisation", "place")}
        self.held = {i for m in names if m.field in ("company", "organisation", "place") for i in (m.start, m.end)}

    def of(self, start: int, end: int) -> tuple[int, int]:
        """The name around `text[start:end]`: cut where a sentence begins, grown over its neighbours, without its front and back."""
        start = self._cut(start, end)
        if not any(a <= start < b for a, b in self.headlines):
            end = self._right(end)
            start = self._cut(self._left(start), end)
        start = self._front(start, end)
        whole, end = end, self._back(start, end)
        if end < whole and (count := COUNT.match(self.text, start, end)):
            start = count.end()
        return start - (self.text[max(0, start - 1) : start] == "#"), end

    def owner(self, start: int) -> int | None:
        """Where the name of another begins that stands right before a programme's, and may be its first words ("Acme RISE")."""
        return self.owners.get(start - 1) if self.text[start - 1 : start] in (" ", "\u00a0") else None

    def _cut(self, start: int, end: int) -> int:
        hits = list(self.rules["programs.again"].pattern.finditer(self.text, start, end))
        return hits[-1].end() if hits else start

    def _left(self, start: int) -> int:
        """The start, moved back over capitalised words that belong to nobody else."""
        word = self.rules["programs.left"].pattern
        for _ in range(FAR):
            hit = word.search(self.text, max(0, start - 40), start)
            if not hit or hit.end("word") in self.held or not _joins(hit["word"], self.words):
                return start
            if hit["word"] == "&" and word.search(self.text, max(0, hit.start() - 40), hit.start()) is None:
                return start
            start = hit.start("word")
        return start

    def _right(self, end: int) -> int:
        """The end, moved on over capitalised words that belong to nobody else."""
        for _ in range(FAR):
            hit = self.rules["programs.right"].pattern.match(self.text[end : end + 40])
            if not hit or end + hit.start("word") in self.held or not _joins(hit["word"], self.words):
                return end
            end += hit.end()
        return end

    def _front(self, start: int, end: int) -> int:
        """The start, moved on over words that only introduce the name ("2nd Annual", "Candidates for the")."""
        hit = self.rules["programs.front"].pattern.match(self.text[start:end])
        return start + hit.end() if hit else start

    def _back(self, start: int, end: int) -> int:
        """The end, moved back over words of what goes with a programme ("Scholarship Winner")."""
        hit = self.rules["programs.back"].pattern.search(self.text[start:end])
        return start + hit.start() if hit else end


def _joins(word: str, words: Lexicon) -> bool:
    """Whether a capitalised word beside a name may be part of it."""
    bare = word.rstrip(".")
    return not (bare in words.opening or bare in words.time or bare in words.verbs or OWNER.search(word))
