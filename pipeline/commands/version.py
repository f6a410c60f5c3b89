"""What `--version` and run.json say of the rules and the models that are installed."""

from __future__ import annotations

import hashlib
from pathlib import Path

DIGITS = 12


def version_text(version: str, rules: str) -> str:
    """One line: the version, the digest of the rules, and that of each model that ships with the project."""
    from pipeline.models.shipped import MODELS

    models = [f"{path.parent.name} {digest_of(path)[:DIGITS]}" for path in sorted(MODELS.glob("*/meta.json"))]
    return f"press-records {version} (rules {rules[:DIGITS]}; models {', '.join(models) or 'none'})"


def model_digest(ner: str) -> str | None:
    """The digest of a model by its name or folder; None for no model, or one of spaCy's own."""
    from pipeline.models.shipped import MODELS

    found = [path for path in (MODELS / ner / "meta.json", Path(ner) / "meta.json") if path.is_file()]
    return digest_of(found[0]) if found else None


def digest_of(meta: Path) -> str:
    """SHA-256 of a model's meta.json, which holds the digests of all its files."""
    return hashlib.sha256(meta.read_bytes()).hexdigest()
