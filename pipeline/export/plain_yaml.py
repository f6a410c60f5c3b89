"""Plain YAML: objects of texts, numbers, lists and objects as YAML text in which every text is quoted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def yaml_text(value: object, depth: int = 0) -> str:
    """A value as YAML, block by block; texts are written as JSON strings, which YAML reads alike.

    >>> print(yaml_text({"title": "No", "facets": ["a", {"array": "b"}]}), end="")
    title: "No"
    facets:
    - "a"
    - array: "b"
    """
    pad = "  " * depth
    if isinstance(value, Mapping):
        return "".join(f"{pad}{key}:{beside(held, depth)}" for key, held in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(pad + "- " + yaml_text(held, depth + 1).lstrip(" ") for held in value)
    return pad + json.dumps(value, ensure_ascii=False) + "\n"


def beside(value: object, depth: int) -> str:
    """What stands after `key:`: a plain value on the same line, lists and objects below."""
    if isinstance(value, Mapping) and value:
        return "\n" + yaml_text(value, depth + 1)
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return "\n" + yaml_text(value, depth)
    return " " + json.dumps(value, ensure_ascii=False) + "\n"
