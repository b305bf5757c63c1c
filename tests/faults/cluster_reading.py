"""What stands in the topics of a run, as a process of its own reads it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from interceptor.pipeline.carrying import to_message
from interceptor.pipeline.feeding import numbered
from streams.port import Message, Record
from streams.replay import Line
from tests.faults import cluster_reader
from tests.faults.cluster_site import Site

_NOT_READ = {"relay.marks"}
"""It has no records."""


def read(site: Site) -> dict[str, list[Record]]:
    """Every committed record of every topic under the prefix."""
    with site.kafka.admin() as admin:
        mine = sorted(name for name in admin.list_topics() if name.startswith(site.kafka.prefix))
    here = {name: name.removeprefix(site.kafka.prefix) for name in mine}
    target = site.folder / "read"
    asked = [name for name in mine if here[name] not in _NOT_READ]
    subprocess.run(
        [sys.executable, "-W", "ignore", cluster_reader.__file__, site.kafka.servers, str(target), *asked], check=True
    )
    found: dict[str, list[Record]] = {here[name]: [] for name in asked}
    for topic, partition, offset, key, value, headers in _records(target):
        pairs = tuple((name, body) for name, body in headers)
        found[here[topic]].append(Record(here[topic], partition, offset, key, value, pairs))
    target.unlink()
    return found


def _records(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        while size := file.read(4):
            yield msgspec.msgpack.decode(file.read(int.from_bytes(size, "big")))


def message_of(line: bytes) -> Message:
    """A line of NDJSON as it travels."""
    (record,) = numbered([Line("test", 1, line)])
    return to_message("", record)
