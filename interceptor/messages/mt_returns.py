"""MT103 and MT202 that are no payment but its return (`/RETN/`) or rejection (`/REJT/`) in field 72.

They map to pacs.004 and pacs.002; missing one loses a recovery (research/iso20022.md 4.3).
"""

import re

from interceptor.errors import Fault, MessageError
from interceptor.messages.answer import Answer, Meaning
from interceptor.messages.answer_codes import status
from interceptor.messages.hostile_text import hostile_text
from interceptor.messages.lenient import as_uetr
from interceptor.messages.mt import MtMessage
from interceptor.messages.mt_fields import dated_amount, money
from interceptor.messages.outgoing_text import clean, valid_bic
from interceptor.transfers.transfer import Charge

TYPES = ("103", "202")
_CODE = re.compile(r"^/(RETN|REJT)/", re.MULTILINE)
_REASON = re.compile(r"^/([A-Z]{2}\d{2})/", re.MULTILINE)
_ORIGINAL = re.compile(r"^/MREF/(\S{1,35})", re.MULTILINE)


def is_return(message: MtMessage) -> bool:
    """True when field 72 begins a return or a rejection."""
    return message.type in TYPES and _CODE.search(message.first("72") or "") is not None


def read(message: MtMessage) -> list[Answer]:
    """The one answer; hostile text is withheld, the amount stands. An amount that cannot be read makes it HUMAN."""
    information = message.first("72") or ""
    found = _CODE.search(information)
    returned = found is not None and found[1] == "RETN"
    faults: list[str] = []
    charges: list[Charge] = []
    amount = currency = day = None
    try:
        day, currency, amount = dated_amount(message.first("32A") or "", [])
        charges = [_charge(value) for tag, value in message.tags if tag == "71F" and _is_charge(value)]
    except MessageError as error:
        faults.append(error.fault.code)
    text = tuple(line for line in (clean(each, 500) for each in information.split("\n")) if line)
    if hostile_text(" ".join(text)):
        faults.append(Fault.INSTRUCTION.code)
        text = ()
    reasons = tuple(_REASON.findall(information))
    original = _ORIGINAL.search(information)
    meaning = Meaning.RETURNED if returned else Meaning.STOPPED_IN_FLIGHT
    return [
        Answer(
            kind=f"mt{message.type}",
            meaning=Meaning.HUMAN if amount is None else meaning,
            readings=tuple(status("return", code).reading for code in reasons),
            faults=tuple(faults),
            message_name=f"MT{message.type}",
            message_id=clean(message.first("20"), 35),
            sender_bic=valid_bic(message.sender),
            uetr=as_uetr(message.block3.get("121")),
            instruction_id=original[1] if original else clean(message.first("21"), 35),
            status=found[1] if found else None,
            reasons=reasons,
            return_id=clean(message.first("20"), 35),
            returned_amount=amount if returned else None,
            returned_currency=currency if returned else None,
            charges=tuple(charges),
            settlement_date=day,
            text=text,
        )
    ]


def _charge(value: str) -> Charge:
    currency, amount = money(value)
    return Charge(amount, currency)


def _is_charge(value: str) -> bool:
    return bool(value.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ0, \n"))
