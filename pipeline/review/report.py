"""report.html: the one page on which data staff read a dataset, made from its folder."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.review.cases import case_view, segments, worst
from pipeline.review.changes import Changes, compare
from pipeline.review.dataset import Dataset, Place, read_dataset
from pipeline.review.decided import orphans_of, with_decisions
from pipeline.review.index import config_of, row_of
from pipeline.review.judged import conflicts, judgements, reliability, rule_lines, silent
from pipeline.review.overview import overview
from pipeline.review.summary import Summary, doubtful_below, setting, summed
from pipeline.review.views import Part, Views
from pipeline.review.words import Json, grouped, name, words
from pipeline.rulebook import Rulebook
from pipeline.settle.ledger import Correction, Decisions, read_corrections
from pipeline.write.line import escaped

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE = Path(__file__).parent / "page"
# What could end a script element or a line of script; JSON may carry all of it escaped.
SAFE = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
LEDGER = "corrections.jsonl"


def write_report(folder: Path, rules: Rulebook, *, previous: Path | None = None, ledger: Path | None = None) -> None:
    """Write `folder`/report.html (and, where it has many cases, report/page-2.html and on) from the dataset in `folder`.

    `previous` is the dataset of the last run; without it the page says that there is nothing to compare with. `ledger` is the
    file of decisions that the run applied, the one beside the rules without it.
    """
    dataset = read_dataset(folder)
    corrections = read_corrections(ledger or rules.folder / LEDGER)
    for where, pieces in report_pages(dataset, rules, corrections, read_dataset(previous) if previous else None):
        path = folder / where
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.writelines(piece.encode("utf-8", "replace") for piece in pieces)


def report_pages(
    dataset: Dataset, rules: Rulebook, corrections: Sequence[Correction], previous: Dataset | None = None
) -> Iterator[tuple[str, Iterator[str]]]:
    """The report's pages, one after the other: its path below the dataset's folder (the first is report.html), its text in pieces.

    All records are counted; the ones most in doubt are shown, and no more than one page of them is in memory at a time.
    """
    summary = Summary(doubtful_below(rules))
    places = worst(summed(dataset, summary), int(setting(rules, "shown", 5000)))
    more = summary.totals["records"] - len(places)
    left_out = (grouped(len(places)), grouped(more)) if more else None
    changes = None if previous is None else Changes(compare(previous, dataset))
    frame = {**frame_of(dataset, summary, rules, corrections), "changes": changes, "left_out": left_out}
    with Views(views_at(places, dataset, Decisions(corrections)), int(setting(rules, "page_bytes", 8_500_000))) as views:
        for at, part in enumerate(views.parts):
            yield _where(at), page_pieces(views.read(part), rules, frame, _links(views.parts, at))


def frame_of(dataset: Dataset, summary: Summary, rules: Rulebook, corrections: Sequence[Correction]) -> dict[str, Any]:
    """What the page shows beside the cases."""
    return {
        "o": {**overview(summary, rules), "reliability": reliability(judgements(corrections))},
        "rule_lines": rule_lines(summary, corrections), "conflicts": conflicts(summary), "silent": silent(summary, rules),
        "orphans": orphans_of(dataset, corrections), "run": run_line(dataset.run),
    }


def views_at(places: Iterable[Place], dataset: Dataset, decisions: Decisions) -> Iterator[Json]:
    """The cases that stand at these places of a dataset, as the page shows them."""
    for place in places:
        record, seen, _ = dataset.at(place)
        text = dataset.text(record["article"]["id"])
        yield with_decisions(case_view(record, seen, text), record, text, decisions)


def page(views: Sequence[Json], rules: Rulebook, frame: Json, links: Sequence[Json] = (), *, desk: Json | None = None) -> str:
    """One page with these cases; with `desk` (its token and its like) the page of the review desk."""
    return "".join(page_pieces(views, rules, frame, links, desk=desk))


def page_pieces(
    views: Sequence[Json], rules: Rulebook, frame: Json, links: Sequence[Json] = (), *, desk: Json | None = None
) -> Iterator[str]:
    """The same in pieces, so that a large page is never in memory as one text."""
    settings = words(rules, "settings")
    size = int(settings.get("chunk", 40))
    tags, names = ({k: name(rules, t, k) for k in words(rules, t)} for t in ("tags", "fields"))
    css = (PAGE / "page.css").read_text("utf-8")
    scripts = [(PAGE / file).read_text("utf-8") for file in ("page.js", "desk.js")[: 2 if desk else 1]]
    static = [] if desk else [{**view, "segments": segments(view)} for view in views[: int(settings.get("opened", 40))]]
    rule_ids = sorted({value["r"] for view in views for value in view["values"]})
    return environment().get_template("page.html").generate(
        **frame, css=_raw(css), scripts=[_raw(script) for script in scripts], policy=policy(css, scripts, desk=bool(desk)),
        title="Press records", mode="desk" if desk else "report", count=grouped(len(views)), pages=list(links), tags=tags, names=names,
        static=static, rows=() if desk else map(plain_row, views), reasons=words(rules, "reasons"),
        config=inline(config_of(views, rules, rule_ids, desk)),
        index=inline([row_of(view, rule_ids, float(settings.get("doubtful", 0.8))) for view in views]),
        chunks=(inline(list(views[at : at + size])) for at in range(0, len(views), size)),
    )


def plain_row(view: Json) -> dict[str, Any]:
    """A case as a row of the table that is there without JavaScript."""
    first = {field: next((v["v"] for v in view["values"] if v["f"] == field), None) for field in ("companies", "programs")}
    rest = "; ".join(v["v"] for v in view["values"] if v["f"] not in first)
    return {**view, "lead": first["companies"], "program": first["programs"], "said": rest}


def policy(css: str, scripts: Sequence[str], *, desk: bool = False) -> str:
    """The Content-Security-Policy: exactly this style and these scripts, no request anywhere (the desk: to itself)."""
    allowed = " ".join(f"'{_digest(script)}'" for script in scripts)
    ask = "connect-src 'self'; " if desk else ""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; script-src {allowed}; {ask}base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def inline(value: object) -> Any:
    """JSON that can stand inside a script element, whatever the texts in it say."""
    return _raw(escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False), SAFE))


@cache
def environment() -> Environment:
    """The templates: everything is escaped, and a name that is not there is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def run_line(run: Json) -> str:
    """What was run, on one line: the one line of the page with a clock in it."""
    plain = {key.replace("_", " "): str(value) for key, value in run.items() if isinstance(value, str | int | float)}
    return " · ".join(f"{key} {value[:12] if len(value) == 64 else value}" for key, value in plain.items())


def _where(at: int) -> str:
    return "report.html" if at == 0 else f"report/page-{at + 1}.html"


def _links(parts: Sequence[Part], here: int) -> list[dict[str, Any]]:
    up = "../" if here else ""
    links, first = [], 1
    for at, part in enumerate(parts):
        href = f"page-{at + 1}.html" if here and at else up + _where(at)
        links.append({"here": at == here, "href": href + "#cases", "label": f"{first}–{first + part.number - 1}"})
        first += part.number
    return links


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _raw(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)


