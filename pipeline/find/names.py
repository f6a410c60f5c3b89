"""Names: capitalised sequences of a text, cut into single names and typed by their own words.

A name found here is a Mention with field "company", "organisation", "person", "place", "event", "program", or "name"
where its words do not tell. What part a name plays (lead, partner, bystander) is settled later, from the
sentences it stands in.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from operator import itemgetter

import regex

from pipeline.find.headlines import cut_at_verbs, headlines, within_sentence
from pipeline.find.joints import INITIALS, pieces
from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.find.owners import POSSESSIVE, branded
from pipeline.find.tails import behind_front, without_tail
from pipeline.mention import Mention
from pipeline.rulebook import Rulebook, load_rules
from pipeline.sieve import capitalised

ABOUT = 20_000
"""How many characters to each side of a name are asked how it is written elsewhere."""
CLASS = 90
REMEMBERED = 4_000
_start = itemgetter(0)
BRANCH = regex.compile(r"[^\S\n]?\((\p{Lu}[\p{L}. ]{2,24})\)")
OPENS = regex.compile(r"(?r)(?:\A|\n|[.!?:][\"”’']?)\s*[“\"]?\Z")
SHORT = regex.compile(r"\s\(\p{Lu}{2,8}\)$")
ORDINAL = regex.compile(r"(?r)(?<!\S)\d{1,3}(?:st|nd|rd|th)[^\S\n]\Z")
GLUED = regex.compile(r"(?<=\s)(\p{Lu}\p{Ll}{3,})(\p{Lu}\p{Ll}+)(?=\s|\Z)")
YEAR = regex.compile(r"(?:19|20)\d\d")
NUMBER = regex.compile(r"\.?[^\S\n]?\d")
THE = ("the ", "The ")
PEOPLE = regex.compile(r"(?r)(?:an|ese|ish|[^aeiou]i|ch)\Z")
TAIL = regex.compile(r"(?:\s+(?:of|for|and|the|de|&)|[\s,;:/&-]+)$")


def find_names(text: str, rules: Rulebook | None = None) -> list[Mention]:
    """Every single name of `text`, in order, typed by its own words."""
    rules = rules or load_rules()
    words = lexicon(rules)
    found: list[Mention] = []
    titles = headlines(text)
    for hit in capitalised(rules["names.capitals"].pattern, text):
        if hit[0] in words.alone:
            continue
        line = bisect_right(titles, hit.start(), key=_start) - 1
        titled = line >= 0 and hit.start() < titles[line][1]
        cut = list(cut_at_verbs(text, hit.start(), hit.end(), words)) if titled else [hit.span()]
        for a, b in (piece for span in cut for piece in pieces(text, *span, words)):
            a, b = trimmed(text, a, b, words)
            if a < b and (not found or a >= found[-1].end):
                name = typed(text, a, b, words)
                end = without_tail(text, a, b, words) if name.field in ("company", "organisation") else b
                found.append(name if end == b else typed(text, a, end, words))
    return found


def trimmed(text: str, start: int, end: int, words: Lexicon) -> tuple[int, int]:
    """Take off what is no part of a name: opening words, dates, a final possessive; nothing is left of a mere common word."""
    while start < end:
        token = text[start:end].split(maxsplit=1)[0]
        bare = token.rstrip(",.:;")
        dated = bare in words.time and not _sun(text, start + len(token), token)
        opens = bare in words.opening and not within_sentence(text, start, end, token)
        off = opens or dated or bare.islower() or words.owned.search(bare) or _lettered(text, start, token)
        if not off or (bare == "The" and _inside_sentence(text, start)) or (bare in ("A", "An") and _article_of(text, start, end, token)):
            break
        start += len(token)
        while start < end and text[start].isspace():
            start += 1
    for before in words.before:
        start += hit.end() if (hit := before.match(text[start:end])) else 0
    start = behind_front(text, start, end, words)
    first, _, rest = text[start:end].partition(" ")
    if first in words.trades and rest[:1].isupper() and OPENS.search(text, max(0, start - 4), start):
        start += len(first) + 1
    while start < end and (cut := _tail(text[start:end], words)) and not branded(text, start, end, words):
        end -= cut
    last = text[start:end].rsplit(maxsplit=1)[-1] if start < end else ""
    if len(last) < end - start and (last.rstrip(".") in words.money and NUMBER.match(text, end) or _sum(last, words)):
        end = start + len(text[start:end].removesuffix(last).rstrip(" ,:"))
    if (order := ORDINAL.search(text, max(0, start - 6), start)) and not words.numbered.isdisjoint(text[start:end].split()):
        start = order.start()
    glued = GLUED.search(text, start, end)
    if glued and glued[1] in words.organisations and (glued[2] in words.opening or glued[2] in words.alone):
        end = glued.end(1)
    name = text[start:end]
    return (start, start) if name in words.alone or name == "The" or YEAR.fullmatch(name) or words.board.match(name) else (start, end)


def _sum(token: str, words: Lexicon) -> bool:
    """Whether the last word of a name is a sum that begins with a currency's letters: "Rs220", "N75million"."""
    hit = words.glued_sum.fullmatch(token)
    return hit is not None and (hit["sign"] in words.money or len(hit["sign"]) == 1 and hit["scale"] is not None)


def _sun(text: str, end: int, token: str) -> bool:
    """Whether a word like "Sun" or "Mar" is no short day or month: a capitalised word follows it."""
    return len(token) == 3 and token != "May" and text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


def _lettered(text: str, start: int, token: str) -> bool:
    """Whether a letter with a dot opens an item of a list: it begins its line, and the letter before or behind it another line."""
    if len(token) != 2 or token[1] != "." or not "A" <= token[0] <= "Z" or text[max(0, start - 1) : start] not in ("", "\n"):
        return False
    near = f"\n{text[max(0, start - ABOUT) : start + ABOUT]}"
    return any(f"\n{chr(ord(token[0]) + step)}. " in near for step in (-1, 1))


def _article_of(text: str, start: int, end: int, token: str) -> bool:
    """Whether "A" is the first word of a name: inside a sentence, before the rest of the name everywhere, an initial, or before "&"."""
    rest = text[start + len(token) : end].lstrip()
    if not rest[:1].isupper():
        return rest[:2] == "& "
    if token == "A.":
        return not _lettered(text, start, token)
    if " " not in rest or start > 1 and _inside_sentence(text, start):
        return " " in rest
    core, near = " ".join(rest.split()[:3]), text[max(0, start - ABOUT) : end + ABOUT]
    return near.count(core) == near.count(f"{token} {core}") > 1


def _inside_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    return before[-1:] == " " and before[:1].isalpha() or before[-1:] in "(“\""


@lru_cache(maxsize=REMEMBERED)
def _tail(name: str, words: Lexicon) -> int:
    """How many characters at the end of a name are no part of it."""
    if hit := TAIL.search(name):
        return len(hit[0])
    if hit := POSSESSIVE.search(name):
        return len(hit[0])
    last = name.rsplit(maxsplit=1)[-1].rstrip(".,")
    if last in words.time and last not in words.places and " " in name and not _of_sea(name, words):
        return len(name) - len(name.rsplit(maxsplit=1)[0])
    if name.endswith(".") and not words.legal.search(name) and not INITIALS.search(name):
        return 1
    return 0


def _of_sea(name: str, words: Lexicon) -> bool:
    """Whether a small word of another language stands before a name's last word, so that it is no month ("Casa del Mar")."""
    before = name.split()[-2]
    return before.islower() and before not in words.loose


def typed(text: str, start: int, end: int, words: Lexicon) -> Mention:
    """A Mention for `text[start:end]` with what the name's own words and its neighbours say it is."""
    branch = BRANCH.match(text, end) if "(" in text[end : end + 2] else None
    if branch and branch[1] in words.places and text[start:end] not in words.places:
        end = branch.end()
    name = text[start:end]
    field, rule, confidence = _kind(name, words)
    if field in ("name", "person", "company") and rule not in ("names.legal_form", "names.gazetteer"):
        before = text[max(0, start - 12) : start].split()
        if before and before[-1].rstrip(".") in words.titles and before[-1][0].isupper():
            field, rule, confidence = "person", "names.title", 0.9
        elif (field == "name" or text[start - 2 : start] == ", ") and (class_told := told(text, start, end, words)):
            field, rule, confidence = class_told
    return Mention(field, start, end, name, rule, value=canonical(name, words), confidence=confidence)


def told(text: str, start: int, end: int, words: Lexicon) -> tuple[str, str, float] | None:
    """What the words right around a name say it is: "the brewer Lindo", "Lindo, a charity in Meria", "the Lindo association"."""
    near = text[end : end + 2]
    hit = words.class_before.search(text, max(0, start - CLASS), start) if text[start - 1 : start] == " " else None
    if not hit and (near in (", ", " (") or near[:1] in "®™"):
        hit = words.class_behind.match(text[end : end + 160])
    several = near[:1] == " " and " " in text[start:end] and not PEOPLE.search(text, start, end)
    if not hit and several and text[max(0, start - 4) : start] in THE:
        hit = words.class_right.match(text[end : end + 20])
    if not hit or text[start:end].split()[0] in words.titles or text[start:end].split()[0] in words.offices:
        return None
    return ("company" if hit["firm"] else "organisation"), "names.class", 0.8


@lru_cache(maxsize=REMEMBERED)
def _kind(name: str, words: Lexicon) -> tuple[str, str, float]:
    bare = name.replace("®", "").replace("™", "").replace("’", "'")
    bare = bare.split(" (")[0] if bare.endswith(")") else bare
    tokens = bare.replace("&amp;", "&").split()
    last, first, two = tokens[-1].strip(",.()"), tokens[0], " ".join(tokens[-2:])
    if bare in words.companies:
        return "company", "names.gazetteer", 0.95
    if bare in words.places:
        return "place", "names.place", 0.9
    if len(tokens) > 1 and words.storm.match(bare):
        return "event", "names.storm", 0.9
    if len(tokens) > 1 and words.legal.search(bare) and two not in words.organisations:
        return "company", "names.legal_form", 0.95
    if last in words.exchange or bare in words.exchange:
        return "other", "names.exchange", 0.9
    if len(tokens) > 1 and (last in words.media or bare in words.media) or bare in words.media:
        return "other", "names.media", 0.7
    if words.club.match(bare) or words.whole.match(bare) or two in words.organisations or (last in words.organisations and len(tokens) > 1):
        return "organisation", "names.head", 0.85
    if len(tokens) > 1 and first in words.firms:
        return "company", "names.firm", 0.8
    if len(tokens) > 1 and first in words.bodies:
        return "organisation", "names.firm", 0.8
    if len(tokens) > 1 and last in words.programs:
        return "program", "names.program_head", 0.75
    if len(tokens) > 1 and last in words.place_heads:
        return "place", "names.place_head", 0.8
    if len(tokens) > 2 and tokens[1] in ("of", "for") and first in words.first or len(tokens) > 3 and any(
        t in words.organisations and tokens[i + 1 : i + 2] in (["of"], ["for"], ["at"]) for i, t in enumerate(tokens)
    ):
        return "organisation", "names.head", 0.85
    if first.strip(".") in words.titles and len(tokens) > 1:
        return "person", "names.title", 0.85
    if 1 < len(tokens) <= 4 and first in words.given and last not in words.company_heads and "&" not in tokens:
        return "person", "names.given", 0.8
    if len(tokens) > 1 and last in words.company_heads:
        return "company", "names.company_head", 0.75
    if (ending := words.ending.search(tokens[0]) or words.ending.search(last)) and bare not in words.alone:
        kind = words.endings[ending[1].casefold()]
        return "company" if kind == "company" else "organisation", "names.ending", 0.75
    return "name", "names.capitals", 0.4


@lru_cache(maxsize=REMEMBERED)
def canonical(name: str, words: Lexicon) -> str:
    """A name as the dataset writes it: marks and legal form off but for "Roe Medical Corporation", white space and HTML's & folded."""
    bare = name.replace("&amp;", "&").replace("®", "").replace("™", "")
    bare = " ".join(bare.split())
    headed = " ".join(bare.split()[-2:]) in words.organisations
    short = bare if headed else words.legal.sub("", bare).rstrip(" ,")
    if short != bare and _nameless(short, words):
        kept = next((form for form in words.kept_forms if bare.startswith(f"{short} {form}")), "")
        short = f"{short} {kept}".rstrip()
    short = SHORT.sub("", short) if short != bare else short
    return short if len(short) > 2 else bare


def _nameless(short: str, words: Lexicon) -> bool:
    """Whether no name is left without a legal form: it ends in a task ("Roe Medical") or says only where and what ("Merian Oil")."""
    first, *rest = short.split()
    where = bool(rest) and (first in words.places or PEOPLE.search(first) is not None)
    what = all(any(t in known for known in (words.tasks, words.alone, words.company_heads)) for t in rest)
    return short.split()[-1] in words.tasks or where and what
