"""What every route works with: the log to append to, the store to read, limits and the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
from fastapi import Request

from interceptor.store.decided import Decided
from interceptor.store.store import Store
from interceptor.web.api.appending import Appender
from interceptor.web.api.bodies import Budget
from interceptor.web.api.following import Follower, News, Positions, news_of
from interceptor.web.api.stores import Stores

P = ParamSpec("P")
R = TypeVar("R")

_THREADS = 8
"""Reading messages is work of one processor; more threads would only take turns."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, and all of them, may take."""

    body_bytes: int = 32 * 1024 * 1024
    """Of one body, packed or unpacked."""
    records: int = 1_000
    """Of one request."""
    held_bytes: int = 256 * 1024 * 1024
    """Bodies of all requests at once."""
    waiting: int = 1_000
    """Requests that wait for a decision at once."""


@dataclass
class Service:
    """One for the app."""

    stores: Stores
    appender: Appender
    clock: Callable[[], int]
    """Milliseconds since 1970: for the expiry of keys."""
    limits: Limits = field(default_factory=Limits)
    served: frozenset[str] | None = None
    """Tenants whose topics somebody works: of others nothing is taken. None where every tenant with a key is worked."""

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits.held_bytes)
        self._threads = anyio.CapacityLimiter(_THREADS)
        self._followers: dict[str, Follower] = {}
        self.stopping = False

    async def in_thread(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do what takes long, or asks the store, on another thread."""
        return await anyio.to_thread.run_sync(partial(call, *args, **kwargs), limiter=self._threads)

    def decided(self, store: Store, tenant: str) -> Decided:
        """The decisions of one tenant on a lent connection."""
        return Decided(store.tenant(tenant, new=False), store.incarnation)

    def follower(self, tenant: str) -> Follower:
        """Tells of new decisions of one tenant."""
        found = self._followers.get(tenant)
        if found is None:
            found = self._followers[tenant] = Follower(
                lambda positions: self.in_thread(self._news, tenant, positions), stopping=lambda: self.stopping
            )
        return found

    def _news(self, tenant: str, positions: Positions | None) -> News:
        with self.stores.lend() as store:
            return news_of(self.decided(store, tenant), positions)

    @property
    def waiting(self) -> int:
        """Requests that wait for a decision."""
        return sum(follower.waiting for follower in self._followers.values())

    def stop(self) -> None:
        """Let everybody who waits be answered with what there is. Safe from a signal handler."""
        self.stopping = True

    def close(self) -> None:
        """Finish what was begun; may be called twice."""
        self.stop()
        self.appender.close()
        self.stores.close()


def service_of(request: Request) -> Service:
    """The service of the app that the request came to."""
    service: Service = request.app.state.service
    return service
