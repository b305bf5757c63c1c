"""What a receiving bank answers to a recall, before it becomes camt.029, MT196 or pacs.004."""

from datetime import datetime
from decimal import Decimal

import msgspec

from interceptor.errors import Fault, MessageError
from interceptor.messages.blocks import can_be_named
from interceptor.messages.hostile_text import refuse_hostile
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.outgoing_text import identifier, valid_date_time
from interceptor.messages.writer import Writer
from interceptor.transfers.transfer import Agent, Charge


class Resolution(msgspec.Struct, kw_only=True, frozen=True):
    """The answer in words: agreed, pending, refused or passed on."""

    message_id: str
    """At most 16 characters (`message_ids.answer_id`)."""
    created_at: datetime
    """UTC."""
    recall: IncomingRecall
    sender: Agent
    receiver: Agent
    status: str
    """`Sts/Conf`: CNCL, PDCR, RJCR, FTNA, … (research/recall.md 1.2)."""
    reasons: tuple[str, ...] = ()
    """Of research/recall.md 1.3; an indemnity is asked for with IDMN, not INDM."""
    text: tuple[str, ...] = ()
    business_service: str | None = None


class Return(msgspec.Struct, kw_only=True, frozen=True):
    """The answer in money."""

    message_id: str
    created_at: datetime
    recall: IncomingRecall
    sender: Agent
    receiver: Agent
    amount: Decimal
    """Returned, in `currency`, after `charges`."""
    currency: str
    settlement_date: str
    """ISO 8601 date on which the return settles."""
    charges: tuple[Charge, ...] = ()
    reason: str = "FOCR"
    settlement_method: str = "INDA"
    text: tuple[str, ...] = ()
    business_service: str | None = None


def check(answer: Resolution | Return) -> None:
    """Raises `MessageError`: `missing_field` when a bank cannot be named, `instruction` when the text is hostile,
    `bad_field` when an indemnity is asked for with the code of an offer."""
    for agent, what in ((answer.sender, "sender"), (answer.receiver, "receiver")):
        if not can_be_named(agent):
            raise MessageError(Fault.MISSING_FIELD, what)
    if isinstance(answer, Resolution) and "INDM" in answer.reasons:
        raise MessageError(Fault.BAD_FIELD, "INDM in an answer; IDMN is meant")
    refuse_hostile(answer.text)


def write_received_group(parent: Writer, recall: IncomingRecall) -> None:
    """`OrgnlGrpInf` as the recall gave it; nothing when it did not."""
    message_id, name = identifier(recall.original_message_id, 35), identifier(recall.original_message_name, 35)
    if message_id is None or name is None:
        return
    group = parent.child("OrgnlGrpInf")
    group.text("OrgnlMsgId", message_id)
    group.text("OrgnlMsgNmId", name)
    group.text("OrgnlCreDtTm", valid_date_time(recall.original_created_at))
