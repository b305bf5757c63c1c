"""The daily upkeep of a store, on a thread of its own beside a relay or an engine: one of several processes does it.

Who finds that a day has passed since the last upkeep, and holds the leadership `upkeep`, does it over a connection of
its own. Nothing of it is urgent: what fails is tried again, and never ends the process.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence

from interceptor.errors import InterceptorError
from interceptor.observer import Unobserved, UpkeepObserver
from interceptor.store.leadership import Leadership
from interceptor.store.store import Store
from interceptor.store.upkeep import Pace, Upkeep
from streams.errors import StreamError

Chore = Callable[[Store, int, Upkeep, Pace], None]
"""Something that is done once a day to a store, at a time in milliseconds since 1970; it adds what it has done."""

DAY_MS = 24 * 3600 * 1000
_SETTLE = 60.0
"""Seconds after the start of a process: whoever publishes has found its place by then, and a short run is over."""
_LOOK_EVERY = 600.0
"""Seconds between two looks whether it is time, and between two attempts at what failed."""
_LONGEST_REST = 1.0
"""Seconds between two steps at most: a step that took long need not make the whole take for ever."""
_FAILURES = (InterceptorError, StreamError, sqlite3.Error, OSError)


class Ended(Exception):  # noqa: N818 - nothing is wrong
    """The process is told to end, or leads no more: the upkeep ends between two steps, for the next one to go on."""


def perform(store: Store, chores: Sequence[Chore], now_ms: int, pace: Pace = lambda: None) -> Upkeep:
    """Do the upkeep now, and let the store know when it was done. One that fails keeps no other from its turn.

    Raises what the first that failed has raised, after the others.
    """
    done, failed = Upkeep(), None
    for chore in chores:
        try:
            chore(store, now_ms, done, pace)
        except _FAILURES as error:
            failed = failed or error
    if failed is not None:
        raise failed
    store.upkept(now_ms)
    return done


class UpkeepService:
    """Looks every ten minutes until `end` is set. `clock` gives milliseconds since 1970, `monotonic` seconds."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        chores: Sequence[Chore],
        end: threading.Event,
        *,
        clock: Callable[[], int],
        observer: UpkeepObserver | None = None,
        settle: float = _SETTLE,
        look_every: float = _LOOK_EVERY,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_store = open_store
        self._chores = chores
        self._end = end
        self._clock = clock
        self._observer: UpkeepObserver = observer or Unobserved()
        self._settle = settle
        self._look_every = look_every
        self._monotonic = monotonic

    def run(self) -> None:
        """Until `end` is set; upkeep that is under way then is finished up to its next step."""
        wait = self._settle
        while not self._end.wait(wait):
            wait = self._look_every
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - a bug here must not end what stops money
                self._observer.upkeep_failed(error)

    def look(self) -> bool:
        """Do what is due. False when it is not yet time, when another process does it, and when it failed."""
        begun = self._monotonic()
        try:
            with self._open_store() as store:
                done = self._turn(store)
        except Ended:
            return False
        except _FAILURES as error:
            self._observer.upkeep_failed(error)
            return False
        if done is not None:
            self._observer.upkept(done, self._monotonic() - begun)
        return done is not None

    def _turn(self, store: Store) -> Upkeep | None:
        if not self._due(store):
            return None
        leadership = store.lead("upkeep")
        if leadership is None:
            return None
        with leadership:
            return perform(store, self._chores, self._clock(), self._pace(leadership)) if self._due(store) else None

    def _pace(self, leadership: Leadership) -> Pace:
        """Rests for as long as the step before took, so that others have the database for half of the time at least."""
        stepped = self._monotonic()

        def pace() -> None:
            nonlocal stepped
            rest = min(self._monotonic() - stepped, _LONGEST_REST)
            if self._end.wait(rest) or not leadership.held():
                raise Ended
            stepped = self._monotonic()

        return pace

    def _due(self, store: Store) -> bool:
        """A last time that lies in the future was told by a clock that was wrong."""
        return not 0 <= self._clock() - store.upkept_ms < DAY_MS
