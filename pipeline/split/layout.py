"""Layout: from marked blocks and chosen headings to cases, and to the sections that cover the article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

import regex

from pipeline.case import Case, Section
from pipeline.rulebook import Rulebook
from pipeline.split.actors import Actors
from pipeline.split.blocks import Block
from pipeline.split.boilerplate import Marked, is_prose, settle_reach
from pipeline.split.headings import Heading, as_line, tidy
from pipeline.split.tail import without_last, without_links, without_menu, without_tail

MARKS = regex.compile(r"^(?:\#{1,6}\s+|[*_]{1,3})+|[*_\#\s]+$")
LINK = regex.compile(r"!?\[\s*\]\([^)\n]*\)|!\[[^\]\n]*\]\([^)\n]*\)|(?<=\])\((?:https?:|/|mailto:)[^)\s]*\)")
FRONT_MATTER = regex.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*\n){1,60}?(?:---|\.\.\.)[ \t]*(?=\r?\n|\Z)")
NAMED = regex.compile(r"(?<=[\p{Ll}\p{N},;)]\s|[“(‘\"])\p{Lu}[\p{L}\p{N}&-]{2,}")
OVERLINE = regex.compile(r"[“\"‘]?\p{Lu}[\p{L}’'-]*+(?:[,:]?[ ][“\"‘]?\p{L}[\p{L}’'-]*+[”\"]?){4,9}+[!?]?")
MENU = 5
CLOSES = ("sections.list_closing", "sections.author_last")
Cases = tuple[list[Marked], list[Case]]


def digest_cases(text: str, marked: list[Marked], chosen: list[Heading], rules: Rulebook) -> Cases:
    """One case a chosen heading; what stands before the first is the introduction."""
    first = chosen[0].at
    done = [replace(one, kind=one.kind or "introduction") for one in settle_reach(text, marked[:first], last=False)]
    cases: list[Case] = []
    paragraphs = 0
    for number, heading in enumerate(chosen, 1):
        end = chosen[number].at if number < len(chosen) else len(marked)
        if len(chosen) > 2 and _is_no_case(text, marked[heading.at : end], heading.form, rules):
            done.extend(replace(one, kind=one.kind or "related") for one in marked[heading.at : end])
            continue
        part = _own_part(text, settle_reach(text, marked[heading.at : end], last=number == len(chosen)), heading, rules)
        if number == len(chosen):
            part = _without_closing_words(text, without_links(text, part, rules), heading, paragraphs, rules)
        paragraphs = max(paragraphs, sum(one.kind is None for one in part))
        done.extend(part)
        cases.append(_case(text, len(cases) + 1, heading.text or None, heading.start, heading.body, part))
    return done, cases


def _is_no_case(text: str, part: list[Marked], form: str, rules: Rulebook) -> bool:
    """Whether a section tells of profits, prices or traffic and of no cause at all, or is an item of a news list without giving."""
    body = "\n".join(text[one.block.start : one.block.end] for one in part if one.kind is None)
    if form == "posted":
        return not rules["sections.gives"].pattern.search(body)
    actors = Actors(rules)
    return bool(rules["sections.business"].pattern.search(body)) and not actors.causes.search(body)


def _own_part(text: str, part: list[Marked], heading: Heading, rules: Rulebook) -> list[Marked]:
    """A section's blocks, without a higher heading or closing words at its end."""
    closing = rules.words["sections"]["closing"]
    lines = [as_line(text, one.block, rules) if one.kind is None else None for one in part]
    for at in range(1, len(part)):
        line = lines[at]
        higher = line is not None and line[2].startswith("h") and heading.form.startswith("h") and line[2] < heading.form
        if line is not None and (higher or line[1].strip(": ").lower().replace("’", "'") in closing):
            return part[:at] + [replace(one, kind=one.kind or "introduction") for one in part[at:]]
    story = [at for at, one in enumerate(part) if one.kind is None]
    while len(story) > 1 and _dangles(text, part[story[-1]].block, rules):
        part = [replace(one, kind="introduction") if at == story[-1] else one for at, one in enumerate(part)]
        story.pop()
    return part


def _without_closing_words(text: str, part: list[Marked], heading: Heading, paragraphs: int, rules: Rulebook) -> list[Marked]:
    """The last section without what closes the whole list: words about the list, or paragraphs more than any other section has.

    `paragraphs` is the most that another section has. What goes on about the section's own names, or with "It", stays.
    """
    story = [at for at, one in enumerate(part) if one.kind is None]
    closes, onward = [rules[rule].pattern for rule in CLOSES], rules["sections.goes_on"].pattern
    at_line = 1 if part and heading.body >= part[0].block.end else 0
    while len(story) > 1 + at_line:
        block = part[story[-1]].block
        one_more = len(story) > paragraphs == 1 + at_line and not onward.match(text, block.start, block.end)
        own = any(word in text[block.start : block.end] for word in _names_of(text, part[: story[-1]]))
        if not any(rule.match(text, block.start, block.end) for rule in closes) and (not one_more or own):
            break
        part = [replace(one, kind="introduction") if at == story[-1] else one for at, one in enumerate(part)]
        story.pop()
    return part


def _names_of(text: str, part: list[Marked]) -> set[str]:
    """The capitalised words inside the sentences of a section."""
    return {hit[0] for one in part if one.kind is None for hit in NAMED.finditer(text, one.block.start, one.block.end)}


def _dangles(text: str, block: Block, rules: Rulebook) -> bool:
    """Whether a section's last block is a heading that heads nothing: a group's name above the next section."""
    line = as_line(text, block, rules)
    return line is not None and not is_prose(text, block) and (block.above > 0 or line[2] != "plain")


def single_case(text: str, title: str | None, marked: list[Marked], rules: Rulebook) -> Cases:
    """One case: from the title line to the end of the body."""
    marked = _with_title(text, title, _without_front_matter(text, marked))
    whole = without_tail(text, marked, rules)
    marked = without_last(text, whole, rules)
    marked = marked if marked is whole else without_tail(text, marked, rules)
    story = [at for at, one in enumerate(marked) if one.kind is None]
    if not story:
        return marked, []
    top = _title_at(text, title, marked, story, rules)
    over = top if top is None else _overline(text, marked, top, story)
    before = [replace(one, kind=one.kind or "navigation") for one in marked[: over if over is not None else story[0]]]
    marked = before + marked[len(before) :]
    if top is None:
        start = next(one.block.start for one in marked[len(before) :] if one.kind is None)
        marked = _without_dateline(text, marked, len(before) - 1, rules)
        return marked, [_case(text, 1, None, start, start, marked[len(before) :])]
    block = marked[top].block
    marked = without_menu(text, _without_dateline(text, marked, top, rules), top)
    rest = [one for one in marked[top + 1 :] if one.kind is None]
    line = as_line(text, block, rules)
    start, heading = (line[0], line[1]) if line else (block.start, tidy(text[block.start : block.end]))
    start = marked[over].block.start if over is not None and over < top else start
    return marked, [_case(text, 1, heading, start, rest[0].block.start if rest else block.start, marked[over:])]


def _overline(text: str, marked: list[Marked], top: int, story: list[int]) -> int:
    """The block with which a headline begins: itself, or a line of words right above it that looks like a headline too."""
    if story[0] != top - 1:
        return top
    block = marked[top - 1].block
    return top - 1 if OVERLINE.fullmatch(text, block.start, block.end) else top


def _without_dateline(text: str, marked: list[Marked], top: int, rules: Rulebook) -> list[Marked]:
    """Set aside the "LAGOS, 3 March 2022 /A Wire/ --" with which the first paragraph after block `top` begins."""
    for at in range(top + 1, len(marked)):
        block = marked[at].block
        if marked[at].kind is None and is_prose(text, block):
            match = rules["sections.dateline"].pattern.match(text, block.start, min(block.end, block.start + 200))
            if match is None:
                return marked
            line = Marked(replace(block, end=match.end("dateline")), "byline", "block")
            return [*marked[:at], line, Marked(replace(block, start=match.end())), *marked[at + 1 :]]
    return marked


def _with_title(text: str, title: str | None, marked: list[Marked]) -> list[Marked]:
    """The article's own title is no caption, though it looks like one."""
    caption = bool(title) and bool(marked) and marked[0].kind == "caption"
    own = caption and _same(text[marked[0].block.start : marked[0].block.end], title or "")
    return [replace(marked[0], kind=None), *marked[1:]] if own else marked


def _title_at(text: str, title: str | None, marked: list[Marked], story: list[int], rules: Rulebook) -> int | None:
    """Which block is the headline: the one that says the title, the second time where a site's menu stands between, else the first
    that looks like one before any paragraph."""
    head = story[:6]
    if title:
        before = next((n for n, at in enumerate(story) if is_prose(text, marked[at].block)), len(story))
        said = [at for at in story[: max(len(head), before)] if _says_title(text, marked[at].block, title)]
        if said:
            return said[-1] if story.index(said[-1]) - story.index(said[0]) > MENU else said[0]
    for at in head:
        if is_prose(text, marked[at].block) and as_line(text, marked[at].block, rules) is None:
            return None
        line = as_line(text, marked[at].block, rules)
        if line is not None and not line[1].endswith("."):
            return at
    return None


def _says_title(text: str, block: Block, title: str) -> bool:
    return block.end - block.start < 400 and _same(text[block.start : block.end], title)


def _same(line: str, title: str) -> bool:
    one, two = (" ".join(MARKS.sub("", part).split()).casefold() for part in (line, title))
    return one == two or (len(one) > 20 and two.startswith(one)) or (len(two) > 20 and one.startswith(two))


def _without_front_matter(text: str, marked: list[Marked]) -> list[Marked]:
    match = FRONT_MATTER.match(text)
    if match is None:
        return marked
    return [replace(one, kind="byline") if one.block.end <= match.end() else one for one in marked]


def _case(text: str, number: int, heading: str | None, start: int, body: int, part: list[Marked]) -> Case:
    """A case over the unmarked blocks of `part`; marked blocks between them, and the addresses of links, are its holes."""
    end = max(one.block.end for one in part if one.kind is None)
    end = start + len(text[start:end].rstrip(" *_\t\r\n\u00a0").rstrip())
    holes = [(one.block.start, one.block.end) for one in part if one.kind is not None and start < one.block.end <= end]
    holes = [(max(a, start), b) for a, b in holes]
    if text.find("](", start, end) >= 0:
        links = [match.span() for match in LINK.finditer(text, start, end)]
        holes = sorted(holes + [(a, b) for a, b in links if not any(x < b and a < y for x, y in holes)])
    return Case(number, heading, start, min(max(body, start), end), end, tuple(holes))


def sections_of(text: str, marked: list[Marked], cases: list[Case]) -> list[Section]:
    """The article shared out: cases with their holes, what is set aside by kind, and the gaps between."""
    spans: list[tuple[int, int, str]] = []
    starts = [one.block.start for one in marked]
    for case in cases:
        at = case.start
        for a, b in case.holes:
            spans += [(at, a, "case" if text[at:a].strip() else "gap"), (a, b, _kind_at(marked, starts, a))]
            at = b
        spans.append((at, case.end, "case"))
    begins = [case.start for case in cases]
    for one in marked:
        a, b = one.block.start, one.block.end
        before = bisect_left(begins, b)
        if one.kind is not None and not (before and a < cases[before - 1].end):
            spans.append((a, b, one.kind))
    return _tiled(text, sorted(span for span in spans if span[0] < span[1]))


def _kind_at(marked: list[Marked], starts: list[int], start: int) -> str:
    at = bisect_right(starts, start) - 1
    return marked[at].kind or "link" if at >= 0 and start < marked[at].block.end else "link"


def _tiled(text: str, spans: list[tuple[int, int, str]]) -> list[Section]:
    sections: list[Section] = []
    at = 0
    for start, end, kind in spans:
        if start > at:
            sections.append(Section("gap", at, start))
        sections.append(Section(kind, start, end))
        at = end
    if at < len(text):
        sections.append(Section("gap", at, len(text)))
    return sections
