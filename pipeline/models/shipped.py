"""Shipped: where the models lie, and whether one that somebody names can be used, without loading it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

MODELS = Path(__file__).resolve().parent


class ModelError(Exception):
    """A model that cannot be used: which file, and what to do."""


def check_model(name_or_path: str) -> None:
    """Nothing; ModelError where no model has this name or path, or a file of it is missing or changed."""
    if (folder := folder_of(name_or_path)) is not None:
        verified(folder)
    elif name_or_path != "none" and not Path(name_or_path).exists():
        from spacy.util import is_package

        if not is_package(name_or_path):
            raise unknown(name_or_path)


def folder_of(name_or_path: str) -> Path | None:
    """The folder of a model of ours, shipped or not; None of any other."""
    shipped, folder = MODELS / name_or_path, Path(name_or_path)
    if shipped.parent == MODELS and shipped.is_dir():
        return shipped
    return folder if (folder / "model.onnx").exists() else None


def verified(folder: Path) -> str:
    """The text of meta.json, once every file that it lists has the digest that it gives."""
    meta = folder / "meta.json"
    if not meta.is_file():
        raise ModelError(f"{meta} is missing: restore it with git, or train with make model")
    text = meta.read_text("utf-8")
    for name, wanted in json.loads(text)["sha256"].items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise ModelError(f"{path} is not the file that its meta.json describes: restore it with git, or train with make model")
    return text


def unknown(name: str) -> ModelError:
    """What to say where no model has a name."""
    known = ", ".join(sorted(path.parent.name for path in MODELS.glob("*/meta.json")))
    return ModelError(f"no model {name!r}: give {known}, or an installed spaCy pipeline or its path")
