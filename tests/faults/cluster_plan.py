"""What happens when: which member dies where, and when broker and database go down. The same for the same seed."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import NamedTuple

from tests.faults.weather import Kill

WORKER_POINTS = (
    "after_poll",
    "in_transaction",
    "in_commit",
    "after_commit",
    "after_commit_before_publish",
    "in_rebalance",
)
"""Points of a worker. It publishes nothing itself: behind its commit comes the relay."""
RELAY_POINTS = ("before_publish", "in_publish", "after_publish", "after_mark")
NAMED = {
    "after poll": ("after_poll",),
    "in commit": ("in_transaction", "in_commit"),
    "after commit before publish": ("after_commit", "after_commit_before_publish", "before_publish"),
    "in publish": ("in_publish",),
    "in rebalance": ("in_rebalance",),
}
"""The points that have to be hit, in the words of those who ask, and where they lie in the code."""
_SHORTEST, _LONGEST = 2.0, 12.0
"""Seconds of a life that ends at a random time; a start takes about one."""
OUTAGE_SECONDS = 30.0


class Event(NamedTuple):
    """Something happens to a service once so many of the records are worked."""

    at: float
    """Share of all records, 0 to 1."""
    service: str
    """`broker` or `database`."""
    how: str
    """`stop`, `kill`, `outage` (of the broker), `fast` or `immediate` (of the database)."""


@dataclass(frozen=True)
class Deaths:
    """The deaths to come of each role, by kind of place; `worker` deaths are shared by all workers."""

    worker: deque[Kill]
    relay: deque[Kill]

    @classmethod
    def none(cls) -> "Deaths":
        """Nobody dies."""
        return cls(deque(), deque())

    def split(self, share: float) -> "tuple[Deaths, Deaths, Deaths]":
        """Most of them, and twice `share` of them."""
        parts = []
        for deaths in (list(self.worker), list(self.relay)):
            few = round(len(deaths) * share)
            first = len(deaths) - 2 * few
            parts.append((deaths[:first], deaths[first : first + few], deaths[first + few :]))
        return tuple(Deaths(deque(worker), deque(relay)) for worker, relay in zip(*parts, strict=True))  # type: ignore[return-value]


def deaths(count: int, seed: int) -> Deaths:
    """Some more than `count`, as the last ones may come too late: three quarters at named points in turns, the rest at
    random times, two thirds of those to workers."""
    count += 6 + count // 5
    chance = random.Random(seed)
    named = count - count // 4
    places = list(islice(cycle([*WORKER_POINTS, *RELAY_POINTS]), named))
    worker = [Kill(place) for place in places if place in WORKER_POINTS]
    relay = [Kill(place, chance.randint(1, 6)) for place in places if place in RELAY_POINTS]
    for index in range(count - named):
        (relay if index % 3 == 2 else worker).append(Kill(after=chance.uniform(_SHORTEST, _LONGEST)))
    chance.shuffle(worker)
    chance.shuffle(relay)
    return Deaths(deque(worker), deque(relay))


def events(broker: int, database: int, seed: int, *, outage: bool) -> list[Event]:
    """Restarts spread over the run, in turns of kinds; one of the broker's is a long outage."""
    chance = random.Random(seed + 1)
    found = [
        *_spread("broker", broker, ("stop", "kill"), chance),
        *_spread("database", database, ("kill", "fast", "immediate"), chance),
    ]
    if outage and broker:
        middle = next(index for index, each in enumerate(found) if each.service == "broker" and each.at > 0.4)
        found[middle] = found[middle]._replace(how="outage")
    return sorted(found)


def _spread(service: str, count: int, kinds: Sequence[str], chance: random.Random) -> list[Event]:
    step = 0.9 / max(1, count)
    kind = cycle(kinds)
    return [Event(0.03 + (index + chance.random() * 0.8) * step, service, next(kind)) for index in range(count)]


def reached_times(places_left: float, deaths_left: int, chance: random.Random) -> int:
    """How often a point may be passed before the next death, so that all deaths come before the end of the work."""
    return max(1, round(chance.uniform(0.05, 0.5) * places_left / (deaths_left + 1)))
