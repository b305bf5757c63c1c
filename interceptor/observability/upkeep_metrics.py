"""Counts what the daily upkeep tells. When it was last done is in the store, and is told by `scrape`."""

from interceptor.observability.metrics import Metrics
from interceptor.observer import Unobserved
from interceptor.store.upkeep import Upkeep


class UpkeepMetrics(Unobserved):
    """Metrics of the upkeep in one process."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def upkept(self, done: Upkeep, seconds: float) -> None:
        """How long it took."""
        self._metrics.upkeep.set(seconds)

    def upkeep_failed(self, error: Exception) -> None:
        """Count it."""
        self._metrics.upkeep_failures.inc()
