"""The excerpts of the output in README.md. `python -m tests.readme_excerpt` makes the dataset of raw/ and writes them anew."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import CHECKOUT

README = CHECKOUT / "README.md"
SHOWN = ("nigeria-girls-code-1", "uae-heat-2024-1", "india-lakes-1", "japan-forest-school-1", "uk-surplus-kitchens-1", "sg-1140-1")
COLUMNS = ("record_id", "company", "program", "start_year", "beneficiaries", "beneficiaries_unit", "amount", "amount_currency", "amount_role")
QUOTED = ("nigeria-girls-code-1", "amounts")


def table(output: Path) -> str:
    """Some rows and columns of records.csv as a Markdown table."""
    with (output / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["record_id"]: row for row in csv.DictReader(file)}
    lines = [COLUMNS, ["---"] * len(COLUMNS), *([rows[key][name] for name in COLUMNS] for key in SHOWN)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def mention(output: Path) -> str:
    """One mention of records.jsonl as it stands there."""
    lines = (output / "records.jsonl").read_text("utf-8").split("\n")
    record = next(told for line in lines if line and (told := json.loads(line))["record_id"] == QUOTED[0])
    return f"```json\n{json.dumps(record[QUOTED[1]][0], ensure_ascii=False)}\n```\n"


def excerpts(text: str) -> list[str]:
    """What stands between the marks of a README, the table first."""
    return re.findall(r"<!-- excerpt of [\w.]+ -->\n(.*?)<!-- end of excerpt -->", text, re.DOTALL)


def written(text: str, output: Path) -> str:
    """A README with its excerpts taken from a dataset."""
    for name, excerpt in (("records.csv", table(output)), ("records.jsonl", mention(output))):
        mark = f"<!-- excerpt of {name} -->\n"
        before, _, after = text.partition(mark)
        text = before + mark + excerpt + after[after.index("<!-- end of excerpt -->") :]
    return text


def main() -> None:
    """Make the dataset and write the excerpts."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        subprocess.run([sys.executable, "-m", "pipeline", "run", "raw", "--output", str(output)], check=True, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
        README.write_text(written(README.read_text("utf-8"), output), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
