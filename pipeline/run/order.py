"""Order: results in the order of their inputs, however many are under way at once, with bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

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


class Window(Generic[In, Out]):
    """Calls `begin` on inputs ahead of time and `end` on what it gave, in order; never more than `width` are under way."""

    def __init__(self, begin: Callable[[In], Out], width: int) -> None:
        self.begin, self.width = begin, width

    def over(self, inputs: Iterable[In]) -> Iterator[Out]:
        """What `begin` gave for each input, in order, while the next ones are under way."""
        under_way: deque[Out] = deque()
        for item in inputs:
            under_way.append(self.begin(item))
            if len(under_way) >= self.width:
                yield under_way.popleft()
        yield from under_way
