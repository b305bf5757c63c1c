"""What becomes of a record: the ids that the engine will give, by its own code, and the message for the log."""

import hashlib

import msgspec

from interceptor.errors import Fault, MessageError
from interceptor.messages import decode
from interceptor.pipeline import registered, topics
from interceptor.pipeline.carrying import keyed, to_message
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import read_context
from interceptor.profiles.keys import account_digest
from interceptor.store.decided import Decided
from interceptor.transfers.accounts import canonical
from interceptor.transfers.context import Context
from interceptor.transfers.identity import identify
from interceptor.transfers.transfer import Item, Refusal, Skipped, Transfer
from streams.port import Message

SCHEMA = "interceptor.accepted/1"


class AcceptedTransaction(msgspec.Struct, omit_defaults=True):
    """One transaction of a message: a transfer with its id, or `skipped`, or `error`."""

    transaction: int
    """Its place in the message, from 0."""
    transfer_id: str | None = None
    """The id that the decision will have."""
    decision: str | None = None
    """Where the decision will be: a path of this server."""
    other_transfer_id: str | None = None
    """With a `payment_id` only: the id in its stead, should that payment id belong to a payment to another account by
    the time it is weighed. `decision` finds the right one."""
    skipped: str | None = None
    """What it is, since it is no payment: no decision will follow."""
    error: str | None = None
    """Why it cannot be read: a code of the error catalogue. It is kept, and a person looks at it."""
    reason: str | None = None
    warnings: list[str] = []
    """What was read around, as in the decision."""


class AcceptedRecord(msgspec.Struct, omit_defaults=True):
    """One record: durable in the log. With `error`, its message cannot be read: kept, and a person looks at it."""

    record: int
    """Its place in the request, from 1."""
    digest: str
    """SHA-256 of the message: by it `wires.rejected` names it."""
    transactions: list[AcceptedTransaction] = []
    error: str | None = None
    reason: str | None = None


class Accepted(msgspec.Struct):
    """What was made durable, record by record, in the order of the request."""

    schema: str
    accepted: int
    """Records."""
    records: list[AcceptedRecord]


def accept(tenant: str, numbered: Numbered, decided: Decided) -> tuple[AcceptedRecord, Message]:
    """What to tell of one record, and the message that puts it into the log."""
    record = numbered.record
    told = AcceptedRecord(numbered.line, hashlib.sha256(record.body).hexdigest())
    message = to_message(topics.wires(tenant), numbered)
    if numbered.fault is not None:
        return _unreadable(told, numbered.fault), message
    try:
        items = decode(record.body, record.format, declared_encoding=not record.text)
    except MessageError as error:
        return _unreadable(told, error), message
    except Exception as error:  # noqa: BLE001 - the engine rejects it as poison; here it is no more than unreadable
        return _unreadable(told, MessageError(Fault.POISON, type(error).__name__)), message
    context, bad = read_context(record.context)
    warnings = [f"context:{name}" for name in bad] + ["time_suspect"] * record.suspect_time
    told.transactions = [_transaction(tenant, index, item, context, warnings, decided) for index, item in _of(items)]
    return told, keyed(message, items)


def _of(items: list[Item]) -> list[tuple[int, Item]]:
    return [(item.index if item.index is not None else 0, item) for item in items]


def _unreadable(told: AcceptedRecord, error: MessageError) -> AcceptedRecord:
    told.error, told.reason = error.fault.code, str(error)
    return told


def _transaction(
    tenant: str, index: int, item: Item, context: Context, warnings: list[str], decided: Decided
) -> AcceptedTransaction:
    if isinstance(item, Skipped):
        return AcceptedTransaction(index, skipped=item.what)
    if isinstance(item, Refusal):
        return AcceptedTransaction(index, error=item.fault, reason=item.detail or item.fault)
    transfer_id = identify(tenant, item, context.payment_id).transfer_id
    made = AcceptedTransaction(index, transfer_id, f"/v1/decisions/{transfer_id}", warnings=[*item.warnings, *warnings])
    if context.payment_id:
        _beside_payment_id(tenant, item, made, decided)
    return made


def _beside_payment_id(tenant: str, transfer: Transfer, made: AcceptedTransaction, decided: Decided) -> None:
    """A payment id that belongs to a payment to another account does not name this one (DESIGN 5.2, `BatchRun`).

    Which of the two ids it is, is settled when it is weighed; so the link carries both, and the account to tell by.
    """
    assert made.transfer_id is not None
    by_message = identify(tenant, transfer).transfer_id
    account = creditor_of(tenant, transfer)
    made.decision = f"{made.decision}?creditor={account}&otherwise={by_message}"
    found = decided.find(bytes.fromhex(made.transfer_id.replace("-", "")))
    made.other_transfer_id = by_message
    if found is not None and creditor_of(tenant, registered.decode(found.body).transfer) != account:
        made.transfer_id, made.other_transfer_id = by_message, made.transfer_id


def creditor_of(tenant: str, transfer: Transfer) -> str:
    """Digest of the creditor account, in hexadecimal: tells accounts apart in a link without showing one."""
    return account_digest(tenant, canonical(transfer.creditor_account) or "").hex()
