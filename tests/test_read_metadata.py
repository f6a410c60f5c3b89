"""Metadata that articles give in their own lines, and dates as fields give them."""

from __future__ import annotations

import pytest

from pipeline.read.dates import iso_date
from pipeline.read.language import language_of
from pipeline.read.metadata import describe
from pipeline.rulebook import load_rules

BODY = "\n\nThe company gave 500 books to the schools of the town, and it has built a library for the children."
RULES = load_rules()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Home>NewsList\n\nSchools\n\nRelease time:2022-04-05Source:A Green WeeklyAuthor:新闻部",
         {"title": "Schools", "published": "2022-04-05", "source": "A Green Weekly", "author": "新闻部"}),
        ("Acme gives\nPublished: 3 May 2021", {"title": "Acme gives", "published": "2021-05-03"}),
        ("Acme gives\nPublished on Monday, May 3, 2021", {"published": "2021-05-03"}),
        ("Acme gives\nDate: 2021/05/03 | Source: The Daily", {"published": "2021-05-03", "source": "The Daily"}),
        ("Acme gives\nPosted on March 2021", {"published": "2021-03"}),
        ("Acme gives\n\nSHANGHAI, June 20, 2019 /PRNewswire/ -- Acme", {"published": "2019-06-20", "source": "PRNewswire"}),
        ("Acme gives\n\nSHANGHAI, June 20 /PRNewswire/ -- Acme", {"published": None, "source": "PRNewswire"}),
        ("Acme gives\n\nLAGOS, Nigeria, 3 March 2022 - Acme", {"published": "2022-03-03"}),
        ("Acme gives\n\nLONDON (Reuters) - Acme", {"published": None, "source": "Reuters"}),
        ("Acme gives\nBy Jane Doe", {"author": "Jane Doe", "title": "Acme gives"}),
        ("Acme gives\nBy Jane Doe and John Roe, Daily News", {"author": "Jane Doe and John Roe"}),
        ("Acme gives\nBy the end of 2020 Acme had given", {"author": None, "published": None}),
        ("About Acme\n\nAcme gives again", {"title": "Acme gives again"}),
        ("News | Sport | Weather\nAcme gives again", {"title": "Acme gives again"}),
        ("FOR IMMEDIATE RELEASE\n\nAcme gives again", {"title": "Acme gives again"}),
        ("# Acme gives again", {"title": "Acme gives again"}),
        ("Acme gives\n2021年5月3日", {"published": "2021-05-03"}),
        ("Acme gives\n3 de mayo de 2021", {"published": "2021-05-03"}),
        ("On June 20 Acme opened a school. It was built in 2019 and", {"published": None}),
    ],
)
def test_own_lines(head: str, expected: dict[str, str | None]) -> None:
    found = describe(head + BODY, {}, RULES)
    assert {name: found[name] for name in expected} == expected


def test_fields_come_before_lines() -> None:
    found = describe("Acme gives\nPublished: 3 May 2021" + BODY, {"title": "T", "published": "2020-01-02T08:00:00+02:00"}, RULES)
    assert (found["title"], found["published"]) == ("T", "2020-01-02")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-03-28", "2024-03-28"), ("2024-03-28T23:59:00Z", "2024-03-28"), ("2024/3/8", "2024-03-08"), ("20240328", "2024-03-28"),
        ("28 March 2024", "2024-03-28"), ("March 28, 2024", "2024-03-28"), ("Thu, 28 Mar 2024 10:00:00 +0000", "2024-03-28"),
        ("March 2024", "2024-03"), ("2024", "2024"), ("28. März 2024", "2024-03-28"), ("le 28 mars 2024", "2024-03-28"),
        ("28 марта 2024", "2024-03-28"), ("2024年3月28日", "2024-03-28"),
        ("June 20", None), ("yesterday", None), ("2 days ago", None), ("today", None), ("Monday", None), ("2024-13-01", None),
        ("31 February 2024", None), ("", None), ("soon", None), ("10:30", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert iso_date(text, RULES) == date


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The company gave books to the schools of the town and has built a library.", "en"),
        ("La société a donné des livres aux écoles de la ville et elle est heureuse pour les élèves.", "fr"),
        ("La empresa donó libros a las escuelas de la ciudad y los niños del pueblo se alegran por el regalo.", "es"),
        ("Die Firma hat den Schulen der Stadt Bücher geschenkt, und das ist für die Kinder ein Glück.", "de"),
        ("A empresa doou livros para as escolas da cidade e os alunos não pagam nada em uma das bibliotecas.", "pt"),
        ("公司向农村学校捐赠图书，今年共有三百名学生受益。", "zh"),
        ("Фонд помог школам и больницам города и области.", "ru"),
        ("12345 67890", None),
        ("Acme Orion Nordlicht", None),
    ],
)
def test_language(text: str, code: str | None) -> None:
    assert language_of(text, RULES) == code
