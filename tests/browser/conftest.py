"""A real browser for the tests that need one: Debian's chromium, driven by playwright; without either they skip and say so."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.rulebook import Rulebook, load_rules

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]
TOKEN = "a-token-of-this-test"
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Page:
    """A page with everything that went wrong in it, and every request that it made."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self, where: Path | str, state: str = "") -> Any:
        self.page.goto((where.as_uri() if isinstance(where, Path) else where) + state)
        return self.page

    def until(self, holds: str) -> None:
        """Wait until an expression holds; the page's own policy forbids the browser driver's way of waiting."""
        for _ in range(300):
            if self.page.evaluate(holds):
                return
            self.page.wait_for_timeout(15)
        raise AssertionError(f"never came: {holds}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture
def tab(browser: Any) -> Iterator[Page]:
    """A page of laptop size in a context of its own."""
    context = browser.new_context(viewport=LAPTOP)
    page = Page(context.new_page())
    yield page
    context.close()


@pytest.fixture
def phone(browser: Any) -> Iterator[Page]:
    """A page of a telephone's size."""
    context = browser.new_context(viewport=PHONE)
    page = Page(context.new_page())
    yield page
    context.close()


Serve = Callable[[Path, Path], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a desk on a free port of this machine; gives the address to open."""
    pytest.importorskip("starlette", reason="the desk needs the extra [server]")
    uvicorn = pytest.importorskip("uvicorn", reason="the desk needs the extra [server]")
    from pipeline.review.desk import desk_app

    running: list[tuple[Any, threading.Thread]] = []

    def start(folder: Path, ledger: Path, rules: Rulebook | None = None) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        app = desk_app(folder, rules or load_rules(), ledger, token=TOKEN, port=port, who="mia")
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{port}/?token={TOKEN}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(timeout=5)
