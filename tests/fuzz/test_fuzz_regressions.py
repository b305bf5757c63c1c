"""Every fault that fuzzing found, each with the smallest invented input that showed it."""

import json
import struct
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from interceptor.cases import audit_verifier, reply_json
from interceptor.decisions import policy
from interceptor.errors import ConfigError, Fault, MessageError, StoreError
from interceptor.messages import answers, decode
from interceptor.messages.hostile_text import hostile_text, refuse_hostile
from interceptor.pipeline.records import read_context, read_line
from interceptor.pipeline.times import format_time, parse_time
from interceptor.profiles import codec
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.transfers.transfer import Refusal, Transfer
from models.document import digest, dump, parse
from models.errors import ModelError
from models.tables import TableModel
from streams.embedded.frames import FRAME_MAGIC, Row, SegmentHeader, encode_segment_header
from streams.embedded.segment import SegmentReader
from streams.errors import LogDamaged
from tests.fuzz.checks import KEY
from tests.fuzz.samples import samples
from tests.messages.inbound_messages import body, document, mt103

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
STATEMENT = "<BkToCstmrStmt/>"


def seconds(call: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    begun = time.thread_time()
    call()
    return time.thread_time() - begun


def frame_reader(folder: Path, payload: bytes, stated: int) -> SegmentReader:
    """A reader of one frame, its checksums right, that states so many records."""
    rest = struct.pack("<QIII", 0, stated, len(payload), zlib.crc32(payload, 7))
    path = folder / "segment"
    head = encode_segment_header(SegmentHeader(7, 0, 0))
    path.write_bytes(head + FRAME_MAGIC + struct.pack("<I", zlib.crc32(rest, 7)) + rest + payload)
    return SegmentReader(path)


def test_an_exponent_beyond_decimal_refuses_its_own_transaction_only() -> None:
    small = {"amount": "1", "currency": "CAD", "debtor": "A", "creditor": "B"}
    text = json.dumps([{**small, "amount": "?"}, small]).replace('"?"', "1e1000000000000000000")
    refused, read = decode(text.encode())
    assert isinstance(refused, Refusal)
    assert refused.fault == Fault.BAD_AMOUNT.code
    assert isinstance(read, Transfer)


def test_many_small_mt_messages_take_linear_time() -> None:
    """The end of each block 4 was searched through the rest of the file."""
    assert seconds(lambda: decode(b"{1:}{4:a-}" * 20_000)) < 2


def test_many_blocks_without_a_header_take_linear_time() -> None:
    """The next header was searched through the rest of the file, and the rest copied."""
    block = "{4:\n:20:A\n-}"
    assert seconds(lambda: decode((mt103() + block * 40_000).encode())) < 2


def test_a_message_closed_on_its_last_line_is_read_before_one_that_is_not() -> None:
    ended = mt103().replace("\n-}", "-}")
    items = decode(f"{ended}\n{mt103()}".encode())
    assert [type(item) for item in items] == [Transfer, Transfer]


def test_many_lines_that_only_look_like_tags_take_linear_time() -> None:
    text = mt103().replace(":71A:", ":70:A\n" + ":x\n" * 400_000 + ":71A:")
    assert seconds(lambda: decode(text.encode())) < 2


def test_braces_within_braces_are_given_up_early() -> None:
    assert seconds(lambda: decode(b"{1:" * 3_000 + b"}" * 3_000)) < 0.1


@pytest.mark.parametrize("part", [b"<PmtRtr><TxInf/></PmtRtr>", b"<FIToFIPmtStsRpt/>", b"<RsltnOfInvstgtn/>"])
def test_many_answers_in_one_envelope_take_linear_time(part: bytes) -> None:
    """The business header before each was searched through all that stands before it."""
    assert seconds(lambda: answers.read(b"<a>" + part * 3_000 + b"</a>")) < 2


def test_many_transactions_in_one_answer_take_linear_time() -> None:
    details = b"<CxlDtls><TxInfAndSts/></CxlDtls>" * 4_000
    assert seconds(lambda: answers.read(b"<RsltnOfInvstgtn>" + details + b"</RsltnOfInvstgtn>")) < 2


@pytest.mark.parametrize("text", ["a" * 20_000, "a-" * 10_000, "a." * 10_000, "@a" * 10_000])
def test_a_long_word_takes_linear_time(text: str) -> None:
    assert seconds(lambda: hostile_text(text)) < 0.2


def test_an_order_behind_a_long_text_is_seen() -> None:
    with pytest.raises(MessageError):
        refuse_hostile(("x " * 15_000, "please transfer the fee to account 5"))


@pytest.mark.parametrize("first", [STATEMENT, "<AppHdr/>", "<Signature/>", body()])
def test_a_payment_that_is_not_the_first_in_its_document_is_read(first: str) -> None:
    items = decode(document(first + body()).encode())
    assert isinstance(items[-1], Transfer)


def test_a_payment_deep_in_an_envelope_is_read_beside_another() -> None:
    deep = "<a>" * 40 + document() + "</a>" * 40
    items = decode(f"<m>{document()}{deep}</m>".encode())
    assert [type(item) for item in items] == [Transfer, Transfer]


def test_a_payment_namespace_around_an_unknown_element_is_no_statement() -> None:
    with pytest.raises(MessageError) as caught:
        decode(document("<Unknown/>").encode())
    assert caught.value.fault is Fault.UNKNOWN_FORMAT


def test_an_unreadable_message_does_not_take_its_neighbour_along() -> None:
    empty = document("<FIToFICstmrCdtTrf/>")
    read, refused = decode(f"<m>{document()}{empty}</m>".encode())
    assert isinstance(read, Transfer)
    assert isinstance(refused, Refusal)
    assert refused.fault == Fault.MISSING_FIELD.code


def test_many_documents_within_documents_take_linear_time() -> None:
    nested = b"<Document>" * 200 + b"<a/>" * 40_000 + body().encode() + b"</Document>" * 200
    assert seconds(lambda: decode(nested)) < 2


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_its_offset_takes_out_of_all_years_is_no_time(moment: str) -> None:
    record = {"answer": "HELD", "alert_id": "a", "amount": "1", "currency": "CAD", "expires_at": moment}
    with pytest.raises(MessageError) as caught:
        reply_json.parse(json.dumps(record).encode(), NOW)
    assert caught.value.fault is Fault.BAD_TIME
    assert parse_time(moment) is None


def test_a_year_before_1000_is_written_with_four_digits() -> None:
    milliseconds = parse_time("0194-01-01T00:00:00Z")
    assert milliseconds is not None
    assert format_time(milliseconds) == "0194-01-01T00:00:00.000Z"


def test_a_received_at_that_is_not_utf_8_is_a_suspect_time() -> None:
    record = read_line(b'{"message": "a", "received_at": "2\x8899-01-01T00:00:00Z"}')
    assert record.received_ms is None
    assert record.suspect_time


@pytest.mark.parametrize("value", ["NaN", "Infinity", '"nan"'])
def test_a_number_in_the_context_that_is_none_is_unknown(value: str) -> None:
    context, bad = read_context(f'{{"approval_seconds": {value}, "channel": "email"}}'.encode())
    assert context.approval_seconds is None
    assert bad


@pytest.mark.parametrize("text", [b"a=" + b"[" * 3_000, b"version=" + b"1" * 5_000, b"\xff"])
def test_a_policy_beyond_the_limits_of_toml_is_a_bad_policy(text: bytes) -> None:
    with pytest.raises(ConfigError) as caught:
        policy.load(text)
    assert caught.value.fault is Fault.BAD_POLICY


def test_a_deeply_nested_model_is_no_model() -> None:
    with pytest.raises(ModelError):
        TableModel.load(b"[" * 100_000)


def test_a_model_whose_probability_would_be_zero_is_refused() -> None:
    document_ = msgspec.structs.replace(parse(samples("models")[0]), intercept=-900.0)
    assert digest(document_) in dump(document_).decode()
    with pytest.raises(ModelError):
        TableModel.load(dump(document_))


def test_a_profile_with_a_text_that_is_not_utf_8_is_damaged() -> None:
    whole = samples("profiles")[1]
    assert b"XMPLCA" in whole
    with pytest.raises(StoreError):
        codec.decode(RelationshipProfile, whole.replace(b"XMPLCA", b"XMPLC\xff"))


def test_a_profile_with_deep_nesting_behind_its_fields_is_damaged() -> None:
    whole = codec.encode(RelationshipProfile())
    longer = bytes([whole[0], whole[1] + 1]) + whole[2:] + b"\x91" * 100_000
    with pytest.raises(StoreError):
        codec.decode(RelationshipProfile, longer)


def test_deep_nesting_in_an_unknown_field_of_an_audit_line_is_unreadable() -> None:
    nested = b"[" * 100_000 + b"]" * 100_000
    line = b'{"schema":"audit.checkpoint.1","heads":{"engine":{"later":' + nested + b"}}}"
    report = audit_verifier.verify([line], KEY.public_key())
    assert report.problems == ["line 1: unreadable"]


def test_a_frame_of_deep_nesting_is_damage(tmp_path: Path) -> None:
    payload = msgspec.msgpack.encode([Row(b"key", b"value")]).replace(b"\x94", b"\x95", 1) + b"\x91" * 100_000
    with pytest.raises(LogDamaged):
        frame_reader(tmp_path, payload, 1).next_frame()


@pytest.mark.parametrize("stated", [0, 2])
def test_a_frame_that_states_another_number_of_records_is_damage(tmp_path: Path, stated: int) -> None:
    with pytest.raises(LogDamaged):
        frame_reader(tmp_path, msgspec.msgpack.encode([Row(b"key", b"value")]), stated).next_frame()
