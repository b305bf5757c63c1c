"""One outbound credit transfer, whatever its format, in ISO 20022 words (research/iso20022.md section 4.1).

`msgspec.Struct` because building one costs 0.17 us where a frozen dataclass costs 2.8 (research/hotpath.md 1),
and because the same classes encode losslessly for the register: by position, so new fields go at the end.
"""

from decimal import Decimal

import msgspec


class Account(msgspec.Struct, array_like=True, gc=False):
    """An account as the message has it; compare on `interceptor.transfers.accounts.canonical`."""

    id: str | None = None
    """IBAN or other number as received; None when only a proxy is given."""
    iban: bool = False
    """True when the message says IBAN, or the number passes the IBAN check."""
    scheme: str | None = None
    """`Othr/SchmeNm` code or proprietary name."""
    proxy: str | None = None
    """`Prxy/Id`: a phone number, e-mail or alias that stands for the account."""
    name: str | None = None
    currency: str | None = None


class Agent(msgspec.Struct, array_like=True, gc=False):
    """A financial institution."""

    bic: str | None = None
    """8 or 11 upper-case characters."""
    clearing_system: str | None = None
    """ISO external clearing-system code such as `USABA`, or the proprietary text."""
    member_id: str | None = None
    lei: str | None = None
    name: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2 of the postal address."""
    town: str | None = None
    address: tuple[str, ...] = ()
    branch: str | None = None
    account: str | None = None


class Party(msgspec.Struct, array_like=True, gc=False):
    """A debtor, creditor, ultimate party or initiating party."""

    name: str | None = None
    name_alternative: str | None = None
    """MT free-format only: lines 1 and 2 joined, since names over 35 characters run on without a marker."""
    country: str | None = None
    """ISO 3166 alpha-2 of the postal address."""
    residence: str | None = None
    """`CtryOfRes`, or MT 77B /BENEFRES/ and /ORDERRES/."""
    town: str | None = None
    postcode: str | None = None
    street: str | None = None
    subdivision: str | None = None
    address: tuple[str, ...] = ()
    """Unstructured lines as received."""
    lei: str | None = None
    bic: str | None = None
    private: bool = False
    """True when the message carries `PrvtId`, so a natural person."""
    identifiers: tuple[str, ...] = ()
    """Other organisation or private identifiers as received."""


class Charge(msgspec.Struct, array_like=True, gc=False):
    """One `ChrgsInf` or 71F/71G entry."""

    amount: Decimal
    currency: str
    agent_bic: str | None = None


class Transfer(msgspec.Struct, array_like=True, kw_only=True, gc=False):
    """One outbound credit transfer. Optional means that the message does not say; it is never guessed."""

    format: str
    """`pacs.008`, `pacs.009`, `pain.001`, `mt103`, `mt202` or `json`."""
    message_name: str
    """Full name of the original, such as `pacs.008.001.08` or `MT103`; goes into a recall as it is."""
    index: int = 0
    """Position of the transaction in its message, from 0."""
    cover: bool = False
    """True for a pacs.009 COV or MT202 COV: a leg of another transfer with the same UETR, not a payment of its own."""

    amount: Decimal
    """Interbank settlement amount, digits as received, always positive."""
    currency: str
    """ISO 4217 code of `amount`."""
    settlement_date: str | None = None
    """ISO 8601 date."""
    instructed_amount: Decimal | None = None
    instructed_currency: str | None = None
    exchange_rate: Decimal | None = None
    charge_bearer: str | None = None
    """DEBT, SHAR, CRED or SLEV."""
    charges: tuple[Charge, ...] = ()

    message_id: str | None = None
    created_at: str | None = None
    """`CreDtTm` verbatim: a recall copies it."""
    instruction_id: str | None = None
    end_to_end_id: str | None = None
    """Verbatim; the literal NOTPROVIDED counts as none in identity."""
    transaction_id: str | None = None
    uetr: str | None = None
    """Lower-case UUID; None when absent or not a UUID (then kept in `warnings`)."""
    clearing_reference: str | None = None

    settlement_method: str | None = None
    """INDA, INGA, CLRG or COVE."""
    clearing_system: str | None = None
    service_levels: tuple[str, ...] = ()
    local_instrument: str | None = None
    category_purpose: str | None = None
    priority: str | None = None
    """`InstrPrty` HIGH or NORM, or the settlement priority."""
    settle_by: str | None = None
    """The earliest of CLSTm, TillTm, RjctTm as received: how long the wire may still be stopped."""

    instructing_agent: Agent | None = None
    instructed_agent: Agent | None = None
    previous_agents: tuple[Agent, ...] = ()
    intermediaries: tuple[Agent, ...] = ()
    reimbursement_agents: tuple[Agent, ...] = ()
    """53a, 54a, 55a or `SttlmInf` agents: the cover leg, a second thing to stop."""

    debtor: Party
    debtor_account: Account | None = None
    debtor_agent: Agent | None = None
    ultimate_debtor: Party | None = None
    initiating_party: Party | None = None
    creditor: Party
    creditor_account: Account | None = None
    creditor_agent: Agent | None = None
    ultimate_creditor: Party | None = None

    purpose: str | None = None
    """`Purp/Cd` or proprietary."""
    instructions: tuple[str, ...] = ()
    """Instructions for the creditor agent and next agent: code and text, MT 23E and 72."""
    regulatory: tuple[str, ...] = ()
    remittance: tuple[str, ...] = ()
    """Unstructured remittance lines; MT 70 is joined to one."""
    documents: tuple[str, ...] = ()
    """`Strd/RfrdDocInf/Nb`: document numbers."""
    references: tuple[str, ...] = ()
    """`Strd/CdtrRefInf/Ref`: creditor references."""
    tax: bool = False
    """True when structured tax remittance is present."""
    warnings: tuple[str, ...] = ()
    """What the parser noticed and read around, such as `header_version_differs`; codes, never text."""


class Refusal(msgspec.Struct, gc=False):
    """One transaction of a message that cannot be read; its siblings are scored."""

    fault: str
    """Code of `interceptor.errors.Fault`."""
    detail: str
    index: int | None = None
    """Position of the transaction, or None when the whole message is unreadable."""


class Skipped(msgspec.Struct, gc=False):
    """A readable message, or transaction, that is no payment: an MT103 return, a statement, an acknowledgement."""

    what: str
    """Short code such as `return`, `reject`, `not_a_payment:camt.053`, `service_message`."""
    index: int | None = None
    original_uetr: str | None = None
    original_reference: str | None = None


Item = Transfer | Refusal | Skipped
