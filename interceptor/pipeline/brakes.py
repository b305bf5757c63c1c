"""What keeps the engine from sending alerts alone just now (DESIGN 6): a person paused them, or the hour's cap."""

from bisect import bisect_right, insort
from functools import cached_property

from interceptor.store.tenant import TenantStore

HOUR_MS = 3_600_000

PAUSED = "alerts_paused"
"""Tenant setting that `interceptor alerts pause` sets."""


class Brakes:
    """The brakes as they stand for one commit. The running hour rolls with the time asked for, not with the commit.

    They are read when they are first asked for: most commits hold nothing but payments that nobody doubts.
    """

    def __init__(self, store: TenantStore, now_ms: int, cap: int) -> None:
        """The tenant's brakes, good for any time from `now_ms` on; `cap` is how many alerts an hour may have."""
        self.cap = cap
        self._store = store
        self._since_ms = now_ms - HOUR_MS

    @cached_property
    def paused(self) -> bool:
        """Whether a person has paused the alerts."""
        return self._store.setting(PAUSED) == "yes"

    @cached_property
    def _sent(self) -> list[int]:
        """Times of the alerts that left lately, rising."""
        return sorted(self._store.alert_times(self._since_ms))

    def sent(self, now_ms: int) -> None:
        """One more alert left."""
        insort(self._sent, now_ms)

    def this_hour(self, now_ms: int) -> int:
        """How many alerts left within the hour up to `now_ms`."""
        return bisect_right(self._sent, now_ms) - bisect_right(self._sent, now_ms - HOUR_MS)

    def brake(self, now_ms: int) -> str | None:
        """Why alerts are drafts at `now_ms`: `paused`, `cap`, or None when they may go."""
        if self.paused:
            return "paused"
        return "cap" if self.this_hour(now_ms) >= self.cap else None
