"""Guard: which requests reach the desk at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY = 64 * 1024
TOKEN_HEADER = "x-desk-token"
HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store", "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request must show: the token of this start, and one of our own names as Host."""

    token: str
    hosts: tuple[str, ...]

    @property
    def cookie(self) -> str:
        """The name of the cookie that lets a page be loaded again; every port has its own."""
        return "desk-" + self.hosts[0].rsplit(":", 1)[1]


class Guard:
    """Middleware: refuses with a status and a sentence whatever does not come from the desk's own page."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            raise ValueError(f"no {scope['type']} here")
        headers = Headers(scope["headers"])
        refusal = self.refusal(scope, headers)
        body = b"" if refusal else await read_body(receive)
        if body is None:
            refusal = (413, "The request is too large.")
        if refusal:
            await answer(send, *refusal)
            return
        cookie = f"{self.limits.cookie}={self.limits.token}; HttpOnly; SameSite=Strict; Path=/" if scope["method"] == "GET" else None
        await self.app(scope, replay(body or b""), with_headers(send, cookie))

    def refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Why a request is refused, or None."""
        if headers.all("host") not in [[host] for host in self.limits.hosts]:
            return 421, "This desk answers only under its own address."
        if headers.get("sec-fetch-site") not in ("", "same-origin", "none"):
            return 403, "Another site may not ask this desk."
        if scope["method"] == "GET":
            return None if scope["path"] == "/" and self.opens(scope, headers) else self.not_open(scope)
        if scope["method"] != "POST":
            return 405, "Only get and post are known here."
        return self.post_refusal(headers)

    def post_refusal(self, headers: Headers) -> tuple[int, str] | None:
        """Why a post is refused, or None."""
        if headers.all("origin") != [f"http://{headers.get('host')}"]:
            return 403, "A change must come from the desk's own page."
        if len(headers.all(TOKEN_HEADER)) != 1 or not same(headers.get(TOKEN_HEADER), self.limits.token):
            return 403, "The token is missing or another start's; open the address that the desk printed."
        if headers.get("content-type").split(";")[0].strip().lower() != "application/json":
            return 415, "A change is sent as JSON."
        if headers.get("content-encoding"):
            return 415, "A change is sent as it is, not compressed."
        length = headers.get("content-length")
        if length and not (length.isascii() and length.isdigit() and int(length[:12]) <= BODY):
            return 413, "The request is too large."
        return None

    def opens(self, scope: Scope, headers: Headers) -> bool:
        """Whether a get shows the token, in the address or in the cookie of an earlier one."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        try:
            jar = SimpleCookie(headers.get("cookie"))
        except CookieError:
            jar = SimpleCookie()
        morsel = jar.get(self.limits.cookie)
        return any(same(token, self.limits.token) for token in [*given[:1], *([morsel.value] if morsel else [])])

    @staticmethod
    def not_open(scope: Scope) -> tuple[int, str]:
        """What a get is told that may not pass."""
        if scope["path"] != "/":
            return 404, "There is one page here."
        return 403, "The token is missing or another start's; open the address that the desk printed."


class Headers:
    """A request's headers by small name."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self.raw = [(key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in raw]

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.raw if key == name]

    def get(self, name: str) -> str:
        """The first value of a header, or nothing."""
        return next(iter(self.all(name)), "")


def same(given: str, wanted: str) -> bool:
    """Whether two tokens are equal, in a time that does not tell how nearly."""
    return compare_digest(given.encode("utf-8", "replace"), wanted.encode())


async def read_body(receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is too large."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        more = bool(message.get("more_body"))
        if len(body) > BODY:
            return None
    return bytes(body)


def replay(body: bytes) -> Receive:
    """A receive that gives a body already read."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def with_headers(send: Send, cookie: str | None) -> Send:
    """A send that adds the headers of every answer, and the cookie where one is set."""
    more = [(key.encode(), value.encode()) for key, value in HEADERS.items()]

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            extra = [*more, (b"set-cookie", cookie.encode())] if cookie else more
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return sent


async def answer(send: Send, status: int, reason: str) -> None:
    """Refuse."""
    body = json.dumps({"error": reason}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await with_headers(send, None)({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
