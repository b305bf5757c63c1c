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
        self._said: dict[tuple[str, Partition], tuple[float, Word]] = {}
        """When we last spoke of a partition, and what we said."""

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """Say how far behind the partition is, unless that was said a moment ago. Faults of the store are raised.

        That nothing waits any more, and that the first decision is made, are said at once: each may be the last word
        before a quiet night, or the end.
        """
        now, now_ms = self._monotonic(), self._clock()
        place = self._places.place(tenant, partition)
        word = Word(partition.topic, partition.number, now_ms, records, place.waited(now_ms), place.decided_ms)
        last, before = self._said.get((tenant, partition), (float("-inf"), None))
        if now - last < _EVERY and before is not None and not _news(before, word):
            return
        self._said[tenant, partition] = now, word
        self._store.tenant(tenant).set_setting(*word.setting())


def _news(before: Word, word: Word) -> bool:
    caught_up = before.behind > 0 and not word.behind
    return caught_up or (before.decided_ms is None and word.decided_ms is not None)
