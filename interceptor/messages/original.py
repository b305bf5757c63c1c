"""How an outgoing message points at the original transfer: copied as it was, left out where unknown."""

from interceptor.messages.outgoing_text import identifier, valid_date_time, valid_uetr
from interceptor.messages.writer import Writer
from interceptor.transfers.transfer import Transfer

_INTERBANK = ("pacs.", "MT")


def write_original_group(parent: Writer, transfer: Transfer) -> None:
    """`OrgnlGrpInf`; nothing when the transfer was not seen as an interbank message, or has no message id.

    A pain.001 or JSON record does not say which message the next bank was sent, and none is made up.
    """
    message_id, name = identifier(transfer.message_id, 35), identifier(transfer.message_name, 35)
    if message_id is None or name is None or not name.startswith(_INTERBANK):
        return
    group = parent.child("OrgnlGrpInf")
    group.text("OrgnlMsgId", message_id)
    group.text("OrgnlMsgNmId", name)
    group.text("OrgnlCreDtTm", valid_date_time(transfer.created_at))


def write_original_ids(parent: Writer, transfer: Transfer) -> None:
    """`OrgnlInstrId`, `OrgnlEndToEndId`, `OrgnlTxId`, `OrgnlUETR`, in the order of camt.056 and pacs.028."""
    parent.text("OrgnlInstrId", identifier(transfer.instruction_id, 35))
    end_to_end = identifier(transfer.end_to_end_id, 35) if transfer.end_to_end_id else "NOTPROVIDED"
    parent.text("OrgnlEndToEndId", end_to_end)
    parent.text("OrgnlTxId", identifier(transfer.transaction_id, 35))
    parent.text("OrgnlUETR", valid_uetr(transfer.uetr))
