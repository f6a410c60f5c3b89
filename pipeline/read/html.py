"""HTML: a page's visible text, block by block, and what its head says about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from pipeline.rulebook import Rulebook

DEEP = 3000
TAG = regex.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^>]*+(?:>|\Z)")
CROWDED = 20_000  # a tag of so many characters loses its attributes, which would take minutes to read
FLAT = {"p", "li", "br", "hr", "img", "input", "link", "meta", "wbr", "h1", "h2", "h3", "h4", "h5", "h6", "title", "script", "style",
        "html", "head", "body", "tr", "td", "th", "option", "dt", "dd", "col", "track"}
CHARSET = regex.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", regex.IGNORECASE)
SPACES = regex.compile(r"[ \t\n\r\f]+")
BARS = regex.compile(r"[ \t]*\|[ \t|]*")
BLANK_LINES = regex.compile(r"\n(?:[ \t]*\n){2,}")
Rows = Mapping[str, list[str]]


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page's own head names."""
    match = CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def read_html(source: str, rules: Rulebook) -> tuple[str, dict[str, str]]:
    """A page's text and its metadata. Headings and paragraphs stand between blank lines, list items and table rows on lines."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_flattened(source))
    words: Rows = rules.words["metadata"]["html"]
    text = "".join(_pieces(tree.body or tree.root, words))
    lines = (BARS.sub(" | ", line).strip(" \t|") if "|" in line else line.strip(" \t") for line in text.split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n", _page_fields(tree, words)


def _flattened(source: str) -> str:
    """The page; one nested so deep, or a tag so long, that parsing it would take minutes loses its containers, or its attributes."""
    if any(len(match[0]) > CROWDED for match in TAG.finditer(source)):
        source = TAG.sub(lambda match: f"<{match[1]}{match[2]}>" if len(match[0]) > CROWDED else match[0], source)
    depth = deepest = 0
    for match in TAG.finditer(source):
        if match[2].lower() not in FLAT:
            depth += -1 if match[1] else 1
            deepest = max(deepest, depth)
    if deepest < DEEP:
        return source
    return TAG.sub(lambda match: match[0] if match[2].lower() in FLAT else "<hr>", source)


def _pieces(root: Any, words: Rows) -> Iterator[str]:
    """The texts and breaks of a tree in order, walked without recursion: down to the first child, else on, else up and on."""
    skip, bar = set(words["skip"]), set(words["bar"])
    node, depth, bars = root, 0, [False]
    while True:
        tag = node.tag
        seen = tag == "-text" or not (tag in skip or (tag[0] not in "-_!" and _is_hidden(node)))
        if tag == "-text":
            yield SPACES.sub(" ", node.text(deep=False) or "")
        elif seen:
            yield _break(tag, bars[-1], words)
        if seen and (child := node.child) is not None:
            node, depth = child, depth + 1
            bars.append(bars[-1] or tag in bar)
            continue
        while depth and (after := node.next) is None:
            node, depth = node.parent, depth - 1
            bars.pop()
            if node.tag in words["block"]:
                yield _break(node.tag, bars[-1], words)
        if not depth:
            return
        if node.tag in words["block"] and node.child is None:
            yield _break(node.tag, bars[-1], words)
        node = after


def _is_hidden(node: Any) -> bool:
    """Whether an element is one that a reader never sees."""
    attributes = node.attributes
    if not attributes:
        return False
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


def _break(tag: str, in_bar: bool, words: Rows) -> str:
    """What stands between the texts of two elements: a blank line, a new line, or a bar."""
    if tag in words["cell"]:
        return " | "
    if tag in words["block"]:
        return " | " if in_bar else "\n\n"
    if tag in words["line"]:
        return " | " if in_bar else "\n"
    return ""


def _page_fields(tree: Any, words: Rows) -> dict[str, str]:
    """Title, published, source, author, url, language: from JSON-LD, then meta elements, then <title>, <time> and <html lang>."""
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        if name and attributes.get("content"):
            metas.setdefault(name, attributes["content"])
    found: dict[str, str] = {}
    for field in ("title", "published", "source", "author", "url", "language"):
        listed = [metas[name] for name in words[field] if name in metas]
        found.update({field: listed[0]} if listed else {})
    found = {**found, **_linked_data(tree)}
    for field, query, attribute in (("title", "h1", ""), ("title", "title", ""), ("published", "time[datetime]", "datetime"),
                                    ("url", "link[rel=canonical]", "href"), ("language", "html[lang]", "lang")):
        node = None if field in found else tree.css_first(query)
        value = (node.attributes.get(attribute) if attribute else node.text()) if node is not None else None
        found.update({field: value} if value and value.strip() else {})
    return found


def _linked_data(tree: Any) -> dict[str, str]:
    """What the page's JSON-LD says of its article."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text())
        except (ValueError, RecursionError):
            continue
        for entry in _entries(data):
            if isinstance(entry, dict) and "headline" in entry:
                pairs = {"title": "headline", "published": "datePublished", "source": "publisher", "author": "author",
                         "url": "url", "language": "inLanguage"}
                values = {field: _name(entry.get(key)) for field, key in pairs.items()}
                return {field: value for field, value in values.items() if value}
    return {}


def _entries(data: Any) -> list[Any]:
    if isinstance(data, dict):
        graph = data.get("@graph")
        return [data, *(graph if isinstance(graph, list) else [])]
    return data if isinstance(data, list) else []


def _name(value: Any) -> str | None:
    """A JSON-LD value as text: itself, its name, or its parts joined."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:5]))) or None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) and value.strip() else None
