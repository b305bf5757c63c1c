"""What the bank knows beside the message (DESIGN 5.1). Every field is optional; unknown is not safe."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

Stage = Literal["initiated", "released", "cancelled", "settled"]
Channel = Literal["online", "host_to_host", "branch", "phone", "email"]
PayeeCheck = Literal["match", "close_match", "no_match", "unavailable"]


def _exact(value: Any) -> Any:
    # A JSON number reaches us as a float; its shortest repr is what the bank wrote.
    return str(value) if isinstance(value, float) else value


Amount = Annotated[Decimal, BeforeValidator(_exact), Field(max_digits=24, decimal_places=5)]
ShortText = Annotated[str, Field(max_length=512)]


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)


class InstructionEmail(_Lenient):
    """Headers of the mail that ordered the wire, as the bank's mail gateway saw them."""

    from_: ShortText | None = Field(default=None, alias="from")
    reply_to: ShortText | None = None
    display_name: ShortText | None = None
    known_domain: ShortText | None = None
    """The domain on file for the person or payee that the mail claims to come from."""
    authentication: ShortText | None = None
    """`pass`, or which of spf, dkim, dmarc failed."""


class Context(_Lenient):
    """Side-channel facts of one transfer. Fields beyond DESIGN 5.1 are the look-ups that some indicators need."""

    payment_id: ShortText | None = None
    stage: Stage = "released"
    channel: Channel | None = None
    initiator: ShortText | None = None
    approver: ShortText | None = None
    payee_check: PayeeCheck | None = None
    payee_check_name: ShortText | None = None
    """The name that the payee check returned with a close match."""
    beneficiary_changed_at: AwareDatetime | None = None
    callback_verified: bool | None = None
    verification_overridden: bool | None = None
    instruction_email: InstructionEmail | None = None
    instruction_text: Annotated[str, Field(max_length=20_000)] | None = None
    available_balance: Amount | None = None
    cut_off_at: AwareDatetime | None = None
    approval_limit: Amount | None = None
    """The initiator's or dual-control limit in the transfer's currency."""
    initiator_since: AwareDatetime | None = None
    """When the initiator or approver was authorised."""
    approval_seconds: float | None = None
    same_device: bool | None = None
    """Both approvals came from one device."""
    mailbox_compromised_at: AwareDatetime | None = None
    creditor_account_opened_at: AwareDatetime | None = None
    creditor_incorporated_at: AwareDatetime | None = None
    creditor_account_holder: ShortText | None = None
    """Name of the account holder as the receiving bank gives it."""
    creditor_account_type: Literal["personal", "business"] | None = None
    debtor_sector: ShortText | None = None
    """Free or ISIC-like word: `legal`, `real_estate`, `manufacturing`, `public`, `transport`, `fund`, …"""
    key_event: ShortText | None = None
    """Closing, capital call, new executive, year end."""
    client_account: bool | None = None
    """The debtor account is a law firm's or title company's client account, where every payee is new by nature."""
    credit_received_account: ShortText | None = None
    """For a refund: the account that the original credit came from."""
    drawn_minutes_before: float | None = None
    """Minutes since a draw-down or cash-pool transfer that funded this wire."""


EMPTY_CONTEXT = Context()
