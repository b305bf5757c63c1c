"""A record of the topic `intel.accounts`: a suspect account, as others tell us and as we tell others (DESIGN 5.4)."""

import hashlib
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from interceptor.errors import Fault, MessageError
from interceptor.profiles.creditor_account import CONFIRMED, REPORTED
from interceptor.profiles.describing import bank_of
from interceptor.profiles.keys import account_key
from interceptor.transfers.accounts import canonical, is_iban
from interceptor.transfers.identity import digest8, uuid5
from interceptor.transfers.transfer import Account, Agent, Transfer

SCHEMA = "interceptor.suspect_account/1"
_PROXY = "PROXY:"
_BASES = {"reported": REPORTED, "confirmed": CONFIRMED, "withdrawn": 0}

_Bic = Annotated[str, Field(pattern=r"^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")]


class SuspectAccount(BaseModel):
    """One word of one source on one account. A later word under the same source and reference replaces it."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True, populate_by_name=True)

    schema_: Literal["interceptor.suspect_account/1"] = Field(default="interceptor.suspect_account/1", alias="schema")
    source: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    """Who says so: a code that is shown to people, such as a BIC or the name of a feed."""
    reference: Annotated[str, Field(min_length=1, max_length=140)]
    """The source's own id of what it says."""
    basis: Literal["reported", "confirmed", "withdrawn"]
    said_at: AwareDatetime
    """When; the latest word under a reference counts."""
    account: Annotated[str, Field(min_length=4, max_length=40)] | None = None
    """IBAN or number; a number that is no IBAN needs its `agent`."""
    account_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """SHA-256 of the account in upper case without spaces, where a bank shares no numbers: for programs that hold lists
    of their own. It marks no profile."""
    agent: _Bic | None = None
    """BIC of the bank that keeps the account."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None

    @model_validator(mode="after")
    def _one_account(self) -> "SuspectAccount":
        if (self.account is None) == (self.account_sha256 is None):
            raise ValueError("either account or account_sha256")
        return self

    @property
    def stored_basis(self) -> int:
        """As profiles keep it; 0 when it is withdrawn."""
        return _BASES[self.basis]

    @property
    def digest(self) -> bytes:
        """8 bytes under which profiles keep this source's word."""
        return digest8("suspect", self.source, self.reference)

    def key(self, scope: str) -> bytes:
        """Key of the account's shared profile. Raises `MessageError` (`missing_field`): a digest, a number alone."""
        number = canonical(Account(id=self.account)) if self.account else None
        if not number:
            raise MessageError(Fault.MISSING_FIELD, "account")
        if self.agent is None and not is_iban(number):
            raise MessageError(Fault.MISSING_FIELD, "agent")
        return account_key(scope, number, bank_of(Agent(bic=self.agent)) if self.agent else None)


def word_of(
    transfer: Transfer,
    case_id: str,
    basis: Literal["confirmed", "withdrawn"],
    source: str,
    now: datetime,
    *,
    number: bool,
) -> SuspectAccount | None:
    """What we tell others of the account that a confirmed case paid; None for a transfer without a usable account.

    With `number` the account itself, else its SHA-256. The reference shows nothing of the case.
    """
    account, agent = canonical(transfer.creditor_account), transfer.creditor_agent
    bic = agent.bic if agent else None
    if account is None or account.startswith(_PROXY):
        return None
    try:
        return SuspectAccount(
            source=source,
            reference=uuid5("suspect", case_id),
            basis=basis,
            said_at=now,
            account=account if number else None,
            account_sha256=None if number else hashlib.sha256(account.encode()).hexdigest(),
            agent=bic,
            country=bic[4:6] if bic else None,
        )
    except ValidationError:
        return None  # an account or BIC of a form that others would refuse


def render(word: SuspectAccount) -> bytes:
    """The record's bytes."""
    return word.model_dump_json(by_alias=True, exclude_none=True).encode()


def parse(body: bytes) -> SuspectAccount:
    """The record in JSON. Raises `MessageError` (`not_json`, `bad_field` with the field's name)."""
    try:
        return SuspectAccount.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"] == "json_invalid":
            raise MessageError(Fault.NOT_JSON) from None
        raise MessageError(Fault.BAD_FIELD, ".".join(str(part) for part in first["loc"]) or "account") from None
