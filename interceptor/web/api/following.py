"""Waiting for decisions: one look at the store a tick and tenant, however many requests wait."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

import msgspec

from interceptor.store.decided import Decided

_log = logging.getLogger("interceptor.api")

TICK = 0.01
"""Seconds between two looks, only while somebody waits; a look costs a read of one small row a stream."""
_AT_ONCE = 2_000
"""Decisions of one look; the next goes on where it ended."""

Positions = dict[int, int]
"""How far each stream of a tenant is read."""


class News(NamedTuple):
    """Where the streams stand, and the transfers that were decided on since the last look."""

    positions: Positions
    transfer_ids: list[str]


class _Named(msgspec.Struct):
    transfer_id: str


_transfer_id = msgspec.json.Decoder(_Named)


def news_of(decided: Decided, positions: Positions | None) -> News:
    """What is new behind `positions`; None looks for the first time, when all that is there counts as known."""
    if positions is None:
        return News(decided.ends(), [])
    found = decided.after(positions, _AT_ONCE)
    if not found:
        return News(positions, [])
    later = {item.stream: item.number for item in found}
    return News({**positions, **later}, [_transfer_id.decode(item.body).transfer_id for item in found])


class Follower:
    """Tells requests of new decisions of one tenant. For one event loop."""

    def __init__(self, news: Callable[[Positions | None], Awaitable[News]], *, stopping: Callable[[], bool]) -> None:
        self._news = news
        self._stopping = stopping
        self._listeners: dict[str | None, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self.waiting = 0

    @asynccontextmanager
    async def listen(self, *transfer_ids: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set by the next decision on these transfers, or on any where none is named.

        What is decided after the block has begun is not missed.
        """
        heard = asyncio.Event()
        names = transfer_ids or (None,)
        for name in names:
            self._listeners.setdefault(name, set()).add(heard)
        self.waiting += 1
        try:
            if self._task is None or self._task.done():
                self._begun = asyncio.Event()
                self._task = asyncio.create_task(self._follow(self._begun))
            await self._begun.wait()
            yield heard
        finally:
            self.waiting -= 1
            for name in names:
                self._forget(name, heard)
            if not self._listeners:
                await self._end()

    def _forget(self, name: str | None, heard: asyncio.Event) -> None:
        listeners = self._listeners[name]
        listeners.discard(heard)
        if not listeners:
            del self._listeners[name]

    async def _end(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _follow(self, begun: asyncio.Event) -> None:
        try:
            news = await self._news(None)
            begun.set()
            while not self._stopping():
                await asyncio.sleep(TICK)
                news = await self._news(news.positions)
                for transfer_id in news.transfer_ids:
                    _wake(self._listeners.get(transfer_id))
                if news.transfer_ids:
                    _wake(self._listeners.get(None))
        except Exception as error:  # noqa: BLE001 - who waits looks for himself then, and meets the fault as his own
            _log.warning("following ended: %s", type(error).__name__)
        finally:
            begun.set()
            for listeners in self._listeners.values():
                _wake(listeners)


def _wake(listeners: set[asyncio.Event] | None) -> None:
    for heard in listeners or ():
        heard.set()
