"""The recall and the status request, before they become camt.056, MT192 or pacs.028."""

from datetime import datetime
from typing import Final

import msgspec

from interceptor.errors import Fault, MessageError
from interceptor.messages.blocks import can_be_named
from interceptor.messages.hostile_text import refuse_hostile
from interceptor.messages.message_ids import case_reference, message_id
from interceptor.messages.outgoing_text import valid_uetr
from interceptor.messages.schemes import scheme, scheme_of
from interceptor.transfers.transfer import Agent, Party, Transfer

INDEMNITY_OFFERED: Final = "INDM"
"""Reason in a *request*: the sender offers an indemnity. In an *answer* the code is IDMN (research/recall.md 1.3)."""

NEUTRAL_TEXT: Final[dict[str, str]] = {
    "suspected": "Payment may have been obtained by deception; payer is being asked. Kindly hold and reply.",
    "reported": "Payer reports that this payment was obtained by deception. Kindly hold, return if available.",
    "confirmed": "Payment confirmed as obtained by deception of the payer. Kindly hold, return if available.",
}
"""By basis. Facts without guilt (research/alert-contents.md section 5), each within the 105 characters of a line."""

UNKNOWN_MESSAGE_ID: Final = "NOTPROVIDED"
"""`OrgnlMsgId` of a cover that we know of only from its transfer; the UETR finds it."""


class Recall(msgspec.Struct, kw_only=True, frozen=True):
    """One request to cancel or return one transfer: one message, one transaction (CBPR+ and Fedwire take no more)."""

    message_id: str
    """`Assgnmt/Id` and `BizMsgIdr`; stable over re-sends."""
    created_at: datetime
    """UTC."""
    case_id: str
    """`Case/Id`, at most 35 characters."""
    cancellation_id: str
    transfer: Transfer
    assigner: Agent
    assignee: Agent
    scheme: str = "cbpr"
    """A name of `schemes.SCHEMES`."""
    reason: str = "FRAD"
    indemnity: bool = False
    """Offer an indemnity: adds reason INDM. Never implied by FRAD (research/recall.md 9, rule 17)."""
    additional: tuple[str, ...] = ()
    """Short neutral text; two lines of 105 characters are written."""
    originator: Party = msgspec.field(default_factory=Party)
    """Who asks: the debtor by name, or our bank by BIC."""
    business_service: str | None = None
    """`BizSvc`; None takes the scheme's."""
    possible_duplicate: bool = False


class StatusRequest(msgspec.Struct, kw_only=True, frozen=True):
    """Asks what became of a recall whose answer is late (research/recall.md 9, rule 10)."""

    message_id: str
    created_at: datetime
    recall: Recall
    recall_version: str = "08"
    """Version of the camt.056 that was sent."""


def recall_of(
    transfer: Transfer,
    *,
    alert_id: str,
    case_id: str,
    created_at: datetime,
    version: int = 1,
    basis: str = "suspected",
    scheme_name: str | None = None,
    reason: str = "FRAD",
    indemnity: bool = False,
    additional: tuple[str, ...] = (),
    by_customer: bool = False,
    business_service: str | None = None,
    possible_duplicate: bool = False,
) -> Recall:
    """The recall of `transfer` with the defaults of research/iso20022.md 4.6.

    `case_id` is the case's UUID, `created_at` UTC, `by_customer` says that the debtor asked. Without `additional` the
    neutral line of `basis` is sent. Raises `MessageError` (`missing_field`) when the transfer names no bank to ask;
    what a scheme or FIN wants besides is checked when the message is made.
    """
    assigner = default_assigner(transfer)
    identifier = message_id(alert_id, version)
    return Recall(
        message_id=identifier,
        created_at=created_at,
        case_id=case_reference(case_id),
        cancellation_id=identifier,
        transfer=transfer,
        assigner=assigner,
        assignee=default_assignee(transfer),
        scheme=scheme_name or scheme_of(transfer),
        reason=reason,
        indemnity=indemnity,
        additional=additional or (NEUTRAL_TEXT[basis],),
        originator=transfer.debtor if by_customer else Party(bic=assigner.bic, name=assigner.name),
        business_service=business_service,
        possible_duplicate=possible_duplicate,
    )


def check(recall: Recall) -> None:
    """Refuse a recall that its scheme would turn back.

    Raises `MessageError`: `no_uetr`; `missing_field` (transaction id, or a bank that cannot be named); `bad_field`
    (reason or scheme unknown); `instruction` (our own text breaks the wording rules).
    """
    rules = scheme(recall.scheme)
    if recall.reason not in rules.reasons:
        raise MessageError(Fault.BAD_FIELD, "reason")
    if rules.uetr and valid_uetr(recall.transfer.uetr) is None:
        raise MessageError(Fault.NO_UETR)
    if rules.transaction_id and not recall.transfer.transaction_id:
        raise MessageError(Fault.MISSING_FIELD, "transaction_id")
    for agent, what in ((recall.assigner, "assigner"), (recall.assignee, "assignee")):
        if not can_be_named(agent):
            raise MessageError(Fault.MISSING_FIELD, what)
    check_text(recall)


def check_text(recall: Recall) -> None:
    """Raises `MessageError` (`instruction`) when our own text breaks the wording rules."""
    refuse_hostile(recall.additional)


def default_assigner(transfer: Transfer) -> Agent:
    """Us: the original's instructing agent, else the debtor agent. Raises `MessageError` (`missing_field`)."""
    return _first_known("assigner", (transfer.instructing_agent, transfer.debtor_agent))


def default_assignee(transfer: Transfer) -> Agent:
    """The next bank in the chain: the instructed agent, else the first intermediary, else the creditor agent.

    Raises `MessageError` (`missing_field`).
    """
    return _first_known("assignee", (transfer.instructed_agent, *transfer.intermediaries[:1], transfer.creditor_agent))


def _first_known(what: str, agents: tuple[Agent | None, ...]) -> Agent:
    for agent in agents:
        if agent is not None and can_be_named(agent):
            return agent
    raise MessageError(Fault.MISSING_FIELD, what)


def cover_leg(transfer: Transfer) -> Transfer | None:
    """The pacs.009 COV that settles a `COVE` transfer, as far as the transfer shows it; None when it has no cover.

    It has the same UETR and is a second thing to stop. Its own message id is not known here: where the cover itself
    was seen, make the recall from that instead.
    """
    if transfer.cover or transfer.settlement_method != "COVE" or not transfer.reimbursement_agents:
        return None
    mt = transfer.format.startswith("mt")
    leg: Transfer = msgspec.structs.replace(
        transfer,
        format="mt202" if mt else "pacs.009",
        message_name="MT202" if mt else "pacs.009.001.08",
        cover=True,
        message_id=UNKNOWN_MESSAGE_ID,
        created_at=None,
        instruction_id=None,
        transaction_id=None,
        instructed_agent=transfer.reimbursement_agents[0],
        intermediaries=(),
    )
    return leg
