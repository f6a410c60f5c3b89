"""Ready: what every process for a hostile file needs, loaded once: the rules, the schema, and an article made a dataset."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.run.chunk import Options
from pipeline.run.machine import run_dataset
from tests.hostile.files import STORY

sync, os.sync = os.sync, lambda: None
with tempfile.TemporaryDirectory() as home:
    (Path(home) / "raw").mkdir()
    (Path(home) / "raw" / "ready.txt").write_text(STORY, "utf-8")
    run_dataset(Path(home) / "raw", Path(home) / "out", Options(ner="none"), dict)
os.sync = sync
