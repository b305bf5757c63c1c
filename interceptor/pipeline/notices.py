"""Short words about an alert that is out: it is withdrawn, it ended so, an answer is awaited.

They go where the alert went; on the bank lane the gateway turns them into free format.
"""

import msgspec

from interceptor.cases.case import Alert, Case
from interceptor.messages.message_ids import case_reference


class Notice(msgspec.Struct, kw_only=True):
    """What all of them say. Times are ISO 8601 UTC."""

    schema: str = ""
    alert_id: str
    version: int
    case_id: str
    case_reference: str
    uetr: str | None
    lane: str
    """The lane's row in the directory."""
    kind: str
    """`bank`, `desk`, `police` or `fiu`."""
    addressee: str
    message_ids: list[str]
    """Of the messages that this is about, oldest first."""
    created_at: str
    demo: bool


class Withdrawal(Notice, kw_only=True):
    """The payment was honest: everything asked for is taken back."""

    schema: str = "interceptor.withdrawal/1"
    reason: str


class Outcome(Notice, kw_only=True):
    """How the case ended, for who helped."""

    schema: str = "interceptor.outcome/1"
    outcome: str


class Reminder(Notice, kw_only=True):
    """No answer has come in the time that the lane has for one."""

    schema: str = "interceptor.reminder/1"
    ordinal: int
    """1 for the first."""


def about(case: Case, alert: Alert, created_at: str) -> dict[str, object]:
    """The fields that all notices have."""
    return {
        "alert_id": alert.alert_id,
        "version": alert.version,
        "case_id": case.case_id,
        "case_reference": case_reference(case.case_id),
        "uetr": case.uetr,
        "lane": alert.kind,
        "kind": alert.lane,
        "addressee": alert.addressee,
        "message_ids": list(alert.message_ids),
        "created_at": created_at,
        "demo": case.demo,
    }
