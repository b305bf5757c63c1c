"""pacs.004 PaymentReturn: the money coming back, read leniently and written strictly."""

from typing import Final

from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages import lenient
from interceptor.messages.answer import Answer, Meaning
from interceptor.messages.answer_codes import status
from interceptor.messages.blocks import write_agent
from interceptor.messages.business_message import Header, enclose
from interceptor.messages.hostile_text import hostile_text
from interceptor.messages.lenient import Once
from interceptor.messages.outgoing_answers import Return, check, write_received_group
from interceptor.messages.outgoing_text import amount, identifier, lines, moment, valid_date, valid_uetr
from interceptor.messages.writer import Writer
from interceptor.transfers.transfer import Agent

BODY: Final = "PmtRtr"
VERSIONS: Final = ("09", "10", "11", "12", "13", "14")


def read(body: etree._Element) -> list[Answer]:
    """One answer a returned transaction; a return of a whole group is one answer for a person.

    Money is a fact whatever the reason says, so an unknown reason changes nothing, and hostile text is withheld (fault
    `instruction`) without losing the amount. An amount that cannot be read makes the answer HUMAN.
    """
    transactions = lenient.find_all(body, "TxInf")
    if not transactions:
        return [_group_return(body)]
    once = Once()
    return [_answer(once, body, transaction, index) for index, transaction in enumerate(transactions)]


def _group_return(body: etree._Element) -> Answer:
    value, currency, fault = lenient.amount(lenient.find(body, "GrpHdr/TtlRtrdIntrBkSttlmAmt"))
    return Answer(
        kind="pacs.004",
        meaning=Meaning.HUMAN,
        readings=("return of a whole group",),
        faults=(fault,) if fault else (),
        message_name=lenient.message_name(body),
        message_id=lenient.text(body, "GrpHdr/MsgId"),
        sender_bic=lenient.header_sender(body) or lenient.agent_bic(body, "GrpHdr/InstgAgt"),
        original_message_id=lenient.text(body, "OrgnlGrpInf/OrgnlMsgId"),
        original_message_name=lenient.text(body, "OrgnlGrpInf/OrgnlMsgNmId"),
        reasons=lenient.texts(body, "OrgnlGrpInf/RtrRsnInf/Rsn/Cd", 35),
        returned_amount=value,
        returned_currency=currency,
        settlement_date=lenient.date_at(body, "GrpHdr/IntrBkSttlmDt"),
    )


def _answer(once: Once, body: etree._Element, transaction: etree._Element, index: int) -> Answer:
    value, currency, fault = lenient.amount(lenient.find(transaction, "RtrdIntrBkSttlmAmt"))
    if value is None and fault is None:
        fault = Fault.MISSING_FIELD.code
    original, original_currency, _ = lenient.amount(lenient.find(transaction, "OrgnlIntrBkSttlmAmt"))
    charges, charge_faults = lenient.charges(transaction, "ChrgsInf")
    reasons = _texts(once, body, transaction, "RtrRsnInf/Rsn/Cd")
    reasons += _texts(once, body, transaction, "RtrRsnInf/Rsn/Prtry")
    said = lenient.texts(transaction, "RtrRsnInf/AddtlInf")
    hostile = hostile_text(" ".join(said))
    faults = [*charge_faults, *([fault] if fault else []), *([Fault.INSTRUCTION.code] if hostile else [])]
    return Answer(
        kind="pacs.004",
        meaning=Meaning.HUMAN if fault else Meaning.RETURNED,
        readings=tuple(status("return", code).reading for code in reasons),
        faults=tuple(faults),
        index=index,
        message_name=once(lenient.message_name, body),
        message_id=once(lenient.text, body, "GrpHdr/MsgId"),
        sender_bic=once(lenient.header_sender, body)
        or lenient.agent_bic(transaction, "InstgAgt")
        or once(lenient.agent_bic, body, "GrpHdr/InstgAgt"),
        uetr=lenient.uetr(transaction, "OrgnlUETR"),
        original_message_id=lenient.text(transaction, "OrgnlGrpInf/OrgnlMsgId")
        or once(lenient.text, body, "OrgnlGrpInf/OrgnlMsgId"),
        original_message_name=lenient.text(transaction, "OrgnlGrpInf/OrgnlMsgNmId")
        or once(lenient.text, body, "OrgnlGrpInf/OrgnlMsgNmId"),
        instruction_id=lenient.text(transaction, "OrgnlInstrId"),
        end_to_end_id=lenient.text(transaction, "OrgnlEndToEndId"),
        transaction_id=lenient.text(transaction, "OrgnlTxId"),
        clearing_reference=lenient.text(transaction, "OrgnlClrSysRef"),
        original_amount=original,
        original_currency=original_currency,
        reasons=reasons,
        return_id=lenient.text(transaction, "RtrId"),
        returned_amount=value,
        returned_currency=currency,
        charges=charges,
        settlement_date=lenient.date_at(transaction, "IntrBkSttlmDt")
        or once(lenient.date_at, body, "GrpHdr/IntrBkSttlmDt"),
        text=() if hostile else said,
    )


def _texts(once: Once, body: etree._Element, transaction: etree._Element, path: str) -> tuple[str, ...]:
    return lenient.texts(transaction, path, 35) or once(lenient.texts, body, f"OrgnlGrpInf/{path}", 35)


def render(returned: Return, version: str = "09", header_version: str = "02") -> bytes:
    """`returned` as pacs.004.001.`version` with its business header, both valid by their schemas.

    Raises `MessageError`: `bad_field` for an unknown version, `bad_amount`, `bad_time`, `missing_field` when a bank
    cannot be named, `instruction`, `not_valid_out`.
    """
    if version not in VERSIONS:
        raise MessageError(Fault.BAD_FIELD, "pacs.004 version")
    check(returned)
    name = f"pacs.004.001.{version}"
    document = Writer.root("Document", name)
    payment_return = document.child(BODY)
    group = payment_return.child("GrpHdr")
    group.text("MsgId", returned.message_id)
    group.text("CreDtTm", moment(returned.created_at))
    group.text("NbOfTxs", "1")
    group.path("SttlmInf").text("SttlmMtd", returned.settlement_method)
    _write_transaction(payment_return.child("TxInf"), returned)
    header = Header(
        sender=returned.sender,
        receiver=returned.receiver,
        message_id=returned.message_id,
        message_name=name,
        created_at=returned.created_at,
        business_service=returned.business_service,
        version=header_version,
    )
    return enclose(header, document.element)


def _write_transaction(transaction: Writer, returned: Return) -> None:
    recall = returned.recall
    value = amount(returned.amount, returned.currency)
    if value is None or not returned.amount:
        raise MessageError(Fault.BAD_AMOUNT)
    if valid_date(returned.settlement_date) is None:
        raise MessageError(Fault.BAD_TIME, "settlement date")
    transaction.text("RtrId", returned.message_id)
    write_received_group(transaction, recall)
    transaction.text("OrgnlInstrId", identifier(recall.instruction_id, 35))
    transaction.text("OrgnlEndToEndId", identifier(recall.end_to_end_id, 35))
    transaction.text("OrgnlTxId", identifier(recall.transaction_id, 35))
    transaction.text("OrgnlUETR", valid_uetr(recall.uetr))
    transaction.text("OrgnlClrSysRef", identifier(recall.clearing_reference, 35))
    transaction.amount("OrgnlIntrBkSttlmAmt", amount(recall.amount, recall.currency))
    transaction.text("OrgnlIntrBkSttlmDt", valid_date(recall.settlement_date))
    transaction.amount("RtrdIntrBkSttlmAmt", value)
    transaction.text("IntrBkSttlmDt", returned.settlement_date)
    for charge in returned.charges:
        entry = transaction.child("ChrgsInf")
        entry.amount("Amt", amount(charge.amount, charge.currency))
        write_agent(entry, "Agt", Agent(bic=charge.agent_bic) if charge.agent_bic else returned.sender)
    write_agent(transaction, "InstgAgt", returned.sender)
    write_agent(transaction, "InstdAgt", returned.receiver)
    reason = transaction.child("RtrRsnInf")
    reason.path("Rsn").text("Cd", returned.reason)
    for line in lines(returned.text, 105, 2):
        reason.text("AddtlInf", line)
