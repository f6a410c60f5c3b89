"""Chunk: some articles into finished rows. Every way of running, one process or many machines, runs this function."""

from __future__ import annotations

import json
import signal
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pipeline.article import Article
from pipeline.case import LostText
from pipeline.flow import Extraction, extract_article
from pipeline.rulebook import Rulebook, load_rules
from pipeline.settle.corrections import correct
from pipeline.settle.ledger import Correction, Decisions
from pipeline.settle.resolve import short_forms
from pipeline.settle.sketch import sketch
from pipeline.write.finished import Finished, as_object, finish, from_object
from pipeline.write.line import OffsetError, json_text

STAGE = "extract"
PACKAGE = Path(__file__).parent.parent
AGAIN = 1.0  # seconds until an alarm is repeated: one that falls into a destructor is swallowed
PASSING = ("timeout", "memory", "crashed", "disk")  # failures that depend on the machine and its day
FIRST = Article(
    id="first", path="first", sha256="", published="2024-05-01", title="Example Foods gives 20,000 dollars to the Harbour Trust",
    text="SPRINGFIELD, May 1, 2024 -- Example Foods Inc. today donated $20,000 to the Harbour Trust, a charity that has helped more than "
    "1,000 pupils since 2016. Its \"Reading Bus\" programme began in 2019 and reaches 300 families in five villages every year.\n",
)  # fmt: skip
"""What a process reads before any article: most patterns are compiled when first used."""


class Extract(Protocol):
    """What turns an article into records: `pipeline.flow.extract_article`, or a stand-in for it."""

    def __call__(self, article: Article, rules: Rulebook, *, ner: str) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class Options:
    """What a worker must know: the rules' folder, the model, how long and how large one article may become.

    `extract` and `beside` are found again by their names in other processes, so they must be functions of a module. `beside`
    makes the article's line of review.jsonl. `corrections` is a file of decisions to apply instead of the one beside the rules.
    """

    rules: Path | None = None
    ner: str = "accurate"
    seconds: float = 120.0
    megabytes: int = 2048
    extract: Extract = extract_article
    beside: Callable[[Extraction, Decisions], dict[str, Any]] | None = None
    corrections: Path | None = None


class Task(NamedTuple):
    """Articles to work on, the keys of their results, and the decisions of people that concern any of them."""

    articles: Sequence[Article]
    keys: Sequence[bytes]
    decisions: tuple[Correction, ...] = ()

    def alone(self) -> list[Task]:
        """The same as one task an article."""
        return [Task([article], [key], self.decisions) for article, key in zip(self.articles, self.keys)]


class Done(NamedTuple):
    """What an article gave. `head` is what the whole dump must know of it; `body` is its finished rows, packed."""

    head: bytes
    body: bytes


class Late(BaseException):
    """An article has used up its time; no handler of the extraction's own may catch it."""


def work(task: Task, options: Options) -> list[Done]:
    """What each article of a task gives, in their order; an article that fails costs only itself."""
    rules, decisions = ready(options.rules, options.ner), Decisions(task.decisions)
    return [work_one(article, rules, options, decisions) for article in task.articles]


@cache
def ready(folder: Path | None, ner: str) -> Rulebook:
    """The rules of a folder, they and the model loaded and compiled, so that no article pays for that out of its own time."""
    rules = load_rules(folder)
    work_one(FIRST, rules, Options(folder, ner), Decisions(()))
    return rules


def work_one(article: Article, rules: Rulebook, options: Options, decisions: Decisions) -> Done:
    """What one article gives, people's decisions about it applied: its finished rows, or why it is set aside."""
    try:
        with time_limit(options.seconds):
            extraction = options.extract(article, rules, ner=options.ner)
            corrected = correct(extraction.records, decisions.about(article.id, article.sha256))
            extraction = replace(extraction, records=list(corrected.records))
            beside = json_text(options.beside(extraction, decisions)) if options.beside else None
            finished = finish(article, extraction.records, extraction.reason, beside)
            return done(article, extraction, finished, corrected.applied)
    except Late as late:
        return failed("timeout", f"Took more than {options.seconds:g} seconds{whereabouts(late)}.")
    except MemoryError:
        return failed("memory", f"Needed more than {options.megabytes:,} MB of memory.")
    except OffsetError as error:
        return failed("offset_mismatch", str(error))
    except TimeoutError as error:
        return failed("timeout", f"A rule took too long{whereabouts(error)}.")
    except OSError as error:
        return failed("disk", f"{type(error).__name__}{whereabouts(error)}: {error}")
    except LostText as error:
        return failed("lost_text", str(error))
    except Exception as error:
        return failed("error", f"{type(error).__name__}{whereabouts(error)}: {error}")


def whereabouts(error: BaseException) -> str:
    """Which line of ours an error came from, for the person who mends it: " in pipeline/find/years.py, line 57".

    The sieve, which all finders look through, is passed over: who asked it tells more.
    """
    frame, place = error.__traceback__, ""
    while frame is not None:
        path = Path(frame.tb_frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE) and path not in (Path(__file__), PACKAGE / "sieve.py"):
            place = f" in {PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}, line {frame.tb_lineno}"
        frame = frame.tb_next
    return place


def done(article: Article, extraction: Extraction, finished: Finished, applied: Sequence[Correction] = ()) -> Done:
    """A finished article, packed, with what the whole dump must know of it."""
    forms: dict[str, set[str]] = {}
    shorts: dict[str, set[str]] = {}
    for record in extraction.records:
        for mention in record.companies:
            if mention.company_id is not None:
                forms.setdefault(mention.company_id, set()).update((str(mention.value), mention.text))
    for key, names in forms.items():
        shorts[key] = {short for name in names for short in short_forms(article.text, name)}
    head = {
        "status": "ok" if finished.records else "no_case",
        "cases": len(finished.records),
        "forms": {key: sorted(names) for key, names in sorted(forms.items())},
        "shorts": {key: sorted(names) for key, names in sorted(shorts.items()) if names},
        "sketch": sketch(article.text) if finished.records else [],
        "applied": [decision.id for decision in applied],
    }
    return Done(packed(head), zlib.compress(packed(as_object(finished)), 1))


def failed(reason: str, message: str) -> Done:
    """An article that is set aside."""
    return Done(packed({"status": "rejected", "reason": reason, "message": message}), b"")


def lasts(done: Done) -> bool:
    """Whether a result is worth remembering: what a busy or small machine did not manage may go well the next time."""
    return bool(done.body) or json.loads(done.head).get("reason") not in PASSING


def packed(value: object) -> bytes:
    """Compact JSON; a lone surrogate that a message quotes is replaced."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpacked(body: bytes) -> Finished:
    """The finished rows of a body."""
    return from_object(json.loads(zlib.decompress(body)))


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise Late in this block when its time is up. Only the main thread has an alarm; elsewhere the pool alone watches."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _late(*_: Any) -> None:
    raise Late
