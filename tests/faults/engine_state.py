"""Everything that a run of the engine left behind: the rows of its store and the records of its topics."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import msgspec

from interceptor.profiles import codec
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.store.store import Store
from streams.embedded import EmbeddedSource
from streams.embedded.topics import list_topics
from streams.port import Record

TENANT = "default"
Row = tuple[Any, ...]
_KINDS: dict[int, type[Any]] = {
    1: DebtorProfile,
    2: RelationshipProfile,
    3: CreditorAccountProfile,
    4: CreditorNameProfile,
}
"""By the high half of the first byte."""


@dataclass
class Left:
    """Rows by table, in order of their keys."""

    position: list[Row]
    register: list[Row]
    decision: list[Row]
    outbox: list[Row]
    rejected: list[Row]
    case_file: list[Row]
    case_reference: list[Row]
    task: list[Row]
    alert_sent: list[Row]
    profile: list[Row]
    shared_profile: list[Row]
    audit: list[Row]
    topics: dict[str, list[Record]]
    integrity: str


_STATEMENTS = {
    "position": "SELECT topic, partition, stream, next_offset, register_count, outbox_count, rejected_count, watermark"
    " FROM position ORDER BY stream",
    "case_file": "SELECT case_id, status, due_at, body FROM case_file ORDER BY case_id",
    "register": "SELECT number, tenant, transfer_id, identifier, account, received_at, event_at, stage, folded,"
    " decision, body FROM register ORDER BY number",
    "profile": "SELECT key, value FROM profile ORDER BY key",
    "shared_profile": "SELECT key, stream, value FROM shared_profile ORDER BY key, stream",
    "task": "SELECT case_id, task, alert_id, created_at, due_at, done FROM task ORDER BY 1, 2, 3",
    "audit": "SELECT writer, number, body FROM audit ORDER BY writer, number",
}
TABLES = tuple(each.name for each in fields(Left) if each.name not in {"topics", "integrity"})


def read(data: Path) -> Left:
    """What stands in the folder of a run that has ended."""
    with Store(data / "store.db") as store:
        integrity = str(store.database.execute("PRAGMA integrity_check").fetchone()[0])
        return of_store(store, _topics(data / "log"), integrity)


def of_store(store: Store, topics: dict[str, list[Record]], integrity: str) -> Left:
    """The rows of a store, beside what was read from the topics."""
    rows = {
        name: store.database.execute(_STATEMENTS.get(name, f"SELECT * FROM {name} ORDER BY 1, 2, 3")).fetchall()
        for name in TABLES
    }
    return Left(**rows, topics=topics, integrity=integrity)


def _topics(root: Path) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for name in list_topics(root):
        source = EmbeddedSource(root, [name])
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        found[name] = []
        while records := source.poll(1_000, 0.0):
            found[name] += records
        source.close()
    return found


def profile(body: bytes) -> Any:
    """The profile in a row's bytes, of whatever kind; of a debtor, with the relationships in its row beside it."""
    found = codec.decode(_KINDS[body[0] >> 4], body)
    if not isinstance(found, DebtorProfile):
        return found
    inside = {entity: profile(inner) for entity, inner in found.relationships.items()}
    return msgspec.structs.replace(found, relationships={}), inside


def differences(left: Any, right: Any, place: str = "") -> Iterator[str]:
    """Where two values differ, field by field; floats by more than 1e-9 of the larger."""
    if type(left) is not type(right):
        yield f"{place}: {type(left).__name__}, {type(right).__name__}"
    elif isinstance(left, msgspec.Struct):
        for name in left.__struct_fields__:
            yield from differences(getattr(left, name), getattr(right, name), f"{place}.{name}")
    elif isinstance(left, dict):
        if left.keys() != right.keys():
            yield f"{place}: other keys"
        for key in left.keys() & right.keys():
            yield from differences(left[key], right[key], f"{place}[{key!r}]")
    elif isinstance(left, list | tuple):
        if len(left) != len(right):
            yield f"{place}: {len(left)} and {len(right)} entries"
        for index, (one, other) in enumerate(zip(left, right, strict=False)):
            yield from differences(one, other, f"{place}[{index}]")
    elif isinstance(left, float):
        if abs(left - right) > 1e-9 * max(abs(left), abs(right)):
            yield f"{place}: {left!r}, {right!r}"
    elif left != right:
        yield f"{place}: not equal"
