"""Connections to the store for requests: a few, lent to one thread at a time, never the engine's own."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from interceptor.errors import Fault
from interceptor.store.store import Store
from interceptor.web.api.problems import SICK, Refused

_CONNECTIONS = 4
"""More would only wait for the same disk; a request asks for a few milliseconds."""
_PATIENCE = 5.0
"""Seconds to wait for a connection."""


@dataclass
class Stores:
    """`open_store` makes a connection; made when first needed, and thrown away when it fails."""

    open_store: Callable[[], Store]
    _free: queue.LifoQueue[Store | None] = field(default_factory=queue.LifoQueue)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def __post_init__(self) -> None:
        for _ in range(_CONNECTIONS):
            self._free.put(None)

    @contextmanager
    def lend(self) -> Iterator[Store]:
        """A connection for one thread. Raises `Refused` (`busy`, `not_ready`) and what opening raises."""
        try:
            store = self._free.get(timeout=_PATIENCE)
        except queue.Empty:
            raise Refused(Fault.BUSY) from None
        try:
            if self._closed:
                raise Refused(Fault.NOT_READY)
            store = store or self.open_store()
            yield store
        except SICK:
            if store is not None:
                store.close()
                store = None
            raise
        finally:
            self._give_back(store)

    def _give_back(self, store: Store | None) -> None:
        with self._guard:
            if self._closed and store is not None:
                store.close()
            else:
                self._free.put(store)

    def close(self) -> None:
        """Close what is free now, and the rest as it comes back."""
        with self._guard:
            self._closed = True
            free = [self._free.get_nowait() for _ in range(self._free.qsize())]
            for store in free:
                if store is not None:
                    store.close()
                self._free.put(None)
