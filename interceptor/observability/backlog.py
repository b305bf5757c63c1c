"""How long the oldest waiting thing has waited, where things have numbers but no times: records of a log that are not
yet worked, messages of an outbox that are not yet published.

Samples of the head (the number after the newest) are kept with their times. What waits first was not there yet when the
head was at most its number, so its age is at most the time since the newest such sample: an upper bound, as exact as
the samples are close.
"""

from collections import deque
from collections.abc import Callable

_KEPT = 4_096
"""Samples at most; then every other one of the older half is dropped, so that a long stall keeps its beginning."""


class Backlog:
    """One queue. `now` is any clock in seconds that never goes back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._samples: deque[tuple[float, int]] = deque()
        self.waiting = 0
        """Things that waited at the last sample."""
        self.age = 0.0
        """Seconds that the first of them had waited at the last sample, at most."""
        self.known = True
        """False where it waited already when we began to look: then `age` is what it has waited at least."""

    def sample(self, head: int, done: int) -> None:
        """The queue reaches up to `head` (exclusive) and is done up to `done` (exclusive)."""
        now = self._now()
        samples = self._samples
        if len(samples) > 1 and samples[-1][1] == samples[-2][1] == head:
            samples[-1] = (now, head)  # a head that stands still needs its first and last sample only
        else:
            samples.append((now, head))
        while len(samples) > 1 and samples[1][1] <= done:
            samples.popleft()
        if len(samples) > _KEPT:
            self._thin()
        self.waiting = max(head - done, 0)
        self.known = not self.waiting or samples[0][1] <= done
        self.age = now - samples[0][0] if self.waiting else 0.0

    def _thin(self) -> None:
        kept = list(self._samples)
        half = len(kept) // 2
        self._samples = deque([kept[0], *kept[1:half:2], *kept[half:]])
