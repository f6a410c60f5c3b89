"""Lists: those whom only one long list names play one part."""

from __future__ import annotations

from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.find.ner import Reading
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather
from pipeline.settle.neighbours import lists_of
from pipeline.settle.roles import cast
from pipeline.settle.weigh import part_chances

TEXT = (
    "Kanda Foods Ltd runs the fund. Taking part are Roe Mills Ltd, Lindo Bank Ltd, Tema Steel Ltd, Osu Paper Ltd and Ofin Tyres Ltd.\n\n"
    "Lindo Bank Ltd has done so before."
)


def test_a_long_list_and_who_is_named_elsewhere_too() -> None:
    rules = load_rules()
    entities = gather(TEXT, find_names(TEXT, rules), lexicon(rules))
    (members,) = lists_of(TEXT, entities)
    assert sorted(entities[i].name for i in members) == ["Ofin Tyres", "Osu Paper", "Roe Mills", "Tema Steel"]
    short = TEXT.replace("Tema Steel Ltd, Osu Paper Ltd and ", "")
    assert lists_of(short, gather(short, find_names(short, rules), lexicon(rules))) == []


def test_members_are_as_likely_as_they_are_on_average() -> None:
    rules = load_rules()
    entities = gather(TEXT, find_names(TEXT, rules), lexicon(rules))
    rows = [{"agent": float(i == 1), "kind_company": 1.0} for i in range(len(entities))]
    odds = part_chances(rows, rules, Reading())
    apart = {r.entity.name: (r.lead, r.partner) for r in cast(entities, odds)}
    alike = {r.entity.name: (r.lead, r.partner) for r in cast(entities, odds, [[1, 2, 3]])}
    three = [entities[i].name for i in (1, 2, 3)]
    assert len({alike[name] for name in three}) == 1
    assert abs(alike[three[0]][0] - sum(apart[name][0] for name in three) / 3) < 1e-9
    assert alike[entities[0].name] == apart[entities[0].name]
