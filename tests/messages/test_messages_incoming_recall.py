"""A recall sent is the recall received, and can be answered: the whole conversation in bytes."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from outgoing_transfers import NOW, UETR, recall, vancouver, varied

from interceptor.errors import Fault, MessageError
from interceptor.messages import answers, camt029, camt056, pacs004, pacs028
from interceptor.messages.answer import Meaning
from interceptor.messages.message_ids import answer_id, status_request_id
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.messages.recall import StatusRequest
from interceptor.messages.validation import validate
from interceptor.transfers.transfer import Charge


@pytest.mark.parametrize("version", camt056.VERSIONS)
def test_what_was_sent_is_received(version: str) -> None:
    sent = recall(indemnity=True, possible_duplicate=True)
    (received,) = camt056.read(camt056.render(sent, version))
    assert received.message_id == sent.message_id
    assert received.message_name == f"camt.056.001.{version}"
    assert (received.case_id, received.cancellation_id) == (sent.case_id, sent.cancellation_id)
    assert (received.assigner.bic, received.assignee.bic) == ("XMPLCATTXXX", "NRTHHKHHXXX")
    assert (received.uetr, received.instruction_id, received.end_to_end_id) == (UETR, "INSTR-0001", "CLOSING-77")
    assert (received.amount, received.currency, received.settlement_date) == (
        Decimal("2300000.00"),
        "CAD",
        "2026-03-02",
    )
    assert (received.original_message_id, received.original_message_name) == ("BANK-2026-0001", "pacs.008.001.08")
    assert received.reasons == ("FRAD", "INDM")
    assert received.indemnity
    assert received.possible_duplicate
    assert received.text == sent.additional


def test_sepa_shows_the_creditor() -> None:
    transfer = vancouver(currency="EUR", service_levels=("SEPA",), transaction_id="TX-1")
    (received,) = camt056.read(camt056.render(recall(transfer)))
    assert received.creditor_name == "Harbour Light Trading Ltd"
    assert received.creditor_account is not None
    assert received.creditor_account.id == "123456789"


def test_the_conversation_from_recall_to_money() -> None:
    (received,) = camt056.read(camt056.render(recall()))
    assert received.message_id is not None
    resolution = Resolution(
        message_id=answer_id(received.message_id, "NRTHHKHHXXX", 1),
        created_at=NOW,
        recall=received,
        sender=received.assignee,
        receiver=received.assigner,
        status="CNCL",
    )
    (agreed,) = answers.read(camt029.render(resolution))
    assert (agreed.meaning, agreed.case_id, agreed.uetr) == (Meaning.RETURN_EXPECTED, recall().case_id, UETR)
    returned = Return(
        message_id=answer_id(received.message_id, "NRTHHKHHXXX", 2),
        created_at=NOW,
        recall=received,
        sender=received.assignee,
        receiver=received.assigner,
        amount=Decimal("2299975.00"),
        currency="CAD",
        settlement_date="2026-03-05",
        charges=(Charge(Decimal("25.00"), "CAD"),),
    )
    (money,) = answers.read(pacs004.render(returned))
    assert money.returned_amount is not None
    assert money.returned_amount + money.charges[0].amount == money.original_amount == vancouver().amount


@pytest.mark.parametrize("version", pacs028.VERSIONS)
def test_the_chaser_points_at_our_recall(version: str) -> None:
    asked = StatusRequest(message_id=status_request_id("alert-1", 1, 1), created_at=NOW, recall=recall())
    document = etree.fromstring(pacs028.render(asked, version))[1]
    validate(document, f"pacs.028.001.{version}")
    assert document.findtext(".//{*}TxInf/{*}OrgnlGrpInf/{*}OrgnlMsgId") == recall().message_id
    assert document.findtext(".//{*}OrgnlMsgNmId") == "camt.056.001.08"
    assert document.findtext(".//{*}OrgnlUETR") == UETR


def test_varied_chasers_and_answers_are_valid() -> None:
    for number in range(40):
        sent = recall(varied(number), scheme_name="cbpr")
        version = pacs028.VERSIONS[number % 4]
        pacs028.render(StatusRequest(message_id="A" * 16, created_at=NOW, recall=sent), version)
        (received,) = camt056.read(camt056.render(sent))
        answer = Resolution(
            message_id="B" * 16,
            created_at=NOW,
            recall=received,
            sender=received.assignee,
            receiver=received.assigner,
            status="RJCR",
            reasons=("AC04", "CUST"),
        )
        assert answers.read(camt029.render(answer, camt029.VERSIONS[number % 6]))[0].meaning is Meaning.REJECTED


def test_a_group_cancellation_is_not_lost() -> None:
    body = b"<FIToFIPmtCxlReq><Assgnmt><Id>A</Id></Assgnmt><Undrlyg><OrgnlGrpInfAndCxl><GrpCxlId>G</GrpCxlId>"
    body += b"<OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndCxl></Undrlyg></FIToFIPmtCxlReq>"
    (received,) = camt056.read(body)
    assert (received.cancellation_id, received.original_message_id, received.uetr) == ("G", "M", None)


def test_a_recall_that_names_an_account_is_refused() -> None:
    body = camt056.render(recall()).replace(b"</AddtlInf>", b" Please send the funds to our new account.</AddtlInf>", 1)
    with pytest.raises(MessageError) as caught:
        camt056.read(body)
    assert caught.value.fault is Fault.INSTRUCTION


def test_what_is_no_recall_is_refused() -> None:
    with pytest.raises(MessageError) as caught:
        camt056.read(b"<Document/>")
    assert caught.value.fault is Fault.UNKNOWN_FORMAT


def test_a_schema_fault_tells_the_element_and_no_value() -> None:
    document = etree.fromstring(camt056.render(recall()))[1]
    node = document.find(".//{*}OrgnlUETR")
    assert node is not None
    node.text = "Secret Name Ltd"
    for given_document in (document, etree.tostring(document)):
        with pytest.raises(MessageError) as caught:
            validate(given_document, "camt.056.001.08")
        assert caught.value.fault is Fault.NOT_VALID_OUT
        assert "OrgnlUETR" in caught.value.detail
        assert "Secret" not in str(caught.value)
    with pytest.raises(MessageError):
        validate(document, "camt.999.001.01")


SENT = camt056.render(recall())


@settings(max_examples=200, deadline=None)
@given(cut=st.integers(0, len(SENT)), length=st.integers(0, 40), put=st.binary(max_size=20))
def test_damaged_recalls_are_read_or_refused(cut: int, length: int, put: bytes) -> None:
    try:
        assert camt056.read(SENT[:cut] + put + SENT[cut + length :])
    except MessageError:
        return
