"""Counts commits of the store by what came of them, with the time that they took."""

from interceptor.errors import Fault, StoreError
from interceptor.observability.metrics import Metrics

_KNOWN = {Fault.CONFLICT: "conflict", Fault.FENCED: "fenced"}


class CommitMetrics:
    """A `CommitWatch`."""

    def __init__(self, metrics: Metrics) -> None:
        self._seconds = metrics.commit.labels()
        self._outcomes = {name: metrics.commits.labels(name) for name in ("committed", "failed", *_KNOWN.values())}

    def __call__(self, seconds: float, error: BaseException | None) -> None:
        """One attempt."""
        if error is None:
            self._outcomes["committed"].inc()
            self._seconds.observe((seconds,))
        else:
            fault = error.fault if isinstance(error, StoreError) else None
            self._outcomes[_KNOWN.get(fault, "failed") if fault else "failed"].inc()
