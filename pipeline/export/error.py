"""ExportError: why a dataset cannot be exported, and what to do."""

from __future__ import annotations


class ExportError(Exception):
    """An export that cannot be made: what is missing or in the way, what to do."""
