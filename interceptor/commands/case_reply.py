"""`interceptor cases reply`: an answer of a desk or bank, typed in, or from a file in any form that answers come in."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from interceptor.cases.case import Alert
from interceptor.cases.reply import Reply
from interceptor.cases.reply_json import parse
from interceptor.cases.reply_message import from_answer
from interceptor.cases.states import State
from interceptor.commands import arguments, common
from interceptor.commands.case_acts import at_desk, tell
from interceptor.commands.common import user_errors
from interceptor.commands.finding import Target, find_target
from interceptor.commands.printing import short
from interceptor.errors import CaseError, Fault
from interceptor.messages import answers
from interceptor.messages.message_ids import case_reference
from interceptor.store.tenant import TenantStore

_OVER = {State.DRAFT, State.CLOSED, State.CLOSED_FALSE, State.WITHDRAWN}


@user_errors
def reply(
    target: Annotated[str, typer.Argument(metavar="CASE|ALERT", help="Id of the alert answered, or of its case.")],
    answer: Annotated[
        str | None, typer.Argument(metavar="ANSWER", help="Such as ACK, HELD, RETURNED: docs/reference/states.md.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A JSON reply, or a camt.029, pacs.004, pacs.002, MT196 …")] = None,
    amount: Annotated[str | None, typer.Option(help="Held, gone or returned; the total up to now.")] = None,
    currency: Annotated[str | None, typer.Option(help="Of the amount; the hop's own when absent.")] = None,
    charges: Annotated[str | None, typer.Option(help="Taken off a return.")] = None,
    gone: Annotated[str | None, typer.Option(help="How much has left, where only part is held.")] = None,
    expires_at: Annotated[str | None, typer.Option(help="When a hold ends, ISO 8601.")] = None,
    code: Annotated[str | None, typer.Option(help="ISO external code, such as AM04.")] = None,
    case_number: Annotated[str | None, typer.Option(help="The answerer's own case number.")] = None,
    return_id: Annotated[str | None, typer.Option(help="Id of the credit: without it a return is a promise.")] = None,
    legal_basis: Annotated[str | None, typer.Option(help="What a hold rests on.")] = None,
    holder: Annotated[str | None, typer.Option(help="Who holds the account, by the answer.")] = None,
    role: Annotated[str | None, typer.Option(help="Role of who answers.")] = None,
    text: Annotated[str | None, typer.Option(help="What else the answer says.")] = None,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Take in an answer: ANSWER with what it carries, or --file."""
    if (answer is None) == (file is None):
        raise typer.BadParameter("give an ANSWER or --file, not both")
    typed: dict[str, Any] = {
        "amount": amount,
        "currency": currency,
        "charges": charges,
        "gone": gone,
        "expires_at": expires_at,
        "code": code,
        "case_number": case_number,
        "return_id": return_id,
        "legal_basis": legal_basis,
        "holder": holder,
        "officer_role": role,
        "text": text,
    }
    with at_desk(tenant, data, officer) as at:
        found = find_target(at.store, target)
        now = common.now()
        if file is not None:
            replies = [_meant(at.store, given, found) for given in read(file.read_bytes(), now)]
        else:
            replies = [_typed(found, answer or "", typed, now)]
        for given in replies:
            case = at.desk.reply(given, now)
    tell(case, as_json=as_json)


def read(body: bytes, now: datetime) -> list[Reply]:
    """The replies in JSON or in a bank's message; at least one. Raises `MessageError`."""
    if body.lstrip()[:1] == b"{" and not body.lstrip().startswith(b"{1:"):
        return [parse(body, now)]
    return [from_answer(answer, now) for answer in answers.read(body)]


def _typed(found: Target, answer: str, typed: dict[str, Any], now: datetime) -> Reply:
    alert = found.alert or _only(found)
    record = {name: value for name, value in typed.items() if value is not None}
    if "amount" in record:
        record.setdefault("currency", found.case.hop(alert.hop).currency)
    event = answer.strip().upper().replace("-", "_")
    return parse(msgspec.json.encode({"alert_id": alert.alert_id, "answer": event, **record}), now)


def _only(found: Target) -> Alert:
    """The one alert of the case that can be answered."""
    waiting = [alert for alert in found.case.alerts if alert.state not in _OVER]
    if len(waiting) != 1:
        named = ", ".join(f"{alert.lane} {short(alert.alert_id)}" for alert in waiting)
        fault = Fault.AMBIGUOUS if waiting else Fault.UNKNOWN_ALERT
        raise CaseError(fault, f"name the alert: {named}" if waiting else "no alert of this case is out")
    return waiting[0]


def _meant(store: TenantStore, given: Reply, found: Target) -> Reply:
    """The reply bound to the case or alert that the person named. Raises `CaseError` when it answers another case."""
    references = (given.alert_id, given.message_id, given.case_reference, given.uetr)
    cases = set(store.cases_by_reference([reference for reference in references if reference]))
    if cases and found.case.case_id not in cases:
        raise CaseError(Fault.UNKNOWN_ALERT, f"the file answers another case: {', '.join(sorted(cases))}")
    if found.alert is not None:
        bound: Reply = msgspec.structs.replace(given, alert_id=found.alert.alert_id)
    else:
        bound = msgspec.structs.replace(given, case_reference=case_reference(found.case.case_id))
    return bound
