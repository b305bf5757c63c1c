"""Leaves the worker's word on freshness in the store, where a desk can see it."""

from collections.abc import Callable

from interceptor.observability.freshness import Word
from interceptor.observability.places import Places
from interceptor.observer import Unobserved
from interceptor.store.store import Store
from streams.port import Partition

_EVERY = 10.0
"""Seconds between two words on one partition: each is a small commit of its own."""


class Keeper(Unobserved):
    """Writes on the worker's thread, through its own store, between two pieces of work.

    `clock` gives milliseconds since 1970, `monotonic` seconds.
    """

    def __init__(self, store: Store, places: Places, clock: Callable[[], int], monotonic: Callable[[], float]) -> None:
        self._store = store
        self._places = places
        self._clock = clock
        self._monotonic = monotonic
        self._said: dict[tuple[str, Partition], float] = {}

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """Say how far behind the partition is, unless that was said a moment ago. Faults of the store are raised."""
        now = self._monotonic()
        if now - self._said.get((tenant, partition), float("-inf")) < _EVERY:
            return
        self._said[tenant, partition] = now
        place, now_ms = self._places.place(tenant, partition), self._clock()
        word = Word(partition.topic, partition.number, now_ms, records, place.waited(now_ms), place.decided_ms)
        self._store.tenant(tenant).set_setting(*word.setting())
