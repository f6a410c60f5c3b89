"""Evidence: which currency an article means by a sign that several countries share."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from pipeline.find.currencies import Currencies, Sign

HEAD = 400
LEAD = 4  # points that another dollar needs before it is believed
ALONE = 2  # the same where nothing speaks for the default
SPELT_FOR = 3  # the same where only the spelling does
SPELT = 1  # the same where the spelling speaks against it, or it has a sign of its own ("US$"), and none leads the other
NEAR = (900, 300)  # how far before and behind a sum a place speaks for its currency again
CLOSE = 5  # points of such a place
MAINLY = 2  # how many times as many points another country needs, for an article to be about it
PROOF = 3  # points of a sum in a certain currency
DOMAIN = re.compile(r"\w\.([a-z]{2})(?![\w.])")


class Evidence:
    """What an article says about its country: places, explicit currencies, its source. Counted when first needed."""

    def __init__(self, text: str, table: Currencies, certain: Counter[str], source: str | None) -> None:
        self.text, self.table, self.certain, self.source = text, table, certain, source or ""
        self._scores: Counter[str] | None = None
        self._places: list[tuple[int, str]] = []
        self._decided: dict[str, tuple[str | None, bool]] = {}

    @property
    def scores(self) -> Counter[str]:
        """Points by currency: a place name 1 (2 near the top), an amount in that currency 3, the source as much as a lead.

        A word of a country that its neighbours share ("crore") speaks once.
        """
        if self._scores is None:
            found = list(self._places_in(self.text))
            self._places = [spot for spot in found if self.text[spot[0]].isupper()]
            points: Counter[str] = Counter({code for at, code in found if self.text[at].islower()})
            for at, code in self._places:
                points[code] += 2 if at < HEAD else 1
            for code, times in self.certain.items():
                points[code] += PROOF * times
            for code in self._of_source():
                points[code] += LEAD
            self._scores = points
        return self._scores

    def _of_source(self) -> set[str]:
        """The currencies of the country that a source is of, as far as its name tells."""
        named = {code for name, code in self.table.sources.items() if name.lower() in self.source.lower()}
        return named or {code for _, code in self._places_in(self.source)} or self._at_home()

    def _at_home(self) -> set[str]:
        """The currency of the country that the source's address ends with (news.example.tt)."""
        return {self.table.domains[end] for end in DOMAIN.findall(self.source.lower()) if end in self.table.domains}

    def _places_in(self, text: str) -> Iterator[tuple[int, str]]:
        end, last = -2, ""
        for match in self.table.place.finditer(text):
            code = self.table.places[" ".join(match[0].replace("’", "'").replace("‑", "-").split())]
            if not (code == last and text[end : match.start()] == ", "):  # "Perth, Australia" is one place
                yield match.start(), code
            end, last = match.end(), code

    def decide(self, sign: Sign) -> tuple[str | None, bool]:
        """The currency that a sign means here, and whether that is settled.

        The dollar sign is the US dollar unless another dollar country clearly leads. Where several countries of rupees,
        shillings or pesos are in one article, the places near the sum decide.
        """
        if len(sign.codes) == 1:
            return sign.codes[0], not sign.weak or self.scores[sign.codes[0]] > 0
        if self.table.defaults.get(sign.key) not in self.table.firm and sum(self.scores[code] > 0 for code in sign.codes) > 1:
            return self._ranked(sign, self.scores + self._near(sign))
        if sign.key not in self._decided:
            self._decided[sign.key] = self._ranked(sign, self.scores)
        return self._decided[sign.key]

    def _near(self, sign: Sign) -> Counter[str]:
        first, last = (bisect_left(self._places, (at,)) for at in (sign.start - NEAR[0], sign.end + NEAR[1]))
        return Counter({code: CLOSE * times for code, times in Counter(code for _, code in self._places[first:last]).items()})

    def _first(self, code: str) -> int:
        """Where the first place of a currency stands, which decides between two of as many points."""
        return next((at for at, other in self._places if other == code), len(self.text))

    def _ranked(self, sign: Sign, scores: Counter[str]) -> tuple[str | None, bool]:
        default = self.table.defaults.get(sign.key)
        local = max(sign.codes, key=lambda code: (code != default, scores[code]))
        marked = self.certain[default] if default in self.table.firm and local not in self.table.both else 0
        scores = scores - Counter({default: PROOF * marked}) if default and marked else scores
        first, second = sorted(sign.codes, key=lambda code: (-scores[code], self._first(code), code))[:2]
        if default in self.table.firm:
            other = second if first == default else first
            leads = scores[other] >= self._needed(scores, other, default, marked > 0) and scores[other] > 2 * scores[default]
            leads = leads and not self._elsewhere(scores, sign, other) and not self._pesos_from_abroad(other)
            return (default, other)[leads], leads or scores[other] < LEAD or scores[default] >= scores[other]
        if scores[first] > scores[second]:
            return first, True
        return default, False

    def _elsewhere(self, scores: Counter[str], sign: Sign, other: str) -> bool:
        """Whether an article is mainly about a country of none of a sign's currencies: foreign dollars there are American."""
        main = max((points for code, points in scores.items() if code not in sign.codes), default=0)
        return scores[other] < LEAD <= main and main > MAINLY * scores[other]

    def _pesos_from_abroad(self, code: str) -> bool:
        """Whether another country's paper tells of a land of pesos and never says "pesos": its dollars are American."""
        home = self._of_source() if code in self.table.pesos and not self.certain[code] else set()
        return bool(home) and code not in home

    def _needed(self, scores: Counter[str], other: str, default: str, marked: bool) -> int:
        """How many points make another dollar believed; "US$" in the article says that the bare sign means none of the default."""
        if scores[default]:
            return LEAD
        alone = 0 < scores[other] < ALONE and scores[other] == max(scores.values())
        abroad = self.table.not_american.search(self.text)
        if alone and (marked or abroad):
            return SPELT
        return SPELT_FOR if self.table.american.search(self.text) and not marked and not abroad else ALONE
