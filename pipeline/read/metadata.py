"""Metadata: title, publication date, source, author and language, as fields say or as the article's own first lines do."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from pipeline.read.dates import iso_date
from pipeline.read.language import language_code, language_of
from pipeline.read.rejection import BadInput
from pipeline.rulebook import Rulebook

SPACE = regex.compile(r"\s+")
NAMES = ("title", "published", "source", "author", "url", "language")
SECONDS = 2.0  # for one rule on one line of at most 300 characters
MARKS = "#*_ \t\u200b\ufeff"


def describe(text: str, fields: Mapping[str, str], rules: Rulebook) -> dict[str, str | None]:
    """The six descriptions of an article: from `fields` where they say, else from the text's own lines."""
    found: dict[str, str | None] = {name: _one_line(fields.get(name)) for name in NAMES}
    found["published"] = iso_date(found["published"], rules) if found["published"] else None
    found["language"] = language_code(found["language"]) if found["language"] else None
    lines = head_lines(text, rules)
    try:
        if not found["title"]:
            found["title"] = _title(lines, rules)
        for line in lines:
            _from_line(line, found, rules)
    except TimeoutError as error:
        told = f"A rule of metadata.toml took more than {SECONDS:g} seconds over one line"
        raise BadInput("timeout", f"{told}. Find it with: press-records rules check") from error
    if not found["language"]:
        found["language"] = language_of(text, rules)
    return found


def head_lines(text: str, rules: Rulebook) -> list[str]:
    """The first lines of the text, blank ones left out, each cut to what a line about the article can hold."""
    head = text[: rules.words["metadata"]["limits"]["head"]]
    return [line.strip()[:300] for line in head.replace("\r", "\n").split("\n") if line.strip()][:10]


def _one_line(value: str | None) -> str | None:
    return SPACE.sub(" ", value).strip() or None if value else None


def _title(lines: list[str], rules: Rulebook) -> str | None:
    """The first line that looks like a heading and not like navigation, or None."""
    refused = rules["metadata.no_title"].pattern
    for line in lines[:6]:
        plain = line.strip(MARKS)
        if not plain or refused.match(plain, timeout=SECONDS):
            continue
        longest = rules.words["metadata"]["limits"]["title_length"]
        return plain if len(plain) < longest and not (plain[-1] in ".。" and len(plain) > 120) else None
    return None


def _from_line(line: str, found: dict[str, str | None], rules: Rulebook) -> None:
    if not found["published"] and any(character.isdigit() for character in line):
        for name in ("published_label", "published_wire", "published_line"):
            if match := rules[f"metadata.{name}"].pattern.search(line, timeout=SECONDS):
                found["published"] = iso_date(match["published"], rules)
                break
    for field, names in (("source", ("source", "source_wire")), ("author", ("author_label", "author"))):
        for name in names:
            if not found[field] and (match := rules[f"metadata.{name}"].pattern.search(line, timeout=SECONDS)):
                found[field] = _one_line(match[field])
