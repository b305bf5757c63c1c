"""The alert as a document: its model, its id, its bytes, its versions and its JSON Schema."""

import json
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from interceptor.routing.alert.facts import Action
from interceptor.routing.alert.parts import (
    AccountAt,
    Amounts,
    Code,
    Country,
    Evidence,
    Expected,
    Expiry,
    Filed,
    Indemnity,
    Institution,
    Instructed,
    Language,
    LegalBasis,
    Name,
    OriginalMessage,
    Part,
    Place,
    Police,
    Reason,
    Recall,
    References,
    Route,
    Statement,
    Text,
    Times,
)
from interceptor.routing.plan import Basis, Kind, Leg, Priority
from interceptor.transfers.identity import uuid5

SCHEMA: Final = "interceptor.alert/1"


class Alert(Part):
    """Fields of research/alert-contents.md section 2; there is none for 37 and 38, which never leave."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, title=SCHEMA)

    schema_: Literal["interceptor.alert/1"] = Field(default=SCHEMA, alias="schema")
    alert_id: Code
    version: Annotated[int, Field(ge=1)]
    parent: Code | None = None
    """Alert id of the hop before."""
    hop: Annotated[int, Field(ge=1)]
    case_id: Code
    lane: Code
    kind: Kind
    leg: Leg = "payment"
    addressee: Text
    jurisdiction: Country
    """Where the money is asked for; `ZZ` = unknown."""
    basis: Basis
    created_at: AwareDatetime
    priority: Priority
    pending: tuple[Code, ...] = ()
    """Required fields of the lane that follow in a later version."""
    draft: bool = False
    """True when it may not leave yet: a person or a required fact of a police or FIU lane is awaited."""
    demo: bool = False

    sender: Institution | None = None
    officer: Code | None = None
    assignee: Institution | None = None
    cancellation_id: Code | None = None
    uetr: Code | None = None
    references: References | None = None
    original_message: OriginalMessage | None = None
    amounts: Amounts | None = None
    times: Times | None = None
    route: Route | None = None
    reason: Reason | None = None
    typology: Code | None = None
    summary: Annotated[str, Field(max_length=1_000)] | None = None
    debtor_name: Name | None = None
    debtor_place: Place | None = None
    debtor_account: AccountAt | None = None
    debtor_contact: Code | None = None
    creditor_name: Instructed | None = None
    expected_creditor: Expected | None = None
    creditor_account: AccountAt | None = None
    ultimate_creditor: Name | None = None
    remittance: tuple[Annotated[str, Field(max_length=1_000)], ...] | None = None
    recall: Recall | None = None
    police_report: Police | None = None
    ic3_complaint: Code | None = None
    suspicious_activity_report: Filed | None = None
    victim_statement: Statement | None = None
    indemnity: Indemnity | None = None
    requested_actions: tuple[Action, ...] = ()
    legal_basis: LegalBasis | None = None
    linked_alerts: tuple[Code, ...] | None = None
    technical_indicators: tuple[Code, ...] | None = None
    evidence: Evidence | None = None
    language: Language | None = None
    expiry: Expiry | None = None
    what_follows: Text | None = None
    """What will come next and when, so that a short hold is worth placing."""


def alert_id(case: str, hop: int, lane: str, addressee: str, leg: str = "payment") -> str:
    """UUIDv5 of case, hop, lane, addressee and leg (DESIGN 5.2); versions count up under it."""
    return uuid5("alert", case, str(hop), lane, addressee, leg)


def render(alert: Alert) -> bytes:
    """The alert's JSON: the same alert gives the same bytes."""
    body = alert.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def revise(previous: Alert, current: Alert) -> Alert | None:
    """`current` as the next version after `previous`, or None when it tells nothing new."""
    ignored = {"version": previous.version, "created_at": previous.created_at}
    if current.model_copy(update=ignored) == previous:
        return None
    return current.model_copy(update={"version": previous.version + 1})


def json_schema() -> dict[str, Any]:
    """JSON Schema of the document, for `interceptor schemas`."""
    return {"$id": SCHEMA, **Alert.model_json_schema(by_alias=True)}
