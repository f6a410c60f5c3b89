"""press-records: press articles about companies' public-welfare programmes into a dataset that points at its sources."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["extract", "find_amounts", "find_numbers", "find_years", "load_dataset"]

_HOMES = {
    "extract": "pipeline.flow",
    "find_amounts": "pipeline.find.money",
    "find_numbers": "pipeline.find.quantities",
    "find_years": "pipeline.find.years",
    "load_dataset": "pipeline.write.load",
}


def __getattr__(name: str) -> Any:
    """Import a public function when it is first used, so that `import pipeline` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
