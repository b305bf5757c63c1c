"""camt.029: written and read in every version, and what its codes mean together."""

from decimal import Decimal

import pytest
from answer_builders import RECALL, RESOLUTION, camt, only, resolution
from outgoing_transfers import UETR

from interceptor.messages import answers, camt029
from interceptor.messages.answer import Meaning
from interceptor.transfers.transfer import Charge


@pytest.mark.parametrize("version", camt029.VERSIONS)
@pytest.mark.parametrize(
    ("status", "codes", "meaning"),
    [
        ("CNCL", (), Meaning.RETURN_EXPECTED),
        ("PDCR", ("RQDA",), Meaning.PENDING),
        ("RJCR", ("AC04",), Meaning.REJECTED),
        ("RJCR", ("IDMN",), Meaning.INDEMNITY_NEEDED),
        ("FTNA", (), Meaning.NOT_OURS),
    ],
)
def test_camt029_written_is_camt029_read(version: str, status: str, codes: tuple[str, ...], meaning: Meaning) -> None:
    read = only(camt029.render(resolution(status=status, reasons=codes, text=("Account closed in January.",)), version))
    assert (read.kind, read.meaning, read.conflict) == ("camt.029", meaning, False)
    assert (read.status, read.reasons, read.uetr) == (status, codes, UETR)
    assert (read.case_id, read.message_id) == (RECALL.case_id, RESOLUTION.message_id)
    assert (read.original_message_id, read.instruction_id) == ("BANK-2026-0001", "INSTR-0001")
    assert (read.original_amount, read.original_currency) == (Decimal("2300000.00"), "CAD")
    assert read.sender_bic == "NRTHHKHHXXX"
    assert read.message_name == f"camt.029.001.{version}"
    assert read.text == (("Account closed in January.",) if codes else ())


@pytest.mark.parametrize(
    ("conf", "transaction", "codes", "meaning", "conflict"),
    [
        ("CNCL", None, (), Meaning.RETURN_EXPECTED, False),
        (None, "ACCR", (), Meaning.RETURN_EXPECTED, False),
        ("CNCL", "RJCR", (), Meaning.HUMAN, True),
        ("RJCR", "ACCR", (), Meaning.HUMAN, True),
        ("PECR", "RJCR", ("CUST",), Meaning.REJECTED, False),
        ("PECR", None, (), Meaning.PARTLY, False),
        ("INFO", "PDCR", (), Meaning.PENDING, False),
        ("NINF", None, (), Meaning.NOTE, False),
        ("UWFW", None, (), Meaning.NEED_INFO, False),
        ("IPAY", None, (), Meaning.RETURN_EXPECTED, False),
        ("ZZZZ", None, (), Meaning.HUMAN, False),
        ("RJCR", "RJCR", ("ZZ99",), Meaning.HUMAN, False),
        ("RJCR", None, ("CUST", "LEGL"), Meaning.REJECTED, False),
        ("RJCR", None, ("INDM",), Meaning.INDEMNITY_NEEDED, False),
        ("PDCR", None, ("PTNA",), Meaning.NOT_OURS, False),
        ("RJCR", None, ("RQDA",), Meaning.HUMAN, False),
        ("CNCL", None, ("CUST",), Meaning.HUMAN, True),
        ("RJCR", None, ("IDMN", "PTNA"), Meaning.HUMAN, True),
        (None, None, (), Meaning.HUMAN, False),
    ],
)
def test_statuses_and_reasons_together(
    conf: str | None, transaction: str | None, codes: tuple[str, ...], meaning: Meaning, conflict: bool
) -> None:
    read = only(camt(conf, transaction, *codes))
    assert (read.meaning, read.conflict) == (meaning, conflict)
    assert read.uetr == UETR
    assert read.readings


def test_camt029_without_details_and_with_several() -> None:
    assert only(b"<RsltnOfInvstgtn><Sts><Conf>PDCR</Conf></Sts></RsltnOfInvstgtn>").meaning is Meaning.PENDING
    one = camt("CNCL", "ACCR").decode()
    start, end = one.index("<TxInfAndSts>"), one.index("</CxlDtls>")
    two = one[:end] + one[start:end] + one[end:]
    assert [answer.index for answer in answers.read(two.encode())] == [0, 1]
    group = b"<RsltnOfInvstgtn><CxlDtls><OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId><GrpCxlSts>PACR</GrpCxlSts>"
    group += b"</OrgnlGrpInfAndSts></CxlDtls></RsltnOfInvstgtn>"
    read = only(group)
    assert (read.meaning, read.original_message_id, read.status_group) == (Meaning.PARTLY, "M", "PACR")


def test_charges_are_read_under_both_names() -> None:
    for name in ("Chrgs", "ChrgsInf"):
        extra = f'<RsltnRltdInf><TxId>R1</TxId><{name}><Amt Ccy="CAD">25</Amt></{name}></RsltnRltdInf>'
        read = only(camt("CNCL", "ACCR", extra=extra))
        assert read.charges == (Charge(Decimal(25), "CAD", None),)
        assert read.return_id == "R1"
