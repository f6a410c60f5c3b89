"""Order: results in the order of their inputs, however many are under way at once, with bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pipeline.article import Article, Rejected

Input = Article | Rejected
In = TypeVar("In")
Out = TypeVar("Out")
CHARACTERS, ARTICLES = 64_000, 64


def chunks(inputs: Iterable[Input], *, characters: int = CHARACTERS, articles: int = ARTICLES) -> Iterator[list[Input]]:
    """Inputs in their order in lists of about the same amount of text; the same inputs are always cut at the same places."""
    chunk: list[Input] = []
    size = 0
    for item in inputs:
        chunk.append(item)
        size += len(item.text) if isinstance(item, Article) else 0
        if size >= characters or len(chunk) >= articles:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def ahead(begin: Callable[[In], Out], inputs: Iterable[In], width: int) -> Iterator[Out]:
    """What `begin` gave for each input, in order, while it has been called for later ones: never more than `width` are under way."""
    under_way: deque[Out] = deque()
    for item in inputs:
        under_way.append(begin(item))
        if len(under_way) >= width:
            yield under_way.popleft()
    while under_way:
        yield under_way.popleft()
