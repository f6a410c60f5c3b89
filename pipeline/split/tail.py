"""Tail: what stands after a single story's last paragraph and is no part of it, or is only who wrote it and who they are."""

from __future__ import annotations

from dataclasses import replace

from pipeline.rulebook import Rulebook
from pipeline.split.blocks import Block
from pipeline.split.boilerplate import Marked, is_prose
from pipeline.split.headings import as_line

TAIL_WORDS, NAMES = 6, 2
LASTS = ("sections.page_last", "sections.about_last", "sections.author_last")
OTHERS = ("sections.tail_headline", "sections.tail_links")
KEPT = ("sections.broken_off", "sections.signature", "sections.sponsor_line")
STOPS = ".!?”\"’)"
MACHINERY = ("share", "comments", "login", "related", "navigation")


def without_tail(text: str, marked: list[Marked], rules: Rulebook) -> list[Marked]:
    """Lines after the last paragraph that are no part of it: other headlines; as footer, short ones ("Acme Global") without a sum."""
    marked = _without_headlines(text, _without_machinery(text, marked), rules)
    story = [at for at, one in enumerate(marked) if one.kind is None]
    if _lists_names(text, [marked[at].block for at in story], rules):
        return marked
    while len(story) > 2:
        at = story[-1]
        block, line = marked[at].block, as_line(text, marked[at].block, rules)
        if line is None or line[2] != "plain" or len(line[1].split()) > TAIL_WORDS or not block.above or line[1][-1] in "!?”\"":
            break
        if marked[at].reach == "inside" or _is_kept(text, block, rules) or rules["sections.sum_line"].pattern.search(line[1]):
            break
        marked[at] = replace(marked[at], kind="footer")
        story.pop()
    return marked


def _without_machinery(text: str, marked: list[Marked]) -> list[Marked]:
    """Without the lines that a site's machinery leaves behind a story: what follows a share bar, a comment box or a link to the next
    page, where no paragraph comes any more."""
    last = max((at for at, one in enumerate(marked) if one.kind is None and _ends_in_stop(text, one.block)), default=len(marked))
    kinds = [one.kind for one in marked[last + 1 :]]
    first = last + 1 + next((n for n, kind in enumerate(kinds) if kind in MACHINERY), len(kinds))
    return [*marked[:first], *(replace(one, kind=one.kind or marked[first].kind) for one in marked[first:])]


def _ends_in_stop(text: str, block: Block) -> bool:
    """Whether a block ends as a sentence does, or is so long that it is a paragraph all the same."""
    return text[block.end - 1] in STOPS or is_prose(text, block)


def _is_headline(text: str, block: Block, rules: Rulebook) -> bool:
    """Whether a line is the headline of another story, or links in a row, and says neither who signs nor who sponsored."""
    others = any(rules[rule].pattern.match(text, block.start, block.end) for rule in OTHERS)
    return others and not _is_kept(text, block, rules, KEPT[1:])


def _is_kept(text: str, block: Block, rules: Rulebook, kinds: tuple[str, ...] = KEPT) -> bool:
    """Whether a last line belongs to the story though it is short and has no stop."""
    return any(rules[rule].pattern.match(text, block.start, block.end) for rule in kinds)


def _lists_names(text: str, story: list[Block], rules: Rulebook) -> bool:
    """Whether the last blocks are names, one a line, under a line that says whose they are."""
    heads = rules["sections.names_follow"].pattern
    for names, block in enumerate(reversed(story)):
        if heads.match(text, block.start, block.end):
            return names >= NAMES
        if not _is_name(text, block):
            return False
    return False


def _is_name(text: str, block: Block) -> bool:
    """Whether a block is a few words without a stop, as a name on a line of its own is."""
    return len(text[block.start : block.end].split()) <= TAIL_WORDS and text[block.end - 1] not in ".!?:"


def _without_headlines(text: str, marked: list[Marked], rules: Rulebook) -> list[Marked]:
    """Without the headlines of other stories that follow the last paragraph, where that one ends in a stop."""
    story = [at for at, one in enumerate(marked) if one.kind is None]
    kept = len(story)
    while kept > 2 and (block := marked[story[kept - 1]].block).above and _is_headline(text, block, rules):
        kept -= 1
    last = marked[story[kept - 1]].block if story else None
    if last is None or text[last.end - 1] not in STOPS or not is_prose(text, last):
        return [*marked]
    away = set(story[kept:])
    return [replace(one, kind="related") if at in away else one for at, one in enumerate(marked)]


def without_menu(text: str, marked: list[Marked], top: int) -> list[Marked]:
    """Without the last lines that stand before the headline, block `top`, too: a site's menu, its trail, its name."""
    menu = {text[one.block.start : one.block.end] for one in marked[:top]}
    end = len(marked)
    while end > top + 2 and (marked[end - 1].kind is not None or text[marked[end - 1].block.start : marked[end - 1].block.end] in menu):
        end -= 1
    return [*marked[:end], *(replace(one, kind=one.kind or "navigation") for one in marked[end:])]


def without_links(text: str, part: list[Marked], rules: Rulebook) -> list[Marked]:
    """The last section of a digest without the links in a row under it."""
    links = rules["sections.tail_links"].pattern
    story = [at for at, one in enumerate(part) if one.kind is None]
    while len(story) > 2 and links.match(text, part[story[-1]].block.start, part[story[-1]].block.end):
        part = [replace(one, kind="related") if at == story[-1] else one for at, one in enumerate(part)]
        story.pop()
    return part


def without_last(text: str, marked: list[Marked], rules: Rulebook) -> list[Marked]:
    """The last paragraphs that only say what an organisation or who the author is are set aside like those under "About"."""
    story = [at for at, one in enumerate(marked) if one.kind is None]
    for _ in range(2):
        last = story[-2:] if len(story) > 1 and marked[story[-1]].reach == "inside" else story[-1:]
        block = marked[last[0]].block if last else None
        rule = next((rules[rule] for rule in LASTS if block and rules[rule].pattern.match(text, block.start, block.end)), None)
        if rule is None or len(story) < 4:
            break
        marked = [replace(one, kind=rule.more["kind"]) if n in last else one for n, one in enumerate(marked)]
        story = story[: -len(last)]
    return marked
