"""The desk's server: the report's page on this machine's own address, with every decision saved at once.

It answers one page and a few posts. A post counts only with the token that was drawn at the start, from the page
itself, as JSON of a sane size; a get never changes anything; no part of a request names a file.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.review.aliases import merge, proposal, write_proposal
from pipeline.review.bench import Bench
from pipeline.review.changes import Changes, compare
from pipeline.review.dataset import Dataset, read_dataset
from pipeline.review.decide import decide, undo
from pipeline.review.decision import Conflict, Decision, Refused, selection
from pipeline.review.elsewhere import apply_elsewhere
from pipeline.review.grammar import read_selection
from pipeline.review.guard import Guard, Limits
from pipeline.review.paging import Paging
from pipeline.review.report import frame_of, page
from pipeline.review.words import said, words
from pipeline.rulebook import Rulebook

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

LOOPBACK = "127.0.0.1"


class Asked(BaseModel):
    """What every post that is no decision may say."""

    model_config = ConfigDict(extra="forbid", strict=True)
    who: str = Field(default="", max_length=80)
    id: str = Field(default="", max_length=64)
    base: str = Field(default="", max_length=64)


class Merging(Decision):
    """A decision that names another company."""

    into: str = Field(min_length=1, max_length=300)


def serve(
    folder: Path, rules: Rulebook, corrections: Path, *, port: int = 8765, who: str = "", previous: Path | None = None,
    announce: Callable[[str], object] = print,
) -> None:
    """Serve the desk for the dataset in `folder` until it is stopped; `announce` is told the address to open."""
    import uvicorn

    token = secrets.token_urlsafe(24)
    app = desk_app(folder, rules, corrections, token=token, port=port, who=who, previous=previous)
    announce(f"http://{LOOPBACK}:{port}/?token={token}")
    uvicorn.run(app, host=LOOPBACK, port=port, log_level="warning", access_log=False, server_header=False, limit_concurrency=32)


def desk_app(
    folder: Path, rules: Rulebook, corrections: Path, *, token: str, port: int, who: str = "", previous: Path | None = None
) -> Starlette:
    """The desk as an application; `port` is what its Host header must name."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    bench = Bench(read_dataset(folder), rules, corrections)
    desk = Desk(bench, {"token": token, "who": who, "vocabulary": vocabulary(rules)}, read_dataset(previous) if previous else None)

    async def front(request: Request) -> Response:
        return _html(desk.page(request.query_params))

    posts = [Route(f"/{name}", _post(bench, act), methods=["POST"]) for name, act in ACTS.items()]
    app = Starlette(routes=[Route("/", front, methods=["GET"]), *posts])
    app.add_middleware(Guard, limits=Limits(token=token, hosts=(f"{LOOPBACK}:{port}", f"localhost:{port}")))
    return app


class Desk:
    """The desk's page: the records as they are now, of many those that were asked for; what was counted when it was opened."""

    def __init__(self, bench: Bench, told: Mapping[str, Any], previous: Dataset | None = None) -> None:
        self.bench, self.told, self.paging = bench, told, Paging(bench)
        self.changes = None if previous is None else Changes(compare(previous, bench.dataset))

    def page(self, asked: Mapping[str, str]) -> str:
        """The page that an address asks for."""
        bench = self.bench
        with bench.lock:
            bench.refresh()
            ids, paged = self.paging.page(asked)
            frame = {**frame_of(bench.dataset, bench.summary, bench.rules, bench.corrections), "changes": self.changes, "left_out": None}
            desk = {**self.told, "progress": bench.progress(), **({"paged": paged} if paged else {})}
            return page([bench.view(one) for one in ids], bench.rules, frame, desk=desk)


def vocabulary(rules: Rulebook) -> dict[str, list[str]]:
    """What the desk offers to choose from."""
    return {key: list(codes) for key, codes in words(rules, "vocabulary").items()}


def read(bench: Bench, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the grammar makes of a selection; nothing is saved."""
    asked = Decision.model_validate(given)
    record = bench.now.get(asked.record)
    if record is None:
        raise Refused("There is no such case.")
    span = selection(record, asked.start, asked.end)
    value = read_selection(asked.field, record.article, *span, bench.rules)
    told = None if value is None else said(asked.field, value)
    return {"value": value, "said": told, "text": record.article.text[slice(*span)], "span": span}


def table(bench: Bench, given: Mapping[str, Any]) -> dict[str, Any]:
    """Write the proposed companies.csv."""
    write_proposal(bench.rules.folder, bench.corrections, Asked.model_validate(given).base)
    return proposal(bench.rules.folder, bench.corrections)


def merged(bench: Bench, given: Mapping[str, Any]) -> dict[str, Any]:
    """Join two companies."""
    asked = Merging.model_validate(given)
    return merge(bench, asked, asked.into)


def spread(bench: Bench, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same decision elsewhere."""
    asked = Asked.model_validate(given)
    return apply_elsewhere(bench, asked.id, asked.who or "unnamed")


ACTS: dict[str, Callable[[Bench, Mapping[str, Any]], dict[str, Any]]] = {
    "decide": lambda bench, given: decide(bench, Decision.model_validate(given)),
    "undo": lambda bench, given: undo(bench, Asked.model_validate(given).who or "unnamed"),
    "read": read, "elsewhere": spread, "merge": merged, "table": table,
}


def _post(bench: Bench, act: Callable[[Bench, Mapping[str, Any]], dict[str, Any]]) -> Callable[[Request], Any]:
    """A post's way: JSON in, the act, JSON out; what cannot be done is said, with the status for it."""

    async def answer(request: Request) -> Response:
        try:
            return _json(200, act(bench, _object(await request.body())))
        except ValidationError as error:
            return _json(422, {"error": f"{'.'.join(map(str, error.errors()[0]['loc']))}: {error.errors()[0]['msg']}"})
        except Conflict as conflict:
            changed = str(conflict)
            return _json(409, {"error": "Somebody else has changed this case; here it is as it is now.", "cases": bench.answer([changed])})
        except Refused as error:
            return _json(422, {"error": str(error)})

    return answer


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("The request is not JSON.") from error
    if not isinstance(given, dict):
        raise Refused("The request is not an object.")
    return given


def _json(status: int, value: Mapping[str, Any]) -> Response:
    from starlette.responses import Response

    return Response(json.dumps(value, ensure_ascii=True), status, media_type="application/json")


def _html(text: str) -> Response:
    from starlette.responses import Response

    policy = text.split('http-equiv="Content-Security-Policy" content="', 1)[1].split('"', 1)[0].replace("&#39;", "'")
    headers = {"Content-Security-Policy": policy + "; frame-ancestors 'none'"}
    return Response(text.encode("utf-8", "replace"), media_type="text/html; charset=utf-8", headers=headers)
