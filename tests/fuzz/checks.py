"""What each parser of messages, records and files promises; see `tests.fuzz.targets`."""

import json
import math
from datetime import UTC, datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interceptor.cases import audit_verifier, reply_json
from interceptor.decisions import policy
from interceptor.errors import ConfigError, MessageError, StoreError
from interceptor.messages import answers, decode, incoming_recalls
from interceptor.messages.decoding import FORMATS
from interceptor.pipeline import records, reports
from interceptor.pipeline.clock import StreamClock
from interceptor.pipeline.reading import Numbered, Reader
from interceptor.profiles import codec
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.routing import alert as alerts
from interceptor.transfers.identity import identify
from interceptor.transfers.transfer import Item, Refusal, Skipped, Transfer
from models.document import Document, digest
from models.errors import ModelError
from models.tables import TableModel
from tests.fuzz.naive import transactions_in
from tests.fuzz.promises import expect

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_FORMATS = (None, *sorted(FORMATS), "no such format")
_KINDS = (DebtorProfile, RelationshipProfile, CreditorAccountProfile, CreditorNameProfile)


def payments(data: bytes) -> None:
    """`messages.decode`: every transaction becomes an item that can be stored and identified.

    The length of the input chooses the options, so that an input always has the same.
    """
    declared, name = len(data) % 3 > 0, _FORMATS[len(data) % len(_FORMATS)]
    try:
        items = decode(data, name, declared_encoding=declared)
    except MessageError:
        return
    expect(bool(items), "a message gives items or an error")
    for item in items:
        _item(item)
    for _ in range(2 * any(isinstance(item, Transfer) for item in items)):
        # Its markup is learned the first time, which must change nothing.
        expect(decode(data, name, declared_encoding=declared) == items, "the same message gives the same items")
    count = transactions_in(data, declared_encoding=declared)
    told = sum(not isinstance(item, Skipped) for item in items)
    expect(told >= count, f"{count} transactions, {told} told")


def _item(item: Item) -> None:
    expect(isinstance(item, Transfer | Refusal | Skipped), "an item is of a known kind")
    msgspec.json.encode(item)
    if isinstance(item, Transfer):
        expect(item.amount > 0 and item.amount.is_finite(), "an amount is positive")
        expect(bool(identify("tenant", item).transfer_id), "a transfer can be identified")
        again = msgspec.msgpack.decode(msgspec.msgpack.encode(item), type=Transfer)
        expect(again == item, "the register gives back what it was given")


def answers_in(data: bytes) -> None:
    """`messages.answers.read`."""
    for name in (None, "mt196"):
        try:
            found = answers.read(data, name)
        except MessageError:
            continue
        expect(bool(found), "an answer or an error")
        msgspec.json.encode(found)


def recalls_in(data: bytes) -> None:
    """`messages.incoming_recalls.read`."""
    try:
        found = incoming_recalls.read(data)
    except MessageError:
        return
    expect(bool(found), "a recall or an error")
    msgspec.json.encode(found)


def reply(data: bytes) -> None:
    """`cases.reply_json.parse`: what is read survives the store."""
    try:
        found = reply_json.parse(data, NOW)
    except MessageError:
        return
    again = msgspec.json.decode(msgspec.json.encode(found), type=type(found))
    expect(again == found, "the store gives back the reply")


def alert(data: bytes) -> None:
    """`routing.alert.read`: what we take in, we would also take in as we write it."""
    try:
        found = alerts.read(data)
    except MessageError:
        return
    expect(alerts.read(alerts.render(found)) == found, "an alert survives being written")


def line(data: bytes) -> None:
    """`pipeline.records.read_line`, and all of reading behind it."""
    try:
        record = records.read_line(data)
    except MessageError:
        return
    expect(bool(record.body), "a record has a body")
    _carried(record)
    items = Reader("tenant", StreamClock(0, 1_772_463_600_000, live=False)).read([Numbered(1, 0, record)])
    expect(bool(items), "a record gives at least one item")


def headers(data: bytes) -> None:
    """`pipeline.records.from_headers`: the fields stand behind each other, parted by 0xFF."""
    value, *rest = data.split(b"\xff")
    names = ("format", "received-at", "context", "text", "other")
    try:
        record = records.from_headers(value, tuple(zip(names, rest, strict=False)))
    except MessageError:
        return
    _carried(record)


def _carried(record: records.Incoming) -> None:
    again = records.from_headers(record.body, records.to_headers(record))
    expect(again.body == record.body, "the log carries the body")
    expect(again.received_ms == record.received_ms, "the log carries the time")
    expect(again.context == record.context and again.text == record.text, "the log carries what came along")


def context(data: bytes) -> None:
    """`pipeline.records.read_context`: never an error; what was not usable is named; numbers are numbers."""
    found, bad = records.read_context(data)
    expect(all(isinstance(name, str) for name in bad), "bad fields are named")
    for name in type(found).model_fields:
        value = getattr(found, name)
        expect(not isinstance(value, float) or math.isfinite(value), f"{name} is a number")


def report(data: bytes) -> None:
    """`pipeline.reports.parse`."""
    try:
        found = reports.parse(data)
    except MessageError:
        return
    expect(bool(found.transfer_id or found.uetr or found.payment_id), "a report names a transfer")


def model(data: bytes) -> None:
    """`TableModel.load`, also of a document whose digest fits, since anybody can compute one."""
    for body in (data, _with_digest(data)):
        try:
            found = TableModel.load(body)
        except ModelError:
            continue
        sums = []
        for value in (None, 0.0, 1.0, -1.0, 1e308, math.nan):
            values = [value] * len(found.names)
            total = found.score(values)
            expect(math.isfinite(total), "a sum is finite")
            expect(0.0 < found.probability(total) < 1.0, "a probability lies between 0 and 1")
            said = 0.0
            for _, part in found.contributions(values):
                said += part
            expect(said == total, "contributions add up")
            sums.append(total)
        ordered = sorted(sums)
        expect([found.probability(s) for s in ordered] == sorted(found.probability(s) for s in sums), "it rises")


def _with_digest(data: bytes) -> bytes:
    try:
        content = json.loads(data)
        content["digest"] = digest(msgspec.convert({k: v for k, v in content.items() if k != "digest"}, Document))
        return json.dumps(content).encode()
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return data


def policy_file(data: bytes) -> None:
    """`decisions.policy.load`."""
    try:
        found = policy.load(data)
    except ConfigError:
        return
    expect(found.label.startswith(found.name) and found.review_bar >= 0, "a policy can be used")


def audit_file(data: bytes) -> None:
    """`audit_verifier.verify`: never an error, and no line without a word."""
    lines = data.split(b"\n")
    found = audit_verifier.verify(lines, KEY.public_key(), lines[-2:])
    told = found.entries + found.checkpoints + sum("unreadable" in problem for problem in found.problems)
    many = len(found.problems) >= 100  # then no more are told
    expect(many or told >= sum(bool(each.strip()) for each in lines), "every line is told of")
    msgspec.json.encode(found.problems)


def profile(data: bytes) -> None:
    """`profiles.codec.decode`, for the kind that the first byte names and for another."""
    for kind in _KINDS:
        try:
            found = codec.decode(kind, data)
        except StoreError:
            continue
        body = codec.encode(found)
        expect(codec.encode(codec.decode(kind, body)) == body, "a profile survives the store")
