"""A worker that runs until it is told to end: through rebalances, a sick store, brokers that are away."""

import logging
import threading
import time
from collections.abc import Callable

from interceptor.errors import PASSING, Fault, StoreError
from interceptor.observer import Unobserved, WorkerObserver
from interceptor.sweeping import EVERY
from interceptor.worker import Worker
from streams.errors import BrokerUnreachable

_log = logging.getLogger(__name__)

_POLL = 0.5
"""Seconds to wait for records; also how late a clock of a case or an end may be."""
_STRIKE_EVERY = 5.0
_LOOK_EVERY = 5.0
_SLICE = 0.5
"""Seconds between two signs of life while waiting for the store."""
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 5.0
"""Seconds between attempts on a sick store."""
_WAIT_FOR = PASSING | {Fault.CONFLICT}
"""A batch that met other writers at every attempt is worked again, after a pause."""


class Service:
    """Runs a worker. `end` is set by a signal or another thread; the batch under way is finished first."""

    def __init__(
        self,
        worker: Worker,
        end: threading.Event,
        *,
        observer: WorkerObserver | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sweep: Callable[[int], None] = lambda _records: None,
    ) -> None:
        """`sweep` is called after each step, with how many records and messages it had (`interceptor.sweeping`)."""
        self._worker = worker
        self._sweep = sweep
        self._end = end
        self._observer: WorkerObserver = observer or Unobserved()
        self._monotonic = monotonic
        self._struck = self._looked = monotonic()
        self._wait = 0.0

    def run(self) -> None:
        """Until `end` is set. Raises what a person must look at; everything that passes is waited for."""
        while not self._end.is_set():
            try:
                count = self._worker.step(_POLL)
                self._regular()
                self._sweep(count)
            except StoreError as error:
                if error.fault not in _WAIT_FOR:
                    raise
                self._sick(error)
            except BrokerUnreachable as error:
                _log.warning("Kafka does not answer: %s", error.detail)
                self._rest(_FIRST_WAIT)
            else:
                self._well()
        self._ended()

    def _ended(self) -> None:
        try:
            self._worker.end()
        except StoreError as error:  # what it would say only saves the next one time
            self._observer.store(error)

    def _regular(self) -> None:
        now = self._monotonic()
        if now - self._struck >= _STRIKE_EVERY:
            self._struck = now
            self._worker.strike()
        if now - self._looked >= _LOOK_EVERY:
            self._looked = now
            self._worker.look()

    def _sick(self, error: StoreError) -> None:
        self._observer.store(error)
        self._worker.let_go(error)
        self._sweep(EVERY)  # what a batch leaves that failed hangs together by its error
        self._wait = min(max(_FIRST_WAIT, 2 * self._wait), _LONGEST_WAIT)
        self._rest(self._wait)

    def _well(self) -> None:
        if self._wait:
            self._wait = 0.0
            self._observer.store(None)

    def _rest(self, seconds: float) -> None:
        """Wait, and show that this process lives."""
        until = self._monotonic() + seconds
        while (left := until - self._monotonic()) > 0 and not self._end.wait(min(left, _SLICE)):
            self._observer.polled(0, 0.0)
