"""A recall that somebody sent to us: what the receiving bank or desk reads out of a camt.056."""

from decimal import Decimal

import msgspec
from lxml import etree

from interceptor.messages import lenient
from interceptor.messages.lenient import Once
from interceptor.transfers.accounts import canonical_number, is_iban
from interceptor.transfers.transfer import Account, Agent


class IncomingRecall(msgspec.Struct, kw_only=True, frozen=True):
    """One transaction that another bank asks us to cancel or return. Ids are as received."""

    message_name: str | None = None
    message_id: str | None = None
    """`Assgnmt/Id`."""
    index: int = 0
    created_at: str | None = None
    """`Assgnmt/CreDtTm` verbatim."""
    possible_duplicate: bool = False
    assigner: Agent = msgspec.field(default_factory=Agent)
    assignee: Agent = msgspec.field(default_factory=Agent)
    case_id: str | None = None
    cancellation_id: str | None = None

    uetr: str | None = None
    original_message_id: str | None = None
    original_message_name: str | None = None
    original_created_at: str | None = None
    instruction_id: str | None = None
    end_to_end_id: str | None = None
    transaction_id: str | None = None
    clearing_reference: str | None = None
    amount: Decimal | None = None
    """Settled amount of the original."""
    currency: str | None = None
    settlement_date: str | None = None

    reasons: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    creditor_name: str | None = None
    """From `OrgnlTxRef`, which only some schemes send."""
    creditor_account: Account | None = None
    faults: tuple[str, ...] = ()
    """Codes of `interceptor.errors.Fault` for parts that could not be read."""

    @property
    def indemnity(self) -> bool:
        """True when the sender offers an indemnity. IDMN is the answer's code, sent by mistake (recall.md 1.3)."""
        return "INDM" in self.reasons or "IDMN" in self.reasons


def incoming(once: Once, request: etree._Element, group: etree._Element | None, one: etree._Element) -> IncomingRecall:
    """The recall of the transaction `one`, which is the `group` itself in a group cancellation."""
    of_group = group if group is not None else etree.Element("none")
    value, currency, fault = lenient.amount(lenient.find(one, "OrgnlIntrBkSttlmAmt"))
    return IncomingRecall(
        message_name=once(lenient.message_name, request),
        message_id=once(lenient.text, request, "Assgnmt/Id"),
        created_at=once(lenient.text, request, "Assgnmt/CreDtTm"),
        possible_duplicate=once(lenient.header_flag, request, "PssblDplct"),
        assigner=once(_agent, request, "Assgnmt/Assgnr/Agt"),
        assignee=once(_agent, request, "Assgnmt/Assgne/Agt"),
        case_id=lenient.text(one, "Case/Id")
        or once(lenient.text, of_group, "Case/Id")
        or once(lenient.text, request, "Case/Id"),
        cancellation_id=lenient.text(one, "CxlId", "GrpCxlId"),
        uetr=lenient.uetr(one, "OrgnlUETR"),
        original_message_id=lenient.text(one, "OrgnlGrpInf/OrgnlMsgId") or once(lenient.text, of_group, "OrgnlMsgId"),
        original_message_name=lenient.text(one, "OrgnlGrpInf/OrgnlMsgNmId")
        or once(lenient.text, of_group, "OrgnlMsgNmId"),
        original_created_at=lenient.text(one, "OrgnlGrpInf/OrgnlCreDtTm")
        or once(lenient.text, of_group, "OrgnlCreDtTm"),
        instruction_id=lenient.text(one, "OrgnlInstrId"),
        end_to_end_id=lenient.text(one, "OrgnlEndToEndId"),
        transaction_id=lenient.text(one, "OrgnlTxId"),
        clearing_reference=lenient.text(one, "OrgnlClrSysRef"),
        amount=value,
        currency=currency,
        settlement_date=lenient.date_at(one, "OrgnlIntrBkSttlmDt"),
        reasons=lenient.texts(one, "CxlRsnInf/Rsn/Cd", 35) + lenient.texts(one, "CxlRsnInf/Rsn/Prtry", 35),
        text=lenient.texts(one, "CxlRsnInf/AddtlInf"),
        creditor_name=lenient.text(one, "OrgnlTxRef/Cdtr/Pty/Nm", "OrgnlTxRef/Cdtr/Nm"),
        creditor_account=_account(one, "OrgnlTxRef/CdtrAcct/Id"),
        faults=(fault,) if fault else (),
    )


def _agent(request: etree._Element, path: str) -> Agent:
    institution = f"{path}/FinInstnId"
    return Agent(
        bic=lenient.agent_bic(request, path),
        clearing_system=lenient.text(request, f"{institution}/ClrSysMmbId/ClrSysId/Cd"),
        member_id=lenient.text(request, f"{institution}/ClrSysMmbId/MmbId"),
        name=lenient.text(request, f"{institution}/Nm"),
    )


def _account(one: etree._Element, path: str) -> Account | None:
    number = lenient.text(one, f"{path}/IBAN", f"{path}/Othr/Id")
    return Account(id=number, iban=is_iban(canonical_number(number))) if number else None
