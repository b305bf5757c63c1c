"""What keeps the engine from sending alerts alone just now (DESIGN 6): a person paused them, or the hour's cap."""

from bisect import bisect_right, insort

from interceptor.store.tenant import TenantStore

HOUR_MS = 3_600_000

PAUSED = "alerts_paused"
"""Tenant setting that `interceptor alerts pause` sets."""


class Brakes:
    """The brakes as they stand for one commit. The running hour rolls with the time asked for, not with the commit."""

    def __init__(self, sent_ms: list[int], cap: int, *, paused: bool) -> None:
        """`sent_ms` are the times of the alerts that left lately, `cap` is how many an hour may have."""
        self._sent = sorted(sent_ms)
        self.cap = cap
        self.paused = paused

    @classmethod
    def read(cls, store: TenantStore, now_ms: int, cap: int) -> "Brakes":
        """The tenant's brakes, good for any time from `now_ms` on."""
        return cls(store.alert_times(now_ms - HOUR_MS), cap, paused=store.setting(PAUSED) == "yes")

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
