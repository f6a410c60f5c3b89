"""The pictures of the report in the README and the docs, made from raw/: `make screenshots`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, LAPTOP, PHONE
from tests.conftest import CHECKOUT

PICTURES = [
    ("report-overview.png", LAPTOP, "", ()),
    ("report-case.png", LAPTOP, "#view=cases&case={fullest}", ("5",)),
    ("report-narrow.png", PHONE, "#view=cases&case={fullest}", ()),
]
# Opens the case with the most kinds of values, the least sure of these.
OPEN = """state => {
    const fullest = [...Report.index].sort((a, b) => b.fields.length - a.fields.length || a.confidence - b.confidence)[0];
    location.hash = state.replace('{fullest}', fullest.id);
}"""


def main(target: Path) -> None:
    """Run the pipeline on raw/, write its report, take the pictures."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place) / "output"
        subprocess.run([sys.executable, "-m", "pipeline", "run", "raw", "--output", str(folder)], check=True, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        target.mkdir(parents=True, exist_ok=True)
        for name, size, state, keys in PICTURES:
            page = browser.new_context(viewport=size).new_page()
            page.goto((folder / "report.html").as_uri())
            page.evaluate(OPEN, state)
            page.wait_for_timeout(300)
            for key in keys:
                page.keyboard.press(key)
            page.wait_for_timeout(300)
            page.screenshot(path=str(target / name))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "docs" / "images")
