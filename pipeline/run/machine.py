"""Machine: a dump into a dataset on one machine or many: read, compute or remember, in order; then one pass that writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pipeline.article import Article, Rejected
from pipeline.read import read_folder
from pipeline.rulebook import load_rules
from pipeline.run.cache import Cache
from pipeline.run.chunk import PASSING, STAGE, Done, Options, Task, lasts
from pipeline.run.decided import Decided
from pipeline.run.dump import Dump, head_of
from pipeline.run.fingerprint import fingerprint, key_of
from pipeline.run.order import Input, ahead, chunks
from pipeline.run.spool import Kept, Spool
from pipeline.run.standing import Standing
from pipeline.run.workers import RunError, Ticket, Workers
from pipeline.write.counts import Counts
from pipeline.write.dataset import Finish, text_digest, write_dataset, write_text
from pipeline.write.finished import Entry, FinishedRecord, altered
from pipeline.write.place import beside, check_ours, locked

NEAR = "near_duplicate"
CLUSTER = {"characters": 200_000, "articles": 256}  # larger chunks, for the way is longer


__all__ = ["RunError", "run_dataset"]


class Watch(Protocol):
    """Somebody who is told how far a run has come."""

    def saw(self, item: Input, head: Mapping[str, Any] | None) -> None:
        """One more input is done."""
        ...


def run_dataset(
    raw: Path,
    output: Path,
    options: Options,
    about: Callable[[], Mapping[str, Any]],
    *,
    workers: int | None = None,
    cluster: str | None = None,
    parts: str | None = None,
    fresh: bool = False,
    finish: Finish | None = None,
    watch: Watch | None = None,
) -> Counts:
    """Make the dataset of a folder. `workers` None chooses; `cluster` is the address of a Dask scheduler, or "local";
    `parts` is a folder or object store that all its machines share, where it is not the one beside `output`.
    """
    run = Run(raw, Path(os.path.realpath(output)), options, watch)
    run.number, run.cluster, run.fresh = workers, cluster, fresh
    run.parts = parts or run.parts
    run.memory.parent.mkdir(parents=True, exist_ok=True)
    with locked(run.output):
        check_ours(run.output)
        run.memory.mkdir(exist_ok=True)
        standing = Standing(raw, run.output, run.memory, options, getattr(finish, "__qualname__", ""))
        known = None if fresh else standing.counts()
    if known is None:
        known = write_dataset(output, run.results, lambda: {**about(), "corrections": run.decided.told()}, finish=finish)
        if not any(known.rejected[f"{STAGE}: {reason}"] for reason in PASSING):
            standing.remember()
    return known


class Run:
    """One run: what it works on and where its memory is."""

    number: int | None = None
    cluster: str | None = None
    fresh: bool = False

    def __init__(self, raw: Path, output: Path, options: Options, watch: Watch | None) -> None:
        self.raw, self.output, self.options, self.watch = raw, output, options, watch
        self.memory = beside(output, "cache")
        self.parts = str(self.memory / "parts")
        self.fingerprint = fingerprint(options)
        self.decided = Decided(options)

    def results(self, folder: Path) -> Iterator[Entry | Rejected]:
        """Every input's rows, in order; the texts are written to `folder` on the way."""
        with ExitStack() as stack:
            cache = stack.enter_context(Cache(self.memory, self.fingerprint, fresh=self.fresh))
            dump = stack.enter_context(closing(Dump(self.memory / "dump.sqlite")))
            spool = Spool(self.memory)
            for item, done in self.computed(cache):
                head = take(item, done, folder, spool, dump)
                self.decided.took(head or {})
                if self.watch:
                    self.watch.saw(item, head)
            dump.find_near()
            dump.find_companies()
            yield from (entry_of(kept, dump) for kept in spool)
            cache.tidy()

    def computed(self, cache: Cache) -> Iterator[tuple[Input, Done | None]]:
        """Each input in order with what it gave."""
        size = CLUSTER if self.cluster else {}
        inputs = chunks(read_folder(self.raw, load_rules(self.options.rules)), **size)
        with Workers(self.options, self.number, self.cluster, self.parts) as workers:
            for part in ahead(lambda chunk: self.begin(chunk, cache, workers), inputs, workers.width):
                if part.ticket:
                    new = dict(zip(part.todo, part.ticket.result(), strict=True))
                    cache.keep({key: done for key, done in new.items() if lasts(done)})
                    part.known.update(new)
                yield from ((item, part.known.get(key)) for item, key in zip(part.chunk, part.keys))

    def begin(self, chunk: list[Input], cache: Cache, workers: Workers) -> Part:
        """Have what is not known of a chunk worked on."""
        about = [self.decided.about(item) if isinstance(item, Article) else [] for item in chunk]
        keys = [key_of(item, self.fingerprint, said) if isinstance(item, Article) else b"" for item, said in zip(chunk, about)]
        known = cache.find([key for key in keys if key])
        todo = {key: item for key, item in zip(keys, chunk) if isinstance(item, Article) and key not in known}
        said = {id(decision): decision for key, decisions in zip(keys, about) if key in todo for decision in decisions}
        task = Task(list(todo.values()), list(todo), tuple(said[at] for at in sorted(said, key=self.decided.decisions.order.__getitem__)))
        return Part(chunk, keys, known, list(todo), workers.submit(task) if todo else None)


@dataclass(frozen=True, slots=True)
class Part:
    """A chunk under way: its inputs with their keys (none for rejected ones), what was known, what is being computed."""

    chunk: list[Input]
    keys: list[bytes]
    known: dict[bytes, Done]
    todo: list[bytes]
    ticket: Ticket | None


def take(item: Input, done: Done | None, folder: Path, spool: Spool, dump: Dump) -> Mapping[str, Any] | None:
    """Put one result in its place: the text into the dataset, the rows onto the spool, the rest into what is known of the dump."""
    if isinstance(item, Rejected) or done is None:
        spool.add(item)
        return None
    head = head_of(done.head)
    if head["status"] == "rejected":
        spool.add(Rejected(item.path, STAGE, head["reason"], head["message"], item.sha256))
        return head
    write_text(folder, item)
    copy_of = dump.first_copy(text_digest(item), item.id)
    spool.add(item, done.body, copy_of)
    if head["status"] == "ok" and copy_of is None:
        dump.add(item.id, head)
    return head


def entry_of(kept: Kept | Rejected, dump: Dump) -> Entry | Rejected:
    """An article's rows as the dataset has them: with final company ids, without the records of a copy."""
    if isinstance(kept, Rejected):
        return kept
    finished = kept.finished
    if kept.copy_of is not None:
        return Entry(kept.article, finished._replace(records=[], beside=None), "duplicate_of", kept.copy_of)
    if not finished.records:
        return Entry(kept.article, finished, "no_case", finished.reason)
    near = dump.near(kept.article.id)
    records = [altered(record, ids_of(record, dump), [NEAR] if near else []) for record in finished.records]
    return Entry(kept.article, finished._replace(records=records), "ok", near and f"{NEAR}: {near}")


def ids_of(record: FinishedRecord, dump: Dump) -> dict[str, str]:
    """The final ids of a record's companies."""
    return {key: dump.company_id(key) for key, _, _ in record.companies}
