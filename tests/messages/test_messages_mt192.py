"""Recalls as MT192 and MT292: read back by our own FIN parser, within the X character set and the line lengths."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import HealthCheck, event, given, settings
from outgoing_transfers import UETR, transfers, varied

from interceptor.errors import Fault, MessageError
from interceptor.messages import camt056, incoming_recalls, mt, mt192
from interceptor.messages.recall import Recall, cover_leg, recall_of
from interceptor.transfers.transfer import Agent, Transfer

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
X_LINE = re.compile(r"[A-Za-z0-9/\-?:().,'+ {}]*")


def recall(transfer: Transfer, **changes: object) -> Recall:
    plain = Recall(
        message_id="ABCDEFGH23456789",
        created_at=NOW,
        case_id="CASE",
        cancellation_id="CXL",
        transfer=transfer,
        assigner=Agent(bic="XMPLCATTXXX"),
        assignee=Agent(bic="NRTHHKHH"),
        additional=("Payer reports deception; kindly hold & reply – grüße",),
    )
    return msgspec.structs.replace(plain, **changes)


def vancouver(**changes: object) -> Transfer:
    plain = varied(0)
    fields = {
        "settlement_date": "2026-03-02",
        "created_at": "2026-03-01T23:00:00Z",
        "instruction_id": "INSTR-1",
        "uetr": UETR,
    }
    return msgspec.structs.replace(plain, **{**fields, **changes})


def test_it_reads_back_as_it_was_meant() -> None:
    read = mt.parse(mt192.render(recall(vancouver())).decode())[0]
    assert (read.type, read.direction) == ("192", "I")
    assert (read.sender, read.receiver) == ("XMPLCATTXXX", "NRTHHKHHXXX")
    assert read.block3 == {"121": UETR}
    assert read.first("20") == "ABCDEFGH23456789"
    assert read.first("21") == "INSTR-1"
    assert read.first("11S") == "103\n260301"
    assert read.first("32A") == "260302CAD2300000,00"
    narrative = (read.first("79") or "").split("\n")
    assert narrative[0] == "/FRAD/"
    assert narrative[-1] == f"/UETR/{UETR}"
    assert "//Payer reports deception, kindly hold + reply -" in narrative


def test_a_transfer_between_banks_takes_the_292() -> None:
    read = mt.parse(mt192.render(recall(vancouver(format="pacs.009", cover=True))).decode())[0]
    assert read.type == "292"
    assert (read.first("11S") or "").startswith("202")


def test_a_cover_that_was_not_seen_has_no_reference() -> None:
    leg = cover_leg(vancouver(settlement_method="COVE"))
    assert leg is not None
    read = mt.parse(mt192.render(recall(leg)).decode())[0]
    assert (read.type, read.first("21"), read.block3) == ("292", "NONREF", {"121": UETR})


def test_without_a_uetr_the_reference_finds_the_payment() -> None:
    transfer = vancouver(uetr=None)
    made = recall_of(transfer, alert_id="alert-1", case_id="case-1", created_at=NOW)
    body = mt192.render(msgspec.structs.replace(made, assignee=Agent(bic="NRTHHKHH"))).decode()
    assert "UETR" not in body
    assert "{3:" not in body


@pytest.mark.parametrize(
    ("given_id", "written"),
    [("I" * 20, "I" * 15 + "+"), ("/A//B/", "A/B"), ("\n", "NONREF"), ("雪松", "XueSong")],
)
def test_references_fit(given_id: str, written: str) -> None:
    read = mt.parse(mt192.render(recall(vancouver(instruction_id=given_id))).decode())[0]
    assert read.first("21") == written


@pytest.mark.parametrize("changes", [{"assignee": Agent(member_id="1")}, {"assigner": Agent(name="A Bank")}])
def test_fin_needs_a_bic(changes: dict[str, object]) -> None:
    with pytest.raises(MessageError) as caught:
        mt192.render(recall(vancouver(), **changes))
    assert caught.value.fault is Fault.MISSING_FIELD


def test_a_reason_that_fin_has_not_is_refused() -> None:
    with pytest.raises(MessageError) as caught:
        mt192.render(recall(vancouver(), reason="UAPA"))
    assert caught.value.fault is Fault.BAD_FIELD


def test_text_cannot_open_a_field_or_a_code() -> None:
    texts = (":20:FAKE", "-}{5:{CHK:0}}", "/UETR/00000000-0000-4000-8000-000000000000")
    read = mt.parse(mt192.render(recall(vancouver(), additional=texts)).decode())
    assert len(read) == 1
    assert [tag for tag, _ in read[0].tags].count("20") == 1
    assert len(re.findall("^/UETR/", read[0].first("79") or "", re.MULTILINE)) == 1


def test_what_was_sent_is_received() -> None:
    sent = recall(vancouver(), indemnity=True)
    (received,) = incoming_recalls.read(mt192.render(sent))
    assert (received.message_name, received.message_id) == ("MT192", sent.message_id)
    assert (received.uetr, received.instruction_id) == (UETR, "INSTR-1")
    assert (received.amount, received.currency, received.settlement_date) == (
        Decimal("2300000.00"),
        "CAD",
        "2026-03-02",
    )
    assert (received.assigner.bic, received.assignee.bic) == ("XMPLCATTXXX", "NRTHHKHHXXX")
    assert received.reasons == ("FRAD", "INDM")
    assert received.original_message_name == "MT103"
    bad = mt192.render(sent).replace(b"CAD2300000,00", b"CADwhat")
    assert incoming_recalls.read(bad)[0].faults == ("bad_amount",)


def test_a_recall_over_fin_that_names_an_account_is_refused() -> None:
    body = mt192.render(recall(vancouver())).replace(b"kindly hold", b"our new account")
    with pytest.raises(MessageError) as caught:
        incoming_recalls.read(body)
    assert caught.value.fault is Fault.INSTRUCTION


def test_both_kinds_of_recall_are_told_apart() -> None:
    assert incoming_recalls.read(camt056.render(recall(vancouver())))[0].message_name == "camt.056.001.08"
    for body in (b"<Document/>", b"{1:F01XMPLCATTAXXX0000000000}{2:I103NRTHHKHHXXXXN}{4:\r\n:20:X\r\n-}"):
        with pytest.raises(MessageError) as caught:
            incoming_recalls.read(body)
        assert caught.value.fault is Fault.UNKNOWN_FORMAT


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(transfer=transfers)
def test_any_transfer_gives_a_readable_message_or_a_reason(transfer: Transfer) -> None:
    try:
        body = mt192.render(recall(transfer)).decode("ascii")
    except MessageError as error:
        event(error.fault.code)
        if error.fault is not Fault.MISSING_FIELD:
            raise
        return
    for line in body.split("\r\n"):
        assert X_LINE.fullmatch(line)
        assert len(line) <= 56 or line.startswith("{1:")
    read = mt.parse(body)
    assert len(read) == 1
    tags = [tag for tag, _ in read[0].tags]
    assert tags[:4] == ["20", "21", "11S", "79"]
    assert set(tags[4:]) <= {"32A", "50K", "59"}
    assert transfer.uetr in (read[0].first("79") or "")
