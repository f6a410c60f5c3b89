"""The commands `review` (the desk on this machine) and `diff` (what differs between two datasets)."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.commands.ending import Rules, need, printable, rules_or_stop, stop
from pipeline.commands.ledger import Corrections, Who, corrections_or_stop, person, writable_ledger

LOOPBACK, PORT = "127.0.0.1", 8765
LAST_PORT = 65535
Dataset = Annotated[Path, typer.Argument(help="Folder of the dataset.")]
Port = Annotated[int | None, typer.Option("--port", min=1, max=LAST_PORT, help=f"Port on 127.0.0.1; {PORT} or a free one without it.")]
Previous = Annotated[Path | None, typer.Option("--previous", help="An older dataset, to show what changed since.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def review(
    dataset: Dataset = Path("output"),
    port: Port = None,
    who: Who = "",
    previous: Previous = None,
    open_: Open = False,
    corrections: Corrections = None,
    rules: Rules = None,
) -> None:
    """Serve the review desk on this machine until Ctrl-C; every decision is saved at once, the next run applies it."""
    from pipeline.review.dataset import DatasetError

    book = rules_or_stop(rules)
    ledger = writable_ledger(book, corrections)
    corrections_or_stop(ledger)
    try:
        from pipeline.review.desk import serve

        told: dict[str, Any] = {"port": port_for(port), "who": person(who), "previous": previous}
        serve(dataset, book, ledger, announce=lambda url: announce(url, ledger, open_), **told)
    except DatasetError as error:
        stop(str(error))
    except ModuleNotFoundError as error:
        need("server", error, "uvicorn", "starlette")
    typer.echo("Stopped. Run the pipeline again to apply what was decided.")


def announce(url: str, ledger: Path, open_: bool) -> None:
    """Say where the desk is, and where its decisions go."""
    import sys
    import webbrowser

    typer.echo(f"Review desk: {url}\nDecisions go to {ledger}. Ctrl-C ends.")
    sys.stdout.flush()
    if open_:
        webbrowser.open(url)


def port_for(given: int | None) -> int:
    """The port asked for, which must be free; without one the usual port, or any free one."""
    for port in [given] if given else [PORT, 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
                return int(probe.getsockname()[1])
            except OSError:
                continue
    return stop(f"Port {given or 0} of this machine is taken. Name another with --port, or none.")


def diff(
    old: Annotated[Path, typer.Argument(help="Folder of the older dataset.")],
    new: Annotated[Path, typer.Argument(help="Folder of the newer dataset.")],
    json_: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show what differs between two datasets, record by record, and why: text, rule, model or correction."""
    from collections import Counter
    from dataclasses import asdict

    from pipeline.review.changes import change_line, diff_datasets
    from pipeline.review.dataset import DatasetError
    from pipeline.write.line import json_text

    kinds: Counter[str] = Counter()
    try:
        for change in diff_datasets(old, new):
            kinds[change.kind] += 1
            typer.echo(printable(json_text(asdict(change)) if json_ else change_line(change)))
    except DatasetError as error:
        stop(str(error))
    if not json_:
        typer.echo(", ".join(f"{kinds[kind]:,} {kind}" for kind in ("added", "removed", "changed")) if kinds else "Nothing changed.")
