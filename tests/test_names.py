"""Names and programmes: sentences of our own with the names that rules alone must find in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.case import Case
from pipeline.find.lexicon import lexicon
from pipeline.find.names import find_names
from pipeline.find.ner import HEADS, Leaning, Reading
from pipeline.find.program_bounds import Bounds
from pipeline.find.programs import find_programs, with_bare
from pipeline.find.titles import _without_front
from pipeline.find.vote import tagged_names, vote
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather
from pipeline.settle.program_features import program_rows
from pipeline.settle.program_kin import kin
from pipeline.settle.programs import programs_of

NAMES = [
    ("Lindo Clubs Come Together For Lindo Bank\n\nIt gave.", ["Lindo Clubs", "Lindo Bank"]),
    ("Amber Trust Inaugurates Kofa Hospital Wing\n\nIt gave.", ["Amber Trust", "Kofa Hospital Wing"]),
    ("Thanks to Corporate Partners Orbit Bank and Gold Sponsor Roe Mills.", ["Orbit Bank", "Roe Mills"]),
    ("Community Partners International gave rice to Media Partners.", ["Community Partners International"]),
    ("The Board of Trustees and its Management Committee met the Board of Trustees of Lindo University.", ["Lindo University"]),
    ("It serves the UN Sustainable Development Goals and the Lindo Development Board.", ["Lindo Development Board"]),
    ("The Lindo and District Art Society gave books.", ["The Lindo and District Art Society"]),
    ("It went to Roe & Districts Bowls Club.", ["Roe & Districts Bowls Club"]),
    ("Supporting Tamani Trust\n\nThe Tamani Trust gave rice.", ["Tamani Trust", "Tamani Trust"]),
    ("Two Lindo University men came. Lindo University gave rice.", ["Lindo University", "Lindo University"]),
    ("We like Nanjing Tamani Hospital. Tamani Hospital gave rice.", ["Nanjing Tamani Hospital", "Tamani Hospital"]),
    ("Building Tamani Trust gave rice.", ["Building Tamani Trust"]),
    ("Brightwater Foods Ltd. gave blankets to the Harbour Street Shelter.", ["Brightwater Foods", "Harbour Street Shelter"]),
    ("Kesari Steel (Odisha) Pulp and Paper Co., Ltd. opened a library.", ["Kesari Steel (Odisha) Pulp and Paper"]),
    ("The cheque went to the University of Nkumba and the Ministry of Health.", ["University of Nkumba", "Ministry of Health"]),
    ("Nissan (China) and Volvo met in Lagos.", ["Nissan (China)", "Volvo", "Lagos"]),
    ("Through Oakhill's generosity the Bill and Nora Fields Foundation grew.", ["Oakhill", "Bill and Nora Fields Foundation"]),
    ("Sam's Club customers gave to Boys & Girls Clubs of Delport.", ["Sam's Club", "Boys & Girls Clubs of Delport"]),
    ("iRobotics and the Children's Hospital of Meru teamed up.", ["iRobotics", "Children's Hospital of Meru"]),
    ("On Monday, Dr. Ada Obi spoke for Zenith Minerals PLC.", ["Dr. Ada Obi", "Zenith Minerals"]),
    ("Students from the High School Affiliated to Linxi University came.", ["High School Affiliated to Linxi University"]),
    ("Every year in May the company pays. It began in 2011.", []),
    ("Food for All’s volunteers helped; M&G Stationery paid.", ["Food for All", "M&G Stationery"]),
    ("It gave to the University of Nkumba Foundation.", ["University of Nkumba Foundation"]),
    ("It gave to the Bread Pantry of the Lindo Foundation.", ["Bread Pantry", "Lindo Foundation"]),
    ("The Department of Parks and Recreation paid.", ["The Department of Parks and Recreation"]),
    ("Grants from the Ministry of Health and UNOPS came.", ["Ministry of Health", "UNOPS"]),
    ("It works with the Girl Scouts of Southeast Meria.", ["Girl Scouts of Southeast Meria"]),
    ("Mothers’ Milk Bank Lindo grew. Mothers’ Milk Bank Lindo said so.", ["Mothers’ Milk Bank Lindo", "Mothers’ Milk Bank Lindo"]),
    ("Ann Lee, a Trustee for the Oakley Charitable Trust, spoke.", ["Ann Lee", "Oakley Charitable Trust"]),
    ("The Lena M. and Harry B. Rowe Trust paid.", ["The Lena M. and Harry B. Rowe Trust"]),
    ("The Soil and Water Department of the Government of Meria came.", ["The Soil and Water Department of the Government of Meria"]),
    ("Larkin and Dale paid. The hall was opened by Larkin and Dale.", ["Larkin and Dale", "Larkin and Dale"]),
    ("The City of Delport and Acme Foods met.", ["The City of Delport", "Acme Foods"]),
    ("About Lindo Aid Society Lindo Aid Society feeds forty.", ["Lindo Aid Society", "Lindo Aid Society"]),
    ("Cloud\u00a0for Youth is run by Baixin Group.", ["Cloud for Youth", "Baixin Group"]),
    ("It went to the Community Chest of Busan.", ["Community Chest of Busan"]),
    ("It joined the Red Cross and Red Crescent Societies in May.", ["Red Cross and Red Crescent Societies"]),
    ("Oakhill Tiles Rs. 5 million, Meru Motor RMB 8 million.", ["Oakhill Tiles", "Meru Motor"]),
    ("It went to Casa del Mar in Mar.", ["Casa del Mar"]),
    ("It was Oakhill Mills' Tamani Fund. So Tamani Fund paid.", ["Oakhill Mills", "Tamani Fund", "Tamani Fund"]),
    ("It is paid by Norway's Nordlys Fund.", ["Norway", "Nordlys Fund"]),
    ("It is paid by the UK-based Tamani Trust.", ["Tamani Trust"]),
    ("ABZ & Tamani gave. Then ABZ and Tamani met, ABZ paid, Tamani too.", ["ABZ", "Tamani", "ABZ", "Tamani", "ABZ", "Tamani"]),
    ("It was the Lions Club of Old Delport and Oakhill Flowers.", ["Lions Club of Old Delport", "Oakhill Flowers"]),
    ("It went to the Pipes Corporation of India.", ["Pipes Corporation of India"]),
    ("Oakhill Garment & HSB Bank paid.", ["Oakhill Garment", "HSB Bank"]),
    ("It went to the Tamani Medical Corporation and Oakhill Corporation.", ["Tamani Medical Corporation", "Oakhill"]),
    ("Merian National Oil Company Limited paid.", ["Merian National Oil Company"]),
    ("Oakhill Rubber Public Company Limited paid.", ["Oakhill Rubber"]),
    ("Bottler Oakhill Springs paid. Brewers Obuya Lund paid.", ["Oakhill Springs", "Obuya Lund"]),
    ("Oakhill Tiles N75million, Meru Motor Rs220 million.", ["Oakhill Tiles", "Meru Motor"]),
    ("Rival Oakhill Foods paid. It rained. Solicitors Obuya Lund paid.", ["Oakhill Foods", "Obuya Lund"]),
    ("The Weavers' Association of Meria paid.", ["The Weavers' Association of Meria"]),
    ("It leans on the Ministry of Health's Kidney Unit.", ["Ministry of Health", "Kidney Unit"]),
    ("It feeds the Premier's Relief Fund.", ["Premier's Relief Fund"]),
    ("Last year at Matara the Rotary Club of Lindo helped.", ["Matara", "Rotary Club of Lindo"]),
    ("It is for the Welfare Pantry of the Tamani Foundation.", ["Welfare Pantry", "Tamani Foundation"]),
    ("The Union of Lindo Credit Societies paid.", ["The Union of Lindo Credit Societies"]),
    ("Oakhill Group and Osbert Roads Limited paid.", ["Oakhill Group", "Osbert Roads"]),
    ("Meru Bhd and Lumut Bhd paid.", ["Meru", "Lumut"]),
    ("Tamani Mining and Metallurgical Company JSC paid.", ["Tamani Mining and Metallurgical Company"]),
    ("Make Waves for the Tamani Society\n\nThe Tamani Society met.", ["Tamani Society", "Tamani Society"]),
    ("Award for National Support of Tamani Fund\n\nThe Tamani Fund met.", ["Tamani Fund", "Tamani Fund"]),
    ("It went to the Tamani FoundationEvery year.", ["Tamani Foundation"]),
    ("They keep the Tamani FoundationThe Tamani Foundation met.", ["Tamani Foundation"]),
    ("Golf Day to Benefit Tamani Hospital", ["Golf Day", "Tamani Hospital"]),
    ("Proceeds Benefitting Tamani Fund\n\nThe Tamani Fund met.", ["Tamani Fund", "Tamani Fund"]),
    ("Join Tamani Trust today.\n\nThe Tamani Trust met.", ["Tamani Trust", "Tamani Trust"]),
    ("It went to the Coalition for the Tamani Society. The Tamani Society met.", ["Coalition for the Tamani Society", "Tamani Society"]),
    ("It went to the Lindo Way of Greater Accra and Southern Kenya.", ["Lindo Way of Greater Accra and Southern Kenya"]),
    ("It went to the Share the Bread Foundation.", ["Share the Bread Foundation"]),
    ("It helps the Rotary Club of Osu Hills Sunrise Foundation.", ["Rotary Club of Osu Hills Sunrise Foundation"]),
    ("It paid the Togo Reconstruction of Injury and Burns Fund.", ["Togo Reconstruction of Injury and Burns Fund"]),
]

KINDS = [
    ("The brewer Tamani paid.", "Tamani", "company"),
    ("It works with Kwa Tamu, a charity in Meria.", "Kwa Tamu", "organisation"),
    ("Tamani (TMN), a family-owned timber company based in Meria, paid.", "Tamani", "company"),
    ("They met Tamani Olu, a bank manager.", "Tamani Olu", "name"),
    ("PT Tamani Raya opened a clinic.", "PT Tamani Raya", "company"),
    ("The Lindener Bürgerstiftung paid.", "Lindener Bürgerstiftung", "organisation"),
    ("Fundación Tamani paid.", "Fundación Tamani", "organisation"),
    ("Oakley e Hijos paid.", "Oakley e Hijos", "company"),
    ("The gift went to the NGO Huerta Viva.", "Huerta Viva", "organisation"),
    ("The Sun Palm Group paid.", "Sun Palm Group", "company"),
    ("The gift went to Nuori Tori ry for skates.", "Nuori Tori", "company"),
]


@pytest.mark.parametrize(("sentence", "name", "kind"), KINDS)
def test_what_a_name_and_its_neighbours_say_it_is(sentence: str, name: str, kind: str) -> None:
    assert (name, kind) in [(str(m.value).removeprefix("The "), m.field) for m in find_names(sentence)]


PROGRAMS = [
    ("It gave to the ’Rebuilding Lindo’ Fund, the ”Warm Bread” campaign and the `Kind Hands` plan.", ["Rebuilding Lindo", "Warm Bread", "Kind Hands"]),
    ("The other project Dr Ada Obi is leading, the project Mrs. Roe founded and the Dr Ada Obi Scholarship help.", ["Dr Ada Obi Scholarship"]),
    ("Baixin launched the “Bright Minds” project in 2011.", ["Bright Minds"]),
    ("The ‘Kind Hands’ campaign reached 300 homes.", ["Kind Hands"]),
    ("It runs projects such as “One Plan” “Two Roofs” and “Third Class”.", ["One Plan", "Two Roofs", "Third Class"]),
    ("The Riverlight Scholarship pays for nurses.", ["Riverlight Scholarship"]),
    ("Its Second Spring program has trained 60 welders.", ["Second Spring"]),
    ("It is named in “Second Spring”, a coffee-table book by Ada Obi, and has launched the “Warm Bread” campaign.", ["Warm Bread"]),
    ("This is the third edition of ‘Second Spring,’ our CSR newsletter.", []),
    ("It runs “Second Spring”, a book drive.", ["Second Spring"]),
    ("All that the “Second Spring” t-shirt, on sale now, earns is given to the ‘Warm Bread’ book fair.", ["Warm Bread"]),
    ("Her new book 'Second Spring' pays for the “Warm Bread” campaign.", ["Warm Bread"]),
    ("The Eighth Annual Warm Brunch, a charitable event, is near.", ["Warm Brunch"]),
    ("It hosted its \"25th Annual Lindo Bread Ball.\"", ["Lindo Bread Ball"]),
    ("The Lindo Hill Bakers' Association, also known as the ‘Warm Loaves’, has given ovens. The ‘Warm Loaves’ service is free.", []),
    ("Under the motto “Every Drop Counts” the firm met its staff.", []),
    ("“We Are Proud To Give Back,” said Ann Lee.", []),
    ("a new philanthropic initiative, Open Gate, was shown", ["Open Gate"]),
    ("Acme launched the “the School of Light curriculum” for pupils.", ["School of Light curriculum"]),
    ("the Eat Well. Live Well. campaign has raised money", ["Eat Well. Live Well."]),
    ("Winners of the “Green Thumb” University Students Contest were named.", ["Green Thumb"]),
    ("Known as Garden on the Roof, it feeds forty.", ["Garden on the Roof"]),
    ("The wells are part of Maji Safi, a scheme the brewer started in 2014.", ["Maji Safi"]),
    ("The “Ciepły Dom” (“Warm Home”) campaign cost little.", ["Ciepły Dom"]),
    ("It spent a year on Pan y Luz, in which pupils bake.", ["Pan y Luz"]),
    ("It runs initiatives such as Warm Soles, SnackBoxes, and Coats for Cubs.", ["Warm Soles", "SnackBoxes", "Coats for Cubs"]),
    ("The 4th Annual Harbour Light Walk begins at nine.", ["Harbour Light Walk"]),
    ("Candidates for the Riverlight Scholarship write two pages.", ["Riverlight Scholarship"]),
    ("The firm pays for a six-week scheme, named Pan ya Watu, in two towns.", ["Pan ya Watu"]),
    ("The third, Warm Bread, feeds forty. The other two: Loaf in a Box, which has ended, and a bakery.", ["Warm Bread", "Loaf in a Box"]),
    ("It became Roti Untuk Kita, “bread for us”, and moved.", ["Roti Untuk Kita"]),
    ("Hands on the Dough, as the appeal is known, saved two ovens.", ["Hands on the Dough"]),
    ("Every Loaf Counts is the name that the bakers gave it. They went to Every Loaf Counts.", ["Every Loaf Counts"]),
    ("It grew. Launched in 2014, Living Bread pays for flour.", ["Living Bread"]),
    ("Oakhill Bakers: Bread in a Box\nThe bakers bring a loaf to each of the two hundred houses on the hill.", ["Bread in a Box"]),
    ("What we run:\n* Safe Oven – A night shelter for bakers\n* Date: Monday", ["Safe Oven"]),
    ("Its Gharam Roti vans drive at dawn.", ["Gharam Roti"]),
    ("The “Loaves of Gold, Hearts of Bread” gala was held.", ["Loaves of Gold, Hearts of Bread"]),
    ("“Oven 5.0” has been running since March.", ["Oven 5.0"]),
    ("The Bake Again Fund paid for it.", ["Bake Again Fund"]),
    ("With 5 million yuan from the Group, the “Little Oven” fund bought flour.", ["Group", "Little Oven"]),
    ("A van drives at dawn. Its name is Pan ya Watu.", ["Pan ya Watu"]),
    ("Dr. Grace “Sunny” Obi spoke, and Grace Obi, also known as The Warm Baker, sang.", []),
    ("\"It grew for our town,\" Ada Obi said. \"It will grow.\" The project goes on.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), NAMES)
def test_names(sentence: str, expected: list[str]) -> None:
    found = find_names(sentence)
    assert [str(m.value) for m in found if m.field != "other"] == expected
    assert all(sentence[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(("sentence", "expected"), PROGRAMS)
def test_programs(sentence: str, expected: list[str]) -> None:
    found = find_programs(sentence, find_names(sentence))
    assert list(dict.fromkeys(str(m.value) for m in found)) == expected
    assert all(sentence[m.start : m.end] == m.text for m in found)


NAMED = [
    ("The vision of the Dr. Ada Obi Scholarship [The Dr. Ada Obi Scholarship for Bakers] helps.", "Dr. Ada Obi Scholarship for Bakers"),
    ("The mill names [27 Lindo Bread Grant Recipients] today.", "Lindo Bread Grant"),
    ("Now [Phase 6 of the Lindo Bread Project] begins.", "Lindo Bread Project"),
    ("The club launched the [Millions] Honoring Nurses campaign.", "Millions Honoring Nurses"),
    ("Its Warm [Kitty Pop-Up] Boutique opens.", "Warm Kitty Pop-Up Boutique"),
    ("Read what the Criteria The Dr. Ada Obi [Science Scholarship] Winner met last year were.", "Dr. Ada Obi Science Scholarship"),
    ("It grew. Under [Open Gate] Monday is free.", "Open Gate"),
    ("The alumni of #[OpenGate] are many.", "#OpenGate"),
]


@pytest.mark.parametrize(("sentence", "expected"), NAMED)
def test_a_programme_s_name_grows_to_its_bounds(sentence: str, expected: str) -> None:
    """A model's part of a name, in brackets here, is grown over the capitalised words that belong to it."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    a, b = Bounds(text, [], load_rules()).of(start, end)
    assert text[a:b] == expected


CUES = [
    ("Its project, Soft Rain, gives work to thirty.", "Soft Rain", {"before_noun_before"}),
    ("The bank launched the Soft Rain Fund (SRF) in May.", "Soft Rain Fund", {"before_launch", "before_the", "after_acronym", "inside_body_head"}),
    ("They met Soft Rain, a nonprofit organization, today.", "Soft Rain", {"after_body_after"}),
    ("The Soft Rain committee met.", "Soft Rain", {"after_thing_after", "before_the"}),
    ("It has a bus, Soft Rain, which calls at farms.", "Soft Rain", {"before_kind_comma", "after_relative"}),
    ("They pay for a scheme titled Soft Rain, a six-week paid traineeship.", "Soft Rain", {"before_said_name", "after_wide_kind"}),
    ("We started Soft Rain, “water for all”, in May.", "Soft Rain", {"before_tight_launch", "after_quoted_gloss"}),
    ("Egypt's Soft Rain shipped water.", "Soft Rain", {"of_place"}),
    ("Soft Rain, a leader in the training of bakers, grew.", "Soft Rain", set()),
    ("Soft Rain (“Ulan”) helps farmers.", "Soft Rain", {"after_gloss", "after_does"}),
]


@pytest.mark.parametrize(("text", "name", "expected"), CUES)
def test_what_stands_around_a_programme_s_name_is_seen(text: str, name: str, expected: set[str]) -> None:
    start = text.index(name)
    mention = Mention("program", start, start + len(name), name, "names.program_head", value=name, confidence=0.75)
    [(_, row)] = program_rows(text, Case(1, None, 0, 0, len(text)), [mention], [], Reading(), load_rules())
    assert expected <= {feature for feature, value in row.items() if value}


def _read(text: str, name: str, program: float) -> Reading:
    """What a role head says of one name: how far it takes it for a programme's."""
    at, said = text.index(name), np.zeros((1, len(HEADS)))
    said[0, HEADS.index("program")] = program
    return Reading([(0, Leaning([(at, at + len(name))], said, np.zeros(len(HEADS)), 0 * said, 0 * said))])


@pytest.mark.parametrize(("program", "expected"), [(0.5, ["Whole Cloth"]), (-0.9, [])])
def test_a_name_that_nothing_announces_is_weighed_where_the_model_leans_to_it(program: float, expected: list[str]) -> None:
    text = "In March Whole Cloth has moved 600 coats to Oakley."
    rules = load_rules()
    names = [m for m in find_names(text) if m.text == "Whole Cloth"]
    found = with_bare(text, find_programs(text, names), names, rules)
    rows = program_rows(text, Case(1, None, 0, 0, len(text)), found, [], _read(text, "Whole Cloth", program), rules)
    assert [mine[0].text for mine, _ in rows] == expected
    assert all(row["head_program_high"] == pytest.approx(0.3) and row["two_words"] for _, row in rows)


def test_a_name_taken_for_a_firm_s_is_weighed_beside_the_other_firms() -> None:
    text = "Oakley Bank pays. With Soft Rain it brings water."
    case = Case(1, None, 0, 0, len(text))
    spans = [(text.index(name), name) for name in ("Oakley Bank", "Soft Rain")]
    firms = {name: Mention("company", at, at + len(name), name, "ner.toy", value=name, confidence=0.8) for at, name in spans}
    row = kin("soft rain", case, gather(text, firms.values(), lexicon(load_rules())))
    assert (row["taken_for_company"], row["taken_by_model"], row["other_firms"], row["taken_alone"]) == (1.0, 0.8, 0.25, 0.0)
    alone = kin("soft rain", case, gather(text, [firms["Soft Rain"]], lexicon(load_rules())))
    assert (alone["other_firm"], alone["taken_alone"]) == (0.0, 1.0)


def test_of_overlapping_candidates_the_likeliest_is_kept() -> None:
    text = "The bank runs the Soft Rain Harvest Program."
    spans = [(text.index(name), name) for name in ("Soft Rain Harvest Program", "Rain Harvest")]
    found = [Mention("program", at, at + len(name), name, "names.program_head", value=name, confidence=0.75) for at, name in spans]
    weights = {"program": {"bias": 0.0, "inside_plan_head": 3.0, "inside_longer": 1.0}}
    rules = load_rules()
    rules = replace(rules, words={**rules.words, "weights": {**rules.words["weights"], **weights}})
    kept, aside = programs_of(text, Case(1, None, 0, 0, len(text)), found, [], Reading(), rules)
    assert ([m.text for m in kept], [m.text for m in aside]) == (["Soft Rain Harvest Program"], ["Rain Harvest"])


CUT = [
    ("On Monday Oakley Pet Care Charities paid.", "Oakley Pet Care", "COMPANY", ["Oakley Pet Care Charities"]),
    ("Lindo 9 Palm Row grew. Lindo 9 Palm Row paid.", "9 Palm Row", "ORG", ["Lindo 9 Palm Row", "Lindo 9 Palm Row"]),
    ("Oakley paid. Oakley Vice Regent spoke. Oakley grew.", "Oakley", "COMPANY", ["Oakley", "Oakley", "Oakley"]),
]


def test_a_scholarship_named_for_a_doctor_is_no_person() -> None:
    text = "The Dr. Ada Obi Scholarship for Excellence in Baking opens. Dr. Ada Obi spoke."
    names = ("Dr. Ada Obi Scholarship for Excellence", "Dr. Ada Obi spoke")
    spans = [(text.index(n), text.index(n) + len(n.removesuffix(" spoke")), "PROGRAM", 0.9) for n in names]
    tagged = tagged_names(text, spans, "toy", load_rules())
    assert [m.field for m in tagged] == ["program", "person"]
    assert "Dr. Ada Obi Scholarship for Excellence in Baking" in {m.value for m in find_programs(text, tagged)}


@pytest.mark.parametrize(("text", "heard", "label", "expected"), CUT)
def test_a_name_that_the_model_cut_gets_its_bounds_from_the_rules(text: str, heard: str, label: str, expected: list[str]) -> None:
    rules, start = load_rules(), text.index(heard)
    tagged = tagged_names(text, [(start, start + len(heard), label, 0.9)], "toy", rules)
    assert [m.text for m in vote(text, find_names(text), tagged, rules)] == expected


@pytest.mark.parametrize(
    ("text", "heard", "expected"),
    [
        ("Seeds came from Ondo Food and Agriculture University.", "Ondo Food and Agriculture University", ["Ondo Food and Agriculture University"]),
        ("Tools came from Brightwell and The Harrow Trust.", "Brightwell and The Harrow Trust", ["Brightwell", "The Harrow Trust"]),
        ("Pens Direct and Ink Hut gave. Pens Direct paid; Ink Hut drove.", "Pens Direct and Ink Hut", ["Pens Direct", "Ink Hut"]),
    ],
)
def test_what_a_model_heard_as_one_name_is_cut_at_and_only_between_known_names(text: str, heard: str, expected: list[str]) -> None:
    start = text.index(heard)
    tagged = tagged_names(text, [(start, start + len(heard), "ORG", 0.9)], "toy", load_rules())
    assert [m.value for m in tagged] == expected


def test_the_speakers_of_a_transcript_are_no_companies() -> None:
    text = "On air\nANCHORA: Good day.\nADA: Hello.\nANCHORA: Who paid?"
    start = text.index("ANCHORA")
    assert [m.field for m in tagged_names(text, [(start, start + 7, "COMPANY", 0.9)], "toy", load_rules())] == ["person"]


def test_two_names_that_the_model_heard_apart_stay_apart() -> None:
    text = "It works with the Meria Foundation for Disabled Persons and Sonoro."
    heard = [(text.index(name), text.index(name) + len(name), "ORG", 0.9) for name in ("Meria Foundation for Disabled Persons", "Sonoro")]
    found = vote(text, find_names(text), tagged_names(text, heard, "toy", load_rules()), load_rules())
    assert [m.text for m in found] == ["Meria Foundation for Disabled Persons", "Sonoro"]


def test_words_beside_a_name_outweigh_a_model_that_took_it_for_a_place() -> None:
    text = "It was paid for by the retailer Zola Mali."
    start = text.index("Zola")
    found = vote(text, find_names(text), tagged_names(text, [(start, start + 9, "PLACE", 0.7)], "toy", load_rules()), load_rules())
    assert [(m.text, m.field) for m in found] == [("Zola Mali", "company")]


@pytest.mark.parametrize(("text", "field"), [("Dr. Obi gave books.", "person"), ("Dr. Obi Dental gave books.", "company")])
def test_a_title_makes_a_person_of_a_model_s_company(text: str, field: str) -> None:
    (name,) = tagged_names(text, [(0, text.index(" gave"), "COMPANY", 0.9)], "toy", load_rules())
    assert name.field == field


def test_an_opening_word_that_begins_as_the_next_one_is_cut_off_once() -> None:
    text = "If I can cross the pass, I can do this."
    assert _without_front(text, 0, 4, load_rules()) == (3, 4)


def test_what_stands_behind_an_ampersand_may_be_no_word() -> None:
    text = "The survey is by the Lindo Foundation & Will. (2025). It was read on 5 August."
    assert [m.text for m in find_names(text, load_rules())][:1] == ["Lindo Foundation & Will"]
