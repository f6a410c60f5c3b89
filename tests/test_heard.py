"""Heard: sentences of our own with the spans that a model hears in them, and the names that must come out."""

from __future__ import annotations

import pytest

from pipeline.find.names import find_names
from pipeline.find.vote import tagged_names
from pipeline.rulebook import load_rules

ORG, FIRM, PLACE = "ORG", "COMPANY", "PLACE"

ONE = [
    ("Rice from jeweller Soon Heng Tamani came.", [("Soon Heng Tamani", FIRM)], ["Soon Heng Tamani"]),
    ("Soon Heng Tamani sent rice.", [("Soon Heng Tamani", FIRM)], ["Heng Tamani"]),
    ("The RPB-affiliated Roe Students Association met.", [("RPB-affiliated Roe Students Association", ORG)], ["Roe Students Association"]),
    ("Obuya and Lund is proud to give.", [("Obuya", FIRM), ("Lund", "PERSON")], ["Obuya and Lund"]),
    ("Obuya and Lund are proud to give.", [("Obuya", FIRM), ("Lund", FIRM)], ["Obuya", "Lund"]),
    ("A friend of Obuya and Lund is proud.", [("Obuya", FIRM), ("Lund", FIRM)], ["Obuya", "Lund"]),
    ("We invite young Costa Ricans to Tamani Foods.", [("Costa", FIRM), ("Tamani Foods", FIRM)], ["Tamani Foods"]),
    ("A cheque came from the AXB-UK Relief Fund.", [("AXB", FIRM), ("UK Relief Fund", ORG)], ["AXB-UK Relief Fund"]),
    ("☘️ Tamani Foods gave.", [("☘️ Tamani Foods", FIRM)], ["Tamani Foods"]),
    ("Ann & Robert H. Roe Hospital came.", [("Ann & Robert H.", FIRM), ("Roe Hospital", ORG)], ["Ann & Robert H. Roe Hospital"]),
    ("So did Tam's Angels Cancer Relief Foundation.", [("Tam's Angels Cancer Relief Foundation", ORG)], ["Tam's Angels Cancer Relief Foundation"]),
    ("Tam gave, as did Tam's Cancer Relief Foundation.", [("Tam's Cancer Relief Foundation", ORG)], ["Tam", "Cancer Relief Foundation"]),
    ("Tamani ISD’s Education Foundation met.", [("Tamani ISD", FIRM), ("Education Foundation", ORG)], ["Tamani ISD’s Education Foundation"]),
    ("Tamani paid. Tamani’s Education Foundation met.", [("Tamani", FIRM), ("Education Foundation", ORG)], ["Tamani", "Education Foundation"]),
    ("Rice for Brio + Shine Lindo Care.", [("Brio", FIRM), ("Shine Lindo Care", ORG)], ["Brio + Shine Lindo Care"]),
    ("Rice by Acme + Tamani. So Acme said.", [("Acme", FIRM), ("Tamani", FIRM)], ["Acme", "Tamani"]),
    ("2025 marks ten years, so says The 519.", [("2025", FIRM), ("The 519", ORG)], ["The 519"]),
    ("Football and Livestock met at Tamani Foods.", [("Football", ORG), ("Livestock", FIRM), ("Tamani Foods", FIRM)], ["Tamani Foods"]),
    ("The Bank of Tamani gave. So did the Bank of Tamani's UK office.", [("Bank of Tamani's UK", FIRM)], ["Bank of Tamani"]),
    ("It went to the Lindo and District Men’s Shed.", [("District Men’s Shed", ORG)], ["Lindo and District Men’s Shed"]),
    ("The Roe Pulp Board (RPB) met.", [("Roe Pulp Board", ORG), ("RPB)", ORG)], ["Roe Pulp Board", "RPB"]),
    ("Māori and Ghanaians met at Tamani Foods.", [("Māori", ORG), ("Ghanaians", ORG), ("Tamani Foods", FIRM)], ["Tamani Foods"]),
    ("Thanks to the Road Haulage and Safety Agency.", [("Road Haulage", ORG), ("Safety Agency", ORG)], ["Road Haulage and Safety Agency"]),
    ("The Lena M. and Harry B. Rowe Trust paid.", [("Lena M.", FIRM), ("Harry B. Rowe Trust", ORG)], ["Lena M. and Harry B. Rowe Trust"]),
    ("It helps the Union of Welders Lindo.", [("Union of Welders", ORG), ("Lindo", PLACE)], ["Union of Welders Lindo"]),
    ("Meals by Family Services of South Lindo came.", [("Family Services", ORG), ("South Lindo", PLACE)], ["Family Services of South Lindo"]),
    ("The University of North Meria at Lindo came.", [("University of North Meria", ORG), ("Lindo", PLACE)], ["University of North Meria at Lindo"]),
    ("So say Obuya, Lund & Associates today.", [("Obuya", FIRM), ("Lund & Associates", FIRM)], ["Obuya, Lund & Associates"]),
    (
        "They thank Oakhill, Rowe Drywall and Plastering, Zenith Steel, Huerta Viva.",
        [("Oakhill", FIRM), ("Rowe Drywall", FIRM), ("Plastering", FIRM), ("Zenith Steel", FIRM), ("Huerta Viva", ORG)],
        ["Oakhill", "Rowe Drywall and Plastering", "Zenith Steel", "Huerta Viva"],
    ),
    ("In floods the Merian dairy Tamani sends milk.", [("Merian dairy Tamani", FIRM)], ["Tamani"]),
    ("Diaper maker Tamani gave.", [("Diaper", FIRM), ("Tamani", FIRM)], ["Tamani"]),
    ("The law firm of Obuya, Vanda & Lund LLP gave.", [("Obuya", "PERSON"), ("Vanda & Lund LLP", FIRM)], ["Obuya, Vanda & Lund"]),
    ("So says the CEO of the Lindo Food Bank.", [("CEO of the Lindo Food Bank", ORG)], ["Lindo Food Bank"]),
    ("It rained. Contractor Roe & Sons sent its kitchen.", [("Contractor Roe & Sons", FIRM)], ["Roe & Sons"]),
    ("It joined Red Cross and Red Crescent Societies.", [("Red Cross", ORG), ("Red Crescent Societies", ORG)], ["Red Cross and Red Crescent Societies"]),
    ("With the Order for People of Determination it builds.", [("Order for People of Determination", ORG)], ["Order for People of Determination"]),
    ("Rice from NGO Bowl of Hope came.", [("NGO Bowl of Hope", ORG)], ["Bowl of Hope"]),
    ("Banque Lindo d’Aval paid.", [("Banque Lindo d’Aval", FIRM)], ["Banque Lindo d’Aval"]),
    ("Tamani Mining of Delport paid.", [("Tamani Mining of Delport", FIRM)], ["Tamani Mining", "Delport"]),
    ("Meals by the Bishops’ Conference came.", [("Bishops", ORG), ("Conference", ORG)], ["Bishops’ Conference"]),
    ("A cheque for Ada's Gift came.", [("Ada's Gift", ORG)], ["Ada's Gift"]),
    ("Tamani Foods (Yummi) paid.", [("Tamani Foods (Yummi)", FIRM)], ["Tamani Foods"]),
    ("Oakhill Foods, Q Mills Sdn Bhd and others paid.", [("Oakhill Foods, Q Mills Sdn Bhd", FIRM)], ["Oakhill Foods", "Q Mills"]),
    ("2. Tamani Foods: a bus", [("2. Tamani Foods", FIRM)], ["Tamani Foods"]),
    ("So said Tamani Mills Safety Manager Ada Obi.", [("Tamani Mills Safety Manager", FIRM)], ["Tamani Mills"]),
    ("The District Division Officer came.", [("District Division Officer", ORG)], []),
    ("For the Little Oak Trust I thank you.", [("Little Oak Trust I", ORG)], ["Little Oak Trust"]),
    ("Pens went to the Lindo Water Council for three schools.", [("Lindo Water Council for three", ORG)], ["Lindo Water Council"]),
    ("Subcontractors Tamani Mills paid.", [("Subcontractors Tamani Mills", FIRM)], ["Tamani Mills"]),
    ("Staff of Tamani Foods Delport branch came. Tamani Foods paid.", [("Tamani Foods Delport", FIRM)], ["Tamani Foods"]),
    ("Books came from the Delport Branch of Tamani Mills Ltd.", [("Delport Branch of Tamani Mills Ltd", FIRM)], ["Tamani Mills"]),
    ("So said the chairman of the Lindo Mills Chamber Dwight Obuya.", [("Lindo Mills Chamber Dwight Obuya", ORG)], ["Lindo Mills Chamber"]),
    ("The 31st Lindo Army Corps helped.", [("Lindo Army Corps", ORG)], ["31st Lindo Army Corps"]),
    ("A jumper day for St Barrow's. It grew.", [("St Barrow", ORG)], ["St Barrow's"]),
    ("It cost TL 230 million.", [("TL", FIRM)], []),
    ("It cost 187 billion VND.", [("VND", FIRM)], []),
    ("Staff of Tamani Foods Old Delport branch came. Tamani Foods paid.", [("Tamani Foods Old Delport", FIRM)], ["Tamani Foods"]),
    ("Bread from Meria-owned Tamani Mills came.", [("Meria-owned Tamani Mills", FIRM)], ["Tamani Mills"]),
    ("The Merians in the Kenya Foundation gave.", [("Merians", ORG), ("Kenya Foundation", ORG)], ["Merians in the Kenya Foundation"]),
    ("It joined the World Council on Soil Data.", [("World Council", ORG), ("Soil Data", ORG)], ["World Council on Soil Data"]),
    ("We met the Kent and Roeway Medical School.", [("Kent", PLACE), ("Roeway Medical School", ORG)], ["Kent and Roeway Medical School"]),
    ("It ran for A Bowl of Rice in May.", [("A Bowl of Rice", ORG)], ["A Bowl of Rice"]),
    ("A Bowl of Rice e.V.\n\nA Bowl of Rice cooks.", [("A Bowl of Rice e.V", FIRM)], ["A Bowl of Rice"]),
    ("The A. Roe Trust paid.", [("A. Roe Trust", ORG)], ["A. Roe Trust"]),
    ("We thank LindoDay.Org and all.", [("LindoDay", FIRM)], ["LindoDay.Org"]),
    ("It helps Tamani Charitable trust.", [("Tamani Charitable trust", ORG)], ["Tamani Charitable trust"]),
    ("The Lindo Municipal Corporation paved it.", [("Lindo Municipal Corporation", ORG)], ["Lindo Municipal Corporation"]),
    ("Students of Tamani College Delport Lake came.", [("Tamani College Delport Lake", ORG)], ["Tamani College Delport Lake"]),
    ("It is made in the Tamani Women's Workshop.", [("Tamani Women", ORG)], ["Tamani Women's Workshop"]),
    ("The Tamani Coffee Growers' Union gave.", [("Tamani Coffee Growers", ORG), ("Union", ORG)], ["Tamani Coffee Growers' Union"]),
    ('Gifts of Tamani Aid "Global" came.', [('Tamani Aid "Global', ORG)], ["Tamani Aid"]),
    ("It was paid by the Tamani Drillers' Union.", [("Tamani Drillers", FIRM)], ["Tamani Drillers' Union"]),
    ("# Tamani Foods gave.", [("# Tamani Foods", FIRM)], ["Tamani Foods"]),
    ("It is run by the Faculty of Food of Tamani State University.", [("Faculty of Food of Tamani State University", ORG)], ["Tamani State University"]),
    ("Today tamanioffice gave rice.", [("tamanioffice", FIRM)], ["tamanioffice"]),
]
TWO = [
    ("A. Tamani Foods\nIt gave.\nB. Roe Railway\nIt gave.", [("A. Tamani Foods", FIRM), ("B. Roe Railway", FIRM)], ["Tamani Foods", "Roe Railway"]),
    ("B. Roe Railway\nIt gave.", [("B. Roe Railway", FIRM)], ["B. Roe Railway"]),
    ("◇ Tamani Foods\nIt gave.", [("◇ Tamani Foods", FIRM)], ["Tamani Foods"]),
    ("Tamani King's Foundation gave. Tamani King paid.", [("Tamani King", FIRM)], ["Tamani King"]),
    ("Here a trader of tamanioffice came, the tamanioffice gave.", [("tamanioffice", FIRM)], []),
    ("It is good for Kenya association.", [("Kenya association", ORG)], ["Kenya"]),
    ("A Roe Trust gift came. The Roe Trust gave.", [("A Roe Trust", ORG)], ["Roe Trust"]),
    ("In the Gambia and Roeway Medical School they teach.", [("Gambia", PLACE), ("Roeway Medical School", ORG)], ["Gambia", "Roeway Medical School"]),
    ("Thanks to the Education Bureau and Health Commission.", [("Education Bureau", ORG), ("Health Commission", ORG)], ["Education Bureau", "Health Commission"]),
    ("Thanks to Acme Foods and Harbour Shelter.", [("Acme Foods", FIRM), ("Harbour Shelter", ORG)], ["Acme Foods", "Harbour Shelter"]),
    ("Thanks to Oakhill Landscape Sdn Bhd & Perfect Air.", [("Oakhill Landscape Sdn Bhd & Perfect Air", FIRM)], ["Oakhill Landscape", "Perfect Air"]),
    ("Thanks to Tamani Foundation & Harbour Mahila Kendra.", [("Tamani Foundation & Harbour Mahila Kendra", ORG)], ["Tamani Foundation", "Harbour Mahila Kendra"]),
    ("Thanks to Ministry of Health & Family Welfare.", [("Ministry of Health & Family Welfare", ORG)], ["Ministry of Health & Family Welfare"]),
    ("Q Mills Bhd, Kodi Lindo & Tech Store Sdn Bhd paid.", [("Q Mills Bhd", FIRM), ("Kodi Lindo & Tech Store Sdn Bhd", FIRM)], ["Q Mills", "Kodi Lindo", "Tech Store"]),
    ("Shree Harbour Engicon, R.K. Transport came.", [("Shree Harbour Engicon, R.K. Transport", FIRM)], ["Shree Harbour Engicon", "R.K. Transport"]),
    ("Acme of Lindo paid.", [("Acme", FIRM), ("Lindo", PLACE)], ["Acme", "Lindo"]),
    ("They thank Oakhill, Acme Foods and Zenith Steel.", [("Oakhill", FIRM), ("Acme Foods", FIRM), ("Zenith Steel", FIRM)], ["Oakhill", "Acme Foods", "Zenith Steel"]),
    ("Obuya, Lund & Associates and Obuya paid.", [("Obuya", FIRM), ("Lund & Associates", FIRM)], ["Obuya", "Lund & Associates"]),
]


@pytest.mark.parametrize(("text", "heard", "expected"), ONE + TWO)
def test_what_a_model_cut_in_two_is_one_name_again(text: str, heard: list[tuple[str, str]], expected: list[str]) -> None:
    spans = [(text.index(name), text.index(name) + len(name), label, 0.9) for name, label in heard]
    assert [str(m.value) for m in tagged_names(text, spans, "toy", load_rules())] == expected


@pytest.mark.parametrize("name", ["LCpl Obuya", "CM Lund", "Cllr. Ada Obi"])
def test_a_title_tells_a_person(name: str) -> None:
    assert [m.field for m in tagged_names(f"So says {name} today.", [(8, 8 + len(name), FIRM, 0.9)], "toy", load_rules())] == ["person"]


POSSESSIVES = [
    ("Mixers came from Barrow's, cheese from Lindo Foods.", "Barrow's"),
    ("Barrow’s has given 300 coats.", "Barrow’s"),
    ("Mixers came from Barrow's. Barrow gave them.", "Barrow"),
    ("We met Barrow's staff.", "Barrow"),
    ("It feeds the guests of The Widow's Place and Feeding Meria today.", "The Widow's Place"),
]


@pytest.mark.parametrize(("text", "name"), POSSESSIVES)
def test_a_possessive_that_owns_nothing_is_a_part_of_the_name(text: str, name: str) -> None:
    assert name in [str(m.value) for m in find_names(text)]


def test_a_span_that_begins_with_a_comma_is_read() -> None:
    text = "Lindo Foods, Roe Mills Ltd gave books."
    assert [m.text for m in tagged_names(text, [(11, 26, "COMPANY", 0.9)], "accurate", load_rules())] == ["Roe Mills Ltd"]


def test_what_a_model_heard_ends_before_a_headline_s_verb() -> None:
    text = "Lindo Cement Donates Bags to Clinic"
    assert [m.text for m in tagged_names(text, [(0, 25, "COMPANY", 0.9)], "accurate", load_rules())] == ["Lindo Cement"]


GAPPED = [
    ("Roe Tyres gave 900 tents, Tamani Cement 500, and Lindo Foods 40.", "Tamani Cement 500", "Tamani Cement"),
    ("It helps the association Tamani 44 in Roe.", "Tamani 44", "Tamani 44"),
]


@pytest.mark.parametrize(("text", "heard", "name"), GAPPED)
def test_a_figure_whose_noun_is_left_out_is_no_part_of_a_name(text: str, heard: str, name: str) -> None:
    at = text.index(heard)
    assert [m.text for m in tagged_names(text, [(at, at + len(heard), "COMPANY", 0.9)], "toy", load_rules())] == [name]


WHOLE = [
    ("Run by the Ministry of Veterans’ Affairs.", "Ministry of Veterans’ Affairs"),
    ("Run by the Ministry of Widows’ Affairs.", "Ministry of Widows’ Affairs"),
    ("We met St Anna's Old Rum Distillery gave books.", "St Anna's Old Rum Distillery"),
    ("Organiser Straits Mutual gave books.", "Straits Mutual"),
]


@pytest.mark.parametrize(("text", "name"), WHOLE)
def test_an_office_for_somebody_s_affairs_and_a_saint_s_house_are_one_name(text: str, name: str) -> None:
    assert name in [str(m.value) for m in find_names(text)]
