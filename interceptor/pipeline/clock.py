"""Event time (DESIGN 4): from the record, clamped to [watermark - 7 days, receipt + 5 minutes], never from a clock."""

from typing import NamedTuple

_DAY_MS = 86_400_000
LATE_MS = 7 * _DAY_MS
"""How far behind the stream a record may claim to be (DESIGN 4)."""
EARLY_MS = 5 * 60_000
"""How far ahead of its receipt a record may claim to be (DESIGN 4)."""


class EventTime(NamedTuple):
    """When a transfer happened, as far as it can be believed."""

    milliseconds: int
    suspect: bool
    """The record gave no time, or one that had to be clamped."""


class StreamClock:
    """The watermark of one partition: the latest believable event time so far.

    `now_ms` is the receipt time of live records, given by the caller. A replayed record has no receipt time of its own,
    so there `now_ms` is the start of the replay, and a record beyond it falls back to the watermark: one record from
    the year 2099 must not make every later one look a lifetime late.
    """

    def __init__(self, watermark: int, now_ms: int) -> None:
        self.watermark = watermark
        self.now_ms = now_ms

    def read(self, received_ms: int | None, created_ms: int | None = None) -> EventTime:
        """The next event time: `received_at`, else the message's own creation time, else the watermark."""
        claimed = received_ms if received_ms is not None else created_ms
        latest = self.now_ms + EARLY_MS
        if claimed is None or claimed > latest:
            return EventTime(self.watermark or self.now_ms, suspect=True)
        if claimed < self.watermark - LATE_MS:
            return EventTime(self.watermark - LATE_MS, suspect=True)
        self.watermark = max(self.watermark, claimed)
        return EventTime(claimed, suspect=received_ms is None)
