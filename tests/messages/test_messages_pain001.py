"""pain.001: several payments, each with its own debtor and several transactions."""

from decimal import Decimal

import pytest
from inbound_messages import CREDITOR, DEBTOR, IDS, document

from interceptor.errors import MessageError
from interceptor.messages import decode
from interceptor.transfers.transfer import Refusal, Transfer

HEADER = "<GrpHdr><MsgId>M1</MsgId><NbOfTxs>3</NbOfTxs><InitgPty><Nm>Desk</Nm></InitgPty></GrpHdr>"


def payment(date: str, *amounts: str, debtor: str = DEBTOR) -> str:
    orders = "".join(f"<CdtTrfTxInf>{IDS}<Amt>{amount}</Amt>{CREDITOR}</CdtTrfTxInf>" for amount in amounts)
    return f"<PmtInf><ReqdExctnDt>{date}</ReqdExctnDt>{debtor}<ChrgBr>SHAR</ChrgBr>{orders}</PmtInf>"


def order(*payments: str, version: str = "09") -> bytes:
    content = f"<CstmrCdtTrfInitn>{HEADER}{''.join(payments)}</CstmrCdtTrfInitn>"
    return document(content, f"pain.001.001.{version}").encode()


CAD = '<InstdAmt Ccy="CAD">{}</InstdAmt>'


@pytest.mark.parametrize("version", ["03", "09", "10", "11", "12"])
def test_each_payment_has_its_own_debtor(version: str) -> None:
    items = decode(
        order(
            payment("<Dt>2026-03-02</Dt>", CAD.format(1), CAD.format(2)),
            payment("2026-03-03", CAD.format(3), debtor=DEBTOR.replace("Harbour", "Second")),
            version=version,
        )
    )
    found = [item for item in items if isinstance(item, Transfer)]
    assert [(t.index, t.amount, t.settlement_date) for t in found] == [
        (0, Decimal(1), "2026-03-02"),
        (1, Decimal(2), "2026-03-02"),
        (2, Decimal(3), "2026-03-03"),
    ]
    assert [(t.debtor.name or "").split()[0] for t in found] == ["Harbour", "Harbour", "Second"]
    assert {t.message_name for t in found} == {f"pain.001.001.{version}"}
    assert {t.initiating_party.name for t in found if t.initiating_party} == {"Desk"}
    assert {t.warnings for t in found} == {()}


def test_an_equivalent_amount_and_a_moment() -> None:
    amount = '<EqvtAmt><Amt Ccy="CAD">5</Amt><CcyOfTrf>EUR</CcyOfTrf></EqvtAmt>'
    (found,) = decode(order(payment("<DtTm>2026-03-02T10:00:00Z</DtTm>", amount)))
    assert isinstance(found, Transfer)
    assert (found.amount, found.currency, found.settlement_date) == (Decimal(5), "CAD", "2026-03-02")
    assert found.warnings == ("count_differs",)


def test_a_bad_order_is_refused_and_its_siblings_are_read() -> None:
    items = decode(order(payment("2026-03-02", CAD.format(-1)), payment("2026-03-02", CAD.format(2), CAD.format(3))))
    assert [type(item) for item in items] == [Refusal, Transfer, Transfer]


def test_no_transaction_at_all() -> None:
    with pytest.raises(MessageError):
        decode(order(payment("2026-03-02")))
