"""The relay as a process or a thread of its own: one of several is active, the others stand by.

Whoever holds the store's leadership publishes. A leader that lost it without knowing is fenced by its heir, so nothing
is published twice meanwhile.
"""

import threading
import time
from collections.abc import Callable

from interceptor.errors import PASSING, StoreError
from interceptor.observer import RelayObserver, Unobserved
from interceptor.pipeline import topics
from interceptor.store.leadership import Leadership
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from streams.errors import BrokerUnreachable, Fenced, PublishFailed, StreamError
from streams.port import Publisher
from streams.relay import Relay

_LIMIT = 2_000
_MARK_EVERY = 1.0
_FIRST_NAP, _LONGEST_NAP = 0.001, 0.01
"""Seconds between two looks at an outbox that is empty; a look is one small question to the store."""
_CHECK_EVERY = 1.0
_BEHIND_EVERY = 5.0
_RENEW_EVERY = 24 * 3600.0
"""A broker forgets marks of seven days (offsets.retention.minutes)."""
_STAND_BY = 1.0
_AFTER_FENCE = 3.0
"""Seconds that one who was fenced stays away, so that two that both believe to lead do not take turns."""
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 5.0
_PASSING = (BrokerUnreachable, PublishFailed)


class RelayService:
    """Runs a relay until `end` is set."""

    def __init__(
        self,
        store: Store,
        publisher: Publisher,
        end: threading.Event,
        *,
        observer: RelayObserver | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._end = end
        self._observer: RelayObserver = observer or Unobserved()
        self._monotonic = monotonic
        self._wait = 0.0

    def run(self) -> None:
        """Publish while leading, else stand by. Raises what a person must look at."""
        self._observer.active(False)
        while not self._end.is_set():
            try:
                leadership = self._store.lead("relay")
            except StoreError as error:
                self._failed(error)
                continue
            if leadership is None:
                self._end.wait(_STAND_BY)
                continue
            with leadership:
                self._lead(leadership)
            self._observer.active(False)

    def _lead(self, leadership: Leadership) -> None:
        self._observer.active(True)
        relay = None
        checked = looked = renewed = self._monotonic()
        nap = _FIRST_NAP
        while not self._end.is_set():
            begun = self._monotonic()
            if begun - checked >= _CHECK_EVERY:
                checked = begun
                if not leadership.held():
                    return
            try:
                relay = relay or self._relay()
                count = relay.round()
                if begun - looked >= _BEHIND_EVERY:
                    looked = begun
                    self._look(relay)
                if begun - renewed >= _RENEW_EVERY:
                    renewed = begun
                    relay.renew()
            except Fenced as error:
                self._observer.failed(None, error)
                self._end.wait(_AFTER_FENCE)
                return
            except (StoreError, StreamError) as error:
                self._failed(error)
                continue
            self._wait = 0.0
            self._observer.round(count, self._monotonic() - begun)
            nap = _FIRST_NAP if count else min(2 * nap, _LONGEST_NAP)
            if not count:
                self._end.wait(nap)

    def _relay(self) -> Relay:
        outbox = StoreOutbox(self._store.database, topics.decisions)
        observer = self._observer
        relay = Relay(
            outbox,
            self._publisher,
            limit=_LIMIT,
            mark_every=_MARK_EVERY,
            clock=self._monotonic,
            resumed=observer.resumed,
            published=observer.published,
            failed=observer.failed,
        )
        relay.resume()
        return relay

    def _look(self, relay: Relay) -> None:
        for stream, messages in relay.behind().items():
            self._observer.behind(stream, messages)

    def _failed(self, error: StoreError | StreamError) -> None:
        """Wait for what passes. Raises the rest."""
        passing = error.fault in PASSING if isinstance(error, StoreError) else isinstance(error, _PASSING)
        if not passing:
            raise error
        self._observer.failed(None, error)
        self._wait = min(max(_FIRST_WAIT, 2 * self._wait), _LONGEST_WAIT)
        self._end.wait(self._wait)
