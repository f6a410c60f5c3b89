"""Welfare: whether a stretch of text speaks of a public-welfare initiative at all, as features and a probability."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, log1p, log2
from typing import NamedTuple

import regex

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.weigh import weigh

TOKEN = re.compile(r"[a-z]{3,}")
ENDINGS = ("ing", "ed", "es", "s", "ly")
WORD = regex.compile(r"[^\W_]+(?:[-'’.()&][^\W_]+)*\)?")
LEAD, OPENING, MOST = 600, 500, 4.0
AT_ONCE, EARLY = 300, 2500
REMEMBERED = 60_000
MARKS = ".,;:!?…(“”\"'‘’"  # what may stand round a word and belongs to none
SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n")
SHORT, MANY = 15, 80
FIGURES = ("amount_given", "amount_invested", "served", "given_best", "given_sum", "priced", "served_best", "served_sum")
SERVED_FIGURES = ("served", "served_best", "served_sum")
SERVED = 0.6
SURE = 6.0
"""The log-odds from which on words, or a model, are sure that an article is about welfare."""
GIVING = ("donated", "granted", "raised", "pledged")
ELSE = ("finding", "honour", "office", "rule")  # what a story may tell of instead of giving


class Said(NamedTuple):
    """What one token of a text, such as "donated," or "charity's", adds to the features.

    `listed` are the single words of rules/welfare.toml in it, `phrases` those whose longer end may stand in it, `body` and
    `lead` its stems that have a weight, `tells` its stems in the lists of rules/welfare_sentences.toml, each with its list.
    """

    listed: tuple[str, ...]
    phrases: tuple[str, ...]
    body: tuple[str, ...]
    lead: tuple[str, ...]
    tells: tuple[tuple[str, str], ...]


class Ear(dict[str, Said | None]):
    """From a token to what it says, None for most; tokens are understood once and remembered, up to `REMEMBERED` of them."""

    def __init__(self, rules: Rulebook) -> None:
        super().__init__()
        lists = {name: {w.casefold() for w in words} for name, words in rules.words["welfare"].items()}
        self.names = tuple(lists)
        self.lists = {word: [name for name in lists if word in lists[name]] for word in sorted(set().union(*lists.values()))}
        ends = [(phrase.split(" ")[0], phrase.split(" ")[-1], phrase) for phrase in self.lists if " " in phrase]
        self.firsts = [(first, phrase) for first, last, phrase in ends if len(first) >= len(last)]
        self.lasts = [(last, phrase) for first, last, phrase in ends if len(first) < len(last)]
        self.first, self.last = (tuple(word for word, _ in ends) for ends in (self.firsts, self.lasts))
        self.tells = {name: {stem(word) for word in words} for name, words in rules.words.get("welfare_sentences", {}).items()}
        self.body, self.lead = rules.words["welfare_words"]["body"], rules.words["welfare_words"]["lead"]
        self.stems = frozenset().union(self.body, self.lead, *self.tells.values())

    def __missing__(self, token: str) -> Said | None:
        if len(self) >= REMEMBERED:
            self.clear()
        bare = token.strip(MARKS)
        self[token] = found = self._said(token) if bare == token else self[bare]
        return found

    def _said(self, token: str) -> Said | None:
        plain = token.isascii() and token.isalpha()
        ends = token.endswith(self.first) or token.startswith(self.last)
        stems = [stem(word) for word in ([token] if plain and len(token) > 2 else TOKEN.findall(token))]
        if plain and not ends and token not in self.lists and self.stems.isdisjoint(stems):
            return None
        said = Said(
            tuple([word for word in ([token] if plain else WORD.findall(token)) if word in self.lists]),
            self._phrases(token) if ends else (),
            tuple([word for word in stems if word in self.body]),
            tuple([word for word in stems if word in self.lead]),
            tuple([(name, word) for name, words in self.tells.items() for word in stems if word in words]),
        )
        return said if any(said) else None

    def _phrases(self, token: str) -> tuple[str, ...]:
        """The phrases of which a token may be an end: what stands before a phrase's first word or behind its last may be glued to it."""
        first = [phrase for word, phrase in self.firsts if token.endswith(word)]
        return (*first, *(phrase for word, phrase in self.lasts if token.startswith(word)))

    def said(self, text: str) -> list[Said]:
        """What the tokens of a text in small letters say, in order, those left out that say nothing."""
        return [said for token in text.split() if (said := self[token]) is not None]

    def counts(self, text: str, heard: Sequence[Said]) -> dict[str, tuple[int, int]]:
        """For each list how often its words and phrases stand in a text, and how many different ones, given what its tokens say."""
        times = Counter([word for said in heard for word in said.listed])
        phrases = {phrase for said in heard for phrase in said.phrases}
        times.update({phrase: n for phrase in phrases if (n := text.count(phrase))})
        found = dict.fromkeys(self.names, (0, 0))
        for word, n in times.items():
            for name in self.lists[word]:
                found[name] = found[name][0] + n, found[name][1] + 1
        return found


@lru_cache(maxsize=4)
def _ear(rules: Rulebook) -> Ear:
    return Ear(rules)


def stem(word: str) -> str:
    """A word without its commonest ending, where enough is left of it.

    >>> stem("donating"), stem("donates"), stem("bus")
    ('donat', 'donat', 'bus')
    """
    if not word.endswith(ENDINGS):
        return word
    return next((word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), word)


def spoken(heard: Iterable[Said], opening: Iterable[Said], ear: Ear) -> float:
    """What an article's own words speak for giving: the weights of rules/welfare_words.toml, summed over body and opening.

    The sum is bounded, so that a digest of forty sections is not judged by its length.
    """
    counts = Counter([word for said in heard for word in said.body])
    said = sum(ear.body[w] * min(1.0, log1p(n) / 2) for w, n in counts.items())
    said += sum(0.7 * ear.lead[w] for w in sorted({word for said in opening for word in said.lead}))
    return max(-MOST, min(MOST, float(said)))


def welfare_features(
    title: str, body: str, amounts: Sequence[Mention], rules: Rulebook, counts: Sequence[Mention] = ()
) -> dict[str, float]:
    """Shares and levelled counts, each in 0..1, of the words of giving and of business in a title and a body.

    `amounts` are the sums of the body, `counts` its counts of people, institutions and things.
    """
    row: dict[str, float] = {}
    head, low = title.casefold(), body.casefold()
    small = " ".join(low.split())
    length = max(60.0, len(small) / 6)
    ear = _ear(rules)
    sentences = [(len(one), ear.said(one)) for one in SENTENCE.split(low)]
    heard = [said for _, one in sentences for said in one]
    for name, (total, _) in ear.counts(head, ear.said(head)).items():
        row[f"title_{name}"] = min(total, 2) / 2
    for name, (total, _) in ear.counts(small[:LEAD], ear.said(small[:LEAD])).items():
        row[f"lead_{name}"] = min(total, 4) / 4
    for name, (total, different) in ear.counts(small, heard).items():
        row[f"rate_{name}"] = min(1.0, 12 * total / length)
        row[f"distinct_{name}"] = min(1.0, log2(1 + different) / 4)
    row["any_strong"] = float(row["distinct_strong"] > 0)
    row |= figures(amounts, counts) | title_tells(head, ear)
    titled = [(len(one), ear.said(one)) for one in SENTENCE.split(head)]
    row |= sentences_tell([one for size, one in (*titled, *sentences) if size > SHORT][:MANY])
    row["spoken"] = spoken(heard, ear.said(f"{head} {small[:OPENING]}"), ear)
    return row


def sentences_tell(sentences: Iterable[Iterable[Said]]) -> dict[str, float]:
    """Shares, over all sentences and over the first four, of those that tell of help for somebody, with and without trade,
    and of those that tell of a finding, an honour, an office or of rule, given what the tokens of each say.
    """
    told = [[pair for said in one for pair in said.tells] for one in sentences]
    kinds = [{name for name, _ in pairs} for pairs in told]
    help_, trade = [{"helps", "needy"} <= kind for kind in kinds], ["trade" in kind for kind in kinds]
    pure, needy = [a and not b for a, b in zip(help_, trade, strict=True)], ["needy" in kind for kind in kinds]
    row = {"help_some": min(4, sum(help_)) / 4, "needy_rate": sum(needy) / max(4, len(told))}
    other = [(name, [name in kind for kind in kinds]) for name in ELSE]
    for name, marks in (("help", help_), ("pure", pure), ("trade", trade), *other):
        row |= {f"{name}_rate": sum(marks) / max(4, len(told)), f"{name}_lead": sum(marks[:4]) / 4}
    words = {pair for pairs in told for pair in pairs}
    for name in ("helps", "needy"):
        row[f"{name}_kinds"] = min(1.0, log2(1 + sum(kind == name for kind, _ in words)) / 4)
    return row


def title_tells(title: str, ear: Ear) -> dict[str, float]:
    """How often a title, in small letters, speaks of a deed of giving and of what else, and whether it speaks of that alone."""
    said = Counter([name for one in ear.said(title) for name, _ in one.tells])
    row = {f"told_{name}": min(said[name], 2) / 2 for name in ("deed", *ELSE)}
    return row | {f"only_{name}": float(said[name] > 0 and not said["deed"]) for name in ELSE[:3]}


def figures(amounts: Sequence[Mention], counts: Sequence[Mention]) -> dict[str, float]:
    """The features that sums and counts give; the others are a matter of words.

    Beside whether there is such a figure at all: how sure the surest is, and how many there are, each as far as it is sure.
    """
    given = any(m.field == "amount" and m.role in GIVING for m in amounts)
    invested = any(m.field == "amount" and m.role == "invested" for m in amounts)
    gifts = [m.confidence for m in amounts if m.field == "amount"]
    served = [m.confidence for m in counts if m.field == "beneficiary"]
    likely = sum(sure >= SERVED for sure in served)
    levels = max(gifts, default=0.0), level(sum(gifts)), level(len(amounts) - len(gifts)), max(served, default=0.0), level(sum(served))
    return dict(zip(FIGURES, (float(given), float(invested), level(likely), *levels)))


def level(number: float) -> float:
    """A number of figures in 0..1: three are as good as more."""
    return min(number, 3.0) / 3


def is_politics(title: str, body: str, rules: Rulebook) -> bool:
    """Whether a story is about gifts to parties and candidates: it says so at once, and again."""
    politics = rules["welfare.politics"].pattern
    return politics.search(f"{title}\n{body[:AT_ONCE]}") is not None and len(politics.findall(body[:EARLY])) > 1


def is_of_others(title: str, body: str, rules: Rulebook) -> bool:
    """Whether a title, or the first sentence, tells what a state or a private person alone gives, or what a state is given."""
    titled = any(rules[f"welfare.{rule}"].pattern.search(title) for rule in ("state", "person"))
    return titled or rules["welfare.state_opening"].pattern.search(body[:AT_ONCE]) is not None


def best_case(row: dict[str, float], rules: Rulebook, unknown: Sequence[str] = FIGURES) -> dict[str, float]:
    """A row as it would be if the figures that are `unknown` spoke for welfare as loudly as they can."""
    weights = rules.words["weights"]["welfare"]
    return row | {name: 1.0 if weights.get(name, 0.0) > 0 else 0.0 for name in unknown}


def welfare_probability(row: dict[str, float], rules: Rulebook) -> float:
    """The probability that the text is about a public-welfare initiative, by the weights of weights.toml."""
    return _probability(weigh(row, rules.words["weights"]["welfare"]))


def giving_probability(row: dict[str, float], read: float, rules: Rulebook) -> float:
    """The same where a role model has read the article too: `read` is the log-odds that it gives."""
    weights = rules.words["weights"]
    return _probability(weigh(giving_features(weigh(row, weights["welfare"]), read), weights["giving"]))


def giving_features(words: float, read: float) -> dict[str, float]:
    """The log-odds of an article's words and figures and those of a role model as features, each within -1 and 1."""
    return {"words": max(-1.0, min(1.0, words / SURE)), "read": max(-1.0, min(1.0, read / SURE))}


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
