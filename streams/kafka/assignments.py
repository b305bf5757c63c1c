"""What the group gives and takes. kafka-python calls back on its IO thread, while the caller polls or works.

So a callback only writes down; the caller reads it on its own thread (research/streaming.md section 1).
"""

import threading
from collections.abc import Callable, Iterable

from kafka import ConsumerRebalanceListener

from streams.kafka.client import Place
from streams.port import Changes, Partition


class Assignments(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    """The partitions held now, and what of that the caller was not told yet."""

    def __init__(self, named: Callable[[str], str]) -> None:
        """`named` gives our name of a topic."""
        self._named = named
        self._guard = threading.Lock()
        self._held: set[Partition] = set()
        self._told: set[Partition] = set()
        self._fresh: set[Partition] = set()
        self.hold: Callable[[list[Place]], None] = lambda _places: None
        """Called on the IO thread with new partitions, before anything of them is fetched."""

    def on_partitions_assigned(self, assigned: Iterable[Place]) -> None:
        """Called by kafka-python."""
        places = list(assigned)
        self.hold(places)
        with self._guard:
            found = {Partition(self._named(place.topic), place.partition) for place in places}
            self._held |= found
            self._fresh |= found

    def on_partitions_revoked(self, revoked: Iterable[Place]) -> None:
        """Called by kafka-python, also for partitions that were lost."""
        with self._guard:
            self._held -= {Partition(self._named(place.topic), place.partition) for place in revoked}

    def held(self) -> frozenset[Partition]:
        """What the group gives us now."""
        with self._guard:
            return frozenset(self._held)

    def changes(self) -> Changes:
        """Since the last call. One that went and came back is in both."""
        with self._guard:
            revoked = {one for one in self._told if one not in self._held or one in self._fresh}
            assigned = {one for one in self._held if one not in self._told or one in self._fresh}
            self._told = set(self._held)
            self._fresh.clear()
        return Changes(tuple(sorted(assigned)), tuple(sorted(revoked)))

    def lose_all(self) -> None:
        """The consumer is gone, and every partition with it."""
        with self._guard:
            self._held.clear()
