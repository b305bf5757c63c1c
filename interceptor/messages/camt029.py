"""camt.029 ResolutionOfInvestigation: the answer to a recall, read leniently and written strictly."""

from typing import Final

import msgspec
from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages import lenient
from interceptor.messages.answer import Answer
from interceptor.messages.answer_codes import verdict
from interceptor.messages.blocks import write_agent
from interceptor.messages.business_message import Header, enclose
from interceptor.messages.hostile_text import refuse_hostile
from interceptor.messages.lenient import Once
from interceptor.messages.outgoing_answers import Resolution, check, write_received_group
from interceptor.messages.outgoing_text import amount, identifier, lines, moment, valid_date, valid_uetr
from interceptor.messages.writer import Writer

BODY: Final = "RsltnOfInvstgtn"
VERSIONS: Final = ("09", "10", "11", "12", "13", "14")
_TRANSACTION_STATUS: Final = {"CNCL": "ACCR", "RJCR": "RJCR", "PDCR": "PDCR"}


def read(body: etree._Element) -> list[Answer]:
    """One answer a transaction, else one a group, else one for the whole message.

    Raises `MessageError` (`instruction`) when the text asks to move money.
    """
    once = Once()
    found = [_answer(once, body, group, transaction) for group, transaction in _parts(body)]
    refuse_hostile(tuple(line for answer in found for line in answer.text))
    return [_numbered(answer, index) for index, answer in enumerate(found)]


def _parts(body: etree._Element) -> list[tuple[etree._Element | None, etree._Element | None]]:
    parts: list[tuple[etree._Element | None, etree._Element | None]] = []
    for details in lenient.find_all(body, "CxlDtls"):
        group = lenient.find(details, "OrgnlGrpInfAndSts")
        transactions = lenient.find_all(details, "TxInfAndSts")
        transactions += lenient.find_all(details, "OrgnlPmtInfAndSts/TxInfAndSts")
        parts += [(group, transaction) for transaction in transactions] or [(group, None)]
    return parts or [(None, None)]


def _answer(
    once: Once, body: etree._Element, group: etree._Element | None, transaction: etree._Element | None
) -> Answer:
    empty = etree.Element("none")
    of_group = group if group is not None else empty
    one = transaction if transaction is not None else empty
    statuses = [
        ("confirmation", once(lenient.text, body, "Sts/Conf")),
        ("group", once(lenient.text, of_group, "GrpCxlSts")),
        ("transaction", lenient.text(one, "TxCxlSts")),
    ]
    reasons = _reasons(one) or once(_reasons, of_group)
    said = verdict([(kind, code) for kind, code in statuses if code is not None], reasons)
    original, currency, fault = lenient.amount(lenient.find(one, "OrgnlIntrBkSttlmAmt"))
    resolution = lenient.find(one, "RsltnRltdInf")
    result = resolution if resolution is not None else once(lenient.find, body, "RsltnRltdInf")
    result = result if result is not None else empty
    charges, faults = once(lenient.charges, result, "Chrgs", "ChrgsInf")
    return Answer(
        kind="camt.029",
        meaning=said.meaning,
        readings=said.readings,
        conflict=said.conflict,
        faults=(*faults, *([fault] if fault else [])),
        message_name=once(lenient.message_name, body),
        message_id=once(lenient.text, body, "Assgnmt/Id"),
        sender_bic=once(lenient.header_sender, body) or once(lenient.agent_bic, body, "Assgnmt/Assgnr/Agt"),
        case_id=lenient.text(one, "RslvdCase/Id")
        or once(lenient.text, of_group, "RslvdCase/Id")
        or once(lenient.text, body, "RslvdCase/Id"),
        uetr=lenient.uetr(one, "OrgnlUETR", "UETR"),
        original_message_id=lenient.text(one, "OrgnlGrpInf/OrgnlMsgId") or once(lenient.text, of_group, "OrgnlMsgId"),
        original_message_name=lenient.text(one, "OrgnlGrpInf/OrgnlMsgNmId")
        or once(lenient.text, of_group, "OrgnlMsgNmId"),
        instruction_id=lenient.text(one, "OrgnlInstrId"),
        end_to_end_id=lenient.text(one, "OrgnlEndToEndId"),
        transaction_id=lenient.text(one, "OrgnlTxId"),
        clearing_reference=lenient.text(one, "OrgnlClrSysRef"),
        original_amount=original,
        original_currency=currency,
        status=statuses[0][1],
        status_group=statuses[1][1],
        status_transaction=statuses[2][1],
        reasons=reasons,
        return_id=once(lenient.text, result, "TxId", "EndToEndId"),
        return_uetr=once(lenient.uetr, result, "UETR"),
        charges=charges,
        settlement_date=once(lenient.date_at, result, "IntrBkSttlmDt"),
        text=lenient.texts(one, "CxlStsRsnInf/AddtlInf") + once(lenient.texts, of_group, "CxlStsRsnInf/AddtlInf"),
    )


def _reasons(part: etree._Element) -> tuple[str, ...]:
    return lenient.texts(part, "CxlStsRsnInf/Rsn/Cd", 35) + lenient.texts(part, "CxlStsRsnInf/Rsn/Prtry", 35)


def _numbered(answer: Answer, index: int) -> Answer:
    numbered: Answer = msgspec.structs.replace(answer, index=index)
    return numbered


def render(resolution: Resolution, version: str = "09", header_version: str = "02") -> bytes:
    """`resolution` as camt.029.001.`version` with its business header, both valid by their schemas.

    Raises `MessageError`: `bad_field` for an unknown version, `missing_field` when a bank cannot be named,
    `instruction`, `not_valid_out`.
    """
    if version not in VERSIONS:
        raise MessageError(Fault.BAD_FIELD, "camt.029 version")
    check(resolution)
    name = f"camt.029.001.{version}"
    document = Writer.root("Document", name)
    answer = document.child(BODY)
    assignment = answer.child("Assgnmt")
    assignment.text("Id", resolution.message_id)
    write_agent(assignment.child("Assgnr"), "Agt", resolution.sender)
    write_agent(assignment.child("Assgne"), "Agt", resolution.receiver)
    assignment.text("CreDtTm", moment(resolution.created_at))
    answer.path("Sts").text("Conf", resolution.status)
    _write_transaction(answer.path("CxlDtls", "TxInfAndSts"), resolution)
    header = Header(
        sender=resolution.sender,
        receiver=resolution.receiver,
        message_id=resolution.message_id,
        message_name=name,
        created_at=resolution.created_at,
        business_service=resolution.business_service,
        version=header_version,
    )
    return enclose(header, document.element)


def _write_transaction(transaction: Writer, resolution: Resolution) -> None:
    recall = resolution.recall
    transaction.text("CxlStsId", resolution.message_id)
    if (case_id := identifier(recall.case_id, 35)) is not None:
        case = transaction.child("RslvdCase")
        case.text("Id", case_id)
        write_agent(case.child("Cretr"), "Agt", resolution.receiver)
    write_received_group(transaction, recall)
    transaction.text("OrgnlInstrId", identifier(recall.instruction_id, 35))
    transaction.text("OrgnlEndToEndId", identifier(recall.end_to_end_id, 35))
    transaction.text("OrgnlTxId", identifier(recall.transaction_id, 35))
    # Here the clearing reference stands before the UETR; in camt.056 it is the other way round (iso20022.md 4.6).
    transaction.text("OrgnlClrSysRef", identifier(recall.clearing_reference, 35))
    transaction.text("OrgnlUETR", valid_uetr(recall.uetr))
    transaction.text("TxCxlSts", _TRANSACTION_STATUS.get(resolution.status))
    for number, code in enumerate(resolution.reasons):
        reason = transaction.child("CxlStsRsnInf")
        reason.path("Rsn").text("Cd", code)
        for line in lines(resolution.text, 105, 2) if number == 0 else ():
            reason.text("AddtlInf", line)
    transaction.amount("OrgnlIntrBkSttlmAmt", amount(recall.amount, recall.currency))
    transaction.text("OrgnlIntrBkSttlmDt", valid_date(recall.settlement_date))
