"""Ready: what every process for a hostile file needs, loaded once: the rules, and an article gone through them."""

from __future__ import annotations

from pipeline.article import Article
from pipeline.flow import extract_article
from pipeline.rulebook import load_rules
from tests.hostile.files import STORY

extract_article(Article("ready", "ready.txt", "", STORY), load_rules(), ner="none")
