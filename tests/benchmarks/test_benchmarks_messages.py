"""What speed is measured on is the same each time, valid, distinct and of the size that it claims."""

import json

import pytest

from benchmarks import report
from benchmarks.messages import SIZES, messages, parse_us, records
from interceptor.messages import decode
from interceptor.transfers.transfer import Transfer


def test_messages_are_distinct_readable_and_the_same_each_time() -> None:
    first = messages(300)
    records.cache_clear()
    assert messages(300) == first
    assert len(set(first)) == 300
    assert all(len(body) in SIZES for body in first)
    for body in first:
        (item,) = decode(body, "pacs.008")
        assert isinstance(item, Transfer)
        assert not item.warnings


def test_parsing_takes_time() -> None:
    assert parse_us(messages(80), rounds=1) > 0


def test_the_table_counts_in_bare_parses() -> None:
    lines = report.table([report.Stage("decode", 60.0), report.Stage("assess", 30.0)], 30.0)
    assert lines[1].split() == ["decode", "60.0", "2.00"]
    assert lines[-1].split()[-2:] == ["90.0", "3.00"]
    with pytest.raises(ValueError, match="parse_us"):
        report.table([], 0.0)


def test_the_closing_line_is_json_with_the_figures_that_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    report.show([report.Stage("decode", 60.0)], 30.0, 120.0, {"batch_one_p99_ms": 4.0, "fsync_commit_p99_ms": 2.0})
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    expected = {"chain_us": 120.0, "parse_us": 30.0, "ratio_to_parse": 4.0, "per_second": 8333, "batch_one_p99_ms": 4.0,
                "fsync_commit_p99_ms": 2.0}  # fmt: skip
    assert line.items() >= expected.items()
    assert line["machine"]["python"]
