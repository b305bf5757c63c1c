"""`interceptor feed`: every record of a file is on the topic, readable or not, a debtor's wires in one partition."""

from pathlib import Path

import pytest
from typer.testing import CliRunner
from wires import wire

from interceptor.cli import make_app
from interceptor.pipeline.carrying import from_record
from streams.kafka import KafkaConfig, KafkaSource
from streams.port import Record
from tests.services.clients import Kafka


@pytest.fixture
def feed(kafka: Kafka, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("INTERCEPTOR_KAFKA_SERVERS", kafka.servers)
    monkeypatch.setenv("INTERCEPTOR_KAFKA_PREFIX", kafka.prefix)
    kafka.create_topic("wires.outbound.acme", 4)
    return CliRunner()


def records(kafka: Kafka, count: int) -> list[Record]:
    source = KafkaSource(KafkaConfig(servers=kafka.servers, prefix=kafka.prefix), ["wires.outbound.acme"], "readers")
    found: list[Record] = []
    for _ in range(200):
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        found += source.poll(100, 0.1)
        if len(found) >= count:
            break
    source.close()
    return found


def test_what_is_in_the_file_is_on_the_topic(feed: CliRunner, kafka: Kafka, tmp_path: Path) -> None:
    lines = [wire(number, debtor_account=f"555000{number % 3}") for number in range(30)]
    path = tmp_path / "wires.ndjson"
    path.write_bytes(b"\n".join([*lines, b"no json", b'{"message": "<broken", "format": "pacs.008"}']) + b"\n")
    done = feed.invoke(make_app(["feed"]), ["feed", str(path), "--tenant", "acme"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "32 records" in done.output
    found = records(kafka, 32)
    assert len(found) == 32
    places = {(record.key, record.partition) for record in found if record.key}
    assert sorted(key for key, _ in places) == [b"5550000", b"5550001", b"5550002"]
    faults = [each.fault for each in map(from_record, found) if each.fault is not None]
    assert len(faults) == 1, "the line that is no record; the message that cannot be read is one"


def test_a_record_that_no_parser_bears_is_fed_too(
    feed: CliRunner, kafka: Kafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ended the command; the engine rejects and keeps such a record."""

    def decode(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("interceptor.commands.feed.decode", decode)
    path = tmp_path / "wires.ndjson"
    path.write_bytes(wire(1))
    done = feed.invoke(make_app(["feed"]), ["feed", str(path), "--tenant", "acme"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert [record.key for record in records(kafka, 1)] == [None]


def test_a_topic_that_is_not_there_is_named_at_once(feed: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "wires.ndjson"
    path.write_bytes(wire(1))
    done = feed.invoke(make_app(["feed"]), ["feed", str(path), "--tenant", "birch"])
    assert done.exit_code == 1
    assert "wires.outbound.birch" in done.output + done.stderr
