"""The command line: `press-records`, which is `python -m pipeline`. Everything heavy is imported inside the commands."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pipeline.commands.export import export

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook
    from pipeline.score.tally import Score

FINE, WRONG, SOME_REJECTED = 0, 1, 3
USAGE = 2  # what typer says of wrong usage
OPTIONS: dict[str, Any] = {"no_args_is_help": True, "pretty_exceptions_enable": False, "rich_markup_mode": None}
app = typer.Typer(help="Press articles about companies' public-welfare programmes into a dataset.", add_completion=False, **OPTIONS)
rules_app = typer.Typer(help="Check the rules, or try them on a text.", **OPTIONS)
app.add_typer(rules_app, name="rules")
app.command()(export)

Rules = Annotated[Path | None, typer.Option("--rules", help="Folder of rules to use instead of the project's own.")]
Ner = Annotated[str, typer.Option("--ner", help="none, fast, accurate, or any spaCy pipeline by name or path.")]


def stop(message: str) -> NoReturn:
    """Say what is wrong on stderr and leave with the code for it."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG)


def rules_or_stop(folder: Path | None) -> Rulebook:
    """The rules of a folder (or the project's own); a broken one ends the command with its message."""
    from pipeline.rulebook import RuleError, load_rules

    try:
        return load_rules(folder.resolve() if folder else None)
    except RuleError as error:
        stop(str(error))


def show_version(wanted: bool) -> None:
    """Print the version and the digests of the rules and the models."""
    if wanted:
        from pipeline import __version__
        from pipeline.commands.version import version_text

        typer.echo(version_text(__version__, rules_or_stop(None).digest))
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Version, digests of rules and models.")]


@app.callback()
def every(version: Version = False) -> None:
    """Press articles about companies' public-welfare programmes into a dataset that points at its sources."""


@app.command()
def run(
    raw: Annotated[str, typer.Argument(help="Folder (or s3://... address) of articles: .txt .md .html .jsonl .csv, each also .gz.")],
    output: Annotated[str, typer.Option("--output", "-o", help="Folder or address to write the dataset to.")] = "output",
    ner: Ner = "none",
    rules: Rules = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; chosen by itself without it.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute everything anew, forget what earlier runs found.")] = False,
    cluster: Annotated[str | None, typer.Option("--cluster", help="Dask scheduler (tcp://host:8786), or local.")] = None,
    parts: Annotated[str | None, typer.Option("--parts", help="Folder or object store that the cluster shares.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="An article that takes longer is set aside.")] = 120.0,
) -> None:
    """Turn a folder of articles into a dataset."""
    from pipeline.review.aside import review_line
    from pipeline.run.chunk import Options
    from pipeline.run.machine import RunError, run_dataset
    from pipeline.run.progress import Progress
    from pipeline.run.remote import at_hand
    from pipeline.write.place import OutputError

    book, begun = rules_or_stop(rules), time.time()
    options = Options(rules.resolve() if rules else None, ner, seconds, beside=review_line)
    try:
        with at_hand(raw, output) as (here, there), Progress(here, sys.stderr) as progress:
            more: dict[str, Any] = {"workers": workers, "fresh": fresh, "cluster": cluster, "parts": parts, "watch": progress}
            counts = run_dataset(here, there, options, lambda: about(book, ner, begun), finish=report_writer(book, there), **more)
    except (OutputError, RunError) as error:
        stop(str(error))
    typer.echo(counts.screen(f"{output}/records.csv", time.time() - begun))
    if (there / "report.html").exists():
        typer.echo(f"Report:   {output}/report.html")
    raise typer.Exit(SOME_REJECTED if counts.articles["rejected"] else FINE)


def report_writer(rules: Rulebook, output: Path) -> Callable[[Path], None]:
    """What is added to a finished dataset before its manifest: the report, with what changed since the dataset in `output`.

    A run that changed nothing is reported like a first one, so that the same input gives the same page every time.
    """
    import filecmp

    from pipeline.review.report import write_report

    def write(folder: Path) -> None:
        old, new = output / "records.jsonl", folder / "records.jsonl"
        changed = old.exists() and not filecmp.cmp(old, new, shallow=False)
        write_report(folder, rules, previous=output if changed else None)

    return write


def about(rules: Rulebook, ner: str, begun: float) -> dict[str, Any]:
    """What run.json says of a run beside its counts: versions, digests, options, the clock."""
    import platform

    from pipeline import __version__
    from pipeline.commands.version import model_digest

    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun))
    versions = {"version": __version__, "rules": rules.digest, "model": model_digest(ner), "python": platform.python_version()}
    return {**versions, "options": {"ner": ner}, "started": when, "seconds": round(time.time() - begun, 2)}


@app.command()
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


@rules_app.command("check")
def rules_check(rules: Rules = None) -> None:
    """Try every rule on its own examples and counter-examples."""
    from pipeline.check import check_rules

    book = rules_or_stop(rules)
    if found := check_rules(book):
        stop("\n".join(found))
    typer.echo(f"{sum(map(len, book.rules.values()))} rules in {len(book.rules)} files, all fine.")


@rules_app.command("try")
def rules_try(text: Annotated[str, typer.Argument(help="A sentence.")], rules: Rules = None) -> None:
    """Show which rules fire on a text, and where."""
    from pipeline.check import try_rules

    for start, end, written, rule in try_rules(text, rules_or_stop(rules)):
        typer.echo(f"{start:>5} {end:>5}  {rule.id:<32} {rule.confidence:.2f}  {written!r}")


@app.command()
def explain(
    record_id: Annotated[str, typer.Argument(help="The record, as in records.csv.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the dataset.")] = Path("output"),
) -> None:
    """Show where each value of a record comes from: the text, the rule, the confidence."""
    from pipeline.write.explain import explained

    if not (output / "records.jsonl").exists():
        stop(f"{output}: no dataset here. Make one with: press-records run RAW --output {output}")
    lines = explained(output, record_id)
    if lines is None:
        stop(f"{record_id}: no such record in {output}.")
    typer.echo("\n".join(lines))


def main() -> None:
    """The entry point of the console script; wrong usage ends with the same code as broken rules."""
    try:
        app(prog_name="press-records")
    except SystemExit as end:
        sys.exit(WRONG if end.code == USAGE else end.code)


if __name__ == "__main__":
    main()
