"""Parts of the alert document, as they stand in its JSON and its schema. Amounts are strings; times ISO 8601."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=350)]
Code = Annotated[str, Field(max_length=140)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Digits = Annotated[str, Field(pattern=r"^\d{1,19}(\.\d{1,5})?$")]


class Part(BaseModel):
    """Base of all parts: immutable; unknown fields of later versions are let go."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=2_000)


class Name(Part):
    """A name in its original script, with its Latin form when that differs."""

    original: Text
    latin: Text | None = None


class Instructed(Name):
    """The payee's name as the payer was told it."""

    status: Literal["as instructed, unverified"] = "as instructed, unverified"


class Institution(Part):
    """A bank: enough to find it, nothing to call."""

    name: Name | None = None
    bic: Code | None = None
    lei: Code | None = None
    clearing_system: Code | None = None
    member_id: Code | None = None
    branch: Code | None = None
    town: Text | None = None
    country: Country | None = None


class Money(Part):
    """An amount with its currency."""

    amount: Digits
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Moment(Part):
    """One time on two clocks."""

    utc: AwareDatetime
    local: Code
    """On the receiver's clock, with offset and zone."""


class Amounts(Part):
    """Field 11."""

    settled: Money
    instructed: Money | None = None
    charges: tuple[Money, ...] = ()


class Times(Part):
    """Field 12; exact debit and credit times, since some desks match on them."""

    settlement_date: Code | None = None
    debited_at: Moment | None = None
    credited_at: Moment | None = None


class References(Part):
    """Field 9."""

    end_to_end_id: Code | None = None
    transaction_id: Code | None = None
    instruction_id: Code | None = None
    clearing_reference: Code | None = None


class OriginalMessage(Part):
    """Field 10."""

    message_id: Code | None = None
    message_name: Code
    created_at: Code | None = None


class Route(Part):
    """Field 13."""

    settlement_method: Code | None = None
    clearing_system: Code | None = None
    intermediaries: tuple[Institution, ...] = ()
    reimbursement_agents: tuple[Institution, ...] = ()


class Reason(Part):
    """Field 14."""

    code: Code
    narrative: Text


class Place(Part):
    """Field 18."""

    town: Text | None = None
    subdivision: Text | None = None
    country: Country | None = None


class AccountAt(Part):
    """Fields 19 and 23: an account and its bank."""

    account: Code | None = None
    proxy: Text | None = None
    institution: Institution | None = None


class Expected(Part):
    """Field 22: whom the payer meant to pay."""

    name: Name
    country: Country | None = None
    name_match: Code | None = None


class Recall(Part):
    """Field 26."""

    sent: bool
    sent_at: Moment | None = None
    message_id: Code | None = None
    answer: Code | None = None


class Police(Part):
    """Field 27: its parts, or the reference as it was given where that does not show all three."""

    force: Text | None = None
    number: Code | None = None
    reported_on: date | None = None
    reference: Code | None = None


class Filed(Part):
    """Field 29."""

    fiu: Text
    filed_on: date


class Statement(Part):
    """Field 30: on request only."""

    sha256: Code
    available: Literal["on request"] = "on request"


class Indemnity(Part):
    """Field 31."""

    limit: Money
    expires_on: date | None = None


class LegalBasis(Part):
    """Field 33."""

    asked: tuple[Code, ...]
    onward_use: bool | None = None


class Evidence(Part):
    """Field 36."""

    sha256: tuple[Code, ...]
    handling: Code
    retention_until: date | None = None


class Language(Part):
    """Field 39."""

    tag: Code
    translated: bool = False


class Expiry(Part):
    """Field 40."""

    expires_at: Moment | None = None
    next_review: Moment | None = None
