"""What one commit writes. The engine fills it; the store writes all of it, or nothing."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple


class ProfileRow(NamedTuple):
    """A profile to write. `version` is the one it was read with; 0 means that there was no row."""

    key: bytes
    version: int
    value: bytes


class RegisterRow(NamedTuple):
    """A transfer seen for the first time."""

    number: int
    transfer_id: bytes
    """16 bytes of the UUID."""
    identifier: bytes
    account: bytes
    """8-byte key of the creditor account; empty when the message has none."""
    received_at: int
    """Milliseconds since 1970, UTC."""
    event_at: int
    stage: int
    folded: int
    decision: int
    """Number of the latest decision; 0 when the transfer was only learnt from."""
    body: bytes


REGISTER_COLUMNS: Final = (
    "number:int transfer_id:bytes identifier:bytes account:bytes received_at:int event_at:int stage:int folded:int"
    " decision:int body:bytes"
)
"""The columns of a `RegisterRow`, in its order."""


class RegisterChange(NamedTuple):
    """A later stage, fold or decision of a transfer that the register has.

    `number` and what follows are as they were read: the row has no version, and no two writers may pass each other.
    """

    stage: int
    folded: int
    decision: int
    number: int
    read_stage: int
    read_folded: int
    read_decision: int


class DecisionRow(NamedTuple):
    """One decision revision, as published."""

    number: int
    register: int
    revision: int
    kind: int
    """0 release, 1 review, 2 intercept."""
    body: bytes


class OutboxRow(NamedTuple):
    """A message to publish, rendered once: these bytes are sent and sent again."""

    number: int
    topic: str
    key: bytes
    headers: bytes
    """msgpack of [[name, value], …]."""
    value: bytes


class CaseRow(NamedTuple):
    """A case and every reference by which an answer may find it."""

    case_id: str
    register: int
    status: str
    due_at: int | None
    """Milliseconds since 1970 of its next clock."""
    version: int
    """The version it was read with; 0 when the case is new."""
    body: bytes
    references: tuple[str, ...]


class TaskRow(NamedTuple):
    """Something that waits for a person."""

    case_id: str
    task: str
    alert_id: str
    """Empty when it concerns the case as a whole."""
    created_at: int
    due_at: int | None


class TaskKey(NamedTuple):
    """A task that is done."""

    case_id: str
    task: str
    alert_id: str


class RejectedRow(NamedTuple):
    """A record, or one transaction of it, that could not be read."""

    number: int
    source_offset: int
    received_at: int
    fault: str
    detail: str
    transaction_index: int | None
    size: int
    digest: str
    format: str | None
    context: bytes
    body: bytes


class AuditRow(NamedTuple):
    """One entry of an audit chain."""

    writer: str
    number: int
    body: bytes


class KeyRow(NamedTuple):
    """A new API key, as `ApiKey` says it."""

    key_id: str
    name: str
    digest: bytes
    scopes: str
    """With spaces between."""
    jurisdiction: str | None
    created_at: int
    expires_at: int | None


class Consumed(NamedTuple):
    """A record of an incoming topic that an act of the desk is done with: its offset goes into the act's commit."""

    stream: int
    epoch: int
    next_offset: int


@dataclass(slots=True)
class Batch:
    """Everything that one micro-batch or one desk act changes."""

    stream: int
    epoch: int
    next_offset: int
    register_count: int
    outbox_count: int
    rejected_count: int
    watermark: int
    desk: bool = False
    profiles: list[ProfileRow] = field(default_factory=list)
    shared: list[ProfileRow] = field(default_factory=list)
    register: list[RegisterRow] = field(default_factory=list)
    register_changes: list[RegisterChange] = field(default_factory=list)
    decisions: list[DecisionRow] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    cases: list[CaseRow] = field(default_factory=list)
    alerts_sent: list[tuple[int, str]] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    tasks_done: list[TaskKey] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    audit: list[AuditRow] = field(default_factory=list)
    audit_erased: list[AuditRow] = field(default_factory=list)
    """Entries that stand already, now without their bodies."""
    settings: list[tuple[str, str]] = field(default_factory=list)
    """Tenant settings that the act changes: name and value."""
    keys: list[KeyRow] = field(default_factory=list)
    keys_revoked: list[tuple[int, str]] = field(default_factory=list)
    """When, and the key's id."""
    consumed: Consumed | None = None
