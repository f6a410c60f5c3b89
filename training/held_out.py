"""Held out: weights fitted without some articles, and the pipeline run on just those."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.find.ner import OnnxTagger, load_model
from pipeline.rulebook import Rulebook, load_rules
from training.rows import Labelled

CALIBRATION = "calibration.toml"
Rows = Mapping[str, list[Labelled]]


def kept(rows: Rows, keep: Callable[[str], bool]) -> dict[str, list[Labelled]]:
    """The rows of those articles whose id is to be kept."""
    return {task: [row for row in many if keep(row[2].partition(": ")[0])] for task, many in rows.items()}


@contextmanager
def rules_with(files: Mapping[str, str | bytes], *, calibrated: bool = True) -> Iterator[Rulebook]:
    """The project's rules with some files in another wording, in a folder of their own; without calibration on demand."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "rules"
        shutil.copytree(load_rules().folder, folder)
        write_files(files, folder)
        if not calibrated:
            (folder / CALIBRATION).unlink(missing_ok=True)
        yield load_rules(folder)


def write_files(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write what was fitted into a folder of rules."""
    for name, made in files.items():
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))


@contextmanager
def role_head_of(model: str, head: Any) -> Iterator[None]:
    """While this lasts, the model's role head is this one; nothing changes for a model without one."""
    tagger = None if model == "none" else load_model(model)
    if not isinstance(tagger, OnnxTagger) or tagger.head is None:
        yield
        return
    shipped, tagger.head = tagger.head, head
    try:
        yield
    finally:
        tagger.head = shipped
