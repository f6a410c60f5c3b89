"""Leave one source out: fit the weights without one gold set, and measure that set: `python -m training.leave_one_out [SOURCE ...]`.

Weights and the role head are fitted anew each time, in a folder of their own; rules/ stays as it is. Patterns, word
lists and the NER model stay too: they were written while looking at the sets that are not for checking. The role model has
read other articles of the source (it is the one that left out a third of all), never the one that is measured.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pipeline.find.ner import OnnxTagger, load_model
from pipeline.flow import extract_article
from pipeline.rulebook import Rulebook, load_rules
from pipeline.score.answers import FIELDS
from pipeline.score.compare import compare
from pipeline.score.sets import articles_of, gold_sets, read_gold, records_of
from pipeline.score.tally import Score
from pipeline.write.line import record_object
from training.gold import TRUST, labelled
from training.held_out import kept, role_head_of, rules_with
from training.role_head import answered, heads
from training.rows import NER, gather_rows
from training.unseen import unseen
from training.weights import fitted

SOURCES = tuple(TRUST)
"""The gold sets that weights learn from. They learn from half of dev; left out, all of dev is measured."""


class Heads:
    """Role heads fitted without a source; what the model sees is looked at once."""

    def __init__(self, model: str, rules: Rulebook) -> None:
        self.able = model != "none" and isinstance(tagger := load_model(model), OnnxTagger) and tagger.head is not None
        read = ((a, gold) for a, gold in labelled()) if self.able else ()
        self.seen = [(task, x, y, gold["trust"], gold["set"]) for a, gold in read for task, x, y in answered(a, gold, model, rules)]

    def without(self, source: str) -> object:
        """The head fitted on every other source; None where the model has no head."""
        return heads(self.seen, source) if self.able else None


def measured(name: str, rules: Rulebook, ner: str, head: object = None) -> Score:
    """The score of a gold set by these rules; with a role head fitted without it, every article is also read by the models of the part that never saw it."""
    one = next(s for s in gold_sets() if s.name == name)
    if head is None:
        records, texts = records_of(one, rules, ner)
        return compare(read_gold(one.gold), records, texts)
    articles = list(articles_of(one, {str(gold["article"]) for gold in read_gold(one.gold)}, rules))
    records = []
    for article in articles:
        with unseen(ner, article.id) as honest, role_head_of(honest, head):
            records += [record_object(record) for record in extract_article(article, rules, ner=honest).records]
    return compare(read_gold(one.gold), records, {article.id: article.text for article in articles})


def compared(sources: list[str], ner: str) -> Iterator[tuple[str, Score, Score]]:
    """Each source's score by weights that know it, and by weights that do not."""
    rules = load_rules()
    rows, texts = gather_rows(ner)
    home = {a.id: gold["set"] for a, gold in labelled()}
    others = Heads(ner, rules)
    with rules_with(fitted(rows, texts)) as knowing:
        known = {source: measured(source, knowing, ner) for source in sources}
    for source in sources:
        files = fitted(kept(rows, lambda article, left=source: home.get(article) != left), texts)  # type: ignore[misc]
        with rules_with(files) as unknowing:
            yield source, known[source], measured(source, unknowing, ner, others.without(source))


def line(name: str, known: Score, left: Score) -> str:
    """One source as a line of the table: micro F1 fitted with it and without it, then F1 by field without it."""
    fields = [left.strict[field] for field in FIELDS]
    cells = [known.micro.f1, left.micro.f1, left.micro.precision, left.micro.recall, *(t.f1 if t.right + t.missed else None for t in fields)]
    return f"| {name} | {left.articles} | " + " | ".join("-" if c is None else f"{c:.2f}" for c in cells) + " |"


def main() -> None:
    wanted = sys.argv[1:] or [*SOURCES]
    if unknown := sorted(set(wanted) - set(SOURCES)):
        sys.exit(f"no such source: {', '.join(unknown)}; there are {', '.join(SOURCES)}")
    head = ["source left out", "articles", "micro F1 with it", "without it", "P", "R", *(field.replace("_", " ") for field in FIELDS)]
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|", flush=True)
    whole = [Score(), Score()]
    for source, known, left in compared(wanted, NER):
        print(line(source, known, left), flush=True)
        whole = [whole[0] + known, whole[1] + left]
    print(line("all", *whole))


if __name__ == "__main__":
    main()
