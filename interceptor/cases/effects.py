"""What a transition asks the engine to carry out, as plain records in one outbox order."""

from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from interceptor.cases.case import Case, Lane


class _Effect(msgspec.Struct, frozen=True, tag_field="effect"):
    pass


class SendAlert(_Effect, frozen=True, tag="send_alert"):
    """Render this version of a desk, police or FIU alert, and send it on its country's topic."""

    alert_id: str
    version: int
    message_id: str


class SendRecall(_Effect, frozen=True, tag="send_recall"):
    """Render the camt.056 or MT192 of a bank-lane alert for the bank's gateway."""

    alert_id: str
    version: int
    message_id: str


class SendStatusRequest(_Effect, frozen=True, tag="send_status_request"):
    """Chase: pacs.028 on the bank lane, a reminder elsewhere."""

    alert_id: str
    ordinal: int
    message_id: str


class SendWithdrawal(_Effect, frozen=True, tag="send_withdrawal"):
    """Tell the addressee that the alert is taken back, and that any hold is to be lifted."""

    alert_id: str
    version: int
    reason: str


class SendOutcome(_Effect, frozen=True, tag="send_outcome"):
    """Tell the desk that helped how it ended (research/alert-contents.md 4.5)."""

    alert_id: str


class StopTransfer(_Effect, frozen=True, tag="stop_transfer"):
    """Ask the sending bank to keep the wire back."""

    until: datetime


class ReleaseStop(_Effect, frozen=True, tag="release_stop"):
    """Tell the sending bank that it may send the wire."""


class NotifyPerson(_Effect, frozen=True, tag="notify_person"):
    """Put a task before a person of the tenant."""

    task: str
    """A stable word, such as `sign`, `hold_warning`, `answer_contradicts`."""
    alert_id: str | None = None
    due_at: datetime | None = None


class Relearn(_Effect, frozen=True, tag="relearn"):
    """Tell profiles and models what the transfer was: confirmed fraud is taken out, cleared payments are put in."""

    label: Literal["reported", "confirmed", "cleared"]


class PlanLanes(_Effect, frozen=True, tag="plan_lanes"):
    """Ask routing for the lanes of these kinds for a hop, and add them with `add_alerts`."""

    hop: int
    lanes: tuple[Lane, ...]
    holder: str | None = None
    """BIC or country of who holds the account by an addressee's word, in place of the creditor agent."""


class DecisionRevision(_Effect, frozen=True, tag="decision_revision"):
    """Write revision n+1 of the decision, with this cause (DESIGN 5.3)."""

    cause: Literal["stage", "report", "reply", "withdrawn", "deadline"]


Effect = (
    SendAlert
    | SendRecall
    | SendStatusRequest
    | SendWithdrawal
    | SendOutcome
    | StopTransfer
    | ReleaseStop
    | NotifyPerson
    | Relearn
    | PlanLanes
    | DecisionRevision
)


class CaseChange(NamedTuple):
    """The case after a transition, and what has to be carried out in the same commit."""

    case: Case
    effects: tuple[Effect, ...]
