"""One transfer under way through a batch: what was read, and what the register knows of it."""

from dataclasses import dataclass

from interceptor.pipeline.clock import EventTime
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.pipeline.records import Incoming
from interceptor.pipeline.registered import Registered
from interceptor.profiles.payment import Payment
from interceptor.transfers.context import Context
from interceptor.transfers.transfer import Transfer

STAGES = {"initiated": 1, "released": 2, "settled": 3, "cancelled": 4}
"""As stored; a later stage has a higher number."""
UNSENT = STAGES["initiated"]
STAGE_NAMES = {number: name for name, number in STAGES.items()}

NOT_FOLDED, ATTEMPT, PAYMENT = 0, 1, 2
"""What the profiles took a transfer for."""

KINDS = {"release": 0, "review": 1, "intercept": 2}
"""Decisions as stored."""


@dataclass(slots=True)
class Work:
    """One transfer as read from a record, with its identity and the facts that profiles need."""

    line: int
    record: Incoming
    transfer: Transfer
    context: Context
    bad_fields: tuple[str, ...]
    time: EventTime
    countries: tuple[tuple[str, str], ...]
    payment: Payment
    transfer_id: str
    key: bytes
    """The 16 bytes of `transfer_id`."""
    identifier: bytes
    stage: int
    payment_id_reused: bool = False
    """The bank gave the same id to a payment to another account: see `BatchRun`."""


@dataclass(slots=True)
class Entry:
    """A transfer in the register: one of this batch (`new`), or one read back from the store."""

    number: int
    transfer_id: bytes
    identifier: bytes
    account: bytes
    received_ms: int
    event_ms: int
    stage: int
    folded: int
    decision: int
    """Number of its latest decision; 0 when it was only learnt from."""
    registered: Registered
    record: DecisionRecord | None
    new: bool
    changed: bool = False
    """Read back, and to be written again."""
    read: tuple[int, int, int] = (0, 0, 0)
    """Stage, fold and decision as they were read back."""
