"""Times as records carry them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interceptor.pipeline.records import format_time, parse_time

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS = st.integers(-62_135_596_800_000, 253_402_300_799_999)
"""The years 1 to 9999, which records may name."""


@given(MILLISECONDS)
def test_a_time_is_written_as_the_calendar_has_it_and_read_back(milliseconds):
    moment = EPOCH + timedelta(milliseconds=milliseconds)

    assert format_time(milliseconds) == moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert parse_time(format_time(milliseconds)) == milliseconds


@given(MILLISECONDS, st.integers(0, 59_999))
def test_a_minute_that_is_remembered_is_that_of_its_time(milliseconds, later):
    first = format_time(milliseconds)
    start = milliseconds - milliseconds % 60_000

    assert format_time(start + later)[:16] == first[:16]
