"""Trees: boosted decision trees that tell from features how likely each class is; grown by `python -m training.weights`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

FEATURES = "features"
"""The entry of the file's metadata that lists, as JSON, the features in the order in which the trees read them."""


class Trees:
    """The trees of one task, from an ONNX file."""

    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        names = json.loads(self.session.get_modelmeta().custom_metadata_map[FEATURES])
        self.places = {name: place for place, name in enumerate(names)}

    def chances(self, rows: Sequence[Mapping[str, float]]) -> list[list[float]]:
        """For each row how likely each class is, or the second of two.

        A feature that the trees don't know is passed over, one that is missing is 0.
        """
        import numpy as np

        if not rows:
            return []
        table = np.zeros((len(rows), len(self.places)), np.float32)
        for line, row in zip(table, rows):
            for name, value in row.items():
                if (place := self.places.get(name)) is not None:
                    line[place] = value
        found: list[list[float]] = self.session.run(["chances"], {"rows": table})[0].tolist()
        return found


@cache
def trees_in(folder: Path) -> dict[str, Trees]:
    """The trees that a folder of rules holds, by task; none where it holds none."""
    return {file.stem.removeprefix("trees_"): Trees(file) for file in sorted(folder.glob("trees_*.onnx"))}
