"""Headings: the lines that could head a section, in every form that articles have, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from pipeline.rulebook import Rulebook
from pipeline.split.blocks import EMOJI, Block
from pipeline.split.boilerplate import Marked, is_prose

MARKDOWN = regex.compile(r"(?P<marks>\#{1,6})\s+(?:\*\*)?(?P<text>[^\n]{1,200}?)(?:\*\*)?\s*\#*$")
BOLD = regex.compile(r"(?P<marks>\*\*|__)(?P<text>[^*_\n]{1,200})(?:\*\*|__)\s*:?$")
NUMBERED = regex.compile(
    r"(?P<text>(?:no\.?\s*)?\#?\(?(?:\d{1,2}|[IVX]{1,5}|[A-Z])[.)、:]\s+\S[^\n]{0,180}|[一二三四五六七八九十]{1,3}、[^\n]{1,80})$",
    regex.IGNORECASE,
)
PLAIN = regex.compile(
    r"(?P<text>(?:(?:[■□◆◇▶►★☆※→▲△●○]|" + EMOJI + r")\s*)?[“\"‘'«「《(\[【]?[\p{Lu}\p{Lo}\p{N}\p{Sc}][^\n]{1,159}(?:\n[^\n]{1,120})?)$"
    r"|(?P<text>(?:\p{Ll}{1,2}|(?:la|le|el|de|di|da|do|dm|al)\s)\p{Lu}[^\n]{1,150})$"
)
CLOSED = r"(?<!\b<<sections.words.shortened>>)[.;,，。；、…][”\"’')\]]*$|[。][”\"]?$"
RUN_IN = regex.compile(
    r"(?:\*\*|__)(?P<text>[^*_\n]{2,100}?)\s*[:.–—-]?\s*(?:\*\*|__)\s*[:.–—-]*\s*(?=\S)"
    r"|(?P<text>[\p{Lu}\p{N}“\"‘][^\n:.!?;]{1,90}?)\s*:\s+(?=[\p{Lu}\p{N}\p{Sc}“\"‘])"
    r"|(?P<text>(?:\p{Lu}[\p{L}&’'.-]*\s){1,4}\p{Lu}[\p{L}&’'.-]*):\s+(?=\p{Ll})"
)
DASH = regex.compile(
    r"(?P<text>[\p{L}\p{N}“\"‘][^\n:.!;—–→]{1,70}?)\s+(?:(?:[—–→»|]|-{1,2}>|--)\s+(?=[\p{Lu}\p{N}\p{Sc}“\"‘])|\|\s+(?=\p{Ll}))"
)
BULLET = regex.compile(
    r"(?:[•·▪●◦‣➢✓*–-]|" + EMOJI + r")\s*(?P<text>(?:\*\*)?[\p{Lu}\p{N}][^\n:–—]{1,80}?)"
    r"(?:\*\*)?\s*(?:\s[–—-]\s|[:–—]\s?|(?<=\*\*)\s+)(?=\S)"
)
LABEL = regex.compile(
    r"(?P<text>\p{Lu}[^\n.!?:;•]{2,60}?(?:\.(?=\s)|(?=\s+[•|·]\s)))\s+(?:[•|·]\s+)?(?=[\p{Lu}\p{N}“\"‘])"
)
OWN_ITEM = regex.compile(r"(?:[•·▪●◦‣➢✓*–-]|" + EMOJI + r"|\(?\d{1,2}[.)])\s+(?=[\p{Lu}\p{N}“\"‘])")
FIELD = regex.compile(r"\p{Lu}\p{L}+(?:[ -]\p{L}+){0,2}:\s+\S")
WORD = regex.compile(r"\S+")
INITIAL = regex.compile(r"\p{Lu}\.\s")
DASHES = (" — ", " – ", " → ", " » ", " | ", "->", " -- ")
LONGEST, SHORTEST, GLUED = 26, 45, 12


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that could head a section: its place among the blocks, where it starts, its text, where its body begins, its form."""

    at: int
    start: int
    text: str
    body: int
    form: str


def headings_of(text: str, marked: list[Marked], rules: Rulebook) -> list[Heading]:
    """Every candidate in order: lines over a paragraph, run-in headings and bulleted names at the start of one, items without any."""
    story = [at for at, one in enumerate(marked) if one.kind is None]
    found = [heading for place, at in enumerate(story) for heading in _candidates(text, marked, at, story[place + 1 : place + 2], rules)]
    lone = sum(one.form == "numbered" for one in found) == 1
    return [replace(one, form="plain") if lone and one.form == "numbered" and INITIAL.match(one.text) else one for one in found]


def _candidates(text: str, marked: list[Marked], at: int, below: list[int], rules: Rulebook) -> Iterator[Heading]:
    block = marked[at].block
    if below and not block.soft and _heads(text, block, marked[below[0]].block):
        body = marked[below[0]].block.start
        glued = block.above > 0 and marked[below[0]].block.above == 0
        if (line := as_line(text, block, rules, glued=glued)) is not None:
            yield Heading(at, line[0], line[1], body, line[2])
            return
    if block.end - block.start < SHORTEST:
        return
    head = text[block.start : block.start + 110]
    dashed = not block.soft and any(sign in head for sign in DASHES)
    tried = {"bullet": True, "run-in": ":" in head or head[:2] in ("**", "__"), "dash": dashed}
    for form, pattern in (("bullet", BULLET), ("run-in", RUN_IN), ("dash", DASH)):
        match = pattern.match(text, block.start, block.end) if tried[form] else None
        if match and len(WORD.findall(match["text"])) <= (12 if form != "dash" else 8):
            yield Heading(at, match.start("text"), tidy(match["text"]), match.end(), form)
            return
    item = OWN_ITEM.match(text, block.start, block.end) if is_prose(text, block) else None
    if item:
        yield Heading(at, item.end(), "", item.end(), "item")
        return
    label = LABEL.match(text, block.start, block.end)
    if label and len(WORD.findall(label["text"])) <= 6:
        yield Heading(at, label.start("text"), tidy(label["text"]), label.end(), "label")


def _heads(text: str, block: Block, below: Block) -> bool:
    """Whether `below` can be the body under a heading: a paragraph, a bulleted item of some length, or, right under a numbered
    heading or one in bold, the first field of a form ("Since: 2011")."""
    if is_prose(text, below):
        return not MARKDOWN.match(text, below.start, below.end)
    form = below.above == 0 and FIELD.match(text, below.start, below.end)
    return bool(form) and any(kind.match(text, block.start, block.end) for kind in (NUMBERED, BOLD, MARKDOWN))


def as_line(text: str, block: Block, rules: Rulebook, *, glued: bool = False) -> tuple[int, str, str] | None:
    """Where a block's heading starts, its text and its form; None if it does not look like a heading.

    One `glued` to the paragraph under it, with a blank line above, may be a short sentence that ends in a stop.
    """
    if block.end - block.start > 240:
        return None
    for form, pattern in (("h", MARKDOWN), ("bold", BOLD), ("numbered", NUMBERED), ("plain", PLAIN)):
        match = pattern.match(text, block.start, block.end)
        if match and len(WORD.findall(match["text"])) <= LONGEST and (form == "h" or _open(match["text"], rules, glued=glued)):
            if form == "plain" and match["text"].endswith((":", "：")) and len(WORD.findall(match["text"])) > 9:
                return None
            if form == "plain" and rules["sections.list_line"].pattern.search(match["text"]):
                return None
            level = f"h{len(match['marks'])}" if form == "h" else form
            return match.start("text"), tidy(match["text"]), level
    return None


def _open(line: str, rules: Rulebook, *, glued: bool) -> bool:
    """Whether a line does not end in a stop, or may, being short and glued to a paragraph."""
    return not rules.pattern(CLOSED, case=True).search(line) or (glued and line.endswith(".") and len(WORD.findall(line)) <= GLUED)


def tidy(heading: str) -> str:
    """A heading's text on one line.

    >>> tidy("Books for\\n all")
    'Books for all'
    """
    return " ".join(heading.split())
