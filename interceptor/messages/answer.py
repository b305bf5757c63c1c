"""One answer of a bank or network to a recall, whatever message it came in."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from interceptor.transfers.transfer import Charge


class Meaning(StrEnum):
    """What an answer means to the case. The words of research/alert-contents.md section 3, and five more below."""

    RETURN_EXPECTED = "RETURN_EXPECTED"
    """Agreed. The money is not back: a case closes on money, not on text."""
    RETURNED = "RETURNED"
    """Money came back: `returned_amount`."""
    PENDING = "PENDING"
    """Under way, not held."""
    REJECTED = "REJECTED"
    NOT_OURS = "NOT_OURS"
    """Passed on, or held by another bank: re-route."""
    NEED_INFO = "NEED_INFO"
    INDEMNITY_NEEDED = "INDEMNITY_NEEDED"
    STOPPED_IN_FLIGHT = "STOPPED_IN_FLIGHT"
    NOTE = "NOTE"
    """To be kept with the case; changes nothing."""
    PARTLY = "PARTLY"
    """Partly cancelled; how much is for a return to say."""
    RECEIPT = "RECEIPT"
    """A system has our message; nobody has answered."""
    UNDELIVERED = "UNDELIVERED"
    """Our message was turned back: the recall was not delivered, send again at once."""
    HUMAN = "HUMAN"
    """Unknown, contradictory or damaged: a person reads it. Never taken for a refusal."""


class Answer(msgspec.Struct, kw_only=True, frozen=True):
    """One transaction's answer. Ids are as received; None means that the message does not say."""

    kind: str
    """`camt.029`, `pacs.004`, `pacs.002`, `mt196`, `mt296`, `mt103`, `mt202`, `admi.002`, `admi.007`, `ack`, `nak`."""
    meaning: Meaning
    readings: tuple[str, ...] = ()
    """What the code table says of each code, for a person."""
    conflict: bool = False
    """The message contradicts itself; `meaning` is then HUMAN."""
    faults: tuple[str, ...] = ()
    """Codes of `interceptor.errors.Fault` for parts that could not be read or were withheld."""
    index: int = 0
    """Position in the message, from 0."""

    message_name: str | None = None
    message_id: str | None = None
    """Of the answer itself."""
    sender_bic: str | None = None
    """May be a bank further down than the one that was asked."""
    request_id: str | None = None
    """Id of our own request, where the message points at that and not at the payment."""
    case_id: str | None = None
    """`RslvdCase/Id`: our `Case/Id`."""

    uetr: str | None = None
    original_message_id: str | None = None
    original_message_name: str | None = None
    instruction_id: str | None = None
    end_to_end_id: str | None = None
    transaction_id: str | None = None
    clearing_reference: str | None = None
    original_amount: Decimal | None = None
    original_currency: str | None = None

    status: str | None = None
    """`Sts/Conf`, MT 76, or the only status of other messages."""
    status_group: str | None = None
    status_transaction: str | None = None
    reasons: tuple[str, ...] = ()

    return_id: str | None = None
    return_uetr: str | None = None
    """`RsltnRltdInf/UETR`: the return may travel under its own."""
    returned_amount: Decimal | None = None
    returned_currency: str | None = None
    charges: tuple[Charge, ...] = ()
    """Taken out of the return."""
    settlement_date: str | None = None
    """ISO 8601 date of the return."""
    text: tuple[str, ...] = ()
