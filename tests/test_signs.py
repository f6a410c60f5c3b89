"""Signs: what the words around a name settle of its part, whatever else speaks for it."""

from __future__ import annotations

import pytest

from pipeline.case import Case
from pipeline.find.lexicon import lexicon
from pipeline.find.money import find_amounts
from pipeline.find.names import find_names
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.entities import gather
from pipeline.settle.figures import shares
from pipeline.settle.roles import cast
from pipeline.settle.signs import signed

ROWS = [
    ("It works with Pannah House (a Public Charitable Trust who runs it).", "Public Charitable Trust", (0.1, 0.8), "aside"),
    ("It works with the Lindo Charitable Trust who runs it.", "Lindo Charitable Trust", (0.1, 0.8), "partner"),
    ("The trust works beside the former Lindo Rovers captain Ben Roe.", "Lindo Rovers", (0.1, 0.6), "aside"),
    ("The trust works beside the Lindo Rovers captain Ben Roe.", "Lindo Rovers", (0.1, 0.6), "partner"),
    ("Families ask through the Department of Alms in the Foundation, after a talk.", "Department of Alms", (0.1, 0.9), "aside"),
    ("Families ask through the Department of Alms of Meria Province.", "Department of Alms", (0.1, 0.9), "partner"),
    ("Tema Bank came with its Osu Salaga Branch.", "Osu Salaga Branch", (0.1, 0.8), "aside"),
    ("Tema Bank came with its Osu Salaga Branch Trust.", "Osu Salaga Branch Trust", (0.1, 0.8), "partner"),
    ("The bank gave desks to Osu Primary School.", "Osu Primary School", (0.0, 0.55), "aside"),
    ("The bank trains nurses with Osu Primary School.", "Osu Primary School", (0.0, 0.8), "partner"),
    ("The bank gave desks to Osu University.", "Osu University", (0.0, 0.55), "partner"),
    ("Tema Steel gives.\n\nThis year’s grantees include:\n\nOsu Care Fund\nMeals for the old.", "Osu Care Fund", (0.7, 0.2), "partner"),
    ("Tema Steel gives.\n\nThe fund that gives is:\n\nOsu Care Fund\nMeals for the old.", "Osu Care Fund", (0.7, 0.2), "lead"),
    ("Our donors this year included Tema Steel, Osu Trust and Ben Roe.", "Osu Trust", (0.1, 0.8), "lead"),
    ("Our donors met. Tema Steel and Osu Trust came.", "Osu Trust", (0.1, 0.8), "partner"),
    ("Tema Steel gives. Recipients include the poor of Tema, Osu Care and others.", "Osu Care", (0.1, 0.15), "partner"),
    ("Tema Steel gives. Recipients thanked it, as did Osu Care.", "Osu Care", (0.1, 0.2), "aside"),
    ("Tema Steel gave $5,000 to the Osu Care and left.", "Osu Care", (0.1, 0.15), "partner"),
    ("Tema Steel gave $5,000 to plant trees at Osu Care.", "Osu Care", (0.1, 0.2), "aside"),
    ("Tema Aid runs it with a grant of £9,000 from the Osu Trust.", "Osu Trust", (0.1, 0.8), "lead"),
    ("Tema Aid lives on donations from Ada Mills, the Osu Trust and others.", "Osu Trust", (0.2, 0.3), "lead"),
    ("Tema Aid lives on donations from Ada Mills, the Osu Trust and others.", "Osu Trust", (0.1, 0.05), "aside"),
    ("The beds were funded in full by the Osu Trust.", "Osu Trust", (0.1, 0.8), "lead"),
    ("The beds were founded in full by the Osu Trust.", "Osu Trust", (0.1, 0.8), "partner"),
    ("Tema Aid bought desks from the Osu Trust.", "Osu Trust", (0.1, 0.8), "partner"),
    ("Tema Steel handed over forty beds to the Osu Care.", "Osu Care", (0.05, 0.3), "partner"),
    ("Tema Steel handed over forty beds to the Osu Care.", "Osu Care", (0.05, 0.2), "aside"),
    ("A run raised 900 cedis for Osu Care and other homes.", "Osu Care", (0.05, 0.3), "partner"),
    ("Tema Steel sends meals through Ada Home, the Osu Care and others.", "Osu Care", (0.05, 0.3), "partner"),
    ("Tema Steel sends meals past Osu Care.", "Osu Care", (0.05, 0.3), "aside"),
    ("The handover took place on Friday 4 May at the Osu Terminals.", "Osu Terminals", (0.5, 0.1), "aside"),
    ("The handover was told by the Osu Terminals.", "Osu Terminals", (0.5, 0.1), "lead"),
    ("According to the Osu Council, one in ten reads.", "Osu Council", (0.1, 0.5), "aside"),
    ("It is a home approved by the Osu Council.", "Osu Council", (0.1, 0.5), "aside"),
    ("It is a home built by the Osu Council.", "Osu Council", (0.1, 0.5), "partner"),
    ("Gifts are told on the Osu Post page.", "Osu Post", (0.1, 0.5), "aside"),
    ("Tema Steel helps various charities, including Ada Home, Osu Care and others.", "Osu Care", (0.1, 0.8), "partner"),
    ("Osu Academy runs the cup.", "Osu Academy", (0.63, 0.33), "lead"),
    ("Osu Academy runs the cup.", "Osu Academy", (0.4, 0.3), "lead"),
    ("Osu Academy runs the cup.", "Osu Academy", (0.2, 0.5), "aside"),
]
RECEIVERS = [
    ("Schools helped by the fund were picked by how far they lie from any road:\n\n- Osu Care\n- Ada Home", (0.1, 0.2), "partner"),
    ("Schools helped by the fund were picked by how far they lie from any road:\n\n- Osu Care\n- Ada Home", (0.05, 0.1), "aside"),
    ("Six halls were granted funding. These are:\n\n- Osu Care\n- Ada Home", (0.4, 0.2), "partner"),
    ("Six halls were granted funding. These are:\n\n- Ada Home\n\nOsu Care said" + " that it came" * 12, (0.1, 0.2), "aside"),
    ("Six halls have a new roof. These are:\n\n- Osu Care\n- Ada Home", (0.1, 0.2), "aside"),
]
IN_SHORT = [((0.1, 0.7), (0.1, 0.9), "aside"), ((0.1, 0.85), (0.1, 0.9), "partner"), ((0.1, 0.7), (0.2, 0.1), "partner")]
BESIDE = [
    ("Tema Steel works in close partnership with the Osu Club.", (0.7, 0.2), "partner"),
    ("Tema Steel teams up with Osu Club.", (0.5, 0.1), "partner"),
    ("Tema Steel teams up with Osu Club.", (0.85, 0.1), "lead"),
    ("Tema Steel is beside the Osu Club.", (0.78, 0.2), "lead"),
]
PAIRS = [
    ("Tema Steel and Osu Paper have launched a fund.", (0.4, 0.2), "lead"),
    ("Tema Steel and the paper maker Osu Paper jointly gave desks.", (0.2, 0.3), "partner"),
    ("Tema Steel and Osu Paper stand beside the road.", (0.4, 0.2), "aside"),
    ("Desks from Tema Steel and Osu Paper helped.", (0.4, 0.2), "aside"),
    ("Tema Steel and Osu Paper have launched a fund.", (0.2, 0.1), "aside"),
    ("Tema Steel, Ada Mills, and Osu Paper have launched a fund.", (0.4, 0.2), "lead"),
    ("Ada Mills, Osu Paper together with Tema Steel teamed up.", (0.4, 0.2), "lead"),
    ("Desks from Tema Steel, Ada Mills and Osu Paper helped.", (0.4, 0.2), "aside"),
    ("Reading Days is a joint initiative between Tema Steel, Osu Paper and Ada Mills.", (0.2, 0.3), "partner"),
    ("Reading Days is a joint venture of Tema Steel and Osu Paper.", (0.2, 0.3), "aside"),
]


def parts(text: str, odds: dict[str, tuple[float, float]]) -> dict[str, str]:
    """The part of each of some organisations of a text that is one case; those that no rule finds are tagged as charities."""
    rules = load_rules()
    found = [m for m in find_names(text, rules) if str(m.value) not in odds]
    named = [Mention("organisation", at, at + len(n), n, "x", value=n) for n in odds if (at := text.find(n)) >= 0]
    entities = gather(text, [*found, *named], lexicon(rules))
    told = signed(text, Case(1, None, 0, 0, len(text)), entities, [odds.get(e.name, (0.0, 0.0)) for e in entities], rules)
    return {role.entity.name: role.part for role in cast(entities, told)}


@pytest.mark.parametrize(("text", "name", "odds", "part"), ROWS)
def test_signs_of_one_name(text: str, name: str, odds: tuple[float, float], part: str) -> None:
    assert parts(text, {name: odds})[name] == part


@pytest.mark.parametrize(("text", "odds", "part"), PAIRS)
def test_who_does_something_together_with_a_giver_has_a_part(text: str, odds: tuple[float, float], part: str) -> None:
    assert parts(text, {"Tema Steel": (0.9, 0.1), "Ada Mills": (0.1, 0.1), "Osu Paper": odds})["Osu Paper"] == part


@pytest.mark.parametrize(
    ("text", "odds", "parts_of"),
    [
        ("Osu Care has received a generous gift. Tema Steel had made it.", (0.9, 0.05), ("partner", "lead")),
        ("Osu Care has received a generous guest. Tema Steel had sent it.", (0.9, 0.05), ("lead", "aside")),
    ],
)
def test_who_received_leads_nothing_beside_a_giver(text: str, odds: tuple[float, float], parts_of: tuple[str, str]) -> None:
    told = parts(text, {"Osu Care": odds, "Tema Steel": (0.4, 0.1)})
    assert (told["Osu Care"], told["Tema Steel"]) == parts_of


@pytest.mark.parametrize(
    ("text", "giver", "part"),
    [
        ("Ada Home receives $900 donation from the Osu Parish.", "Osu Parish", "lead"),
        ("Ada Home receives $900 donation from the Ministry of Ports.", "Ministry of Ports", "partner"),
        ("Ada Home thanks for roses from the Osu Parish.", "Osu Parish", "partner"),
    ],
)
def test_where_nobody_else_leads_they_lead_from_whom_money_came(text: str, giver: str, part: str) -> None:
    assert parts(text, {"Ada Home": (0.9, 0.05), giver: (0.3, 0.6)})[giver] == part


@pytest.mark.parametrize(
    ("text", "odds", "part"),
    [
        ("On Monday the Osu Trust, a friend of the town, announced a contribution of $5,000.", (0.1, 0.7), "lead"),
        ("On Monday the Osu Trust, a friend of the town, announced a visit of 3 days.", (0.1, 0.7), "partner"),
        ("On Monday the Osu Trust has made a generous donation of over £500.", (0.1, 0.3), "aside"),
    ],
)
def test_who_announces_or_makes_a_gift_leads(text: str, odds: tuple[float, float], part: str) -> None:
    assert parts(text, {"Osu Trust": odds, "Tema Steel": (0.9, 0.05)})["Osu Trust"] == part


@pytest.mark.parametrize(
    ("text", "parts_of"),
    [
        ("So Tema Steel, a mill of the coast, has partnered with the Osu Society to teach.", ("lead", "partner")),
        ("In Tema stands Tema Steel. It has partnered with the Osu Society to teach.", ("aside", "lead")),
    ],
)
def test_a_firm_that_is_said_to_partner_with_a_society_leads(text: str, parts_of: tuple[str, str]) -> None:
    rules, named = load_rules(), (("Tema Steel", "company"), ("Osu Society", "organisation"))
    mentions = [Mention(kind, text.index(n), text.index(n) + len(n), n, "x", value=n) for n, kind in named]
    entities = gather(text, mentions, lexicon(rules))
    told = cast(entities, signed(text, Case(1, None, 0, 0, len(text)), entities, [(0.6, 0.2), (0.85, 0.1)], rules))
    assert tuple(next(r.part for r in told if r.entity.name == n) for n, _ in named) == parts_of


def test_a_prize_that_bears_its_giver_s_name_is_no_giver() -> None:
    told = parts("Tema Steel came. The Tema Steel Cup was held.", {"Tema Steel Cup": (0.8, 0.1), "Tema Steel": (0.2, 0.1)})
    assert told == {"Tema Steel": "lead", "Tema Steel Cup": "aside"}


@pytest.mark.parametrize(("text", "odds", "part"), RECEIVERS)
def test_whom_a_list_of_receivers_names_is_a_partner(text: str, odds: tuple[float, float], part: str) -> None:
    assert parts(f"Tema Steel gives. {text}", {"Tema Steel": (0.95, 0.01), "Osu Care": odds})["Osu Care"] == part


@pytest.mark.parametrize(("short", "whole", "part"), IN_SHORT)
def test_a_name_in_short_is_a_partner_where_that_is_very_likely_or_likelier(
    short: tuple[float, float], whole: tuple[float, float], part: str
) -> None:
    text = "Osu Hospice serves. Gifts of Tema Steel went to Tema Osu Hospice."
    assert parts(text, {"Tema Steel": (0.9, 0.1), "Osu Hospice": short, "Tema Osu Hospice": whole})["Osu Hospice"] == part


@pytest.mark.parametrize(("text", "odds", "part"), BESIDE)
def test_whom_a_certain_lead_works_with_is_its_partner(text: str, odds: tuple[float, float], part: str) -> None:
    assert parts(text, {"Tema Steel": (0.95, 0.01), "Osu Club": odds})["Osu Club"] == part


@pytest.mark.parametrize(
    ("name", "odds", "part"),
    [
        ("Tema Steel Foundation", (0.05, 0.9), "lead"),
        ("Tema Steel Foundation", (0.05, 0.1), "aside"),
        ("Tema Aid Foundation", (0.05, 0.9), "partner"),
    ],
)
def test_the_foundation_of_a_lead_leads(name: str, odds: tuple[float, float], part: str) -> None:
    assert parts(f"Tema Steel Mills came, as did the {name}.", {"Tema Steel Mills": (0.8, 0.1), name: odds})[name] == part


def test_who_does_something_together_with_a_partner_is_one() -> None:
    text = "Ada Mills gives. Tema Steel and Osu Paper have launched its fund."
    assert parts(text, {"Ada Mills": (0.9, 0.1), "Tema Steel": (0.1, 0.9), "Osu Paper": (0.4, 0.2)})["Osu Paper"] == "partner"


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("It gave $5,000 to Meria Aid, $4,000 to the Osu Care and $300 to Roe.", [0, 0, 0]),
        ("Gifts went to Meria Aid ($5,000), Osu Care ($4,000), and the Roe Club ($300).", [0, 0, 0]),
        ("It gave $5,000 to Meria Aid. Then $4,000 to Osu Care was lost. Of it $300 went to lawyers.", [0, 1, 2]),
        ("It gave $5,000 to plant trees, $4,000 to Osu Care.", [0, 1]),
        ("It helps:\n- Meria Aid: $5,000 for a roof\n- Osu Care Inc: $4,000\n- The Roe Club: $300 for books.", [1, 1, 1]),
        ("It helps:\n\n* Meria Aid - $5,000 for a roof\n\n* it costs $4,000", [0, 1]),
    ],
)
def test_sums_that_a_sentence_shares_out_are_as_likely_as_the_likeliest_of_them(text: str, best: list[int]) -> None:
    rules, found = load_rules(), find_amounts(text, load_rules())
    assert shares(found, [0.9 - n / 10 for n, _ in enumerate(found)], text, rules) == best
