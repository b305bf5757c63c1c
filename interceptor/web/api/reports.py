"""`POST /v1/reports`: a payer or officer says that a transfer is fraud. Acknowledged when it is durable."""

import re
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from interceptor.errors import Fault
from interceptor.pipeline import reports, topics
from interceptor.transfers.identity import payment_transfer_id
from interceptor.web.api import bodies, documents, keys
from interceptor.web.api.callers import Caller, allowed
from interceptor.web.api.envelopes import JSON
from interceptor.web.api.problems import Refused
from interceptor.web.api.service import service_of
from streams.port import Message

SCHEMA = "interceptor.report-accepted/1"
MOST_BYTES = 256 * 1024
"""Of one report or reply: its text has 20,000 characters at most."""

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

router = APIRouter()


class ReportAccepted(msgspec.Struct):
    """The report is durable."""

    schema: str
    transfer_id: str | None
    """The transfer that it names, where the report alone tells."""
    decision: str | None
    """Where the revision that it causes will be."""


@router.post("/v1/reports", status_code=202, openapi_extra=documents.REPORTS)
async def send_report(request: Request, caller: Annotated[Caller, Depends(allowed(keys.REPORTS_WRITE))]) -> Response:
    """Report a transfer as fraud, also one that was released: its case is opened, or made surer.

    A report on a transfer that nobody has sent is kept and put before a person. Saying it twice changes nothing.
    """
    service = service_of(request)
    body = await read_json(request)
    report = reports.parse(body, strict=True)
    transfer_id = report.transfer_id
    if transfer_id is None and report.payment_id is not None:
        transfer_id = payment_transfer_id(caller.tenant, report.payment_id)
    key = (transfer_id or report.uetr or "").encode("utf-8", "replace")
    await service.appender.append([Message(topics.reports(caller.tenant), key, body)])
    link = f"/v1/decisions/{transfer_id}" if transfer_id is not None and _UUID.fullmatch(transfer_id) else None
    return Response(msgspec.json.encode(ReportAccepted(SCHEMA, transfer_id, link)), 202, media_type="application/json")


async def read_json(request: Request) -> bytes:
    """The body of a small JSON request. Raises `Refused`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != JSON:
        raise Refused(Fault.MEDIA_TYPE, "content-type", headers={"Accept-Post": JSON})
    with service_of(request).budget.hold() as share:
        return await bodies.read(request, MOST_BYTES, share)
