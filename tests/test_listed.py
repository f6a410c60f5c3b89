"""Listed: names of lists, with what a model hears of them, and the organisations that must come out."""

from __future__ import annotations

import pytest

from pipeline.find.names import find_names
from pipeline.find.vote import tagged_names, vote
from pipeline.rulebook import load_rules

ORG, FIRM, PERSON, PROGRAM = "ORG", "COMPANY", "PERSON", "PROGRAM"
LISTS = [
    ("We gave to:\n- Tamani Library and Cultural Center\n- Choir of South Lindo\n- The Roe House at Old Park\nIt grew.",
     [("Tamani Library", ORG), ("Cultural Center", ORG), ("Choir", ORG), ("Roe House", ORG)],
     ["Tamani Library and Cultural Center", "Choir of South Lindo", "Roe House at Old Park"]),
    ("We met:\n- Ada Obi\n- Lindo Bank Chairman\n- Roe Mills of Lindo\nIt grew.", [("Lindo Bank", FIRM), ("Roe Mills", FIRM)], ["Lindo Bank", "Roe Mills of Lindo"]),
    ("From A & S Foods, Bert's Corner House, Obi Mills and Roe Bank.",
     [("& S Foods", FIRM), ("Bert", FIRM), ("Corner House", ORG), ("Obi Mills", FIRM)], ["A & S Foods", "Bert's Corner House", "Obi Mills", "Roe Bank"]),
    ("They thank Oakhill Bank, Sahra Dehi, Roe Mills Ltd.", [("Oakhill Bank", FIRM)], ["Oakhill Bank", "Sahra Dehi", "Roe Mills"]),
    ("We gave to:\n- Delport Sands\n- Ablewell Lindo\n- Tamani Trust\nIt grew.", [("Delport Sands", ORG)], ["Delport Sands", "Ablewell Lindo", "Tamani Trust"]),
    ("Two tea cooperatives, Kopa and Dutere Gatar, paid.", [("Kopa", PERSON), ("Dutere Gatar", PERSON)], ["Kopa", "Dutere Gatar"]),
    ("With Oakhill Bank, Marketing Manager and Roe Mills it grew.", [("Oakhill Bank", FIRM), ("Roe Mills", FIRM)], ["Oakhill Bank", "Roe Mills"]),
    ("Ada Obi, Sahra Dehi and Oakhill Bank met.", [("Ada Obi", PERSON), ("Oakhill Bank", FIRM)], ["Oakhill Bank"]),
    ("Help came from Sahra Dehi in Oakhill.", [], []),
    ("Thanks: Oakhill Bank, Delport Rovers.", [("Oakhill Bank", FIRM), ("Delport", FIRM)], ["Oakhill Bank", "Delport Rovers"]),
    ("We helped:\nDelport Sands Rescue\n", [("Delport Sands", ORG), ("Rescue", PROGRAM)], ["Delport Sands Rescue"]),
    ("The union Sahra-Sen paid. Sahra-Sen grew.", [("Sahra-Sen", PERSON)], ["Sahra-Sen", "Sahra-Sen"]),
    ("With the Lions Club of Meria Old Lake it grew.", [("Lions Club of Meria", ORG), ("Old Lake", FIRM)], ["Lions Club of Meria Old Lake"]),
    ("Run with Roe Mills, Harbour Realm and Lindo Run Federation.", [("Harbour Realm", ORG), ("Lindo Run Federation", ORG)], ["Roe Mills", "Harbour Realm", "Lindo Run Federation"]),
    ("On Monday the Tami Al Kair charity came.", [], ["Tami Al Kair"]),
    ("On Monday the South Roman charity came.", [], []),
    ("Roe Mills Donates Bags. Roe Mills Donates 400.", [("Roe Mills", FIRM)], ["Roe Mills", "Roe Mills"]),
    ("Help came from Sahra Grameen Sansthan and Pertubuhan Insan Lindo.", [], ["Sahra Grameen Sansthan", "Pertubuhan Insan Lindo"]),
    ("It came through Yayasan Nikla Peduli again.", [("Yayasan", PROGRAM), ("Nikla Peduli", FIRM)], ["Yayasan Nikla Peduli"]),
    ("The builder Ada Roe paid.", [("Ada Roe", PERSON)], []),
]


@pytest.mark.parametrize(("text", "heard", "expected"), LISTS)
def test_a_name_in_a_list_of_organisations_is_one(text: str, heard: list[tuple[str, str]], expected: list[str]) -> None:
    rules = load_rules()
    spans = [(text.index(name), text.index(name) + len(name), label, 0.97) for name, label in heard]
    found = vote(text, find_names(text), tagged_names(text, spans, "toy", rules), rules)
    assert [str(m.value) for m in found if m.field in ("company", "organisation")] == expected
