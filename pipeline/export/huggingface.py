"""A Hugging Face dataset folder: Parquet files and a card that names them, so that `datasets.load_dataset(folder, "records")` works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.export.parquet import write_table
from pipeline.export.place import folder_at, written
from pipeline.export.plain_yaml import yaml_text
from pipeline.export.tables import Source, Table

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))


def write(source: Source, output: Path) -> list[Path]:
    """Write README.md and data/*.parquet to the folder `output`; README.md, the card, comes last."""
    data = folder_at(output / "data")
    paths = [write_table(table, data / f"{table.name}.parquet", source.about) for table in source.tables]
    return [written(output / "README.md", card(source)), *paths]


def card(source: Source) -> str:
    """The dataset card: what machines read between the lines of dashes, what people read below."""
    return "---\n" + yaml_text(front_matter(source)) + "---\n" + body(source)


def front_matter(source: Source) -> dict[str, Any]:
    """The card's part for machines."""
    rows = {table.name: sum(1 for _ in table.rows()) for table in source.tables}
    languages = sorted({str(row["language"]) for row in source.table("articles").cells() if row["language"]})
    configs = [config(name) for name in rows]
    size = next((name for most, name in SIZES if rows["records"] < most), "n>10M")
    told = {"pretty_name": "press-records", "license": "cc0-1.0", "language": languages, "size_categories": [size]}
    tags = ["philanthropy", "press", "information-extraction", "corporate-social-responsibility"]
    return {**{k: v for k, v in told.items() if v}, "tags": tags, "configs": configs}


def config(name: str) -> dict[str, Any]:
    """A table as a configuration that can be loaded by its name; records without one."""
    default = {"default": True} if name == "records" else {}
    return {"config_name": name, **default, "data_files": [{"split": "train", "path": f"data/{name}.parquet"}]}


def body(source: Source) -> str:
    """The card's part for people."""
    texts = any(table.name == "texts" for table in source.tables)
    parts = [
        "# Companies' public-welfare initiatives in press articles\n",
        "Extracted by press-records. One case is one section of an article about one company's initiative; every value points at the "
        "characters that it was read from, with the rule or model that found it and a confidence. No person checked a value unless "
        "`corrected` names its field.\n",
        "## Tables\n",
        *(described(table) for table in source.tables),
        "## What it rests on\n",
        "\n".join(f"- {name}: `{value}`" for name, value in source.about.items() if value) + "\n",
        "## Limits\n",
        "- A value is what the article says, not what is true. Press releases praise their authors.",
        "- Sums of one case may be a total and its parts; `same_as` marks one sum in two currencies. Do not add them up blindly.",
        "- An empty cell is unknown, never zero. Read the qualifier beside each number: “more than 1,000” is not 1,000.",
        "- `confidence` is a probability; take what is above the one that your use needs.\n",
        "## Licence\n",
        f"The tables: CC0-1.0. The articles' texts {'in `texts`' if texts else '(not included)'} belong to their publishers.\n",
    ]
    return "\n".join(parts)


def described(table: Table) -> str:
    """A table's columns as a list for people."""
    lines = [f"### {table.name}\n{table.title}; key: {', '.join(f'`{name}`' for name in table.key)}.\n"]
    lines += [f"- `{column.name}` ({column.type}): {column.description}" for column in table.columns]
    return "\n".join(lines) + "\n"
