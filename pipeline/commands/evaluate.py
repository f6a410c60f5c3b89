"""The command `evaluate`: precision, recall and F1 by field, on gold labelled by hand and on what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.ending import Ner, Rules, rules_or_stop, stop

if TYPE_CHECKING:
    from pipeline.score.tally import Score


def evaluate(
    gold: Annotated[Path | None, typer.Argument(help="Gold file; without one every gold set at hand, extracted anew.")] = None,
    records: Annotated[Path | None, typer.Argument(help="records.jsonl or an output folder; without one extracted anew.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Figures, reliability curve and errors as JSON.")] = False,
    errors: Annotated[int, typer.Option("--errors", help="Show so many errors of each set with their text.")] = 0,
    floors: Annotated[Path | None, typer.Option("--floors", help="TOML of least figures; exit code 1 below one.")] = None,
    ner: Ner = "none",
    rules: Rules = None,
) -> None:
    """Compare records with gold: precision, recall, F1 by field."""
    from pipeline.score.table import below, mistake_lines, read_floors, table

    scores = dict(scored(gold, records, ner, rules))
    if not scores:
        stop("No gold set is at hand: tests/gold is empty and the samples are not here (PRESS_RECORDS_SHARED names their folder).")
    if json_:
        import json

        typer.echo(json.dumps({name: score.as_object() for name, score in scores.items()}, indent=2, ensure_ascii=False))
    else:
        for name, score in scores.items():
            # A checking set is only scored: who reads its errors would soon write rules for them. Naming the file shows them.
            shown = errors if gold or not name.endswith("-checking") else 0
            typer.echo("\n".join([table(name, score), *mistake_lines(score.mistakes, shown), ""]))
    least = read_floors(floors) if floors else {}
    under = [f"{name}, {line}" for name, score in scores.items() for line in below(score, least.get(name, {}))]
    if under:
        stop("Below the floor:\n" + "\n".join(under))


def scored(gold: Path | None, records: Path | None, ner: str, rules: Path | None) -> Iterator[tuple[str, Score]]:
    """Each gold set's name and score: of the given records, or of records extracted anew."""
    from pipeline.score.compare import compare
    from pipeline.score.sets import gold_set, gold_sets, read_gold, records_at, records_of

    if gold is not None and records is not None:
        found, texts = records_at(records)
        yield gold.stem, compare(read_gold(gold), found, texts)
        return
    chosen = gold_sets() if gold is None else [gold_set(gold.stem, gold)]
    for one in chosen:
        if one is None:
            stop(f"{gold}: the articles that it names are not here. Give the records too: press-records evaluate GOLD RECORDS.")
        found, texts = records_of(one, rules_or_stop(rules), ner)
        yield one.name, compare(read_gold(one.gold), found, texts)
