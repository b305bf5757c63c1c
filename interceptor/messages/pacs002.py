"""pacs.002 FIToFIPaymentStatusReport: a status of our recall, or of the payment itself; the original's name decides."""

from typing import Final

from lxml import etree

from interceptor.messages import lenient
from interceptor.messages.answer import Answer
from interceptor.messages.answer_codes import status
from interceptor.messages.hostile_text import refuse_hostile
from interceptor.messages.lenient import Once

BODY: Final = "FIToFIPmtStsRpt"
_REQUESTS: Final = ("camt.056", "pacs.028", "MT192", "MT292")
_PAYMENTS: Final = ("pacs.008", "pacs.009", "MT103", "MT202")


def read(body: etree._Element) -> list[Answer]:
    """One answer a transaction, else one a group. Raises `MessageError` (`instruction`) for hostile text."""
    groups = lenient.find_all(body, "OrgnlGrpInfAndSts")
    transactions = lenient.find_all(body, "TxInfAndSts")
    pairs: list[tuple[etree._Element | None, etree._Element | None]]
    if transactions:
        pairs = [(groups[0] if len(groups) == 1 else None, transaction) for transaction in transactions]
    else:
        pairs = [(group, None) for group in groups] or [(None, None)]
    once = Once()
    found = [_answer(once, body, group, transaction, index) for index, (group, transaction) in enumerate(pairs)]
    refuse_hostile(tuple(line for answer in found for line in answer.text))
    return found


def _answer(
    once: Once, body: etree._Element, group: etree._Element | None, transaction: etree._Element | None, index: int
) -> Answer:
    empty = etree.Element("none")
    of_group = group if group is not None else empty
    one = transaction if transaction is not None else empty
    name = lenient.text(one, "OrgnlGrpInf/OrgnlMsgNmId") or once(lenient.text, of_group, "OrgnlMsgNmId")
    original = lenient.text(one, "OrgnlGrpInf/OrgnlMsgId") or once(lenient.text, of_group, "OrgnlMsgId")
    group_status, own_status = once(lenient.text, of_group, "GrpSts"), lenient.text(one, "TxSts")
    row = status(_about(name), own_status or group_status)
    is_request = _about(name) == "request"
    reasons = lenient.texts(one, "StsRsnInf/Rsn/Cd", 35) + lenient.texts(one, "StsRsnInf/Rsn/Prtry", 35)
    return Answer(
        kind="pacs.002",
        meaning=row.meaning,
        readings=(row.reading,),
        index=index,
        message_name=once(lenient.message_name, body),
        message_id=once(lenient.text, body, "GrpHdr/MsgId"),
        sender_bic=once(lenient.header_sender, body)
        or lenient.agent_bic(one, "InstgAgt")
        or once(lenient.agent_bic, body, "GrpHdr/InstgAgt"),
        request_id=original if is_request else None,
        uetr=lenient.uetr(one, "OrgnlUETR"),
        original_message_id=None if is_request else original,
        original_message_name=name,
        instruction_id=lenient.text(one, "OrgnlInstrId"),
        end_to_end_id=lenient.text(one, "OrgnlEndToEndId"),
        transaction_id=lenient.text(one, "OrgnlTxId"),
        status_group=group_status,
        status_transaction=own_status,
        reasons=reasons or once(lenient.texts, of_group, "StsRsnInf/Rsn/Cd", 35),
        text=lenient.texts(one, "StsRsnInf/AddtlInf") + once(lenient.texts, of_group, "StsRsnInf/AddtlInf"),
    )


def _about(name: str | None) -> str:
    """Which set of codes applies: `request` for our recall or chaser, `payment`, or one that has none."""
    if name is None:
        return "unnamed"
    if name.startswith(_REQUESTS):
        return "request"
    return "payment" if name.startswith(_PAYMENTS) else "unnamed"
