"""How kafka-python's consumer joins its group: an answer that came while nobody waited for it counts.

By itself kafka-python throws such an answer away and asks again, which makes every member join again. A worker that is
in a batch when the group answers, and then again, never gets its partitions, and nor do the others.
"""

from typing import Any

from kafka.coordinator.consumer import ConsumerCoordinator


class _Kept:
    """A task that counts as under way until somebody has taken its result."""

    is_done = False

    def __init__(self, task: Any) -> None:
        self._task = task

    def __getattr__(self, name: str) -> Any:
        return getattr(self._task, name)


class _Coordinator(ConsumerCoordinator):  # type: ignore[misc]  # kafka-python has no types
    """Forgets a task of joining only where kafka-python does so on purpose: when its result was taken."""

    _kept: _Kept | None = None

    @property
    def _join_task(self) -> _Kept | None:
        return self._kept

    @_join_task.setter
    def _join_task(self, task: Any) -> None:
        self._kept = None if task is None else _Kept(task)


def keep_answers(consumer: Any) -> None:
    """Let this `KafkaConsumer` take every answer of its group."""
    coordinator = consumer._coordinator
    coordinator.__dict__.pop("_join_task", None)
    coordinator.__class__ = _Coordinator
