"""The engine beside the HTTP server, in one process: every tenant that has a key is worked on one thread.

What a request brings is in the log before it is acknowledged, so the engine may die at any time: it goes on where the
store says. Where log or store fail, they are opened again after a pause, and requests are refused until then.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from interceptor.engine import Options
from interceptor.errors import Fault
from interceptor.observability.watch import Watch
from interceptor.observer import Unobserved, WorkerObserver
from interceptor.pipeline import topics
from interceptor.store.api_keys import ApiKeys
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from interceptor.tenancy import Tenancy
from interceptor.web.api.appending import Appender
from interceptor.web.api.problems import SICK
from interceptor.worker import Clock, Worker
from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.relay import Relay

_log = logging.getLogger("interceptor.serving")

_IDLE = 0.05
"""Seconds between two looks at a quiet log; an append of this process wakes the engine at once."""
_EVERY = 1_000
"""Milliseconds between two looks for new tenants and for clocks of cases that strike."""
_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before log and store are opened again, the longer the oftener it failed."""


class EmbeddedEngine:
    """Log, store and workers of one folder. `open` first, then `start`, and `close` at the end."""

    def __init__(
        self,
        folder: Path,
        store: Path | str,
        tenant: str,
        options: Callable[[str], Options],
        *,
        clock: Clock,
        batch_size: int,
        failed: Callable[[], None],
        watch: Watch | None = None,
    ) -> None:
        """`tenant` is worked always, others once they have a key. `failed` is called when the engine gives up."""
        self._folder, self._path, self._tenant = folder, store, tenant
        self._options, self._clock, self._batch_size = options, clock, batch_size
        self._failed = failed
        self._watch = watch
        self._observer: WorkerObserver = Unobserved()
        self._awake = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine")
        self._log: EmbeddedLog | None = None
        self._store: Store | None = None
        self._workers: dict[str, Worker] = {}
        self._looked = 0
        self.appender = Appender(appended=self._awake.set)
        self.error: Exception | None = None
        """Why the engine gave up, if it did."""

    def reader(self) -> Store:
        """A store for another thread, which finds what the engine has only in memory so far."""
        store = Store(self._path, read_only=True)
        store.share(lambda: self._store)
        return store

    @property
    def log(self) -> EmbeddedLog | None:
        """The log, while it is open."""
        return self._log

    def tenants(self) -> list[str]:
        """Whose wires are worked."""
        return list(self._workers)

    def open(self) -> None:
        """Open log and store. Raises what they raise: another engine has them, or they are damaged."""
        try:
            self._log = EmbeddedLog(self._folder / "log")
            self._store = Store(self._path, engine=True)
            if self._watch is not None:
                self._observer = self._watch.worker(self._store)
            self._workers = {}
            self._work_for(self._tenant, EmbeddedPublisher(self._log))
            self._welcome()
        except BaseException:
            self._let_go()
            raise
        self.appender.sink = self._log

    def start(self) -> None:
        """Work until `close`."""
        self._thread.start()

    def close(self) -> None:
        """Take no more, work what is there until the log is quiet or a moment has passed, and let go."""
        self.appender.close()
        self._ending.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._let_go()

    def _let_go(self) -> None:
        self.appender.sink = None
        store, self._store = self._store, None
        if store is not None:
            store.close()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _work_for(self, tenant: str, publisher: EmbeddedPublisher | None = None) -> None:
        assert self._log is not None
        assert self._store is not None
        names = [topics.wires(tenant), *topics.acts(tenant)]
        for name in names:
            self._log.create_topic(name)
        self._workers[tenant] = Worker(
            [Tenancy(self._store.tenant(tenant), self._options(tenant))],
            self._log.source(names),
            clock=self._clock,
            batch_size=self._batch_size,
            relay=self._relay_to(publisher) if publisher else lambda: 0,
            observer=self._observer,
        )

    def _relay_to(self, publisher: EmbeddedPublisher) -> Callable[[], int]:
        """One relay a store, however many tenants are worked."""
        assert self._store is not None
        watching = self._watch.relay_beside() if self._watch is not None else Unobserved()
        relay = Relay(
            StoreOutbox(self._store.database, topics.decisions),
            publisher,
            limit=2_000,
            resumed=watching.resumed,
            published=watching.published,
        )
        relay.resume()
        return relay.round

    def _welcome(self) -> None:
        """Work for tenants that got their first key."""
        assert self._store is not None
        for tenant in ApiKeys(self._store).tenants():
            if tenant not in self._workers:
                self._work_for(tenant)

    def _run(self) -> None:
        failures = 0
        while not self._ending.is_set():
            try:
                if self._store is None:
                    self.open()
                    failures = 0
                    self._observer.store(None)
                self._turn()
            except SICK as error:
                pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
                _log.error("log or store failed, opened again in %s s: %s", pause, _name(error))
                failures += 1
                self._observer.store(error)
                self._let_go()
                self._ending.wait(pause)
            except Exception as error:  # noqa: BLE001 - told at the end of the process
                self.error = error
                self.appender.sink = None
                self._failed()
                return
        if self._store is not None:  # told to end while log or store were away, there is nothing to hand over to
            for worker in self._workers.values():
                worker.end()

    def _turn(self) -> None:
        """One round of all tenants; sleeps where nothing was to do."""
        self._awake.clear()
        now = self._clock()
        if now - self._looked >= _EVERY or now < self._looked:
            self._looked = now
            self._welcome()
            for worker in self._workers.values():
                worker.strike()
                worker.look()
        if not sum([worker.step(0.0) for worker in reversed(self._workers.values())]):
            self._awake.wait(_IDLE)


def _name(error: BaseException) -> str:
    """Class and code of a fault; its text may hold a path."""
    fault = getattr(error, "fault", None)
    return fault.code if isinstance(fault, Fault) else getattr(error, "code", None) or type(error).__name__
