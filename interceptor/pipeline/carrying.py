"""A numbered record on a log and back. What could not even be read as a record keeps why, so that the engine rejects
it from the log as `interceptor score` does from the file.
"""

import re
from collections.abc import Sequence

import msgspec

from interceptor.errors import Fault, MessageError
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import Incoming, from_headers, to_headers
from interceptor.transfers.accounts import canonical
from interceptor.transfers.transfer import Item, Transfer
from streams.port import Headers, Message, Record

_FAULTS = {fault.code: fault for fault in Fault}
_DIGEST = re.compile(rb"[0-9a-f]{64}")
_SIZE = re.compile(rb"[0-9]{1,15}")


def to_message(topic: str, numbered: Numbered) -> Message:
    """The record as a message of `topic`; its place is given by the log.

    A fault travels in the headers `fault` and `fault-detail`, the size and digest of bytes that were too many to keep
    in `size` and `digest`.
    """
    return Message(topic, None, numbered.record.body, (*to_headers(numbered.record), *_fault_headers(numbered)))


def keyed(message: Message, items: Sequence[Item]) -> Message:
    """The message with the debtor's account as key: a hint that keeps one debtor's wires in one partition, in order."""
    debtor = next((canonical(item.debtor_account) for item in items if isinstance(item, Transfer)), None)
    return msgspec.structs.replace(message, key=debtor.encode("utf-8", "replace")) if debtor else message


def _fault_headers(numbered: Numbered) -> Headers:
    if numbered.fault is None:
        return ()
    headers = [("fault", numbered.fault.fault.code.encode()), ("fault-detail", numbered.fault.detail.encode())]
    if numbered.size is not None and numbered.digest is not None:
        headers += [("size", str(numbered.size).encode()), ("digest", numbered.digest.encode())]
    return tuple(headers)


def from_record(record: Record) -> Numbered:
    """The numbered record in a record of the log: its line is its place in the partition, from 1."""
    line, offset = record.offset + 1, record.offset
    headers = dict(record.headers)
    fault = _FAULTS.get(headers.get("fault", b"").decode("ascii", "replace"))
    if fault is not None:
        error = MessageError(fault, headers.get("fault-detail", b"").decode("utf-8", "replace"))
        return Numbered(line, offset, Incoming(record.value), error, *_measures(headers))
    try:
        return Numbered(line, offset, from_headers(record.value, record.headers))
    except MessageError as error:
        return Numbered(line, offset, Incoming(record.value), error)


def _measures(headers: dict[str, bytes]) -> tuple[int | None, str | None]:
    """Size and digest; both or neither, as whoever else writes to the topic may put anything there."""
    size, digest = headers.get("size", b""), headers.get("digest", b"")
    if not _SIZE.fullmatch(size) or not _DIGEST.fullmatch(digest):
        return None, None
    return int(size), digest.decode()
