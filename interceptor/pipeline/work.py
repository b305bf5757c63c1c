"""One transfer under way through a batch: what was read, and what the register knows of it."""

from dataclasses import dataclass
from typing import Final

from interceptor.pipeline import decision_record, registered
from interceptor.pipeline.clock import EventTime
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.pipeline.records import Incoming
from interceptor.pipeline.registered import Registered
from interceptor.profiles.payment import Payment
from interceptor.transfers.context import Context
from interceptor.transfers.packed import Packed
from interceptor.transfers.transfer import Transfer

STAGES: Final = {"initiated": 1, "released": 2, "settled": 3, "cancelled": 4}
"""As stored; a later stage has a higher number."""
UNSENT: Final = STAGES["initiated"]
STAGE_NAMES: Final = {number: name for name, number in STAGES.items()}

NOT_FOLDED, ATTEMPT, PAYMENT = 0, 1, 2
"""What the profiles took a transfer for."""

KINDS: Final = {"release": 0, "review": 1, "intercept": 2}
"""Decisions as stored."""


@dataclass(init=False, slots=True)
class Work:
    """One transfer as read from a record, with its identity and the facts that profiles need."""

    line: int
    record: Incoming
    packed: Packed
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
    payment_id_reused: bool
    """The bank gave the same id to a payment to another account: see `BatchRun`."""

    def __init__(
        self,
        *,
        line: int,
        record: Incoming,
        packed: Packed,
        context: Context,
        bad_fields: tuple[str, ...],
        time: EventTime,
        countries: tuple[tuple[str, str], ...],
        payment: Payment,
        transfer_id: str,
        key: bytes,
        identifier: bytes,
        stage: int,
        payment_id_reused: bool = False,
    ) -> None:
        self.line = line
        self.record = record
        self.packed = packed
        self.context = context
        self.bad_fields = bad_fields
        self.time = time
        self.countries = countries
        self.payment = payment
        self.transfer_id = transfer_id
        self.key = key
        self.identifier = identifier
        self.stage = stage
        self.payment_id_reused = payment_id_reused

    @property
    def transfer(self) -> Transfer:
        """The transfer itself, for the few that somebody looks at."""
        return self.packed.transfer


@dataclass(init=False, slots=True)
class Entry:
    """A transfer in the register: one of this batch (`new`), or one read back from the store.

    What it says is kept as the bytes that are stored, and taken apart only where a later word on the transfer asks.
    """

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
    body: bytes
    """Of its `Registered`."""
    decided: bytes | None
    """Its latest decision as published."""
    new: bool
    changed: bool
    """Read back, and to be written again."""
    read: tuple[int, int, int]
    """Stage, fold and decision as they were read back."""

    def __init__(
        self,
        *,
        number: int,
        transfer_id: bytes,
        identifier: bytes,
        account: bytes,
        received_ms: int,
        event_ms: int,
        stage: int,
        folded: int,
        decision: int,
        body: bytes,
        decided: bytes | None,
        new: bool,
        changed: bool = False,
        read: tuple[int, int, int] = (0, 0, 0),
    ) -> None:
        self.number = number
        self.transfer_id = transfer_id
        self.identifier = identifier
        self.account = account
        self.received_ms = received_ms
        self.event_ms = event_ms
        self.stage = stage
        self.folded = folded
        self.decision = decision
        self.body = body
        self.decided = decided
        self.new = new
        self.changed = changed
        self.read = read

    @property
    def registered(self) -> Registered:
        """What the register keeps of it."""
        return registered.decode(self.body)

    @property
    def record(self) -> DecisionRecord | None:
        """Its latest decision, a copy; None when it was only learnt from."""
        return None if self.decided is None else decision_record.decode(self.decided)
