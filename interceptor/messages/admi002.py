"""admi.002 MessageReject and admi.007 ReceiptAcknowledgement: what the network says of our message, never an answer."""

from typing import Final

from lxml import etree

from interceptor.messages import lenient
from interceptor.messages.answer import Answer, Meaning
from interceptor.messages.answer_codes import status
from interceptor.messages.lenient import Once

BODIES_REJECT: Final = ("admi.002.001.01",)
BODY_RECEIPT: Final = "RctAck"


def read_reject(body: etree._Element) -> list[Answer]:
    """Our message was not delivered; for a recall, the alert is to be sent again at once."""
    return [
        Answer(
            kind="admi.002",
            meaning=Meaning.UNDELIVERED,
            readings=("the network rejected our message",),
            message_name=lenient.message_name(body),
            sender_bic=lenient.header_sender(body),
            request_id=lenient.text(body, "RltdRef/Ref"),
            reasons=lenient.texts(body, "Rsn/RjctgPtyRsn", 35),
            text=lenient.texts(body, "Rsn/RsnDesc") + lenient.texts(body, "Rsn/ErrLctn"),
        )
    ]


def read_receipt(body: etree._Element) -> list[Answer]:
    """One answer a report; a code that is not in the table is for a person."""
    once = Once()
    return [_receipt(once, body, report, index) for index, report in enumerate(lenient.find_all(body, "Rpt"))]


def _receipt(once: Once, body: etree._Element, report: etree._Element, index: int) -> Answer:
    code = lenient.text(report, "ReqHdlg/StsCd")
    row = status("receipt", code)
    return Answer(
        kind="admi.007",
        meaning=row.meaning,
        readings=(row.reading,),
        index=index,
        message_name=once(lenient.message_name, body),
        message_id=once(lenient.text, body, "MsgId/MsgId"),
        sender_bic=once(lenient.header_sender, body),
        request_id=lenient.text(report, "RltdRef/Ref"),
        original_message_name=lenient.text(report, "RltdRef/MsgNm"),
        status=code,
        text=lenient.texts(report, "ReqHdlg/Desc"),
    )
