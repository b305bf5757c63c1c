"""MT192 and MT292, the FIN requests for cancellation: the recall for correspondents that still take FIN, both ways.

Fields: research/iso20022.md 4.6, last paragraph. After :79: follow those fields of the original that the transfer
knows; none is made up.
"""

import re
from datetime import date
from decimal import Decimal

from interceptor.errors import Fault, MessageError
from interceptor.messages.fin_text import fin_amount, message, reference, x_lines, x_text
from interceptor.messages.hostile_text import refuse_hostile
from interceptor.messages.incoming_recall import IncomingRecall
from interceptor.messages.lenient import as_uetr, uetr_in
from interceptor.messages.mt import MtMessage
from interceptor.messages.mt_fields import dated_amount
from interceptor.messages.outgoing_text import clean, identifier, valid_bic, valid_date, valid_uetr
from interceptor.messages.recall import INDEMNITY_OFFERED, UNKNOWN_MESSAGE_ID, Recall, check_text
from interceptor.messages.schemes import FIN_REASONS
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

TYPES = ("192", "292")
Field = tuple[str, list[str]]

_NARRATIVE_WIDTH = 50  # :79: is 35 lines of 50
_PARTY_WIDTH = 35
_TEXT_LINES = 4
_REASON = re.compile(r"^/([A-Z]{2}\d{2}|[A-Z]{4})/", re.MULTILINE)


def render(recall: Recall) -> bytes:
    """`recall` as an input message of type 192, or 292 for a transfer between banks and its cover.

    A transfer without a UETR is recalled by its reference. Raises `MessageError`: `missing_field` when a bank has no
    BIC or the original no date, `bad_field` for a reason that n92 has not, `instruction` when the text breaks the
    wording rules.
    """
    check_text(recall)
    if recall.reason not in FIN_REASONS:
        raise MessageError(Fault.BAD_FIELD, "reason")
    transfer = recall.transfer
    between_banks = transfer.cover or transfer.format in ("pacs.009", "mt202")
    fields: list[Field] = [
        ("20", [reference(recall.message_id)]),
        ("21", [reference(transfer.instruction_id or _known(transfer.message_id))]),
        ("11S", ["202" if between_banks else "103", _short_date(_day(transfer))]),
        ("79", _narrative(recall)),
        *_copied(transfer),
    ]
    sender, receiver = _address(recall.assigner, "assigner"), _address(recall.assignee, "assignee")
    kind = "292" if between_banks else "192"
    return message(kind, sender, receiver, valid_uetr(transfer.uetr), fields)


def _known(message_id: str | None) -> str | None:
    return None if message_id == UNKNOWN_MESSAGE_ID else message_id


def _address(agent: Agent, what: str) -> str:
    bic = valid_bic(agent.bic)
    if bic is None:
        raise MessageError(Fault.MISSING_FIELD, f"{what} BIC")
    return bic


def _day(transfer: Transfer) -> str:
    day = valid_date((transfer.created_at or "")[:10]) or valid_date(transfer.settlement_date)
    if day is None:
        raise MessageError(Fault.MISSING_FIELD, "date of the original")
    return day


def _short_date(day: str) -> str:
    return date.fromisoformat(day).strftime("%y%m%d")


def _narrative(recall: Recall) -> list[str]:
    narrative = [f"/{recall.reason}/"]
    narrative += [f"//{line}" for line in x_lines(recall.additional, _NARRATIVE_WIDTH - 2, _TEXT_LINES)]
    if recall.indemnity:
        narrative.append(f"/{INDEMNITY_OFFERED}/")
    if (uetr := valid_uetr(recall.transfer.uetr)) is not None:
        narrative.append(f"/UETR/{uetr}")
    return narrative


def _copied(transfer: Transfer) -> list[Field]:
    """32A, 50K, 59: the settled amount and the two parties, as far as they are known."""
    copied: list[Field] = []
    settled, day = fin_amount(transfer.amount, transfer.currency), valid_date(transfer.settlement_date)
    if settled is not None and day is not None:
        copied.append(("32A", [f"{_short_date(day)}{transfer.currency}{settled}"]))
    for tag, party, account in (
        ("50K", transfer.debtor, transfer.debtor_account),
        ("59", transfer.creditor, transfer.creditor_account),
    ):
        content = _party(party, account)
        if content:
            copied.append((tag, content))
    return copied


def _party(party: Party, account: Account | None) -> list[str]:
    number = identifier(account.id if account else None, 34) or ""
    first = [f"/{number}"] if number and x_text(number) == number and "/" not in number else []
    names = x_lines([party.name or ""], _PARTY_WIDTH, 2)
    town = " ".join(part for part in (party.town, party.country) if part)
    place = x_lines(party.address or (town,), _PARTY_WIDTH, 2)
    # A party without a name is no 50K: its account alone would be read as a name.
    return [*first, *names, *place] if names else []


def read(message: MtMessage) -> list[IncomingRecall]:
    """The one recall in `message`, leniently; 32A is the copy of the original's.

    Raises `MessageError` (`instruction`) when the text asks to move money.
    """
    narrative = message.first("79") or ""
    text = tuple(line for line in (clean(each, 500) for each in narrative.split("\n")) if line)
    refuse_hostile(text)
    original = (message.first("11S") or "").split("\n")
    amount, currency, day, fault = _copied_amount(message.first("32A"))
    return [
        IncomingRecall(
            message_name=f"MT{message.type}",
            message_id=clean(message.first("20"), 35),
            assigner=Agent(bic=valid_bic(message.sender)),
            assignee=Agent(bic=valid_bic(message.receiver)),
            uetr=uetr_in(narrative) or as_uetr(message.block3.get("121")),
            original_message_name=f"MT{clean(original[0], 3)}" if original[0] else None,
            instruction_id=clean(message.first("21"), 35),
            amount=amount,
            currency=currency,
            settlement_date=day,
            reasons=tuple(code for code in _REASON.findall(narrative) if code != "UETR"),
            text=text,
            faults=(fault,) if fault else (),
        )
    ]


def _copied_amount(value: str | None) -> tuple[Decimal | None, str | None, str | None, str | None]:
    """Amount, currency, day, and the code of the fault when they cannot be read."""
    if value is None:
        return None, None, None, None
    try:
        day, currency, amount = dated_amount(value, [])
    except MessageError as error:
        return None, None, None, error.fault.code
    return amount, currency, day, None
