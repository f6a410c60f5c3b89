"""Document: one raw article, a file or a row of a dump, into an Article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import regex

from pipeline.article import Article
from pipeline.read.encoding import decode, whole
from pipeline.read.html import declared_charset, read_html
from pipeline.read.metadata import describe
from pipeline.read.names import Names
from pipeline.read.rejection import BadInput
from pipeline.rulebook import Rulebook

FRONT_MATTER = regex.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<lines>(?:.*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
ENTRY = regex.compile(r"^(?P<key>[A-Za-z_-]+)\s*:\s*(?P<value>.+?)\s*$", regex.MULTILINE)


def from_file(data: bytes, kind: str, stem: str, path: str, names: Names, rules: Rulebook) -> Article:
    """The article in a file's bytes: `kind` is text, markdown or html; `stem` the file's name without its ending."""
    signs = rules.words["metadata"]["signs"]["binary"]
    if data.startswith(tuple(sign.encode("latin-1") for sign in signs)):
        raise BadInput("binary", "The file is an office, picture or packed file under a text file's ending. Save it as text.")
    text = decode(data, declared_charset(data) if kind == "html" else None)
    fields: dict[str, str] = {}
    if kind == "html":
        text, fields = read_html(text, rules)
    if kind == "markdown":
        fields = _front_matter(text, rules)
    _check(text, rules)
    sha256 = hashlib.sha256(data).hexdigest()
    return Article(names.give(stem), path, sha256, text, **describe(text, fields, rules))


def from_row(row: Mapping[str, Any], stem: str, path: str, names: Names, rules: Rulebook) -> Article:
    """The article in a row of a dump: `stem` names it where it has no id of its own."""
    fields = _known(row, rules)
    text = fields.pop("text", None)
    if text is None:
        raise BadInput("missing_text", "No text in this row; expected a field text, body or content.")
    text = whole(text)
    _check(text, rules)
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    own = whole(fields.pop("id", "").replace("\x00", " ")).strip()
    clean = {name: whole(value.replace("\x00", " ")) for name, value in fields.items()}
    return Article(names.give(own or stem), path, sha256, text, **describe(text, clean, rules))


def _check(text: str, rules: Rulebook) -> None:
    limit = rules.words["metadata"]["limits"]["characters"]
    if len(text) > limit:
        raise BadInput("too_large", f"More than {limit:,} characters in one article. Cut it into articles.")
    if not text.strip("\ufeff\u200b \t\r\n") or text.isspace():
        raise BadInput("empty", "The article has no text.")


def _known(row: Mapping[str, Any], rules: Rulebook) -> dict[str, str]:
    """The fields of a row that mean something here, under our names; of two for one meaning, the first in the rules' order."""
    lower = {key.lower().strip(): value for key, value in row.items() if value is not None and value != ""}
    found = {}
    for name, listed in rules.words["metadata"]["fields"].items():
        values = [lower[key] for key in listed if key in lower]
        if values:
            found[name] = _as_text(values[0], name)
    return found


def _as_text(value: Any, name: str) -> str:
    if isinstance(value, str):
        return value
    if name == "text":
        raise BadInput("bad_field", f"The text is a {type(value).__name__}, not a string. Write one string.")
    if isinstance(value, list):
        return ", ".join(_as_text(part, name) for part in value[:20] if part is not None)
    return _as_text(value.get("name") or "", name) if isinstance(value, dict) else str(value)


def _front_matter(text: str, rules: Rulebook) -> dict[str, str]:
    """The fields between the `---` lines at the top of a Markdown file."""
    match = FRONT_MATTER.match(text)
    if not match:
        return {}
    entries = {entry["key"]: entry["value"].strip("\"'[] ") for entry in ENTRY.finditer(match["lines"])}
    return {name: value for name, value in _known(entries, rules).items() if name not in ("text", "id")}
