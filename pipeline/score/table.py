"""A score as a plain table, its errors as lines, and the floors that it must not fall below."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from pipeline.score.answers import FIELDS
from pipeline.score.tally import Mistake, Score, Tally, calibration_error


def table(name: str, score: Score) -> str:
    """The score as a table of plain text, one field a line."""
    head = f"{name}: {score.articles} articles"
    lines = [head, f"  {'field':<15}{'P':>7}{'R':>7}{'F1':>7}{'right':>8}{'extra':>7}{'missed':>8}{'lenient F1':>13}"]
    lines += [row(field, score.strict[field], score.lenient[field]) for field in ("cases", *FIELDS)]
    lenient = sum((score.lenient[field] for field in FIELDS), Tally())
    lines += [row("all values", score.micro, lenient), *side_lines(score), *calibration_lines(score)]
    if score.unread:
        lines.append(f"  not among the records' articles: {', '.join(score.unread[:5])}{' ...' if len(score.unread) > 5 else ''}")
    return "\n".join(lines)


def row(name: str, strict: Tally, lenient: Tally) -> str:
    """One field's line."""
    figures = f"{shown(strict.precision)}{shown(strict.recall)}{shown(strict.f1)}"
    return f"  {name:<15}{figures}{strict.right:>8}{strict.spurious:>7}{strict.missed:>8}{shown(lenient.f1):>13}"


def shown(value: float | None) -> str:
    """A share with three digits; a dash where there was nothing to measure."""
    return f"{'-' if value is None else f'{value:.3f}':>7}"


def side_lines(score: Score) -> Iterator[str]:
    """Qualifiers, roles, bases: how many are right where the value is."""
    for name, tally in sorted(score.side.items()):
        yield f"  {name + ' right':<36}{shown(tally.precision)}   {tally.right} of {tally.right + tally.spurious}"


def calibration_lines(score: Score) -> Iterator[str]:
    """How far confidence is from truth, over all values."""
    error = calibration_error([pair for name in FIELDS for pair in score.sure[name]])
    if error is not None:
        yield f"  {'expected calibration error':<36}{shown(error)}"


def mistake_lines(mistakes: list[Mistake], most: int) -> Iterator[str]:
    """The first errors, two lines each where the surroundings are known; none of them where none is asked for."""
    if not most:
        return
    for mistake in mistakes[:most]:
        rule = f"  [{mistake.rule}]" if mistake.rule else ""
        yield f"  {mistake.article} · {mistake.case[:40] or '-'} · {mistake.field} {mistake.kind}: {mistake.answer}{rule}"
        if mistake.snippet:
            yield f"      {mistake.snippet}"
    if len(mistakes) > most:
        yield f"  ... and {len(mistakes) - most} more; --errors {len(mistakes)} shows them all"


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """The floors of a TOML file: one table a gold set, "field" or "field measure" to the least figure.

    A measure is f1 (when none is named), precision or recall: `companies = 0.9`, `"partners recall" = 0.8`,
    `"all values" = 0.85`, `"amounts role" = 0.97`. `"calibration error" = 0.1` is a ceiling.
    """
    floors: dict[str, dict[str, float]] = tomllib.loads(path.read_text("utf-8"))
    return floors


def below(score: Score, floors: dict[str, float]) -> list[str]:
    """One sentence for each figure below its floor."""
    found = []
    for name, floor in floors.items():
        value = figure(score, name)
        under = value is None or (value > floor if name == "calibration error" else value < floor - 1e-9)
        if under:
            found.append(f"{name}: {'nothing measured' if value is None else f'{value:.4f}'}, the floor is {floor}")
    return found


def figure(score: Score, name: str) -> float | None:
    """The figure that a floor's name speaks of."""
    if name == "calibration error":
        return calibration_error([pair for field in FIELDS for pair in score.sure[field]])
    if name in score.side:
        return score.side[name].precision
    field, _, measure = name.rpartition(" ") if name.endswith((" precision", " recall", " f1")) else (name, "", "f1")
    tally = score.micro if field == "all values" else score.strict[field]
    value: float | None = getattr(tally, measure)
    return value
