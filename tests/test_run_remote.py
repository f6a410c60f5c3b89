"""Raw files and datasets at addresses: what fsspec calls a store, here one in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run.chunk import Options
from pipeline.run.machine import run_dataset
from pipeline.run.remote import at_hand
from pipeline.run.workers import RunError
from tests.run_faults import write_dump
from tests.test_run import digests

fsspec = pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))


def test_a_dump_in_a_store_becomes_a_dataset_in_a_store(tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    raw = write_dump(tmp_path / "raw", 12)
    store.put(str(raw), "/bucket/raw", recursive=True)
    store.pipe_file("/bucket/raw/more/extra.txt", b"Acme gave 20 dollars to 3 schools.\n")
    (raw / "more").mkdir()
    (raw / "more" / "extra.txt").write_bytes(b"Acme gave 20 dollars to 3 schools.\n")
    for _ in range(2):
        with at_hand("memory://bucket/raw", "memory://bucket/out") as (here, there):
            run_dataset(here, there, Options(), dict)
    run_dataset(raw, tmp_path / "here", Options(), dict)
    store.get("/bucket/out", str(tmp_path / "back"), recursive=True)
    assert digests(tmp_path / "back") == digests(tmp_path / "here")
    store.rm("/bucket/raw/more", recursive=True)
    with at_hand("memory://bucket/raw", "memory://bucket/out") as (here, there):
        run_dataset(here, there, Options(), dict)
    assert not store.exists("/bucket/out/texts/extra.txt")
    assert store.exists("/bucket/out/texts/story-1.txt")


def test_nothing_is_sent_after_a_run_that_failed() -> None:
    store = fsspec.filesystem("memory")
    store.pipe_file("/other/raw/a.txt", b"One.")
    def broken() -> None:
        with at_hand("memory://other/raw", "memory://other/out") as (_, there):
            (there / "texts").mkdir(parents=True)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken()
    assert not store.exists("/other/out")


def test_an_empty_address_is_told() -> None:
    with pytest.raises(RunError, match="no files here"), at_hand("memory://nothing/raw", "out"):
        pass


def test_folders_of_this_machine_stay_where_they_are(tmp_path: Path) -> None:
    with at_hand(str(tmp_path), "out") as places:
        assert places == (tmp_path, Path("out"))
