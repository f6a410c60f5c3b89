"""Programs: names of initiatives, from quotation marks, head words, and what stands around an unquoted name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

import regex

from pipeline.find.lexicon import Lexicon, lexicon
from pipeline.find.names import canonical
from pipeline.find.program_bounds import Bounds
from pipeline.find.titles import goes_on_within, titles
from pipeline.mention import Mention
from pipeline.rulebook import Rule, Rulebook, load_rules
from pipeline.sieve import Ahead, pattern_of

SLOGAN = r"(?r)(?<![\p{L}-])(?:<<programs.words.slogan>>)(?:\s+(?:of|is|that|was|as|the|a|an|on)){0,3}\W*\Z"
WINDOW = 90
QUOTES = ("“", '"', "„", "«", "‘")
BRIDGE = regex.compile(r"\s\p{Ll}{1,4}(?:\s\p{Ll}{1,3})?\s")
APPOSED, NICKNAME, ALSO_KNOWN = "(?r)<<programs.apposed>>", "(?r)<<programs.nickname>>", "(?r)<<programs.also_known>>"
TOLD_OF, WORK = "<<programs.told_of>>", "(?r)<<programs.work_before>>"
ANNUAL = r"<<programs.annual>>\s+(?=\p{Lu}\S*\s\S)"
ARTICLE = regex.compile(r"An?\s(?=\p{Lu}\S*\s\S)")
SHORT_OWNER = regex.compile(r"\p{Lu}{1,5}['’]s\s(?=\p{Lu}\S*\s\S)")
OPEN = regex.compile(r"\s?\([^()]*\Z")
GLOSS = regex.compile(r"(?r)[”\"’'»®™]?\s?\(\s?[“\"‘'«„]?(?:[Tt]he\s)?\Z")
SURE = ("programs.noun_before", "programs.called")
FIRM = ("names.gazetteer", "names.legal_form")
AFTER = ("programs.noun_after", "programs.appositive_own", "programs.runs_after", "programs.founded_after", "programs.appositive_after")
BEFORE = ("programs.noun_before", "programs.called", "programs.under", "programs.launch_before", "programs.owner_before")


def find_programs(text: str, names: Iterable[Mention], rules: Rulebook | None = None) -> list[Mention]:
    """Every mention of a programme's name in `text`, in order; `names` are the capitalised names found in it.

    The value is the name without quotation marks, marks and the generic word behind it. A name that several rules find is there
    once a rule, and where its bounds are open, with each of them: settling chooses.
    """
    rules = rules or load_rules()
    names = list(names)
    quoted = _best(_quoted(text, rules))
    spans = [(m.start, m.end + 3) for m in quoted]
    free = [m for m in _bridged(text, names) if not any(m.start < b and a < m.end for a, b in spans)]
    more = [t for t in titles(text, names, rules) if not any(t[0] < b and a < t[1] for a, b in spans)]
    titled = (_program(text, start, end, rule, sure, rules) for start, end, rule, sure in more)
    found = _without_glosses(text, sorted([*quoted, *_unquoted(text, free, rules), *titled], key=lambda m: m.order), rules)
    return _without_works(text, _without_nicknames(text, found, names, rules), rules)


def with_bare(text: str, found: Iterable[Mention], names: Iterable[Mention], rules: Rulebook) -> list[Mention]:
    """The candidates `found`, and the names that nothing announces, of no kind or by a model a person's or a place's.

    Settling weighs those of the latter that a model's role head leans to.
    """
    words, sure = lexicon(rules), rules["programs.bare"].confidence
    found = list(found)
    spans = [(m.start, m.end) for m in found if "quoted" in m.rule]
    out = list(found)
    for m in _bridged(text, list(names)):
        loose = m.field == "name" or m.field in ("person", "place") and m.rule.startswith("ner.")
        if loose and not _generic(m.text, words) and not any(m.start < b and a < m.end for a, b in spans):
            out.append(_program(text, m.start, m.end, "programs.bare", sure, rules))
    return sorted(_without_works(text, out, rules), key=lambda m: m.order)


def _without_glosses(text: str, found: list[Mention], rules: Rulebook) -> list[Mention]:
    """The candidates without those that stand in brackets behind another one, to tell what it means ("Luz (Light)")."""
    ends = {m.end for m in found}
    glossed = {m.end for m in found if m.rule == "program_titles.gloss"}
    sure = ("names.program_head", "program_titles.head_first")
    apposed_by = rules.pattern(APPOSED, case=True)

    def tells(m: Mention) -> bool:
        before = max(0, m.start - 14)
        bracket, apposed = GLOSS.search(text, before, m.start), apposed_by.search(text, before, m.start)
        return bool(bracket and bracket.start() in ends or apposed and apposed.start() in glossed)

    return [m for m in found if m.rule in sure or not tells(m)]


def _without_nicknames(text: str, found: list[Mention], names: Iterable[Mention], rules: Rulebook) -> list[Mention]:
    """The candidates without what a person or a body goes by ("Ada "Ace" Obi", "Lindo Bakers' Guild, also known as the ‘Loaves’")."""
    ends = {m.end: m.field for m in names if m.field in ("person", "company", "organisation")}
    person, body = rules.pattern(NICKNAME, case=True), rules.pattern(ALSO_KNOWN, case=True)

    def goes_by(m: Mention) -> bool:
        before = max(0, m.start - 30)
        hits = person.search(text, before, m.start), body.search(text, before, m.start)
        return any(hit and (ends.get(hit.start()) == "person" or hit is hits[1] and hit.start() in ends) for hit in hits)

    nicknames = {m.value for m in found if goes_by(m)}
    return [m for m in found if m.value not in nicknames]


def _without_works(text: str, found: list[Mention], rules: Rulebook) -> list[Mention]:
    """The candidates without the names of what is read, seen or heard ("“Warm Bread”, a cookery book by Ada Obi")."""
    told_of, before = rules.pattern(TOLD_OF), rules.pattern(WORK)
    works = {m.value for m in found if told_of.match(text, m.end) or before.search(text, max(0, m.start - 30), m.start)}
    return [m for m in found if m.value not in works]


def _quoted(text: str, rules: Rulebook) -> Iterator[Mention]:
    """The quoted phrases that are names of programmes: by the words behind or before, their own last word, or the list they stand in."""
    for firm in (rules["programs.stops"], rules["programs.quoted_long"]):
        for hit in firm.pattern.finditer(text):
            yield _program(text, *hit.span("name"), firm.id, firm.confidence, rules)
    last_end = -1
    for hit in rules["programs.quoted"].pattern.finditer(text):
        start, end = hit.span("name")
        if not _is_title(text, hit.start(), start, end, rules):
            continue
        if rule := _quoted_rule(text, hit.span(), hit["name"], last_end, rules):
            last_end = hit.end()
            yield _program(text, start, end, rule.id, rule.confidence, rules)


def _quoted_rule(text: str, span: tuple[int, int], name: str, last_end: int, rules: Rulebook) -> Rule | None:
    """The first rule that makes a quoted phrase, `text[span]`, the name of a programme."""
    start, end = span
    spoken = text[start:end].rstrip("”\"’'» ").endswith((",", "."))
    if not spoken and (rule := rules["programs.quoted_noun"]).pattern.match(text[end : end + WINDOW]):
        return rule
    before = text[max(0, start - WINDOW) : start]
    for rule_id in ("programs.noun_quoted", "programs.launch_quoted"):
        if (rule := rules[rule_id]).pattern.search(before):
            return rule
    if (rule := rules["programs.quoted_head"]).pattern.search(name):
        return rule
    line = text.rfind("\n", 0, start) + 1
    alone = start - line < 60 and "." not in text[line:start]
    if alone and (rule := rules["programs.quoted_heading"]).pattern.match(text[end : end + 120]):
        return rule
    if 0 <= last_end <= start < last_end + 20 and (rule := rules["programs.quoted_next"]).pattern.match(text[last_end:start]):
        return rule
    return rule if not spoken and (rule := rules["programs.quoted_title"]).pattern.match(name) else None


def _is_title(text: str, mark: int, start: int, end: int, rules: Rulebook) -> bool:
    """Whether a quoted phrase looks like a title: capitals, few words, no slogan or speech announced before it."""
    phrase = text[start:end]
    words = phrase.split()
    if not words or len(words) > 14 or phrase[-1:] in ".!?," and len(words) > 6:
        return False
    small = [w for w in words if w[0].islower() and len(w) > 4]
    if not words[0][0].isupper() and not words[0][0].isdigit() or len(small) > max(1, len(words) // 3):
        return False
    return rules.pattern(SLOGAN).search(text[max(0, mark - 60) : mark]) is None


def _unquoted(text: str, names: Iterable[Mention], rules: Rulebook) -> Iterator[Mention]:
    words = lexicon(rules)
    names = list(names)
    bounds = Bounds(text, names, rules)
    for name in names:
        if name.field == "other" or name.rule in FIRM or _generic(name.text, words) or _slogan(text, name, rules):
            continue
        rule_id = _around(text, name, rules)
        if name.field in ("person", "place") and not (name.rule.startswith("ner.") and rule_id in SURE):
            continue
        if name.field == "program":
            start, end = bounds.of(name.start, name.end)
            if (owner := bounds.owner(start)) is not None:
                yield _program(text, owner, end, "programs.with_owner", rules["programs.with_owner"].confidence, rules)
            yield _program(text, start, end, name.rule, max(0.8, name.confidence) if rule_id else name.confidence, rules)
        elif name.rule == "names.head" and not (name.text.split()[-1] in rules.words["programs"]["funds"] and rule_id):
            continue
        elif rule_id:
            yield _program(text, name.start, name.end, rule_id, rules[rule_id].confidence, rules)
        elif _of_company(name.text, words):
            yield _program(text, name.start, name.end, "programs.of_company", rules["programs.of_company"].confidence, rules)


def _bridged(text: str, names: list[Mention]) -> list[Mention]:
    """The names, two of them made one where only small words stand between ("Loaf on the Line") and nothing types either."""
    out: list[Mention] = []
    for m in names:
        last = out[-1] if out else None
        if last is not None and last.field == m.field == "name" and last.rule == m.rule and BRIDGE.fullmatch(text[last.end : m.start]):
            whole = text[last.start : m.end]
            out[-1] = replace(last, end=m.end, text=whole, value=whole)
        else:
            out.append(m)
    return out


def _slogan(text: str, name: Mention, rules: Rulebook) -> bool:
    """Whether a name opens a quotation that is announced as a slogan, a motto, a model or a concept."""
    mark = name.start - 1
    return text[max(0, mark) : name.start] in QUOTES and rules.pattern(SLOGAN).search(text[max(0, mark - 60) : max(0, mark)]) is not None


def _of_company(name: str, words: Lexicon) -> bool:
    """Whether a name is a known company's name and further words that make no company or other organisation."""
    tokens = name.split()
    heads = [" ".join(tokens[:n]) for n in range(1, min(len(tokens), 9))]
    return any(h in words.companies for h in heads) and tokens[-1] not in words.company_heads and tokens[-1] not in words.organisations


def _around(text: str, name: Mention, rules: Rulebook) -> str | None:
    """The first rule that makes the words right behind or right before a name those of a programme."""
    after, before = text[name.end : name.end + 90], text[max(0, name.start - 60) : name.start]
    one = " " not in name.text
    for rule in _behind(rules).able(text, name.end):
        if rule.pattern.match(after) and not (one and rule.id == AFTER[-1]):
            return rule.id
    for rule_id in BEFORE[: 3 if one else 5]:
        if rules[rule_id].pattern.search(before):
            return rule_id
    return None


@cache
def _behind(rules: Rulebook) -> Ahead[Rule]:
    return Ahead([rules[rule_id] for rule_id in AFTER], pattern_of)


def _generic(name: str, words: Lexicon) -> bool:
    return name in words.alone or all(t in words.programs or t in words.places for t in name.split())


def _program(text: str, start: int, end: int, rule: str, confidence: float, rules: Rulebook) -> Mention:
    while start < end and text[start].isspace():
        start += 1
    if text[start:end].startswith(("The ", "the ")):
        start += 4
    if (said := ARTICLE.match(text, start, end)) and goes_on_within(text, text[said.end() : end]):
        start = said.end()
    if owner := SHORT_OWNER.match(text, start, end):
        start = owner.end()
    if annual := rules.pattern(ANNUAL, case=True).match(text, start, end):
        start = annual.end()
    if (bracket := OPEN.search(text, start, end)) and bracket.start() > start:
        end = bracket.start()
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;"):
        end -= 1
    value = canonical(text[start:end], lexicon(rules))
    return Mention("program", start, end, text[start:end], rule, value=value, confidence=confidence)


def _best(found: Iterable[Mention]) -> list[Mention]:
    """Of mentions that overlap, the one with the highest confidence, the longer at a tie."""
    kept: list[Mention] = []
    for m in sorted(found, key=lambda m: (-m.confidence, m.start - m.end, m.start, m.rule)):
        if not any(m.start < k.end and k.start < m.end for k in kept):
            kept.append(m)
    return sorted(kept, key=lambda m: m.order)
