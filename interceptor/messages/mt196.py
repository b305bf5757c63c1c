"""MT196 and MT296, the FIN answers to a request for cancellation, read leniently and written strictly."""

import re

from interceptor.errors import Fault, MessageError
from interceptor.messages.answer import Answer, Meaning
from interceptor.messages.answer_codes import verdict
from interceptor.messages.fin_text import message, reference, x_lines, x_text
from interceptor.messages.hostile_text import refuse_hostile
from interceptor.messages.lenient import as_uetr, uetr_in
from interceptor.messages.mt import MtMessage
from interceptor.messages.outgoing_answers import Resolution, check
from interceptor.messages.outgoing_text import clean, valid_bic, valid_uetr
from interceptor.transfers.transfer import Agent

TYPES = ("196", "296")
_STATUS = re.compile(r"/([A-Z0-9]{1,8})/(.*)", re.DOTALL)
_REASON = re.compile(r"/?([A-Z]{2}\d{2}|[A-Z]{4})(?=/|\s|$)")
_TEXT_WIDTH = 35  # :76: is 6 lines of 35, :77A: 20 lines of 35


def read(answer: MtMessage) -> list[Answer]:
    """The one answer. Raises `MessageError` (`instruction`) when its text asks to move money."""
    status_field = answer.first("76") or ""
    narrative = "\n".join(value for tag, value in answer.tags if tag in ("76", "77A", "79"))
    matched = _STATUS.match(status_field.strip())
    code = matched[1] if matched else None
    reason = _REASON.match(matched[2].strip()) if matched else None
    reasons = (reason[1],) if reason else ()
    said = verdict([("confirmation", code)] if code else [], reasons)
    named, enclosed = uetr_in(narrative), as_uetr(answer.block3.get("121"))
    disagree = named is not None and enclosed is not None and named != enclosed
    text = tuple(line for line in (clean(each, 500) for each in narrative.split("\n")) if line)
    refuse_hostile(text)
    return [
        Answer(
            kind=f"mt{answer.type}",
            meaning=Meaning.HUMAN if disagree else said.meaning,
            readings=said.readings,
            conflict=said.conflict or disagree,
            message_name=f"MT{answer.type}",
            message_id=clean(answer.first("20"), 35),
            sender_bic=valid_bic(answer.sender),
            request_id=clean(answer.first("21"), 35),
            uetr=named or enclosed,
            status=code,
            reasons=reasons,
            text=text,
        )
    ]


def render(resolution: Resolution) -> bytes:
    """`resolution` as an input message of type 196, or 296 when the recall was of a transfer between banks.

    Raises `MessageError`: `missing_field` when a bank has no BIC, else as `outgoing_answers.check`.
    """
    check(resolution)
    recall = resolution.recall
    between_banks = (recall.original_message_name or "").startswith(("pacs.009", "MT202"))
    first = f"/{x_text(resolution.status)[:8]}/" + "/".join(x_text(code)[:4] for code in resolution.reasons[:1])
    fields: list[tuple[str, list[str]]] = [
        ("20", [reference(resolution.message_id)]),
        ("21", [reference(recall.message_id)]),
        ("76", [first, *(f"//{line}" for line in x_lines(resolution.text, _TEXT_WIDTH - 2, 4))]),
    ]
    uetr = valid_uetr(recall.uetr)
    if uetr is not None:
        whole = f"/UETR/{uetr}"
        fields.append(("77A", [whole[:_TEXT_WIDTH], "//" + whole[_TEXT_WIDTH:]]))
    sender, receiver = _address(resolution.sender), _address(resolution.receiver)
    return message("296" if between_banks else "196", sender, receiver, uetr, fields)


def _address(agent: Agent) -> str:
    bic = valid_bic(agent.bic)
    if bic is None:
        raise MessageError(Fault.MISSING_FIELD, "BIC")
    return bic
