"""`POST /v1/replies`: a desk answers an alert. Its key is bound to a jurisdiction, and opens only alerts sent there."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from interceptor.cases import answers
from interceptor.cases import case as case_file
from interceptor.cases.case import Case
from interceptor.cases.reply_json import parse
from interceptor.errors import CaseError, Fault, MessageError
from interceptor.pipeline import topics
from interceptor.web.api import documents, keys
from interceptor.web.api.callers import Caller, allowed
from interceptor.web.api.problems import Refused
from interceptor.web.api.reports import read_json
from interceptor.web.api.service import Service, service_of
from streams.port import Message

SCHEMA = "interceptor.reply-accepted/1"
LANE = "desk"
"""Police, FIU and banks have addressees of their own in the same country: a desk does not answer for them."""

_IMPOSSIBLE_NOW = {Fault.ILLEGAL_STEP, Fault.UNBALANCED}

router = APIRouter()


class ReplyAccepted(msgspec.Struct):
    """The reply is durable, and was possible when it came."""

    schema: str
    alert_id: str
    reply_id: str
    """The reply's own id, or a digest of what it says: the same again is applied once."""


class _Named(msgspec.Struct):
    alert_id: Annotated[str, msgspec.Meta(min_length=1, max_length=140)]


_named = msgspec.json.Decoder(_Named)


@router.post("/v1/replies", status_code=202, openapi_extra=documents.REPLIES)
async def send_reply(request: Request, caller: Annotated[Caller, Depends(allowed(keys.REPLIES_WRITE))]) -> Response:
    """Answer an alert that was sent to the desk of the key's jurisdiction; `alert_id` names it.

    An alert of another jurisdiction, lane or tenant is unknown here. An answer that is not possible in the alert's
    state, or that would not balance, is refused at once.
    """
    service = service_of(request)
    body = await read_json(request)
    alert_id, reply_id = await service.in_thread(_check, service, caller, body)
    await service.appender.append([Message(topics.replies(caller.tenant), alert_id.encode(), body)])
    told = ReplyAccepted(SCHEMA, alert_id, reply_id)
    return Response(msgspec.json.encode(told), 202, media_type="application/json")


def _check(service: Service, caller: Caller, body: bytes) -> tuple[str, str]:
    """Ids of alert and reply. Raises `Refused`, `MessageError`."""
    try:
        alert_id = _named.decode(body).alert_id
    except msgspec.ValidationError:
        raise MessageError(Fault.MISSING_FIELD, "alert_id") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MessageError(Fault.NOT_JSON) from None
    case = _case(service, caller, alert_id)
    now = datetime.fromtimestamp(service.clock() / 1_000, UTC)
    reply = parse(body, now)
    try:
        answers.apply(case, reply, now)  # nothing is kept of it: the engine does it again, in its turn
    except CaseError as error:
        raise Refused(error.fault, error.detail, status=409 if error.fault in _IMPOSSIBLE_NOW else None) from None
    return alert_id, reply.reply_id


def _case(service: Service, caller: Caller, alert_id: str) -> Case:
    """The case of an alert that the caller may answer. Raises `Refused` (`unknown_alert`) for any other."""
    with service.stores.lend() as store:
        tenant = store.tenant(caller.tenant, new=False)
        rows = [tenant.case(case_id) for case_id in tenant.cases_by_reference([alert_id])]
    for row in rows:
        case = case_file.decode(row[2]) if row is not None else None
        for alert in case.alerts if case is not None else ():
            sent_there = alert.version > 0 and (alert.lane, alert.country) == (LANE, caller.jurisdiction)
            if case is not None and alert.alert_id == alert_id and sent_there:
                return case
    raise Refused(Fault.UNKNOWN_ALERT)
