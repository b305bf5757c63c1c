"""Event time (DESIGN 4): from the record, clamped to [watermark - 7 days, receipt + 5 minutes], never from a clock."""

from typing import Final, NamedTuple

_NO_TIME_MS: Final = 946_684_800_000
"""2000-01-01: stands for a replayed record without any time. A constant, so that a replay gives the same every day."""
_DAY_MS: Final = 86_400_000
LATE_MS: Final = 7 * _DAY_MS
"""How far behind the stream a record may claim to be (DESIGN 4)."""
EARLY_MS: Final = 5 * 60_000
"""How far ahead of its receipt a record may claim to be (DESIGN 4)."""


class EventTime(NamedTuple):
    """When a transfer happened, as far as it can be believed."""

    milliseconds: int
    suspect: bool
    """The record gave no time, or one that had to be clamped."""
    now_ms: int
    """The time at which it is worked: its receipt when live, else how far the stream had come by it."""


class StreamClock:
    """The watermark of one partition: the latest believable event time so far.

    `now_ms` is the receipt time of live records, given by the caller. A replayed record has no receipt time of its own:
    `now_ms` is the start of the replay there, only to refuse what lies beyond it, and never an event time, since the
    same input must give the same output on any day. One record from the year 2099 changes nothing for later ones.
    """

    def __init__(self, watermark: int, now_ms: int, *, live: bool) -> None:
        self.watermark = watermark
        self.now_ms = now_ms
        self._live = live

    @property
    def begun_ms(self) -> int:
        """The time at which the next record can be worked at the earliest."""
        return self.now_ms if self._live else self.watermark

    def read(self, received_ms: int | None, created_ms: int | None = None, day_ms: int | None = None) -> EventTime:
        """The next event time: `received_at`, else the message's own creation time.

        Without a believable one it is the receipt when live; in a replay the watermark, and before there is one the
        settlement date `day_ms`.
        """
        claimed = received_ms if received_ms is not None else created_ms
        latest = self.now_ms + EARLY_MS
        if claimed is None or claimed > latest:
            return self._unknown(day_ms)
        watermark = self.watermark
        if claimed < watermark - LATE_MS:
            return EventTime(watermark - LATE_MS, True, self.now_ms if self._live else watermark)
        if claimed > watermark:
            self.watermark = watermark = claimed
        return EventTime(claimed, received_ms is None, self.now_ms if self._live else watermark)

    def _unknown(self, day_ms: int | None) -> EventTime:
        if self._live:
            return EventTime(self.now_ms, True, self.now_ms)
        when = self.watermark
        if not when:
            when = day_ms if day_ms is not None and 0 < day_ms <= self.now_ms else _NO_TIME_MS
        return EventTime(when, True, when)
