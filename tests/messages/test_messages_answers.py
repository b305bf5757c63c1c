"""Answers to recalls: each message and version written, read back, and read for its meaning."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from outgoing_transfers import UETR

from interceptor.errors import Fault, MessageError
from interceptor.messages import answers, camt029, mt196, pacs004
from interceptor.messages.answer import Answer, Meaning
from interceptor.messages.answer_codes import ANSWER_TO_REQUEST, REQUEST_TO_ANSWER, reasons, statuses
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.transfers.transfer import Agent, Charge

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
HOLDER, ASKER = Agent(bic="NRTHHKHHXXX"), Agent(bic="XMPLCATTXXX")
RECALL = IncomingRecall(
    message_id="ABCDEFGH23456789",
    case_id="CASE234567ABCDEF",
    uetr=UETR,
    original_message_id="BANK-2026-0001",
    original_message_name="pacs.008.001.08",
    original_created_at="2026-03-02T14:03:11Z",
    instruction_id="INSTR-0001",
    end_to_end_id="CLOSING-77",
    amount=Decimal("2300000.00"),
    currency="CAD",
    settlement_date="2026-03-02",
)
RESOLUTION = Resolution(
    message_id="ANSWER2345678901", created_at=NOW, recall=RECALL, sender=HOLDER, receiver=ASKER, status="CNCL"
)
RETURN = Return(
    message_id="RETURN2345678901",
    created_at=NOW,
    recall=RECALL,
    sender=HOLDER,
    receiver=ASKER,
    amount=Decimal("2299975.00"),
    currency="CAD",
    settlement_date="2026-03-04",
    charges=(Charge(Decimal("25.00"), "CAD", "NRTHHKHHXXX"),),
)


def resolution(**changes: object) -> Resolution:
    return msgspec.structs.replace(RESOLUTION, **changes)


def only(body: bytes, name: str | None = None) -> Answer:
    found = answers.read(body, name)
    assert len(found) == 1
    return found[0]


def camt(status: str | None, transaction: str | None, *codes: str, extra: str = "") -> bytes:
    given_reasons = "".join(f"<CxlStsRsnInf><Rsn><Cd>{code}</Cd></Rsn></CxlStsRsnInf>" for code in codes)
    details = f"<TxCxlSts>{transaction}</TxCxlSts>" if transaction else ""
    conf = f"<Sts><Conf>{status}</Conf></Sts>" if status else ""
    return (
        '<x:Document xmlns:x="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn>'
        f"{conf}<CxlDtls><TxInfAndSts><OrgnlUETR>{UETR.upper()}</OrgnlUETR>{details}{given_reasons}{extra}"
        "</TxInfAndSts></CxlDtls></RsltnOfInvstgtn></x:Document>"
    ).encode()


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


def status_report(name: str | None, code: str, where: str = "TxInfAndSts") -> bytes:
    names = f"<OrgnlMsgNmId>{name}</OrgnlMsgNmId>" if name else ""
    original = f"<OrgnlGrpInf><OrgnlMsgId>ABCDEFGH23456789</OrgnlMsgId>{names}</OrgnlGrpInf>"
    body = f"<TxInfAndSts>{original}<OrgnlUETR>{UETR}</OrgnlUETR><TxSts>{code}</TxSts></TxInfAndSts>"
    if where == "group":
        body = f"<OrgnlGrpInfAndSts><OrgnlMsgId>ABC</OrgnlMsgId>{names}<GrpSts>{code}</GrpSts></OrgnlGrpInfAndSts>"
    return f"<Document><FIToFIPmtStsRpt><GrpHdr><MsgId>S1</MsgId></GrpHdr>{body}</FIToFIPmtStsRpt></Document>".encode()


@pytest.mark.parametrize(
    ("name", "code", "meaning"),
    [
        ("camt.056.001.08", "RJCT", Meaning.UNDELIVERED),
        ("pacs.028.001.03", "RJCT", Meaning.UNDELIVERED),
        ("camt.056.001.08", "ACSP", Meaning.RECEIPT),
        ("pacs.008.001.08", "RJCT", Meaning.STOPPED_IN_FLIGHT),
        ("pacs.008.001.08", "ACCC", Meaning.NOTE),
        ("pacs.008.001.08", "ZZZZ", Meaning.HUMAN),
        (None, "RJCT", Meaning.HUMAN),
    ],
)
def test_pacs002_is_read_by_what_it_is_about(name: str | None, code: str, meaning: Meaning) -> None:
    for where in ("TxInfAndSts", "group"):
        assert only(status_report(name, code, where)).meaning is meaning
    read = only(status_report(name, code))
    about_request = bool(name) and not str(name).startswith("pacs.008")
    assert read.request_id == ("ABCDEFGH23456789" if about_request else None)
    assert read.uetr == UETR


def test_network_rejects_and_receipts() -> None:
    reject = (
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:admi.002.001.01"><admi.002.001.01><RltdRef><Ref>ID1</Ref>'
    )
    reject += b"</RltdRef><Rsn><RjctgPtyRsn>X00</RjctgPtyRsn></Rsn></admi.002.001.01></Document>"
    read = only(reject)
    assert (read.meaning, read.request_id, read.reasons) == (Meaning.UNDELIVERED, "ID1", ("X00",))
    receipt = b"<RctAck><Rpt><RltdRef><Ref>ID1</Ref></RltdRef><ReqHdlg><StsCd>%s</StsCd></ReqHdlg></Rpt></RctAck>"
    assert only(receipt % b"ACTC").meaning is Meaning.RECEIPT
    assert only(receipt % b"RJCT").meaning is Meaning.UNDELIVERED
    assert only(receipt % b"E999").meaning is Meaning.HUMAN


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


def mt103(information: str, amount: str = "32A:260304CAD2299975,") -> bytes:
    return (
        f"{{1:F01XMPLCATTAXXX0000000000}}{{2:O1030930260304NRTHHKHHAXXX00000000002603040930N}}{{3:{{121:{UETR}}}}}{{4:\r\n"
        f":20:RET1\r\n:{amount}\r\n:71F:CAD25,\r\n:71F:CAD0,\r\n:72:{information}\r\n-}}"
    ).encode()


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


def test_a_rejection_by_the_fin_network_is_no_delivery() -> None:
    service = "{1:F21XMPLCATTAXXX0000000000}{4:{177:2603021500}{451:%s}{405:T27}}"
    copy = "{1:F01XMPLCATTAXXX0000000000}{2:I192NRTHHKHHXXXXN}{4:\r\n:20:ID1\r\n-}"
    read = only((service % "1" + copy).encode())
    assert (read.kind, read.meaning, read.request_id, read.reasons) == ("nak", Meaning.UNDELIVERED, "ID1", ("T27",))
    assert only((service % "0").encode()).meaning is Meaning.RECEIPT


def test_an_unknown_message_beside_an_answer_is_not_lost() -> None:
    other = (
        b"{1:F01XMPLCATTAXXX0000000000}{2:O1990930260304NRTHHKHHAXXX00000000002603040930N}{4:\r\n:20:X\r\n:79:HI\r\n-}"
    )
    kinds = [answer.kind for answer in answers.read(mt196.render(resolution()) + b"\r\n" + other)]
    assert kinds == ["mt196", "mt199"]


HOSTILE = "Kindly send the money to our new account 123456"


def test_hostile_answers_are_refused() -> None:
    with pytest.raises(MessageError) as caught:
        camt029.render(resolution(status="RJCR", reasons=("CUST",), text=(HOSTILE,)))
    assert caught.value.fault is Fault.INSTRUCTION
    for body in (
        camt("RJCR", "RJCR", extra=f"<CxlStsRsnInf><AddtlInf>{HOSTILE}</AddtlInf></CxlStsRsnInf>"),
        mt196.render(resolution()).replace(b"/CNCL/", b"/CNCL/\r\n//kindly send the money to\r\n//our new account 12"),
    ):
        with pytest.raises(MessageError) as caught:
            answers.read(body)
        assert caught.value.fault is Fault.INSTRUCTION


def test_an_indemnity_is_asked_for_with_its_own_code() -> None:
    assert REQUEST_TO_ANSWER == {"INDM": "IDMN"}
    assert ANSWER_TO_REQUEST == {"IDMN": "INDM"}
    with pytest.raises(MessageError) as caught:
        camt029.render(resolution(status="RJCR", reasons=("INDM",)))
    assert caught.value.fault is Fault.BAD_FIELD


def test_every_row_of_the_code_tables_has_a_reading() -> None:
    assert all(row.reading for row in statuses().values())
    assert all(row.reading for row in reasons().values())


def test_an_answer_hidden_in_supplementary_data_is_none() -> None:
    inner = b'<PmtRtr><TxInf><RtrdIntrBkSttlmAmt Ccy="CAD">9</RtrdIntrBkSttlmAmt></TxInf></PmtRtr>'
    inner = b"<SplmtryData>%s</SplmtryData>" % inner
    body = camt("PDCR", "PDCR").replace(b"</RsltnOfInvstgtn>", inner + b"</RsltnOfInvstgtn>")
    assert only(body).kind == "camt.029"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \n", Fault.EMPTY),
        (b"<a", Fault.NOT_XML),
        (b"<Document/>", Fault.UNKNOWN_FORMAT),
        (b"no message", Fault.NOT_XML),
        (b"{1:F01", Fault.NOT_MT),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><RsltnOfInvstgtn>&b;</RsltnOfInvstgtn>', Fault.DOCTYPE),
        (b"x" * (8 * 1024 * 1024 + 1), Fault.TOO_LARGE),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(body: bytes, fault: Fault) -> None:
    with pytest.raises(MessageError) as caught:
        answers.read(body)
    assert caught.value.fault is fault


SAMPLES = (
    camt029.render(resolution(status="RJCR", reasons=("CUST",))),
    pacs004.render(RETURN),
    status_report("camt.056.001.08", "RJCT"),
    mt196.render(resolution()),
    mt103("/RETN/59\r\n/AC04/"),
)


@settings(max_examples=300, deadline=None)
@given(
    sample=st.sampled_from(SAMPLES),
    cut=st.integers(0, 3000),
    length=st.integers(0, 60),
    put=st.binary(max_size=20) | st.text(max_size=10).map(str.encode),
    name=st.none() | st.sampled_from(("camt.029", "mt196", "nonsense")),
)
def test_damaged_answers_give_answers_or_a_reason(
    sample: bytes, cut: int, length: int, put: bytes, name: str | None
) -> None:
    try:
        found = answers.read(sample[:cut] + put + sample[cut + length :], name)
    except MessageError:
        return
    assert found
    for answer in found:
        assert (answer.returned_amount is None) == (answer.returned_currency is None)
        assert answer.returned_amount is None or answer.returned_amount > 0


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8")))
def test_any_bytes_give_answers_or_a_reason(body: bytes) -> None:
    try:
        assert answers.read(body)
    except MessageError:
        return


def test_every_written_message_is_well_formed() -> None:
    for body in SAMPLES[:3]:
        assert etree.fromstring(body) is not None
