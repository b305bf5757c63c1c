"""Records of kafka-python as ours."""

from typing import Any

from streams.port import Headers, Record


def to_record(found: Any, topic: str) -> Record:
    """The record under our name of its topic. No value is an empty one, which is refused where it is read."""
    value = found.value
    return Record(
        topic,
        found.partition,
        found.offset,
        found.key,
        b"" if value is None else value,
        _headers(found.headers) if found.headers else (),
        None if found.timestamp is None or found.timestamp < 0 else found.timestamp,
    )


def _headers(found: list[tuple[str, bytes | None]]) -> Headers:
    return tuple([(name, b"" if value is None else value) for name, value in found])
