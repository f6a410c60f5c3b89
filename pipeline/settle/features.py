"""Features: what the places where an organisation is named say about its part in a case, as numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import log2

from pipeline.case import Case
from pipeline.find.ner import Reading
from pipeline.mention import Mention
from pipeline.rulebook import Rule, Rulebook
from pipeline.settle.entities import Entity, folded
from pipeline.settle.neighbours import Place, around, opener_of, places_of
from pipeline.settle.publisher import publishes
from pipeline.sieve import Ahead, pattern_of, sides_of

ASIDE = ("source", "career", "ranker", "part_of", "sited", "instance", "client")
"""The cues of names that only stand by."""
FRONTED = (
    "agent", "runner", "by", "from", "receiver", "to", "together", "owner", "listed", "speaker", "charity", "described",
    "shared_agent", "shared_runner", *ASIDE,
)  # fmt: skip
"""The cues that also count as such, and that tell more at the front of a case."""
SERVED = ("to", "open_grant", "line_item", "together", "listed", "next_at", "from", "receiver", "agent")
SHARED = {"shared_agent", "shared_runner", "shared_receiver", "shared_speaker"}
LISTED = {"together", "to", "from", "by", *ASIDE}
"""The cues before a list that hold for all of it."""
GIVING = (
    "agent", "shared_agent", "sum_behind", "sum_after", "listed", "kind_company", "kind_foundation", "kind_name", "to", "receiver", "from",
)  # fmt: skip
"""What tells more in a story of several givers."""
WINDOW = 110
FRONT = 160
KINDS = ("company", "foundation", "charity", "school", "hospital", "government", "name", "other")


def features_of(
    text: str,
    case: Case,
    entities: Sequence[Entity],
    first_sentence: tuple[int, int],
    rules: Rulebook,
    about: str,
    reading: Reading,
    programs: Iterable[Mention] = (),
    publisher: str = "",
) -> list[dict[str, float]]:
    """For each entity its features in one case; `entities` hold only their mentions in the case.

    `first_sentence` is the span of the body's first sentence, `about` the article's "About us" sections, folded, `publisher` its
    source and address, folded, `reading` what the model's role head says of names. Every number lies in 0..1: shares, or counts
    that level off at three; what a role head says, in -1..1.
    """
    body = case.body if case.heading else case.start
    total = sum(len(e.mentions) for e in entities) or 1
    opener = min((e.mentions[0].start for e in entities if e.kind != "other"), default=-1)
    opens_at = [min((m.start for m in e.mentions if m.start >= body), default=10**9) for e in entities]
    lead_body = min(opens_at, default=0)
    owned = folded(" ; ".join(p.text for p in programs))
    firms = tuple(entity.key + " " for entity in entities if entity.kind == "company")
    several = _several(text, case, body, rules)
    rows = []
    for entity, cue, at, held in zip(entities, _cues(text, case, entities, rules), opens_at, _within(entities), strict=True):
        found = entity.mentions
        row = {f"kind_{kind}": float(entity.kind == kind) for kind in KINDS}
        row |= {name: min(n, 3) / 3 for name, n in cue.items()}
        row |= {f"any_{name}": 1.0 for name in cue if name in FRONTED}
        row["title"] = float(any(m.start < body for m in found))
        row["opens"] = float(found[0].start == opener)
        row["opens_body"] = float(at == lead_body)
        row["first_sentence"] = float(any(first_sentence[0] <= m.start < first_sentence[1] for m in found))
        row["share"] = len(found) / total
        row["often"] = min(log2(1 + len(found)) / 4, 1.0)
        row["trust"] = entity.trust
        row["once"] = float(len(found) == 1)
        row["about"] = float(any(form in about for form in entity.folded)) if about else 0.0
        if publishes(entity, publisher):
            row |= {"publisher": 1.0, f"publisher_{entity.kind}": 1.0}
        row["sole"] = float(len(entities) == 1)
        row["known"] = entity.trust if entity.kind == "company" else 0.0
        row["extends"] = float(entity.key.startswith(firms))
        row["in_program"] = float(any(len(form) > 3 and form in owned for form in entity.folded))
        row["row_sum"] = float(row.get("sum_behind", 0) > 0 and row.get("line_opens", 0) + row.get("line_item", 0) > 0)
        row["late"] = (found[0].start - case.start) / max(1, case.end - case.start)
        row |= reading.features(((m.start, m.end) for m in found), ("lead", "partner"))
        row |= _among_givers(row, several)
        row |= _shape(entity, row.get("bracketed", 0.0), rules) | {"within": held}
        if entity.kind in ("school", "hospital"):
            row |= {f"served_{name}": row.get(name, 0.0) for name in SERVED}
        rows.append(row)
    return _with_company(_with_rivals(rows))


def _several(text: str, case: Case, body: int, rules: Rulebook) -> bool:
    """Whether the heading or the first lines of a case speak of several givers ("Banks pledge ...")."""
    return rules["roles.several_givers"].pattern.search(text, case.start, min(case.end, body + FRONT)) is not None


def _among_givers(row: Mapping[str, float], several: bool) -> dict[str, float]:
    """What tells a giver in a story of several: each of these counts more there."""
    told = {name: float(bool(row.get(name))) for name in GIVING}
    pays = {"pays": float(told["agent"] and told["sum_after"])}
    return pays | ({f"several_{name}": value for name, value in (told | pays).items()} | {"several_givers": 1.0} if several else {})


def _within(entities: Sequence[Entity]) -> list[float]:
    """For each entity whether all words of its name are another name's of the case ("Heart Association", "American Heart Association")."""
    names = [frozenset(entity.key.split()) for entity in entities]
    holding: dict[str, list[frozenset[str]]] = defaultdict(list)
    for name in names:
        for word in name:
            holding[word].append(name)
    rarest = (min(name, key=lambda word: len(holding[word])) for name in names)
    return [float(any(name < other for other in holding[word])) for name, word in zip(names, rarest)]


def _shape(entity: Entity, bracketed: float, rules: Rulebook) -> dict[str, float]:
    """What a name's own form says: letters only, one word, a class of organisations rather than one ("Food Banks")."""
    tokens = entity.name.split()
    heads = rules.words["names"]["organisation_heads"]
    short = entity.name.isupper() and len(tokens) == 1
    several = tokens[-1].endswith("s") and (tokens[-1][:-1] in heads or " ".join(tokens[-2:])[:-1] in heads)
    return {
        "short_form": float(short),
        "short_bracketed": float(short and bracketed > 0),
        "one_word": float(len(tokens) == 1),
        "words": min(len(tokens), 6) / 6,
        "several": float(len(tokens) > 1 and several),
        "generic": float(all(t in heads or t.replace("’", "'") in rules.words["names"]["others"]["tasks"] for t in tokens)),
    }


RIVAL = (
    "agent", "runner", "by", "from", "receiver", "front_receiver", "front_agent", "front_from", "to", "together", "owner",
    "kind_company", "kind_foundation", "share", "title", "told_lead", "told_partner",
)  # fmt: skip


def _with_rivals(rows: list[dict[str, float]]) -> list[dict[str, float]]:
    """Each row with the strongest value that any other entity of the case has for the telling features."""
    for name in RIVAL:
        own, rival = [row.get(name, 0.0) for row in rows], f"rival_{name}"
        top, second = (sorted(own, reverse=True) + [0.0, 0.0])[:2]
        for row, value in zip(rows, own):
            row[rival] = second if value == top else top
    return rows


BESIDE = (
    "agent", "shared_agent", "listed", "sum_behind", "sum_after", "to", "from", "receiver", "together", "title", "first_sentence", "opens",
    "once", "late", "kind_company", "kind_name", "kind_foundation", "kind_charity", "kind_other", "kind_government",
)  # fmt: skip
"""What tells something else where many others give than where one does."""


def _with_company(rows: list[dict[str, float]]) -> list[dict[str, float]]:
    """Each row with how many of the case's other organisations give, and have a sum behind their name, and what that changes."""
    for name, cues in (("givers", ("agent", "shared_agent")), ("sums", ("sum_behind", "sum_after"))):
        told = [any(row.get(cue) for cue in cues) for row in rows]
        for row, own in zip(rows, told):
            others = min(sum(told) - own, 5) / 5
            if others:
                row |= {f"{name}_{cue}": others * row[cue] for cue in BESIDE if row.get(cue)}
                row[name] = others
    return rows


def _cues(text: str, case: Case, entities: Sequence[Entity], rules: Rulebook) -> list[dict[str, float]]:
    """How often each cue stands at an entity's mentions; names of one list share the cues that the list has."""
    counts: list[dict[str, float]] = [{} for _ in entities]
    front = case.body if case.heading else case.start + FRONT
    places = places_of(text, entities)
    for place, here in zip(places, _shared(text, case, places, rules), strict=True):
        mine = counts[place.who]
        for name in sorted(here):
            mine[name] = mine.get(name, 0) + 1
            if place.start < front and name in FRONTED:
                mine[f"front_{name}"] = 3
        mine["list_size"] = max(mine.get("list_size", 0), min(place.size - 1, 9) / 3)
    return counts


def _shared(text: str, case: Case, places: Sequence[Place], rules: Rulebook) -> list[set[str]]:
    """The cues at each place: those before a list hold for what follows in it, those behind it for what went before."""
    sides, ahead = sides_of(rules, "roles"), _ahead(rules)
    found: list[set[str]] = []
    behind: list[set[str]] = []
    for place in places:
        begin, end = max(case.start, place.start - WINDOW), min(case.end, place.end + WINDOW)
        left, right = text[begin : place.start], text[place.end : end]
        here = {r.more["feature"] for r in sides["before"].within(text, begin, place.start) if r.pattern.search(left)}
        if place.start > place.opens:
            here |= found[-1] & LISTED
        found.append(set(here))
        able = ahead.able(right, 0)
        after = (r for r in sides["after"].within(text, place.end, end) if r in able)
        behind.append({r.more["feature"] for r in after if r.pattern.match(right)})
    for at in range(len(places) - 1, -1, -1):
        place = places[at]
        if at + 1 < len(places) and places[at + 1].opens == place.opens:
            behind[at] |= {f"shared_{name.removeprefix('shared_')}" for name in behind[at + 1]} & SHARED
        opener = opener_of(text, case, place)
        found[at] |= behind[at] | {r.more["feature"] for r in sides["opener"].able(opener) if r.pattern.search(opener)}
        found[at] |= {*around(text, case, place, rules), *(("listed",) if place.start > place.opens else ())}
    return found


@cache
def _ahead(rules: Rulebook) -> Ahead[Rule]:
    """The rules that look behind a name."""
    return Ahead(sides_of(rules, "roles")["after"].things, pattern_of)
