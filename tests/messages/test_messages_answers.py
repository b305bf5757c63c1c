"""Answers to recalls: each message and version written, read back, and read for its meaning."""

import pytest
from answer_builders import RETURN, camt, mt103, only, resolution, status_report
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from outgoing_transfers import UETR

from interceptor.errors import Fault, MessageError
from interceptor.messages import answers, camt029, mt196, pacs004
from interceptor.messages.answer import Meaning
from interceptor.messages.answer_codes import ANSWER_TO_REQUEST, REQUEST_TO_ANSWER, reasons, statuses


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
