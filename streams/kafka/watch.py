"""A partition that has records and gives none, and a group that never answers.

kafka-python 3.0 had several faults that ended so (#3106, #3131, #3138). Since offsets are the store's, a new consumer
is free of risk, so a partition that stands still is first asked for its position, which was seen to wake it, and then
the consumer is made anew.
"""

from collections.abc import Iterable

from streams.port import Partition


class StallWatch:
    """Knows since when each partition was quiet. Times are seconds of any steady clock."""

    def __init__(self, after: float) -> None:
        """A partition that was quiet for `after` seconds is looked at; after half as long again it stands still."""
        self._after = after
        self._since: dict[Partition, float] = {}
        self._suspect: dict[Partition, int] = {}

    def saw(self, partition: Partition, now: float) -> None:
        """It gave records, was sought, or rightly has none to give."""
        self._since[partition] = now
        self._suspect.pop(partition, None)

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These are not read now."""
        for partition in partitions:
            self._since.pop(partition, None)
            self._suspect.pop(partition, None)

    def quiet(self, now: float) -> list[Partition]:
        """Those to be looked at now."""
        return [
            partition
            for partition, since in self._since.items()
            if now - since >= self._after * (1.5 if partition in self._suspect else 1.0)
        ]

    def looked(self, partition: Partition, position: int, end: int, now: float) -> float | None:
        """What a look found. Gives for how many seconds the partition stands still, None if it does not, or not yet."""
        before = self._suspect.get(partition)
        if position >= end or (before is not None and position != before):
            self.saw(partition, now)
            return None
        self._suspect[partition] = position
        return None if before is None else now - self._since[partition]


class JoinWatch:
    """Knows since when a member waits for the group.

    kafka-python 3.0.12 was seen to wait for ever, with its heartbeats off, for an answer that a broker under load never
    gave: the broker had long dropped the member, and nothing was read or said.
    """

    def __init__(self, after: float) -> None:
        """Waiting for `after` seconds is too long."""
        self._after = after
        self._since: float | None = None

    def saw(self, joining: bool, now: float) -> float | None:
        """Whether it waits now. Gives for how many seconds it has waited when that is too long, and counts anew."""
        if not joining:
            self._since = None
            return None
        if self._since is None:
            self._since = now
        waited = now - self._since
        if waited < self._after:
            return None
        self._since = None
        return waited
