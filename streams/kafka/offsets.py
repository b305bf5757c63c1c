"""Where partitions begin and end, asked of the brokers."""

from collections.abc import Callable, Iterable
from typing import Any

from kafka.errors import KafkaError

from streams.errors import BrokerUnreachable
from streams.kafka.client import Place
from streams.kafka.errors import translating
from streams.kafka.member import Member
from streams.port import Partition

_ANSWER_MS = 10_000
"""Milliseconds to wait for an answer."""
_FRESH = 1.0
"""Seconds for which the ends of all partitions serve."""


class Offsets:
    """Of one member's partitions. `clock` gives seconds."""

    def __init__(self, member: Member, clock: Callable[[], float]) -> None:
        self._member = member
        self._clock = clock
        self._ends: tuple[float, dict[Place, int]] = (float("-inf"), {})

    def begin(self, partition: Partition) -> int:
        """The first offset kept. Raises BrokerUnreachable."""
        return self._ask(self._member.client().beginning_offsets, [partition])[self._member.place(partition)]

    def end(self, partition: Partition) -> int:
        """The last stable offset. Raises BrokerUnreachable."""
        return self._ask(self._member.client().end_offsets, [partition])[self._member.place(partition)]

    def recent_end(self, partition: Partition, held: Iterable[Partition]) -> int | None:
        """The same as of a second ago at most, asked for all `held` at once. Raises BrokerUnreachable."""
        asked, ends = self._ends
        now = self._clock()
        if now - asked > _FRESH:
            ends = self._ask(self._member.client().end_offsets, list(held))
            self._ends = now, ends
        return ends.get(self._member.place(partition))

    def position(self, partition: Partition) -> int | None:
        """What the client fetches next, past the markers of transactions; None if it does not say."""
        try:
            return self._member.client().position(self._member.place(partition), timeout_ms=_ANSWER_MS)
        except (KafkaError, AttributeError):
            return None

    def _ask(self, ask: Callable[[list[Place], float], dict[Place, int]], asked: list[Partition]) -> dict[Any, int]:
        where = ", ".join(f"{partition.topic}/{partition.number}" for partition in asked[:3])
        try:
            with translating(f"offsets of {where}"):
                return ask([self._member.place(partition) for partition in asked], _ANSWER_MS)
        except AttributeError as error:  # kafka-python: no answer for a partition without a leader
            raise BrokerUnreachable(f"offsets of {where}") from error
