"""The comparison: gold articles and predicted records in, a Score out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.score.answers import FIELDS, Answer, CaseAnswers, Object, case_answers
from pipeline.score.match import match, pair_cases
from pipeline.score.tally import Mistake, Score

AROUND = 60


def compare(gold: Iterable[Object], records: Iterable[Object], texts: Mapping[str, str] | None = None) -> Score:
    """Score lines of records.jsonl against gold articles; `texts` by article id give the errors their surroundings.

    A gold article with no case is a trap: each of its records is spurious, and so is every value in it.
    Records of articles that the gold does not speak of are left out.
    """
    by_article: dict[str, list[Object]] = defaultdict(list)
    for record in records:
        by_article[record["article"]["id"]].append(record)
    score = Score()
    for name in ("cases", *FIELDS):
        score.strict[name], score.lenient[name]
    for article in gold:
        known = str(article["article"])
        score.articles += 1
        if texts and known not in texts:
            score.unread.append(known)
        wanted = [case_answers(case, case) for case in article["cases"]]
        found = [case_answers(record["case"], record) for record in by_article[known]]
        Comparison(score, known, (texts or {}).get(known, "")).article(wanted, found)
    return score


class Comparison:
    """One article's comparison, adding to a score."""

    def __init__(self, score: Score, article: str, text: str) -> None:
        self.score, self.article_id, self.text = score, article, text

    def article(self, gold: list[CaseAnswers], found: list[CaseAnswers]) -> None:
        """Pair cases with records, then compare what is in them."""
        pairs = pair_cases(gold, found)
        for g, f in pairs:
            if not gold[g].optional:
                self.case(gold[g], found[f])
        for g in sorted(set(range(len(gold))) - {g for g, _ in pairs}):
            if not gold[g].optional:
                self.missed_case(gold[g])
        for f in sorted(set(range(len(found))) - {f for _, f in pairs}):
            self.spurious_case(found[f])

    def case(self, gold: CaseAnswers, found: CaseAnswers) -> None:
        """A gold case and its record: the bounds, then every field."""
        exact = gold.span is None or gold.span == found.span
        self.count_case(right=int(exact), spurious=int(not exact), missed=int(not exact))
        self.score.lenient["cases"].right += 1
        if not exact:
            self.note(gold, "cases", "bounds", f"gold {gold.span}, record {found.span}")
        for name in FIELDS:
            self.field(name, gold, found)

    def missed_case(self, gold: CaseAnswers) -> None:
        """A gold case without a record: everything in it is missed."""
        self.count_case(missed=1)
        self.score.lenient["cases"].missed += 1
        self.note(gold, "cases", "missed", gold.heading or "(the whole article)")
        for name in FIELDS:
            self.field(name, gold, CaseAnswers(None, None, dict.fromkeys(FIELDS, ())))

    def spurious_case(self, found: CaseAnswers) -> None:
        """A record that answers no gold case: everything in it is spurious."""
        self.count_case(spurious=1)
        self.score.lenient["cases"].spurious += 1
        self.note(found, "cases", "spurious", found.heading or "(the whole article)")
        for name in FIELDS:
            self.field(name, CaseAnswers(found.heading, None, dict.fromkeys(FIELDS, ())), found)

    def count_case(self, *, right: int = 0, spurious: int = 0, missed: int = 0) -> None:
        """Add to the tally of cases."""
        tally = self.score.strict["cases"]
        tally.right, tally.spurious, tally.missed = tally.right + right, tally.spurious + spurious, tally.missed + missed

    def field(self, name: str, gold: CaseAnswers, found: CaseAnswers) -> None:
        """Compare one field of a case, strictly and leniently, and note every error."""
        for tallies, lenient in ((self.score.strict, False), (self.score.lenient, True)):
            result = match(gold.answers[name], found.answers[name], lenient=lenient)
            tally = tallies[name]
            tally.right += len(result.pairs)
            tally.spurious += len(result.spurious)
            tally.missed += len(result.missed)
            if lenient:
                continue
            self.score.sure[name] += [(f.confidence, True) for _, f in result.pairs] + [(f.confidence, False) for f in result.spurious]
            for wanted, given in result.pairs:
                self.side(gold, wanted, given)
            for answer in result.missed:
                self.note(gold, name, "missed", told(answer), answer)
            for answer in result.spurious:
                self.note(found, name, "spurious", told(answer), answer)

    def side(self, case: CaseAnswers, gold: Answer, found: Answer) -> None:
        """Measure what goes with a right value: qualifier, role, basis."""
        for what, right in gold.more.items():
            if right is None:
                continue
            name, given = f"{gold.field} {what}", found.more.get(what)
            tally = self.score.side[name]
            tally.right, tally.spurious = tally.right + (given == right), tally.spurious + (given != right)
            if given != right:
                self.note(case, name, "wrong", f"{told(found)}: {given}, gold {right}", found)

    def note(self, case: CaseAnswers, name: str, kind: str, text: str, answer: Answer | None = None) -> None:
        """Remember an error."""
        rule, sure, around = ("", None, "") if answer is None else (answer.rule, answer.confidence, self.around(answer))
        predicted = kind in ("spurious", "wrong")
        mistake = Mistake(self.article_id, case.heading or "", name, kind, text, rule, sure if predicted else None, around)
        self.score.mistakes.append(mistake)

    def around(self, answer: Answer) -> str:
        """The answer's surroundings in the article, on one line."""
        start, end = answer.span or (self.text.find(answer.text), 0)
        if not self.text or start < 0:
            return ""
        end = end or start + len(answer.text)
        before, inside, after = self.text[max(0, start - AROUND) : start], self.text[start:end], self.text[end : end + AROUND]
        return " ".join(f"{before}[{inside}]{after}".split())


def told(answer: Answer) -> str:
    """An answer in few words: what it means and, where that differs, what was written."""
    if answer.names:
        return answer.names[0]
    most = "" if answer.value_max is None else f"-{answer.value_max}"
    return f"{answer.value}{most} {answer.unit or answer.currency or ''}".strip() + (f" ({answer.text})" if answer.text else "")
