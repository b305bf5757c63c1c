"""`interceptor run`: an input through the embedded log, as `interceptor score` decides on it without one."""

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from wires import NOW, diverted, history, payment, record, wire

from interceptor.cli import app
from interceptor.commands import run as command
from interceptor.pipeline.carrying import from_record
from interceptor.store.store import Store
from streams.embedded import EmbeddedSource
from streams.port import Record
from streams.replay import MAX_ITEM_BYTES

CLOCK = NOW.isoformat()
UNREADABLE = [
    b"no json at all",
    b'{"format": "pacs.008", "message": 7}',
    b'{"format": "pacs.008", "message_base64": "???"}',
    b'{"received_at": "2026-03-10T11:00:00Z", "format": "pacs.008", "message": ""}',
    b'{"received_at": "2026-03-10T11:00:00Z", "format": "pacs.008", "message": "<Document/>"}',
    b"\xff\xfe\x00",
    b'{"message": "%s"}' % (b"x" * 9_000_000),
    b"{" * (MAX_ITEM_BYTES + 1),
]
KEPT = "SELECT fault, detail, size, digest, format, context, body, transaction_index FROM rejected ORDER BY number"


def invoke(*arguments: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output


def write(path: Path, lines: list[bytes]) -> str:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return str(path)


def kept(path: Path) -> list[tuple[object, ...]]:
    with Store(path) as store:
        return store.database.execute(KEPT).fetchall()


def topic(data: Path, name: str) -> list[Record]:
    source = EmbeddedSource(data / "log", [name])
    for partition in source.changes().assigned:
        source.seek(partition, 0)
    records: list[Record] = []
    while batch := source.poll(1000, 0.0):
        records += batch
    source.close()
    return records


def test_what_cannot_be_read_is_rejected_from_the_log_as_from_the_file(tmp_path: Path) -> None:
    source = write(tmp_path / "in.ndjson", [wire(1), *UNREADABLE, wire(2)])
    invoke("score", source, "--output", str(tmp_path / "out"), "--store", str(tmp_path / "score.db"))
    invoke("run", source, "--data", str(tmp_path / "run"), "--clock", CLOCK)
    from_file = kept(tmp_path / "score.db")
    assert kept(tmp_path / "run" / "store.db") == from_file
    assert [row[0] for row in from_file] == [
        "not_json", "bad_record", "bad_record", "empty", "unknown_format", "not_json", "too_large", "too_large",
    ]  # fmt: skip
    assert from_file[-1][2] == MAX_ITEM_BYTES + 1
    assert len(topic(tmp_path / "run", "wires.rejected")) == len(UNREADABLE)


@pytest.mark.parametrize(
    "headers",
    [
        (("fault", b"no_such_fault"),),
        (("fault", b"\xff"), ("size", b"1")),
        (("size", b"-1"), ("digest", b"abc")),
    ],
)
def test_headers_that_name_no_fault_change_nothing(headers: tuple[tuple[str, bytes], ...]) -> None:
    found = from_record(Record("wires.outbound", 0, 4, None, b"{}", headers))
    assert (found.line, found.offset, found.fault, found.size, found.digest) == (5, 4, None, None, None)


def test_measures_of_a_fault_come_together_or_not_at_all() -> None:
    headers = (("fault", b"too_large"), ("fault-detail", b"9 bytes"), ("size", b"9" * 16), ("digest", b"0" * 64))
    found = from_record(Record("wires.outbound", 0, 0, None, b"", headers))
    assert found.fault is not None
    assert (found.fault.fault.code, found.fault.detail, found.size) == ("too_large", "9 bytes", None)


def test_large_messages_are_fed_in_pieces_that_the_log_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(command, "_FED_BYTES", 100_000)
    published = command.EmbeddedLog.publish

    def publish(log: object, stream: str, messages: list[object], mark: object) -> None:
        if stream.startswith("feed:"):
            sizes.append(len(messages))
        published(log, stream, messages, mark)  # type: ignore[arg-type]

    monkeypatch.setattr(command.EmbeddedLog, "publish", publish)
    lines = [record({**payment(number), "remittance": ["x" * 60_000]}) for number in range(5)]
    invoke("run", write(tmp_path / "in.ndjson", lines), "--data", str(tmp_path / "run"), "--clock", CLOCK)
    assert sizes == [2, 2, 1]
    assert len(topic(tmp_path / "run", "wires.decisions")) == 5


def test_a_damaged_input_gives_what_was_good_and_says_so(tmp_path: Path) -> None:
    packed = tmp_path / "in.ndjson.gz"
    whole = gzip.compress(b"".join(wire(number) + b"\n" for number in range(400)), mtime=0)
    packed.write_bytes(whole[:-40])
    result = CliRunner().invoke(app, ["run", str(packed), "--data", str(tmp_path / "run"), "--clock", CLOCK])
    assert result.exit_code == 1
    log = [json.loads(each.value)["end_to_end_id"] for each in topic(tmp_path / "run", "wires.outbound")]
    assert len(log) > 300
    assert log == [f"E{number}" for number in range(len(log))]


def test_with_a_clock_old_wires_are_recalled_as_on_that_day(tmp_path: Path) -> None:
    source = write(tmp_path / "in.ndjson", [*history(), diverted()])
    invoke("run", source, "--data", str(tmp_path / "then"), "--clock", CLOCK)
    assert topic(tmp_path / "then", "recalls.alerts.hk")
    assert topic(tmp_path / "then", "recalls.outbound")


def test_a_clock_that_is_no_time_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["run", "--data", str(tmp_path / "run"), "--clock", "noon"])
    assert result.exit_code == 1
    assert not (tmp_path / "run").exists()


def test_an_input_that_is_given_again_goes_on_where_it_was(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    for count in (3, 3, 5):
        write(source, [wire(number) for number in range(count)])
        invoke("run", str(source), "--data", str(tmp_path / "run"), "--clock", CLOCK)
    assert len(topic(tmp_path / "run", "wires.decisions")) == 5
