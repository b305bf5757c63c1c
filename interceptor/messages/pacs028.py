"""pacs.028 FIToFIPaymentStatusRequest: asks for the answer to a recall when it is late."""

from typing import Final

from interceptor.errors import Fault, MessageError
from interceptor.messages.blocks import write_agent
from interceptor.messages.business_message import Header, enclose
from interceptor.messages.original import write_original_ids
from interceptor.messages.outgoing_text import identifier, moment
from interceptor.messages.recall import StatusRequest, check
from interceptor.messages.schemes import scheme
from interceptor.messages.writer import Writer

VERSIONS: Final = ("03", "04", "05", "06")


def render(request: StatusRequest, version: str = "03", header_version: str = "02") -> bytes:
    """`request` as pacs.028.001.`version` with its business header; `OrgnlGrpInf` points at our camt.056.

    Raises `MessageError` as `camt056.render` does.
    """
    if version not in VERSIONS:
        raise MessageError(Fault.BAD_FIELD, "pacs.028 version")
    recall = request.recall
    check(recall)
    rules = scheme(recall.scheme)
    name = f"pacs.028.001.{version}"
    document = Writer.root("Document", name)
    status_request = document.child("FIToFIPmtStsReq")
    group = status_request.child("GrpHdr")
    group.text("MsgId", request.message_id)
    group.text("CreDtTm", moment(request.created_at))
    write_agent(group, "InstgAgt", recall.assigner, rules.member_only)
    write_agent(group, "InstdAgt", recall.assignee, rules.member_only)
    transaction = status_request.child("TxInf")
    transaction.text("StsReqId", identifier(request.message_id, 35))
    original = transaction.child("OrgnlGrpInf")
    original.text("OrgnlMsgId", recall.message_id)
    original.text("OrgnlMsgNmId", f"camt.056.001.{request.recall_version}")
    original.text("OrgnlCreDtTm", moment(recall.created_at))
    write_original_ids(transaction, recall.transfer)
    header = Header(
        sender=recall.assigner,
        receiver=recall.assignee,
        message_id=request.message_id,
        message_name=name,
        created_at=request.created_at,
        business_service=recall.business_service or rules.business_service,
        member_only=rules.member_only,
        version=header_version,
    )
    return enclose(header, document.element)
