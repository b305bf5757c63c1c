"""A reply out of a bank message: camt.029, pacs.004, pacs.002, MT196, admi.002 as `messages` read them."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from interceptor.cases.reply import Reply
from interceptor.cases.states import Event
from interceptor.messages.answer import Answer, Meaning
from interceptor.transfers.identity import uuid5

_EVENTS = {
    Meaning.RETURN_EXPECTED: Event.RETURN_EXPECTED,
    Meaning.RETURNED: Event.RETURNED,
    Meaning.PENDING: Event.PENDING,
    Meaning.REJECTED: Event.REJECTED,
    Meaning.NOT_OURS: Event.NOT_OURS,
    Meaning.NEED_INFO: Event.NEED_INFO,
    Meaning.INDEMNITY_NEEDED: Event.INDEMNITY_NEEDED,
    Meaning.STOPPED_IN_FLIGHT: Event.STOPPED_IN_FLIGHT,
    Meaning.NOTE: Event.NOTE,
    Meaning.PARTLY: Event.RETURN_EXPECTED,  # how much is for the return to say
    Meaning.RECEIPT: Event.NOTE,
    Meaning.UNDELIVERED: Event.UNDELIVERED,
    Meaning.HUMAN: Event.NOTE,
}


def from_answer(answer: Answer, received_at: datetime) -> Reply:
    """The reply in one transaction of a message.

    A return is known by its own id, else by the id of the message it came in, so that it counts once. Charges in
    another currency than the return's are left out: they are not in what was taken off it.
    """
    place = f"{answer.kind}:{answer.message_id}:{answer.index}" if answer.message_id else None
    return Reply(
        reply_id=place or uuid5("answer", msgspec.json.encode(answer).decode()),
        received_at=received_at,
        answer=_EVENTS[answer.meaning],
        message_id=answer.request_id,
        case_reference=answer.case_id,
        uetr=answer.uetr,
        sender=answer.sender_bic,
        amount=answer.returned_amount,
        currency=answer.returned_currency,
        charges=_charges(answer),
        happened_at=_midnight(answer.settlement_date),
        code=answer.reasons[0] if answer.reasons else None,
        text=" ".join(answer.text) or None,
        return_id=(answer.return_id or place) if answer.meaning is Meaning.RETURNED else None,
        needs_person=answer.conflict or answer.meaning in (Meaning.HUMAN, Meaning.PARTLY),
    )


def _charges(answer: Answer) -> Decimal | None:
    same = [charge.amount for charge in answer.charges if charge.currency == answer.returned_currency]
    return sum(same, Decimal(0)) if same else None


def _midnight(date: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(date[:10]).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None
