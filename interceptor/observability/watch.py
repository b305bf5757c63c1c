"""Everything that watches one process, put together: what commands and servers call."""

from collections.abc import Callable, Sequence
from time import monotonic as _monotonic
from types import TracebackType

import interceptor
from interceptor.observability.commits import CommitMetrics
from interceptor.observability.health import Health
from interceptor.observability.journal import Journal
from interceptor.observability.keeper import Keeper
from interceptor.observability.metrics import Metrics
from interceptor.observability.pages import Pages
from interceptor.observability.places import Places
from interceptor.observability.relay_metrics import RelayMetrics
from interceptor.observability.scrape import StoreCollector
from interceptor.observability.server import PagesServer
from interceptor.observability.several import Several
from interceptor.observability.upkeep_metrics import UpkeepMetrics
from interceptor.observability.worker_metrics import WorkerMetrics
from interceptor.observer import Unobserved
from interceptor.store.store import Store


class Watch:
    """Metrics, health and pages of one process. `clock` gives milliseconds since 1970, `monotonic` seconds.

    `open_store` opens a store to read from: the pages are asked for on other threads than the worker's. `tenants` are
    those whose figures are told.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        tenants: Sequence[str] | Callable[[], Sequence[str]],
        *,
        clock: Callable[[], int],
        monotonic: Callable[[], float] = _monotonic,
    ) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self.metrics = Metrics()
        self._collector = StoreCollector(
            open_store, tenants if callable(tenants) else lambda: tenants, clock, monotonic
        )
        self.metrics.registry.register(self._collector)
        self.health = Health(monotonic, self._collector.reachable)
        self.pages = Pages(self.metrics.registry, self.health)
        self._server: PagesServer | None = None

    def describe(self, tenant: str, model: str, policy: str) -> None:
        """Say what decides for a tenant: labels of the model and the policy."""
        version = interceptor.__version__
        self.metrics.info.labels(tenant).info({"version": version, "model": model, "policy": policy})

    def worker(self, store: Store) -> Unobserved:
        """The observer of a worker on `store`. Call it before a tenant's store is taken from there."""
        self.health.expect("worker")
        store.watch = CommitMetrics(self.metrics, self._clock)
        places = Places(self._monotonic)
        counting = WorkerMetrics(self.metrics, places, self._clock)
        keeping = Keeper(store, places, self._clock, self._monotonic)
        return Several((places, counting, self.health, Journal(), keeping))

    def relay(self) -> Unobserved:
        """The observer of a relay with a loop of its own."""
        self.health.expect("relay")
        return Several((RelayMetrics(self.metrics, self._clock, self._monotonic), self.health, Journal()))

    def relay_beside(self) -> Unobserved:
        """The observer of a relay that publishes within the worker's loop: no loop of its own must turn."""
        metrics = RelayMetrics(self.metrics, self._clock, self._monotonic)
        metrics.active(True)
        return Several((metrics, Journal()))

    def upkeep(self) -> Unobserved:
        """The observer of a store's daily upkeep."""
        return Several((UpkeepMetrics(self.metrics), Journal()))

    def serve(self, host: str, port: int) -> int:
        """Serve the pages; gives the port. Raises `OSError` when the address is taken."""
        self._server = PagesServer(self.pages, host, port)
        return self._server.port

    def close(self) -> None:
        """End the server and close the store that was read from."""
        if self._server is not None:
            self._server.close()
        self._collector.close()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
