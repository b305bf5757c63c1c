"""Rejected records read again: looked at first, so that what is still unreadable is not rejected a second time."""

from collections.abc import Sequence
from typing import Any

import msgspec

from interceptor.commands.case_reply import read as read_replies
from interceptor.desk import Desk, utc_now
from interceptor.engine import Engine, Options
from interceptor.errors import CaseError, Fault, MessageError
from interceptor.messages import decode
from interceptor.pipeline import reports
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import Incoming, read_line
from interceptor.store.reading import Kept, Readings, RejectedEntry
from interceptor.store.tenant import TenantStore
from interceptor.transfers.transfer import Refusal

_TOPIC, _CLUSTER = "replay", "replay"
"""The stream of replayed records, as `interceptor score` has it."""


class Outcome(msgspec.Struct, kw_only=True):
    """What became of one rejected record."""

    number: int
    read: bool
    reason: str
    decisions: list[dict[str, Any]] = []
    """What `interceptor score` would have written, line by line."""


def replay(store: TenantStore, numbers: Sequence[int], options: Options, now_ms: int) -> list[Outcome]:
    """Read the records again, in this order, and mark those that could be read. Each is a commit of its own.

    `store` must be the engine's. What was fed as a report or a reply goes to the desk, all else through the engine.
    """
    readings = Readings(store)
    desk = Desk(store, options)
    engine = Engine(store, store.assign(_TOPIC, 0, _CLUSTER), options, now_ms=now_ms, live=True)
    outcomes = []
    for number in numbers:
        found = readings.rejected_one(number)
        if found is None:
            continue
        outcome = _again(engine, desk, *found, now_ms)
        if outcome.read:
            readings.mark_replayed([number])
        outcomes.append(outcome)
    return outcomes


def _again(engine: Engine, desk: Desk, row: RejectedEntry, kept: Kept, now_ms: int) -> Outcome:
    if row.size > len(kept.body) and row.fault == Fault.TOO_LARGE.code:
        return Outcome(number=row.number, read=False, reason="only its beginning is kept: send it again")
    try:
        if kept.topic.startswith("wires.reports"):
            return _report(desk, row, kept, now_ms)
        if kept.topic.startswith("recalls.replies"):
            return _reply(desk, row, kept, now_ms)
        record = _record(row, kept)
        still = _refusal(record, row.transaction)
    except (MessageError, CaseError) as error:
        return Outcome(number=row.number, read=False, reason=f"{error.fault.code}: {error}")
    if still is not None:
        return Outcome(number=row.number, read=False, reason=f"{still.fault}: {still.detail}")
    lines = engine.process([Numbered(row.line, engine.next_offset, record)], now_ms)
    decisions = [msgspec.json.decode(line) for line in lines]
    return Outcome(number=row.number, read=True, reason="read", decisions=decisions)


def _report(desk: Desk, row: RejectedEntry, kept: Kept, now_ms: int) -> Outcome:
    report = reports.parse(kept.body)
    number = desk.locate(report)
    case = desk.report(
        number,
        report.basis,
        utc_now(now_ms),
        dispute=report.dispute,
        police_report=report.police_report,
        told=report.told,
    )
    return Outcome(number=row.number, read=True, reason=f"report taken in, case {case.case_id}")


def _reply(desk: Desk, row: RejectedEntry, kept: Kept, now_ms: int) -> Outcome:
    now = utc_now(now_ms)
    cases = {desk.reply(reply, now).case_id for reply in read_replies(kept.body, now)}
    return Outcome(number=row.number, read=True, reason=f"answer taken in, case {', '.join(sorted(cases))}")


def _record(row: RejectedEntry, kept: Kept) -> Incoming:
    """The record as it would come in today. What was kept may be the whole line of a wire record."""
    if row.format is None and not kept.context and kept.body.lstrip()[:1] == b"{":
        try:
            return read_line(kept.body)
        except MessageError:
            pass  # no wire record, so perhaps a message in JSON: then `decode` says what is wrong
    # Whether it came as text was not kept. Bytes that are UTF-8 are so whatever their declaration says.
    return Incoming(kept.body, row.format, row.received_at, kept.context or None, text=_is_utf8(kept.body))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refusal(record: Incoming, transaction: int | None) -> Refusal | None:
    """The refusal of the transaction that was rejected, when it is refused still. Raises `MessageError`."""
    items = decode(record.body, record.format, declared_encoding=not record.text)
    return next((item for item in items if isinstance(item, Refusal) and item.index == transaction), None)
