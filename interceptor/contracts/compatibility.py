"""Whether today's contract may follow a released one: topics, headers, formats, records only ever grow (DESIGN 5)."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from interceptor.contracts import asyncapi
from interceptor.contracts.comparing import Break, Direction, breaks
from interceptor.pipeline import schemas

TOPICS = "asyncapi.json"
_SUFFIX = ".schema.json"
_FILES: dict[str, Direction] = {"wire-record": "in", "context": "in", "error-line": "out", "skipped-line": "out"}
"""Records that are on no topic of their own: input files, headers, and lines of `score`."""

Contract = Mapping[str, dict[str, Any]]
"""Documents by file name."""


def today() -> Contract:
    """The contract of this code."""
    files = {f"{name}{_SUFFIX}": schema for name, schema in schemas.schemas().items()}
    return {**files, TOPICS: asyncapi.document()}


def load(folder: Path) -> Contract:
    """The contract that was kept in a folder."""
    return {path.name: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def refused(old: Contract, new: Contract) -> list[str]:
    """Every change from `old` to `new` that an outside program would trip over, one clear line each."""
    topics = list(_topics(old[TOPICS], new[TOPICS]))
    directions = {**_FILES, **_used(old[TOPICS])}
    return topics + [
        str(line) for name in sorted(old) if name != TOPICS for line in _records(name, old, new, directions)
    ]


def _records(name: str, old: Contract, new: Contract, directions: Mapping[str, Direction]) -> Iterator[Break]:
    record = name.removesuffix(_SUFFIX)
    if name not in new:
        yield Break(record, "the schema is gone")
        return
    for found in breaks(old[name], new[name], directions.get(record, "out")):
        yield Break(f"{record}: {found.path or 'the record'}", found.what)


def _used(document: dict[str, Any]) -> dict[str, Direction]:
    """Which way the records of each schema go."""
    found: dict[str, Direction] = {}
    for name, channel in document["channels"].items():
        for message in _messages(document, channel).values():
            if "payload" in message:
                found[message["payload"]["schema"]["$ref"].removesuffix(_SUFFIX)] = _direction(document, name)
    return found


def _topics(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name, before in old["channels"].items():
        after = new["channels"].get(name)
        if after is None or after["address"] != before["address"]:
            yield f"topic {before['address']}: is no longer there"
            continue
        direction = _direction(old, name)
        if _direction(new, name) != direction:
            yield f"topic {before['address']}: goes the other way"
        news = _messages(new, after)
        for key, message in _messages(old, before).items():
            place = f"topic {before['address']}, format {key}"
            if key not in news:
                yield f"{place}: is no longer {'read' if direction == 'in' else 'sent'}"
            else:
                yield from _message(place, message, news[key], direction)


def _message(place: str, old: dict[str, Any], new: dict[str, Any], direction: Direction) -> Iterator[str]:
    if old["contentType"] != new["contentType"]:
        yield f"{place}: is {new['contentType']} now"
    if old.get("payload") != new.get("payload"):
        yield f"{place}: has another schema"
    closed = {"type": "object", "properties": {}}
    for found in breaks(old.get("headers", closed), new.get("headers", closed), direction):
        yield f"{place}: header {found}"


def _messages(document: dict[str, Any], channel: dict[str, Any]) -> dict[str, dict[str, Any]]:
    known = document["components"]["messages"]
    return {key: known[_last(reference["$ref"])] for key, reference in channel["messages"].items()}


def _direction(document: dict[str, Any], channel: str) -> Direction:
    for operation in document["operations"].values():
        if _last(operation["channel"]["$ref"]) == channel:
            return "in" if operation["action"] == "receive" else "out"
    raise AssertionError(f"no operation on {channel}")


def _last(reference: str) -> str:
    return reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
