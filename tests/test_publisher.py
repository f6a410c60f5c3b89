"""Publisher: a newsroom's post is told by the firm itself."""

from __future__ import annotations

import pytest

from pipeline.article import Article
from pipeline.find.lexicon import lexicon
from pipeline.mention import Mention
from pipeline.rulebook import load_rules
from pipeline.settle.entities import Entity, folded, gather
from pipeline.settle.publisher import publishes


def entity(name: str) -> Entity:
    (only,) = gather(name, [Mention("company", 0, len(name), name, "x", value=name)], lexicon(load_rules()))
    return only


@pytest.mark.parametrize(
    ("name", "source", "url", "right"),
    [
        ("Alder Homes", "Alder Homes newsroom", None, True),
        ("Alder Homes", "alderhomes.example.co.uk", None, True),
        ("Alder Homes", None, "https://news.alderhomes.com/2021/04/spring-fair", True),
        ("Alder Homes", "The Surrey Courier", "https://surreycourier.example/alderhomes-gives", False),
        ("Alder", "Alderhomes", None, False),
        ("Alder Homes", None, None, False),
        ("KTB", "ktb.co.th", None, True),
        ("KT", "kt.com", None, False),
    ],
)
def test_whether_a_name_is_the_publishers(name: str, source: str | None, url: str | None, right: bool) -> None:
    article = Article("1", "1", "1", "", source=source, url=url)
    assert publishes(entity(name), folded(article.published_by or "")) == right


def test_a_source_and_an_address_together_say_who_published() -> None:
    assert Article("1", "1", "1", "", source="Alder Homes", url="https://www.alderhomes.com/a").published_by == "Alder Homes alderhomes.com"
    assert Article("1", "1", "1", "").published_by is None
