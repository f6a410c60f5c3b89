"""The gold sets that are at hand: where their answers and their articles lie, and the records that the pipeline makes of them."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.article import Article
from pipeline.rulebook import Rulebook
from pipeline.score.answers import Object

CHECKOUT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A file of gold articles by its short name; `inputs` are the files that their texts come from."""

    name: str
    gold: Path
    inputs: tuple[Path, ...]


def shared_folder() -> Path:
    """Where the samples are: PRESS_RECORDS_SHARED, or the folder `shared` beside the checkout."""
    return Path(os.environ.get("PRESS_RECORDS_SHARED") or CHECKOUT.parent / "shared")


def gold_sets() -> list[GoldSet]:
    """Every gold set whose answers and inputs are here: the seeds, the dev set, and the files in tests/gold."""
    shared = shared_folder()
    known = [("seeds", shared / "gold" / "seeds.jsonl"), ("dev", shared / "dev" / "gold.jsonl")]
    own = [(path.stem, path) for path in sorted((CHECKOUT / "tests" / "gold").glob("*.jsonl"))]
    found = (gold_set(name, path) for name, path in [*known, *own] if path.exists())
    return [one for one in found if one is not None]


def gold_set(name: str, gold: Path) -> GoldSet | None:
    """A gold file with its inputs, or None where an input is not here."""
    files = sorted({str(article["file"]).split("#")[0] for article in read_gold(gold)})
    inputs = [find_input(gold, file) for file in files]
    return None if not files or None in inputs else GoldSet(name, gold, tuple(path for path in inputs if path is not None))


def find_input(gold: Path, file: str) -> Path | None:
    """An input by the name that gold gives it: beside the gold, above it, in raw/, or among the samples."""
    shared = shared_folder()
    own = (CHECKOUT, CHECKOUT / "raw", CHECKOUT / "tests" / "articles")
    homes = (gold.parent, gold.parent.parent, *own, shared, shared / "press", shared / "dev")
    return next((home / file for home in homes if (home / file).is_file()), None)


def read_gold(path: Path) -> list[Object]:
    """The articles of a gold file."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line.strip()]


def articles_of(one: GoldSet, wanted: set[str], rules: Rulebook) -> Iterator[Article]:
    """The articles that a gold set speaks of, read from its inputs."""
    from pipeline.read import read_folder

    for path in one.inputs:
        for article in read_folder(path, rules):
            if isinstance(article, Article) and article.id in wanted:
                yield article


def records_of(one: GoldSet, rules: Rulebook, ner: str) -> tuple[list[Object], Mapping[str, str]]:
    """What the pipeline makes of a gold set's articles: lines of records.jsonl as objects, and the texts by article id."""
    from pipeline.flow import extract_article
    from pipeline.write.line import record_object

    wanted = {str(article["article"]) for article in read_gold(one.gold)}
    articles = list(articles_of(one, wanted, rules))
    records: list[Object] = [record_object(record) for article in articles for record in extract_article(article, rules, ner=ner).records]
    return records, {article.id: article.text for article in articles}


def records_at(path: Path) -> tuple[list[Object], Mapping[str, str]]:
    """The records of an output folder (with the texts of all its articles) or of a records.jsonl alone."""
    from pipeline.write.dataset import text_name
    from pipeline.write.place import TEXTS

    lines = path / "records.jsonl" if path.is_dir() else path
    records = [json.loads(line) for line in lines.read_bytes().split(b"\n") if line.strip()]
    files = {known: lines.parent / TEXTS / text_name(known) for known in article_ids(lines.parent / "articles.csv")}
    return records, {known: file.read_bytes().decode() for known, file in files.items() if file.exists()}


def article_ids(table: Path) -> list[str]:
    """The ids in an articles.csv; none where there is no such file."""
    if not table.exists():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]
