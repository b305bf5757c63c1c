"""Whether a process lives and is ready: `/healthz` and `/readyz` (what each means: docs/guides/observability.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from interceptor.errors import InterceptorError
from interceptor.observer import PartitionState, Unobserved
from streams.errors import Fenced
from streams.port import OutboxMessage, Partition

PATIENCE = 60.0
"""Seconds without a turn of the loop after which a process counts as dead. A worker speaks once a second; the largest
batch (5,000 records of 8 MB) and a durable commit on a slow disk fit into this."""


@dataclass(slots=True)
class Loop:
    """One loop that must keep turning."""

    turned: float
    active: bool = True


@dataclass(slots=True)
class Health(Unobserved):
    """Listens to worker and relay, and knows what is wrong. Problems are codes and places, never text of a message."""

    monotonic: Callable[[], float]
    store_reachable: Callable[[], bool] = lambda: True
    loops: dict[str, Loop] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong, by what it is wrong with."""
    heard: bool = False
    """False until the loop turned for the first time."""

    def expect(self, loop: str) -> None:
        """This process runs that loop: `worker` or `relay`. From now on it must turn."""
        self.loops[loop] = Loop(self.monotonic())

    def dead(self) -> list[str]:
        """Loops that do not turn, in words; empty when the process lives."""
        now = self.monotonic()
        late = {name: now - loop.turned for name, loop in self.loops.copy().items() if loop.active}
        return [f"{name}: has not turned for {int(age)} s" for name, age in late.items() if age > PATIENCE]

    def unready(self) -> list[str]:
        """Why no work should be given to this process, in words; empty when it is ready."""
        found = [f"{what}: {why}" for what, why in sorted(self.problems.copy().items())]
        if self.loops and not self.heard:
            found.append("starting")
        if not self.store_reachable():
            found.append("store: unreachable")
        return found + self.dead()

    def _turn(self, loop: str) -> None:
        self.heard = True
        self.loops.setdefault(loop, Loop(0.0)).turned = self.monotonic()

    # --- the worker ---

    def polled(self, records: int, seconds: float) -> None:
        """The worker's loop turns; without a partition it stands by, which is ready."""
        self._turn("worker")

    def worked(self, tenant: str, partition: Partition, records: int, seconds: float) -> None:
        """A partition that gives records is stalled no more."""
        self.problems.pop(_stalled(partition), None)

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """Nor is one that has none left."""
        if not records:
            self.problems.pop(_stalled(partition), None)

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        """A partition that is stopped needs a person; one that moved on is somebody else's."""
        self.problems.pop(_stalled(partition), None)
        if state is PartitionState.STOPPED:
            self.problems[_place(partition)] = f"stopped, {_name(error)}"
        else:
            self.problems.pop(_place(partition), None)

    def store(self, error: Exception | None) -> None:
        """Sick or well."""
        if error is None:
            self.problems.pop("store", None)
        else:
            self.problems["store"] = _name(error)

    def stalled(self, partition: Partition, seconds: float) -> None:
        """Records wait, and the consumer gives none."""
        self.problems[_stalled(partition)] = f"no records for {int(seconds)} s while some wait"

    # --- the relay ---

    def active(self, active: bool) -> None:
        """Standing by is ready, and turns no loop."""
        loop = self.loops.setdefault("relay", Loop(self.monotonic()))
        loop.active, loop.turned = active, self.monotonic()
        self.heard = True
        if not active:
            self._forget_streams()

    def published(self, stream: str, messages: Sequence[OutboxMessage], seconds: float) -> None:
        """The stream goes on."""
        self.problems.pop(f"relay stream {stream}", None)

    def round(self, messages: int, seconds: float) -> None:
        """The relay's loop turns."""
        self._turn("relay")
        self.problems.pop("relay", None)

    def failed(self, stream: str | None, error: Exception) -> None:
        """Fenced, or the broker does not take it."""
        why = "fenced" if isinstance(error, Fenced) else _name(error)
        self.problems["relay" if stream is None else f"relay stream {stream}"] = why

    def _forget_streams(self) -> None:
        for name in [name for name in self.problems if name.startswith("relay")]:
            del self.problems[name]


def _place(partition: Partition) -> str:
    return f"partition {partition.topic}/{partition.number}"


def _stalled(partition: Partition) -> str:
    return f"stalled {partition.topic}/{partition.number}"


def _name(error: Exception | None) -> str:
    """What may be shown of an error: its fault code, else its type. Never its text."""
    if isinstance(error, InterceptorError):
        return error.fault.code
    return type(error).__name__ if error is not None else "unknown"
