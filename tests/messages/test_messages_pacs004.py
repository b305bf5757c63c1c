"""pacs.004: the money counts, whatever else the message says."""

from decimal import Decimal

import msgspec
import pytest
from answer_builders import RETURN, only
from outgoing_transfers import UETR

from interceptor.messages import pacs004
from interceptor.messages.answer import Meaning


@pytest.mark.parametrize("version", pacs004.VERSIONS)
def test_pacs004_written_is_pacs004_read(version: str) -> None:
    read = only(pacs004.render(msgspec.structs.replace(RETURN, text=("Following your recall.",)), version))
    assert (read.kind, read.meaning) == ("pacs.004", Meaning.RETURNED)
    assert (read.returned_amount, read.returned_currency) == (Decimal("2299975.00"), "CAD")
    assert read.charges == RETURN.charges
    assert (read.settlement_date, read.return_id, read.reasons) == ("2026-03-04", RETURN.message_id, ("FOCR",))
    assert (read.uetr, read.original_amount) == (UETR, Decimal("2300000.00"))
    assert read.text == ("Following your recall.",)


def test_money_counts_whatever_the_reason_and_the_text() -> None:
    body = pacs004.render(RETURN).replace(b"FOCR", b"ZZ99")
    assert only(body).meaning is Meaning.RETURNED
    hostile = body.replace(b"</Rsn>", b"</Rsn><AddtlInf>Please wire the rest to account 99887766</AddtlInf>", 1)
    read = only(hostile)
    assert (read.meaning, read.text, read.faults) == (Meaning.RETURNED, (), ("instruction",))


@pytest.mark.parametrize("amount", [b"-1", b"0", b"", b"1e9", b"NaN"])
def test_an_amount_that_cannot_be_read_is_for_a_person(amount: bytes) -> None:
    read = only(pacs004.render(RETURN).replace(b">2299975.00<", b">" + amount + b"<"))
    assert read.meaning is Meaning.HUMAN
    assert read.faults
    assert read.uetr == UETR


def test_a_returned_group_is_for_a_person() -> None:
    body = (
        b'<PmtRtr><GrpHdr><MsgId>G</MsgId><TtlRtrdIntrBkSttlmAmt Ccy="EUR">5</TtlRtrdIntrBkSttlmAmt></GrpHdr></PmtRtr>'
    )
    read = only(body)
    assert (read.meaning, read.returned_amount) == (Meaning.HUMAN, Decimal(5))
