"""Reports of payers and answers of desks from a log: each record is an act, its offset in the act's own commit."""

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial

from interceptor.cases.case import Case
from interceptor.cases.reply_json import parse as parse_reply
from interceptor.cases.reply_message import from_answer
from interceptor.desk import Desk, utc_now
from interceptor.errors import CaseError, Fault, InterceptorError, MessageError
from interceptor.messages import answers
from interceptor.pipeline import reports, suspects
from interceptor.pipeline.rejecting import reject_record
from interceptor.pipeline.suspicion import Suspicion
from interceptor.store.batch import Consumed
from interceptor.store.tenant import Position, TenantStore
from streams.port import Record

Act = Callable[[Consumed | None], object]
"""One act of the desk; it takes along the offset that is done with it."""
Reading = Callable[[Desk, Record, int], list[Act]]
"""The acts that a record asks for, at a time in milliseconds since 1970. Raises `CaseError`, `MessageError`."""


def replied(desk: Desk, record: Record, now_ms: int) -> list[Act]:
    """What a record of replies asks for: one act an answer."""
    now = utc_now(now_ms)
    form = dict(record.headers).get("format", b"").decode("ascii", "replace")
    if form in {"", "json"} and record.value.lstrip()[:1] == b"{":
        return [partial(desk.reply, parse_reply(record.value, now), now)]
    found = answers.read(record.value, form or None)
    return [partial(desk.reply, from_answer(answer, now), now) for answer in found]


def reported(desk: Desk, record: Record, now_ms: int) -> list[Act]:
    """What a record of reports asks for."""
    report = reports.parse(record.value)
    number, now = desk.locate(report), utc_now(now_ms)

    def act(consumed: Consumed | None) -> Case:
        return desk.report(
            number,
            report.basis,
            now,
            consumed,
            dispute=report.dispute,
            police_report=report.police_report,
            told=report.told,
        )

    return [act]


def suspected(desk: Desk, record: Record, now_ms: int) -> list[Act]:
    """What a record of suspect accounts asks for."""
    return [partial(desk.suspect, suspects.parse(record.value), utc_now(now_ms))]


class Answering:
    """Works one partition of reports or replies, record by record."""

    def __init__(
        self, store: TenantStore, position: Position, suspicion: Suspicion, desk: Desk, reading: Reading
    ) -> None:
        self._store = store
        self._position = position
        self._suspicion = suspicion
        self._desk = desk
        self._reading = reading

    def work(self, records: Iterable[Record], now_ms: int) -> None:
        """Act on all records. One that is refused is kept, and the others go on."""
        for record in records:
            poison = self._suspicion.one_by_one and not self._suspicion.note(record.offset)
            fault = MessageError(Fault.POISON) if poison else self._act(record, now_ms)
            if fault is not None:
                reject_record(self._store, self._position, [(record, fault)], record.offset + 1, now_ms)
            self._position.next_offset = record.offset + 1
        self._suspicion.survived()

    def _act(self, record: Record, now_ms: int) -> InterceptorError | None:
        """Why the record, or an answer in it, was refused; None when its offset is committed with the last act."""
        try:
            acts = self._reading(self._desk, record, now_ms)
        except Exception as error:  # noqa: BLE001 - sorted out there
            return _blamed(error)
        done = Consumed(self._position.stream, self._position.epoch, record.offset + 1)
        fault: InterceptorError | None = None if acts else MessageError(Fault.EMPTY, "no answer in it")
        for left, act in zip(range(len(acts) - 1, -1, -1), acts, strict=True):
            try:
                act(done if not left and fault is None else None)
            except Exception as error:  # noqa: BLE001 - one answer that is refused must not keep back the others
                fault = fault or _blamed(error)
        return fault


def _blamed(error: Exception) -> InterceptorError:
    """The record's own fault. A fault of the store or the machine is raised again: no record is to blame for it."""
    if isinstance(error, CaseError | MessageError):
        return error
    if isinstance(error, InterceptorError | sqlite3.Error | OSError | MemoryError):
        raise error
    return MessageError(Fault.POISON, type(error).__name__)
