"""MT196 and MT296, and MT103 that are the money coming back."""

import re
from decimal import Decimal

import msgspec
import pytest
from answer_builders import RECALL, mt103, only, resolution
from outgoing_transfers import UETR

from interceptor.errors import Fault, MessageError
from interceptor.messages import answers, mt196
from interceptor.messages.answer import Meaning
from interceptor.transfers.transfer import Charge


@pytest.mark.parametrize(
    ("status", "codes", "meaning"),
    [
        ("CNCL", (), Meaning.RETURN_EXPECTED),
        ("PDCR", ("ARPL",), Meaning.PENDING),
        ("RJCR", ("CUST",), Meaning.REJECTED),
        ("RJCR", ("IDMN",), Meaning.INDEMNITY_NEEDED),
    ],
)
def test_mt196_written_is_mt196_read(status: str, codes: tuple[str, ...], meaning: Meaning) -> None:
    body = mt196.render(resolution(status=status, reasons=codes, text=("beneficiary was asked",)))
    lines = [re.sub("^:[0-9A-Z]+:", "", line) for line in body.decode().split("\r\n")[1:]]
    assert max(map(len, lines)) <= 35
    read = only(body)
    assert (read.kind, read.meaning, read.status, read.reasons) == ("mt196", meaning, status, codes)
    assert (read.uetr, read.request_id, read.sender_bic) == (UETR, RECALL.message_id, "NRTHHKHHXXX")
    bare = body.replace(b"{3:{121:" + UETR.encode() + b"}}", b"")
    assert only(bare).uetr == UETR


def test_mt296_for_a_transfer_between_banks() -> None:
    recall = msgspec.structs.replace(RECALL, original_message_name="pacs.009.001.08")
    assert only(mt196.render(resolution(recall=recall))).kind == "mt296"


def test_two_uetrs_in_one_answer_are_a_conflict() -> None:
    other = "aaaaaaaa-6d0e-4b8f-9a41-c2e7d4b86f10"
    read = only(mt196.render(resolution()).replace(b"{121:" + UETR.encode(), b"{121:" + other.encode()))
    assert (read.meaning, read.conflict) == (Meaning.HUMAN, True)


def test_an_mt103_can_be_the_money_coming_back() -> None:
    read = only(mt103("/RETN/59\r\n/AC04/ACCOUNT CLOSED\r\n/MREF/INSTR-0001"))
    assert (read.meaning, read.returned_amount, read.returned_currency) == (Meaning.RETURNED, Decimal(2299975), "CAD")
    assert read.charges == (Charge(Decimal(25), "CAD"),)
    assert (read.reasons, read.instruction_id, read.uetr) == (("AC04",), "INSTR-0001", UETR)
    assert (read.sender_bic, read.settlement_date) == ("NRTHHKHHXXX", "2026-03-04")
    assert only(mt103("/REJT/57\r\n/AC01/")).meaning is Meaning.STOPPED_IN_FLIGHT
    assert only(mt103("/RETN/59", "32A:what")).meaning is Meaning.HUMAN
    with pytest.raises(MessageError) as caught:
        answers.read(mt103("/ACC/an ordinary payment"))
    assert caught.value.fault is Fault.UNKNOWN_FORMAT
