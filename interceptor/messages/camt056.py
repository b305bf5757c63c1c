"""camt.056 FIToFIPaymentCancellationRequest: the recall (element order and meaning: research/iso20022.md 4.6)."""

from typing import Final

import msgspec

from interceptor.errors import Fault, MessageError
from interceptor.messages import lenient, xml
from interceptor.messages.blocks import write_agent, write_party
from interceptor.messages.business_message import Header, enclose
from interceptor.messages.hostile_text import refuse_hostile
from interceptor.messages.incoming_recall import IncomingRecall, incoming
from interceptor.messages.lenient import Once
from interceptor.messages.original import write_original_group, write_original_ids
from interceptor.messages.outgoing_text import amount, identifier, lines, moment, valid_date
from interceptor.messages.recall import INDEMNITY_OFFERED, Recall, check
from interceptor.messages.schemes import Scheme, scheme
from interceptor.messages.transaction_reference import write_transaction_reference
from interceptor.messages.writer import Writer

VERSIONS: Final = ("08", "09", "10", "11", "12")
TEXT_LINES: Final = 2
"""`AddtlInf` lines written; two at most by SEPA practice (research/iso20022.md 4.6)."""


def render(recall: Recall, version: str = "08", header_version: str = "02") -> bytes:
    """`recall` as camt.056.001.`version` with its business header, both valid by their schemas.

    Raises `MessageError` as `recall.check` does, and `not_valid_out`.
    """
    if version not in VERSIONS:
        raise MessageError(Fault.BAD_FIELD, "camt.056 version")
    check(recall)
    rules = scheme(recall.scheme)
    name = f"camt.056.001.{version}"
    document = Writer.root("Document", name)
    _write_request(document.child("FIToFIPmtCxlReq"), recall, rules)
    header = Header(
        sender=recall.assigner,
        receiver=recall.assignee,
        message_id=recall.message_id,
        message_name=name,
        created_at=recall.created_at,
        business_service=recall.business_service or rules.business_service,
        possible_duplicate=recall.possible_duplicate,
        member_only=rules.member_only,
        version=header_version,
    )
    return enclose(header, document.element)


def _write_request(request: Writer, recall: Recall, rules: Scheme) -> None:
    assignment = request.child("Assgnmt")
    assignment.text("Id", recall.message_id)
    write_agent(assignment.child("Assgnr"), "Agt", recall.assigner, rules.member_only)
    write_agent(assignment.child("Assgne"), "Agt", recall.assignee, rules.member_only)
    assignment.text("CreDtTm", moment(recall.created_at))
    if rules.case == "message":
        _write_case(request, recall, rules)
    if rules.transaction_count:
        request.path("CtrlData").text("NbOfTxs", "1")
    _write_transaction(request.path("Undrlyg", "TxInf"), recall, rules)


def _write_case(parent: Writer, recall: Recall, rules: Scheme) -> None:
    case = parent.child("Case")
    case.text("Id", identifier(recall.case_id, 35))
    write_agent(case.child("Cretr"), "Agt", recall.assigner, rules.member_only)


def _write_transaction(transaction: Writer, recall: Recall, rules: Scheme) -> None:
    transfer = recall.transfer
    transaction.text("CxlId", identifier(recall.cancellation_id, 35))
    if rules.case == "transaction":
        _write_case(transaction, recall, rules)
    write_original_group(transaction, transfer)
    write_original_ids(transaction, transfer)
    transaction.text("OrgnlClrSysRef", identifier(transfer.clearing_reference, 35))
    transaction.amount("OrgnlIntrBkSttlmAmt", amount(transfer.amount, transfer.currency))
    transaction.text("OrgnlIntrBkSttlmDt", valid_date(transfer.settlement_date))
    _write_reasons(transaction, recall)
    if rules.transaction_reference:
        write_transaction_reference(transaction, transfer)


def _write_reasons(transaction: Writer, recall: Recall) -> None:
    reason = transaction.child("CxlRsnInf")
    write_party(reason, "Orgtr", recall.originator)
    reason.path("Rsn").text("Cd", recall.reason)
    for line in lines(recall.additional, 105, TEXT_LINES):
        reason.text("AddtlInf", line)
    if recall.indemnity:
        transaction.path("CxlRsnInf", "Rsn").text("Cd", INDEMNITY_OFFERED)


def read(body: bytes) -> list[IncomingRecall]:
    """The recalls in `body`, one a transaction, leniently; a group cancellation is one without transaction ids.

    Raises `MessageError`: what `xml.parse` refuses, `unknown_format` when there is none, and `instruction` when the
    text asks to move money: such an alert is refused (research/alert-contents.md section 5).
    """
    root = xml.parse(body)
    found: list[IncomingRecall] = []
    once = Once()
    for request in root.iter("{*}FIToFIPmtCxlReq"):
        for underlying in lenient.find_all(request, "Undrlyg"):
            group = lenient.find(underlying, "OrgnlGrpInfAndCxl")
            transactions = lenient.find_all(underlying, "TxInf") or ([group] if group is not None else [])
            found += [incoming(once, request, group, transaction) for transaction in transactions]
    if not found:
        raise MessageError(Fault.UNKNOWN_FORMAT, "no camt.056 in it")
    refuse_hostile(tuple(line for recall in found for line in recall.text))
    return [msgspec.structs.replace(recall, index=index) for index, recall in enumerate(found)]
