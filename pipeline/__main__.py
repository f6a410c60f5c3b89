"""The command line: `press-records`, which is `python -m pipeline`. Everything heavy is imported inside the commands."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands import corrections as decisions
from pipeline.commands.ending import FINE, SOME_REJECTED, USAGE, WRONG, Ner, Rules, check_or_stop, rules_or_stop, stop
from pipeline.commands.evaluate import evaluate
from pipeline.commands.export import export
from pipeline.commands.ledger import Corrections, ledger_at
from pipeline.commands.review import diff, review

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook

OPTIONS: dict[str, Any] = {"no_args_is_help": True, "pretty_exceptions_enable": False, "rich_markup_mode": None}
app = typer.Typer(help="Press articles about companies' public-welfare programmes into a dataset.", add_completion=False, **OPTIONS)
rules_app = typer.Typer(help="Check the rules, or try them on a text.", **OPTIONS)
app.add_typer(rules_app, name="rules")


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
    ner: Ner = "accurate",
    rules: Rules = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; chosen by itself without it.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute everything anew, forget what earlier runs found.")] = False,
    cluster: Annotated[str | None, typer.Option("--cluster", help="Dask scheduler (tcp://host:8786), or local.")] = None,
    parts: Annotated[str | None, typer.Option("--parts", help="Folder or object store that the cluster shares.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="An article that takes longer is set aside.")] = 120.0,
    corrections: Corrections = None,
) -> None:
    """Turn a folder of articles into a dataset."""
    import sqlite3

    from pipeline.review.aside import review_line
    from pipeline.run.chunk import Options
    from pipeline.run.machine import RunError, run_dataset
    from pipeline.run.progress import Progress
    from pipeline.run.remote import at_hand
    from pipeline.write.place import OutputError

    book, begun = rules_or_stop(rules), time.time()
    check_or_stop(ner)
    if corrections and not corrections.is_file():
        stop(f"{corrections}: no such file. Leave --corrections out to apply the decisions beside the rules.")
    given = corrections.resolve() if corrections else None
    options = Options(rules.resolve() if rules else None, ner, seconds, beside=review_line, corrections=given)
    try:
        with at_hand(raw, output) as (here, there), Progress(here, sys.stderr) as progress:
            more: dict[str, Any] = {"workers": workers, "fresh": fresh, "cluster": cluster, "parts": parts, "watch": progress}
            more["finish"] = report_writer(book, there, ledger_at(book, given))
            counts = run_dataset(here, there, options, lambda: about(book, ner, begun), **more)
    except (OutputError, RunError) as error:
        stop(str(error))
    except (OSError, sqlite3.Error) as error:
        stop(f"{error}. No dataset was replaced. Make room on the disk, or mend it, then run again.")
    typer.echo(counts.screen(f"{output}/records.csv", time.time() - begun))
    typer.echo("".join(f"{line}\n" for line in decided_lines(there)), nl=False)
    if (there / "report.html").exists():
        typer.echo(f"Report:   {output}/report.html")
    raise typer.Exit(SOME_REJECTED if counts.articles["rejected"] else FINE)


def decided_lines(output: Path) -> list[str]:
    """What the run did with people's decisions, by its run.json; nothing where there are none."""
    import json

    told = json.loads((output / "run.json").read_bytes()).get("corrections", {})
    if not told.get("in_force"):
        return []
    more = [f"{told['about_other_articles']:,} about other articles"] if told["about_other_articles"] else []
    more += [f"{len(told['orphans']):,} without a place (press-records corrections list --orphans)"] if told["orphans"] else []
    return [", ".join([f"Decided:  {told['applied']:,} of {told['in_force']:,} corrections applied", *more])]


def report_writer(rules: Rulebook, output: Path, ledger: Path) -> Callable[[Path], None]:
    """What is added to a finished dataset before its manifest: the report, with what changed since the dataset in `output`.

    A run that changed nothing is reported like a first one, so that the same input gives the same page every time.
    """
    import filecmp

    from pipeline.review.report import write_report

    def write(folder: Path) -> None:
        old, new = output / "records.jsonl", folder / "records.jsonl"
        changed = old.exists() and not filecmp.cmp(old, new, shallow=False)
        write_report(folder, rules, previous=output if changed else None, ledger=ledger)

    return write


def about(rules: Rulebook, ner: str, begun: float) -> dict[str, Any]:
    """What run.json says of a run beside its counts: versions, digests, options, the clock."""
    import platform

    from pipeline import __version__
    from pipeline.commands.version import model_digest

    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun))
    versions = {"version": __version__, "rules": rules.digest, "model": model_digest(ner), "python": platform.python_version()}
    return {**versions, "options": {"ner": ner}, "started": when, "seconds": round(time.time() - begun, 2)}


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
    """Show which rules fire on a text, where, and why: the rule's file and line, and what its parts caught."""
    from pipeline.check import tried

    typer.echo("\n".join(tried(text, rules_or_stop(rules))))


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


for command in (evaluate, review, diff, export):
    app.command()(command)
app.add_typer(decisions.app, name="corrections")


def main() -> None:
    """The entry point of the console script; wrong usage ends with the same code as broken rules."""
    try:
        app(prog_name="press-records")
    except SystemExit as end:
        sys.exit(WRONG if end.code == USAGE else end.code)


if __name__ == "__main__":
    main()
