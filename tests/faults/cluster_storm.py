"""A run through weather: deaths of workers and relay, restarts of broker and database, until all is done."""

import random
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.faults.cluster_input import Feed
from tests.faults.cluster_members import Member
from tests.faults.cluster_plan import OUTAGE_SECONDS, WORKER_POINTS, Deaths, Event, reached_times
from tests.faults.cluster_site import Site, Status
from tests.faults.weather import Kill, WeatherError
from tests.services import child
from tests.services.broker import Broker
from tests.services.database import Postgres

_LOOK = 0.05
_AHEAD = 600
"""Records that wait for the workers, about: enough to be busy, few enough that partitions keep step."""
_A_LITTLE = 100
"""Records that come while the deaths are behind the input: somebody has to work for a point to be reached."""
_STATUS_EVERY = 0.5
_STUCK = 240.0
"""Seconds without any progress after which a run has failed; longer than any outage and rebalance together."""


@dataclass
class Happened:
    """What a storm did."""

    deaths: Counter[str] = field(default_factory=Counter)
    """By point; those at random times under `random`."""
    in_flight: Counter[str] = field(default_factory=Counter)
    """Of them, those while records waited to be worked, or messages to be published."""
    restarts: Counter[str] = field(default_factory=Counter)
    """Of broker and database, by service and kind."""
    starts: int = 0
    ended_by_themselves: list[str] = field(default_factory=list)
    """Last words of those that nobody killed."""


class Storm:
    """Runs the members of a site through deaths and events. One thread: it starts processes that die with it."""

    def __init__(self, site: Site, broker: Broker, database: Postgres, seed: int) -> None:
        self.happened = Happened()
        self._site, self._broker, self._database = site, broker, database
        self._chance = random.Random(seed)
        self._outage_over = 0.0
        self._spared: set[Member] = set()
        self._at_death: dict[tuple[str, int], int] = {}
        self._status: Status | None = None
        self._feed: Feed | None = None
        self._planned = 0
        self._asked = self._moved = 0.0

    def run(self, members: Sequence[Member], deaths: Deaths, events: Sequence[Event], feed: Feed) -> None:
        """Start the members, and go on while the input comes in."""
        self._feed = feed
        self._planned = len(deaths.worker) + len(deaths.relay)
        self._site.fed = feed.fed
        self._pour()
        for member in members:
            self._start(member, deaths)
        self.go_on(members, deaths, events)
        feed.close()

    def go_on(self, members: Sequence[Member], deaths: Deaths, events: Sequence[Event] = ()) -> None:
        """Until all is worked and published; the members run on. Members that live in peace die next at the first of
        their role's deaths. Raises WeatherError."""
        coming = deque(events)
        self._moved = time.monotonic()
        for member in members:
            if member.kill is None and (deaths.worker if member.role == "worker" else deaths.relay):
                member.die()
                self._start(member, deaths)
        while not self._is_over(members):
            self._look()
            self._weather(coming)
            self._pour()
            for member in members:
                if member.died():
                    self._count(member)
                    self._start(member, deaths)
                elif member in self._spared and not self._stands():
                    self._spared.discard(member)
                    member.stop()
                    self._start(member, deaths)
            if time.monotonic() - self._moved > _STUCK:
                logs = "\n".join(f"--- {member.name}\n{child.tail(member.log, 25)}" for member in members)
                raise WeatherError(f"nothing moves since {_STUCK:.0f} s: {self._status}\n{logs}")
            time.sleep(_LOOK)

    def _is_over(self, members: Sequence[Member]) -> bool:
        """Quiet, and nobody dies at a random time any more: a point is reached by work alone."""
        if self._outage_over or any(member.kill is not None and member.kill.after for member in members):
            return False
        return self._left() == 0 and self._status is not None and self._site.is_quiet(self._status)

    # --- the input ---

    def _left(self) -> int:
        """Records that are not yet put in."""
        return 0 if self._feed is None else self._feed.left

    def _pour(self) -> None:
        """Keep some records ahead of the workers. The input keeps step with the deaths, so that all of them come while
        there is work; where nobody dies for want of work, a little more comes."""
        if self._feed is None or self._outage_over or not self._left():
            return
        ahead = 0 if self._status is None else self._site.lag(self._status)
        share = (self.happened.deaths.total() + 2) / (self._planned + 2)
        ready = self._feed.total - self._left() < share * self._feed.total
        if (ready and ahead < _AHEAD) or ahead == 0:
            self._feed.more(_AHEAD - ahead if ready else _A_LITTLE)
            self._status = self._status and self._site.status_or(self._status)

    def _share(self) -> float:
        """Of all records, those that are worked."""
        if self._status is None or self._feed is None:
            return 0.0
        return 1 - (self._site.lag(self._status) + self._left()) / self._feed.total

    # --- what happened ---

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._asked < _STATUS_EVERY:
            return
        self._asked = now
        status = self._site.status_or(self._status)
        if status != self._status:
            self._moved = now
        self._status = status

    def _count(self, member: Member) -> None:
        if member.last_words:
            self.happened.ended_by_themselves += member.last_words
            member.last_words.clear()
            return
        point = (member.kill and member.kill.point) or "random"
        self.happened.deaths[point] += 1
        self._asked = 0.0
        self._look()
        if self._status is None or not self._site.is_quiet(self._status):
            self.happened.in_flight[point] += 1
        if member.role == "worker" and self._status is not None:
            self._at_death = dict(self._status.worked)

    # --- deaths ---

    def _start(self, member: Member, deaths: Deaths) -> None:
        left = deaths.worker if member.role == "worker" else deaths.relay
        self._spared.discard(member)
        if member.role == "worker" and left and self._stands():
            self._spared.add(member)
            member.start()
            self.happened.starts += 1
            return
        kill = left.popleft() if left else None
        if kill is not None and kill.point in WORKER_POINTS:
            kill = replace(kill, count=self._count_for(kill, len(left)))
        member.start(kill)
        self.happened.starts += 1

    def _stands(self) -> bool:
        """Whether some partition has not moved since a worker died: a third death at one record would make it poison,
        as it should, but no record of ours kills. So a worker that starts then lives until all have moved, is ended in
        order, and started again to die."""
        if self._status is None:
            return False
        worked = self._status.worked
        return any(
            count > worked.get(place, 0) and worked.get(place, 0) <= self._at_death.get(place, -1)
            for place, count in self._site.fed.items()
        )

    def _count_for(self, kill: Kill, left: int) -> int:
        """How often the point may be passed; an assignment is one of the first things that a worker does."""
        if kill.point == "in_rebalance":
            return 1
        lag = 0 if self._status is None else self._site.lag(self._status)
        return reached_times((lag + self._left()) / self._site.batch_size, left, self._chance)

    # --- broker and database ---

    def _weather(self, coming: deque[Event]) -> None:
        if self._outage_over and time.monotonic() > self._outage_over:
            self._outage_over = 0.0
            self._broker.start()
        if not coming or self._outage_over or self._status is None:
            return
        if self._share() < coming[0].at:
            return
        event = coming.popleft()
        self.happened.restarts[f"{event.service} {event.how}"] += 1
        if event.how == "outage":
            self._broker.kill()
            self._outage_over = time.monotonic() + OUTAGE_SECONDS
        elif event.service == "broker":
            self._broker.restart(kill=event.how == "kill")
        elif event.how == "kill":
            self._database.restart(kill=True)
        else:
            self._database.stop(event.how)  # type: ignore[arg-type]
            self._database.start()
        self._moved = time.monotonic()
