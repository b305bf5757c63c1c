"""Recalls as camt.056: valid by the schemas whatever the transfer held, and true to it."""

from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest
import xmlschema
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from lxml import etree
from outgoing_transfers import UETR, recall, transfers, vancouver, varied

from interceptor.errors import Fault, MessageError
from interceptor.messages import camt056
from interceptor.messages.recall import cover_leg
from interceptor.messages.schemes import SCHEMES
from interceptor.messages.validation import validate
from interceptor.transfers.transfer import Agent, Transfer

SCHEME_NAMES = sorted(SCHEMES)


def found(body: bytes, path: str) -> list[str]:
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return [element.text or "" for element in etree.fromstring(body).xpath(f"//{steps}")]  # type: ignore[union-attr]


@cache
def independent_schema(version: str) -> xmlschema.XMLSchema:
    source = files("interceptor.messages.schemas") / f"camt.056.001.{version}.xsd"
    return xmlschema.XMLSchema(source.read_text("utf-8-sig"))


def document(body: bytes) -> etree._Element:
    return etree.fromstring(body)[1]


def test_the_fields_of_the_original_are_copied() -> None:
    body = camt056.render(recall())
    transaction = "Undrlyg/TxInf/"
    assert found(body, transaction + "OrgnlGrpInf/OrgnlMsgId") == ["BANK-2026-0001"]
    assert found(body, transaction + "OrgnlGrpInf/OrgnlMsgNmId") == ["pacs.008.001.08"]
    assert found(body, transaction + "OrgnlGrpInf/OrgnlCreDtTm") == ["2026-03-02T14:03:11-08:00"]
    assert found(body, transaction + "OrgnlInstrId") == ["INSTR-0001"]
    assert found(body, transaction + "OrgnlEndToEndId") == ["CLOSING-77"]
    assert found(body, transaction + "OrgnlUETR") == [UETR]
    assert found(body, transaction + "OrgnlIntrBkSttlmAmt") == ["2300000.00"]
    assert found(body, transaction + "OrgnlIntrBkSttlmDt") == ["2026-03-02"]
    assert found(body, transaction + "CxlRsnInf/Rsn/Cd") == ["FRAD"]
    assert found(body, "Assgnr/Agt/FinInstnId/BICFI") == ["XMPLCATTXXX"]
    assert found(body, "Assgne/Agt/FinInstnId/BICFI") == ["NRTHHKHHXXX"]
    assert not found(body, "OrgnlTxRef")


def test_header_says_what_the_document_says() -> None:
    made = recall(possible_duplicate=True)
    body = camt056.render(made, "10")
    assert found(body, "AppHdr/BizMsgIdr") == found(body, "Assgnmt/Id") == [made.message_id]
    assert len(made.message_id) == 16
    assert found(body, "AppHdr/MsgDefIdr") == ["camt.056.001.10"]
    assert found(body, "AppHdr/BizSvc") == ["swift.cbprplus.04"]
    assert found(body, "AppHdr/PssblDplct") == ["true"]
    assert found(body, "AppHdr/Fr/FIId/FinInstnId/BICFI") == ["XMPLCATTXXX"]


@pytest.mark.parametrize("header_version", ["01", "02", "03", "04"])
def test_every_header_version_is_valid(header_version: str) -> None:
    body = camt056.render(recall(), header_version=header_version)
    validate(etree.fromstring(body)[0], f"head.001.001.{header_version}")


def test_a_uetr_is_never_invented() -> None:
    for uetr in (None, "not-one", UETR.upper(), UETR.replace("-4b8f-", "-5b8f-")):
        with pytest.raises(MessageError) as caught:
            camt056.render(recall(vancouver(uetr=uetr)))
        assert caught.value.fault is Fault.NO_UETR


def test_sepa_goes_by_transaction_id_and_carries_the_reference() -> None:
    transfer = vancouver(currency="EUR", service_levels=("SEPA",), transaction_id="TX-1", uetr=None)
    body = camt056.render(recall(transfer))
    assert found(body, "OrgnlTxId") == ["TX-1"]
    assert found(body, "OrgnlTxRef/Cdtr/Pty/Nm") == ["Harbour Light Trading Ltd"]
    assert found(body, "OrgnlTxRef/CdtrAcct/Id/Othr/Id") == ["123456789"]
    assert found(body, "CxlId")
    with pytest.raises(MessageError) as caught:
        camt056.render(recall(vancouver(currency="EUR", service_levels=("SEPA",))))
    assert caught.value.fault is Fault.MISSING_FIELD


def test_fedwire_puts_the_case_at_the_root_and_names_members() -> None:
    bank = Agent(bic="XMPLUS33XXX", clearing_system="USABA", member_id="021000021")
    body = camt056.render(recall(vancouver(clearing_system="FDW", instructing_agent=bank)))
    assert found(body, "FIToFIPmtCxlReq/Case/Id")
    assert not found(body, "TxInf/Case")
    assert found(body, "Assgnr/Agt/FinInstnId/ClrSysMmbId/MmbId") == ["021000021"]
    assert not found(body, "Assgnr/Agt/FinInstnId/BICFI")


def test_indemnity_is_a_second_reason_and_never_implied() -> None:
    assert found(camt056.render(recall()), "CxlRsnInf/Rsn/Cd") == ["FRAD"]
    assert found(camt056.render(recall(indemnity=True)), "CxlRsnInf/Rsn/Cd") == ["FRAD", "INDM"]


def test_a_reason_that_the_scheme_refuses_is_refused() -> None:
    with pytest.raises(MessageError) as caught:
        camt056.render(recall(reason="UAPA"))
    assert caught.value.fault is Fault.BAD_FIELD


def test_our_own_text_obeys_the_wording_rules() -> None:
    with pytest.raises(MessageError) as caught:
        camt056.render(recall(additional=("Please transfer the funds to account 12345678",)))
    assert caught.value.fault is Fault.INSTRUCTION
    long = ("word " * 100,)
    for line in found(camt056.render(recall(additional=long)), "AddtlInf"):
        assert len(line) <= 105


@pytest.mark.parametrize("basis", ["suspected", "reported", "confirmed"])
def test_the_neutral_lines_fit_and_pass_our_own_rules(basis: str) -> None:
    assert len(found(camt056.render(recall(basis=basis)), "AddtlInf")) == 1


def test_the_cover_is_a_second_recall_with_the_same_uetr() -> None:
    transfer = vancouver(settlement_method="COVE", reimbursement_agents=(Agent(bic="RMBSUS33XXX"),))
    leg = cover_leg(transfer)
    assert leg is not None
    body = camt056.render(recall(leg, alert_id="alert-2"))
    assert found(body, "OrgnlMsgNmId") == ["pacs.009.001.08"]
    assert found(body, "OrgnlUETR") == [UETR]
    assert found(body, "Assgne/Agt/FinInstnId/BICFI") == ["RMBSUS33XXX"]
    assert cover_leg(vancouver()) is None


def test_an_absurd_amount_is_left_out_and_never_rounded() -> None:
    body = camt056.render(recall(vancouver(amount=Decimal("1234567890123456789.12345"))))
    assert not found(body, "OrgnlIntrBkSttlmAmt")


def test_without_a_bank_to_ask_nothing_is_made() -> None:
    with pytest.raises(MessageError) as caught:
        recall(vancouver(instructed_agent=None, creditor_agent=None))
    assert caught.value.fault is Fault.MISSING_FIELD


def test_the_same_recall_gives_the_same_bytes() -> None:
    assert camt056.render(recall()) == camt056.render(recall())
    assert recall().message_id != recall(version=2).message_id


@pytest.mark.parametrize("version", camt056.VERSIONS)
def test_two_hundred_varied_transfers_are_valid_in_two_engines(version: str) -> None:
    for number in range(200):
        body = camt056.render(recall(varied(number), scheme_name=SCHEME_NAMES[number % len(SCHEME_NAMES)]), version)
        validate(document(body), f"camt.056.001.{version}")
        independent_schema(version).validate(etree.tostring(document(body)).decode())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(transfer=transfers, version=st.sampled_from(camt056.VERSIONS), scheme=st.sampled_from(SCHEME_NAMES))
def test_any_transfer_gives_a_valid_recall_or_a_reason(transfer: Transfer, version: str, scheme: str) -> None:
    try:
        body = camt056.render(recall(transfer, scheme_name=scheme), version)
    except MessageError as error:
        # A bank that cannot be named, or a UETR that is none, is a reason; an invalid message never is.
        event(error.fault.code)
        if error.fault not in {Fault.MISSING_FIELD, Fault.NO_UETR}:
            raise
        return
    validate(document(body), f"camt.056.001.{version}")
