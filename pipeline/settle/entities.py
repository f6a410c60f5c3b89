"""Entities: all the forms of one name in an article, as one thing with a kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

import regex

from pipeline.find.lexicon import Lexicon
from pipeline.find.names import canonical
from pipeline.mention import Mention
from pipeline.settle.forms import fullest, in_full, in_order, initials_of, is_class, known_as, of_house
from pipeline.settle.kindred import Kin

ACCENTS = regex.compile(r"\p{Mn}")
MARKS = regex.compile(r"[^\p{L}\p{N}&+]+")
RARE = 4
OURS = ("company", "organisation", "name")
REMEMBERED = 4_000
BRACKET = regex.compile(
    r"\A[®™]?,?\s*(?:\(\s*[“\"‘']?(?:the\s+)?([\p{Lu}\d][\p{L}\p{N}&.\- ’']{1,24})[”\"’']?\s*\)|,\s(?<listed>\p{Lu}{2,6}),)"
)

APPOSED = regex.compile(r"\s*(?:([,—–])\s(?:the\s)|\((?:the\s)?)")


@dataclass(frozen=True, slots=True)
class Entity:
    """One organisation as an article names it.

    `name` is its fullest form, `kind` "company", "foundation", "charity", "school", "hospital", "government",
    "other" (media, exchange) or "name" (unknown); `mentions` are all its occurrences in order of the text.
    """

    key: str
    name: str
    kind: str
    forms: tuple[str, ...]
    mentions: tuple[Mention, ...]
    trust: float
    folded: frozenset[str] = frozenset()


@lru_cache(maxsize=REMEMBERED)
def fold(name: str) -> str:
    """A name as a key, as `folded` gives it."""
    return folded(name)


def folded(text: str) -> str:
    """A name or a stretch of text in small letters, marks and a leading article off. A stretch is too long to be remembered.

    >>> folded("The Sam’s Club®")
    'sams club'
    """
    plain = MARKS.sub(" ", text.casefold().replace("’", "").replace("'", "").replace("‘", "")).strip()
    return plain[4:] if plain.startswith("the ") else plain


def usual(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those forms that are rare beside a shorter one and not the first ("Lindo Foods East" beside "Lindo Foods")."""
    count = Counter(str(m.value) for m in mentions)
    top, most = max(count.items(), key=lambda item: (item[1], item[0]))
    inside = fold(top)
    loud = {form for form, n in count.items() if form.isupper() and " " in form and not top.isupper() and n < most}
    rare = {form for form, n in count.items() if (RARE * n <= most or form in loud) and inside in fold(form)}
    return [m for m in mentions if m.value == mentions[0].value or str(m.value) not in rare]


def gather(text: str, names: Iterable[Mention], words: Lexicon) -> list[Entity]:
    """Join the names of an article into entities, in order of first mention; persons, places and programmes stay out."""
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for m in names:
        by_key[fold(str(m.value))].append(m)
    by_key.pop("", None)
    kinds = {key: _field(found) for key, found in by_key.items()}
    aliases = _aliases(text, by_key, kinds, words)
    groups: dict[str, list[Mention]] = defaultdict(list)
    for key, found in by_key.items():
        if kinds[key] in ("company", "organisation", "name", "other"):
            groups[_root(key, aliases)].extend(found)
    made = (_entity(key, found, words) for key, found in groups.items() if not is_class(text, found, words))
    return sorted((e for e in made if e is not None), key=lambda e: (e.mentions[0].start, e.key))


def _field(found: list[Mention]) -> str:
    first = found[0].field
    if all(m.field == first for m in found):
        return first
    weight: Counter[str] = Counter()
    for m in found:
        weight[m.field] += int(1000 * m.confidence)
    ours = {field: weight[field] for field in ("company", "organisation") if field in weight}
    best = max(sorted(weight), key=lambda f: weight[f])
    return max(ours, key=lambda f: ours[f]) if sum(ours.values()) > weight[best] else best


def _aliases(
    text: str, by_key: Mapping[str, list[Mention]], kinds: Mapping[str, str], words: Lexicon
) -> dict[str, str]:
    """From a short form's key to the key of the fuller form that it stands for."""
    aliases: dict[str, str] = {}
    shorts: dict[str, set[str]] = defaultdict(set)
    solid = [k for k in by_key if kinds[k] in ("company", "organisation", "name") and " " in k]
    for key in solid:
        for m in by_key[key]:
            if hit := BRACKET.match(text[m.end : m.end + 40]):
                short = fold(hit[1] or hit["listed"])
                other = hit["listed"] and not in_order(short, key)
                shorts[key].update([short] if (hit[1] or "").isupper() else [])
                if short != key and short in by_key and kinds[short] != "place" and not other:
                    aliases.setdefault(short, key)
    for short, key in (*_apposed(text, by_key, solid), *_shared(shorts), *known_as(text, by_key, words)):
        aliases.setdefault(short, key)
    by_first: dict[str, list[str]] = defaultdict(list)
    for k in solid:
        by_first[k.split()[0]].append(k)
    first = [(k, by_key[k][0].text) for k in reversed(solid)]
    initials = {short: k for k, form in first for short in initials_of(k, fold(form), the=form.startswith("The "))}
    accented = [k for k in by_key if kinds[k] in OURS and not k.isascii() and k not in solid]
    plains = {_plain(k, words): k for k in reversed([*solid, *accented])}
    bare = {rest: k for k in reversed(solid) if (rest := _without_class(str(by_key[k][0].value), words))[0]}
    kin = Kin(text, {k: by_key[k] for k in solid}, words)
    for key, spoken in by_key.items():
        if key in aliases or kinds[key] in ("person", "place", "program"):
            continue
        if key.endswith("s") and key[:-1] in by_key and " " in key:
            aliases[key] = key[:-1]
        elif 3 <= len(key) <= 6 and key in initials and str(by_key[key][0].value).isupper():
            aliases[key] = initials[key]
        elif (plain := plains.get(_plain(key, words), key)) != key:
            aliases[key] = plain
        elif whole := _ends(key, solid, by_key, words):
            aliases[key] = whole
        elif bare.get((key, kinds[key] == "organisation"), key) != key:
            aliases[key] = bare[key, kinds[key] == "organisation"]
        elif (found := kin.of(key, spoken)) is not None and (not shorts[key] or shorts[found].issubset(shorts[key])):
            aliases[key] = found
        elif longer := _longer(key, by_first[key.split()[0]] + by_first[key.split()[0] + "s"], kinds, by_key, words):
            aliases[key] = longer
    return aliases


def _apposed(text: str, by_key: Mapping[str, list[Mention]], solid: Iterable[str]) -> Iterator[tuple[str, str]]:
    """An acronym and the full name between commas, dashes or brackets right behind it: "MAVA, the Meria Village Agency,"."""
    at = {m.start + 4 * m.text.startswith("The "): (m.end, key) for key in solid for m in by_key[key]}
    for short, found in by_key.items():
        if not (found[0].text.isupper() and 3 <= len(short) <= 8):
            continue
        for hit in (hit for m in found if (hit := APPOSED.match(text, m.end)) and hit.end() in at):
            end, key = at[hit.end()]
            if text[end : end + 2].lstrip().startswith(hit[1] or ")") and (hit[1] or in_order(short, key)):
                yield short, key


def _shared(shorts: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """A name that goes on from another with the same short form in brackets: "Lindo Oil (LOC)" and "Lindo Oil of Meria (LOC)"."""
    held: dict[str, str] = {}
    for key in sorted(shorts, key=len, reverse=True):
        for short in sorted(shorts[key]):
            if held.setdefault(short, key).startswith(key + " "):
                yield key, held[short]


def _plain(key: str, words: Lexicon) -> str:
    """A name's key without small words and accents, spelt one way: "Habitat for Humanity of Lindo" is "Habitat for Humanity Lindo"."""
    bare = ACCENTS.sub("", normalize("NFD", key)) if not key.isascii() else key
    return " ".join(words.spellings.get(w, w) for w in bare.split() if w not in words.loose)


def _ends(key: str, solid: Iterable[str], by_key: Mapping[str, list[Mention]], words: Lexicon) -> str | None:
    """The one name that ends in a name of tasks and a head alone: "the Lions Club" is "Lindo Lions Club"."""
    tokens = str(by_key[key][0].value).removeprefix("The ").split()
    rest = tokens[:-2] if " ".join(tokens[-2:]) in words.organisations else tokens
    if len(tokens) < 2 or not all(t.replace("’", "'") in words.tasks or t in words.organisations or t in words.service for t in rest):
        return None
    longer = sorted((k for k in solid if k.endswith(" " + key)), key=len)
    return longer[0] if longer and all(k.endswith(longer[0]) for k in longer) else None


def _without_class(name: str, words: Lexicon) -> tuple[str, bool]:
    """What a name is without its first word, where that says only what it is ("Lindo" of "Banco Lindo"), and whether it is no firm's."""
    first, _, rest = name.partition(" ")
    body = first in words.bodies
    return fold(rest) if rest and (body and " " in rest or not body and first in words.classed) else "", body


def _longer(key: str, solid: list[str], kinds: Mapping[str, str], by_key: Mapping[str, list[Mention]], words: Lexicon) -> str | None:
    """The fuller form that begins with a short form: "haier" is "haier group"; a firm named more than its foundation is itself."""
    form = str(by_key[key][0].value)
    short = len(key) < (2 if form.isupper() else 3)
    many = key.count(" ") > 2
    if short or key.count(" ") > 4 or words.organisations.get(form.removeprefix("The ")) not in (None, "government"):
        return None
    longer = (k for k in solid if k.startswith((key + " ", key + "s ")) and kinds[k] in OURS)
    fuller = [k for k in longer if not (many and _other(k, key, by_key, words) or of_house(str(by_key[k][0].value), form, words))]
    if not fuller:
        return None
    best = max(fuller, key=lambda k: (kinds[k] == "company", kinds[k] != "name", len(by_key[k]), -len(k), k))
    often = 2 * len(by_key[key]) >= 3 * len(by_key[best])
    itself = kinds[key] == "company" and kinds[best] == "organisation" and (often or any(in_full(m, words) for m in by_key[key]))
    one, two = ({words.companies[f] for m in by_key[k] for f in (m.text, str(m.value)) if f in words.companies} for k in (key, best))
    return None if itself or (one and two and not one & two) else best


def _other(longer: str, key: str, by_key: Mapping[str, list[Mention]], words: Lexicon) -> bool:
    """Whether a name that begins with a name of many words may be another's: it is much longer, or its foundation's."""
    return longer.count(" ") > key.count(" ") + 1 or words.organisations.get(str(by_key[longer][0].value).rsplit(" ")[-1]) == "foundation"


def _root(key: str, aliases: Mapping[str, str]) -> str:
    seen = {key}
    while key in aliases and aliases[key] not in seen:
        key = aliases[key]
        seen.add(key)
    return key


def _entity(key: str, found: list[Mention], words: Lexicon) -> Entity | None:
    found = sorted(found, key=lambda m: m.order)
    forms = sorted({str(m.value) for m in found}, key=lambda f: (-len(f), f.isupper(), f))
    known = next((words.companies[f] for f in forms if f in words.companies), None)
    kind = _kind(found, forms, words)
    bare = fold(forms[0]).split()
    if forms[0].endswith(words.parts):
        return None
    if not known and len(bare) == 1 and (forms[0].removeprefix("The ") in words.organisations or forms[0] in words.company_heads):
        return None
    trust = max(m.confidence for m in found)
    name = canonical(fullest(found, forms, words), words)
    return Entity(key, name, kind, tuple(forms), tuple(found), trust, frozenset(map(fold, forms)))


def _kind(found: list[Mention], forms: list[str], words: Lexicon) -> str:
    field = _field(found)
    if field == "organisation":
        for form in forms:
            tokens = form.split()
            for token in (" ".join(tokens[-2:]), tokens[-1], *tokens):
                if token in words.organisations:
                    return words.organisations[token]
                if ending := words.ending.search(token):
                    return words.endings[ending[1].casefold()]
        return "charity"
    return field
