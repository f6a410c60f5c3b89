"""Splitting against hand-labelled articles, where they are at hand (PRESS_RECORDS_SHARED, or a folder `shared` beside the checkout)."""

from __future__ import annotations

import json

import pytest

from pipeline.article import Article
from pipeline.read import read_folder
from pipeline.split import split_article
from tests.conftest import shared_folder

SHARED = shared_folder()
SEEDS = SHARED / "gold" / "seeds.jsonl"
DEV = SHARED / "dev" / "articles.jsonl"


@pytest.mark.skipif(not SEEDS.exists(), reason="the hand-labelled articles are not here; set PRESS_RECORDS_SHARED")
def test_every_case_of_the_seeds_is_exact() -> None:
    articles = {article.id: article for article in read_folder(SHARED / "articles") if isinstance(article, Article)}
    for line in SEEDS.read_text("utf-8").split("\n"):
        if line:
            gold = json.loads(line)
            _, cases = split_article(articles[gold["article"]])
            assert [(case.start, case.end) for case in cases] == [(case["start"], case["end"]) for case in gold["cases"]]


@pytest.mark.skipif(not DEV.exists(), reason="the development releases are not here; set PRESS_RECORDS_SHARED")
def test_every_development_release_is_one_case() -> None:
    for article in read_folder(DEV):
        assert isinstance(article, Article)
        assert len(split_article(article)[1]) == 1, article.id
