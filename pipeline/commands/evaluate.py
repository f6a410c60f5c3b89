"""The command `evaluate`: precision, recall and F1 by field, on gold labelled by hand and on what people decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands.ending import Ner, Rules, check_or_stop, rules_or_stop, stop
from pipeline.commands.ledger import Corrections, corrections_or_stop, ledger_at

if TYPE_CHECKING:
    from pipeline.review.judged import Judgement
    from pipeline.score.sets import GoldSet
    from pipeline.score.tally import Score
    from pipeline.settle.ledger import Correction

NAME = "corrections"
"""What people decided is called, among the gold sets."""
Gold = Annotated[Path | None, typer.Argument(help="Gold file, or a gold set at hand by name (seeds, corrections); all sets without it.")]


def evaluate(
    gold: Gold = None,
    records: Annotated[Path | None, typer.Argument(help="records.jsonl or an output folder; without one extracted anew.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Figures, reliability curve and errors as JSON.")] = False,
    errors: Annotated[int, typer.Option("--errors", help="Show so many errors of each set with their text.")] = 0,
    floors: Annotated[Path | None, typer.Option("--floors", help="TOML of least figures; exit code 1 below one.")] = None,
    ner: Ner = "accurate",
    dataset: Annotated[Path, typer.Option("--dataset", "-d", help="Dataset that people's decisions are about.")] = Path("output"),
    corrections: Corrections = None,
    rules: Rules = None,
) -> None:
    """Compare records with gold: precision, recall, F1 by field. What people decided is gold of its own kind, told apart."""
    from pipeline.review.judged import judgements
    from pipeline.score.table import below, read_floors

    check_or_stop(ner)
    if gold is not None and records is not None and not gold.is_file():
        stop(f"{gold}: no such file.")
    scores = dict(scored(gold, records, ner, rules))
    wanted = gold is None or str(gold) == NAME
    decided = corrections_or_stop(ledger_at(rules_or_stop(rules), corrections)) if wanted else []
    scores |= dict(scored_decisions(dataset, decided, ner, rules))
    if gold is not None and not scores and not decided:
        stop(f"{gold}: no such file, and no gold set at hand has this name.")
    if not scores and not decided:
        stop("No gold set is at hand: tests/gold is empty and the samples are not here (PRESS_RECORDS_SHARED names their folder).")
    tell(scores, judgements(decided), json_, lambda name: errors if gold or not name.endswith("-checking") else 0)
    least = read_floors(floors) if floors else {}
    under = [f"{name}, {line}" for name, score in scores.items() for line in below(score, least.get(name, {}))]
    if under:
        stop("Below the floor:\n" + "\n".join(under))


def tell(scores: Mapping[str, Score], judged: Sequence[Judgement], as_json: bool, errors: Callable[[str], int]) -> None:
    """Print the figures. Of a checking set no errors are shown: who reads them would soon write rules for them; naming the file does."""
    import json

    from pipeline.score.corrected import judged_lines, judged_object
    from pipeline.score.table import mistake_lines, table

    if as_json:
        told: dict[str, Any] = {name: score.as_object() for name, score in scores.items()}
        told |= {"judgements": judged_object(judged)} if judged else {}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for name, score in scores.items():
        typer.echo("\n".join([table(name, score), *mistake_lines(score.mistakes, errors(name)), ""]))
    for line in judged_lines(judged):
        typer.echo(line)


def scored_decisions(dataset: Path, decided: Sequence[Correction], ner: str, rules: Path | None) -> Iterator[tuple[str, Score]]:
    """People's decisions as a gold set of their own, where there are any and the dataset that they are about is here."""
    from pipeline.review.dataset import DatasetError
    from pipeline.score.corrected import corrected_score

    if not decided or not (dataset / "records.jsonl").exists():
        return
    try:
        score = corrected_score(dataset, decided, rules_or_stop(rules), ner)
    except DatasetError as error:
        stop(str(error))
    if score is not None:
        yield NAME, score


def scored(gold: Path | None, records: Path | None, ner: str, rules: Path | None) -> Iterator[tuple[str, Score]]:
    """Each gold set's name and score: of the given records, or of records extracted anew."""
    from pipeline.score.compare import compare
    from pipeline.score.sets import gold_set, gold_sets, read_gold, records_at, records_of

    if gold is not None and records is not None:
        found, texts = records_at(records)
        yield gold.stem, compare(read_gold(gold), found, texts)
        return
    if gold is not None and gold.is_file():
        chosen: list[GoldSet | None] = [gold_set(gold.stem, gold)]
    else:
        chosen = [one for one in gold_sets() if gold is None or one.name == str(gold)]
    for one in chosen:
        if one is None:
            stop(f"{gold}: the articles that it names are not here. Give the records too: press-records evaluate GOLD RECORDS.")
        found, texts = records_of(one, rules_or_stop(rules), ner)
        yield one.name, compare(read_gold(one.gold), found, texts)
