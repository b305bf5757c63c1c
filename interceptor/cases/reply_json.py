"""A reply as JSON, the record of the topic `recalls.replies` (DESIGN 5.4)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from interceptor.cases.reply import Onward, Reply
from interceptor.cases.states import ANSWERS, Event
from interceptor.errors import Fault, MessageError
from interceptor.messages.hostile_text import hostile_text
from interceptor.transfers.identity import uuid5
from interceptor.transfers.money import CURRENCIES


def _exact(value: Any) -> Any:
    # A JSON number reaches us as a float; its shortest repr is what the desk wrote.
    return str(value) if isinstance(value, float) else value


def _known_currency(value: str) -> str:
    if value not in CURRENCIES:
        raise ValueError("no ISO 4217 code")
    return value


def _harmless(value: str) -> str:
    if hostile_text(value):
        raise _HostileError
    return value


def _answer(value: Any) -> Any:
    if not isinstance(value, str) or value not in ANSWERS:
        raise ValueError("no answer of the state table")
    return value


class _HostileError(ValueError):
    pass


Positive = Annotated[Decimal, BeforeValidator(_exact), Field(gt=0, max_digits=24, decimal_places=5)]
NotNegative = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, max_digits=24, decimal_places=5)]
Rate = Annotated[Decimal, BeforeValidator(_exact), Field(gt=0, max_digits=24)]
Currency = Annotated[str, AfterValidator(_known_currency)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Bic = Annotated[str, Field(pattern=r"^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")]
Identifier = Annotated[str, Field(min_length=1, max_length=140)]
Text = Annotated[str, Field(max_length=2000), AfterValidator(_harmless)]
Short = Annotated[str, Field(max_length=140), AfterValidator(_harmless)]


class OnwardRecord(BaseModel):
    """Where money went, as totals up to now."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    channel: Literal["transfer", "cash", "crypto"] = "transfer"
    account: Annotated[str, Field(max_length=140)] | None = None
    bic: Bic | None = None
    country: Country | None = None
    amount: Positive
    currency: Currency
    debited: Positive | None = None
    rate: Rate | None = None


class ReplyRecord(BaseModel):
    """What a desk or bank answers. Fields by answer: docs/reference/states.md."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    schema_: Literal["reply.1"] = Field(default="reply.1", alias="schema")
    reply_id: Identifier | None = None
    answer: Annotated[Event, BeforeValidator(_answer)]
    alert_id: Identifier | None = None
    message_id: Identifier | None = None
    case_reference: Identifier | None = None
    uetr: Identifier | None = None
    sender: Identifier | None = None
    amount: Positive | None = None
    currency: Currency | None = None
    charges: NotNegative | None = None
    gone: Positive | None = None
    equivalent: Positive | None = None
    expires_at: AwareDatetime | None = None
    happened_at: AwareDatetime | None = None
    legal_basis: Short | None = None
    case_number: Short | None = None
    officer_role: Short | None = None
    code: Annotated[str, Field(pattern=r"^[A-Z0-9]{4}$")] | None = None
    text: Text | None = None
    holder: Short | None = None
    missing: tuple[Annotated[str, Field(max_length=70)], ...] = Field(default=(), max_length=60)
    onward: tuple[OnwardRecord, ...] = Field(default=(), max_length=200)
    return_id: Identifier | None = None


def parse(body: bytes | str, received_at: datetime) -> Reply:
    """The reply in a JSON record.

    Raises `MessageError`: `not_json`, `missing_field`, `bad_field`, `bad_amount`, `bad_currency`, `bad_time`, and
    `instruction` where the text asks to move money, names an account or carries a link. The detail names the field.
    """
    try:
        record = ReplyRecord.model_validate_json(body)
    except ValidationError as error:
        raise _fault(error) from None
    if not (record.alert_id or record.message_id or record.case_reference or record.uetr):
        raise MessageError(Fault.MISSING_FIELD, "alert_id")
    if record.amount is not None and record.currency is None:
        raise MessageError(Fault.MISSING_FIELD, "currency")
    fields = {name: value for name, value in record if name not in ("schema_", "reply_id", "onward")}
    for name in ("expires_at", "happened_at"):
        if fields[name] is not None:
            fields[name] = _in_utc(name, fields[name])
    content = record.model_dump_json(exclude={"reply_id"})
    return Reply(
        reply_id=record.reply_id or uuid5("reply", content),
        received_at=received_at,
        onward=tuple(msgspec.convert(dict(item), Onward) for item in record.onward),
        **fields,
    )


def _in_utc(name: str, moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # before the year 1 or after 9999, once the offset is taken off
        raise MessageError(Fault.BAD_TIME, name) from None


def _fault(error: ValidationError) -> MessageError:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    kind, field = first["type"], str(first["loc"][-1]) if first["loc"] else ""
    if kind == "json_invalid":
        return MessageError(Fault.NOT_JSON)
    if kind == "missing":
        return MessageError(Fault.MISSING_FIELD, place)
    if isinstance(first.get("ctx", {}).get("error"), _HostileError):
        return MessageError(Fault.INSTRUCTION, place)
    by_field = {"currency": Fault.BAD_CURRENCY, "expires_at": Fault.BAD_TIME, "happened_at": Fault.BAD_TIME}
    amounts = ("amount", "charges", "gone", "equivalent", "debited", "rate")
    return MessageError(Fault.BAD_AMOUNT if field in amounts else by_field.get(field, Fault.BAD_FIELD), place)
