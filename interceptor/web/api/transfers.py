"""`POST /v1/transfers`: wire records in. Acknowledged when they are durable in the log, and not before."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from interceptor.web.api import accepting, bodies, documents, envelopes, keys
from interceptor.web.api.accepting import Accepted, AcceptedRecord
from interceptor.web.api.callers import Caller, allowed
from interceptor.web.api.service import Service, service_of
from streams.port import Message

router = APIRouter()


@router.post("/v1/transfers", status_code=202, openapi_extra=documents.TRANSFERS)
async def send_transfers(
    request: Request, caller: Annotated[Caller, Depends(allowed(keys.TRANSFERS_WRITE))]
) -> Response:
    """Send wires: one record or many as JSON or NDJSON, or one message as it is.

    202 says that all of them are durable, and gives the id of each transfer and the path of its decision. A message
    that cannot be read is kept too, with the reason, and put before a person. A refusal (4xx) keeps nothing at all.
    The same again gives the same ids, and no second decision or alert.
    """
    service = service_of(request)
    with service.budget.hold() as share:
        body = await bodies.read(request, service.limits.body_bytes, share)
        records, messages = await service.in_thread(_prepare, service, caller.tenant, request, body)
        await service.appender.append(messages)
    accepted = Accepted(accepting.SCHEMA, len(records), records)
    return Response(msgspec.json.encode(accepted), 202, media_type="application/json")


def _prepare(
    service: Service, tenant: str, request: Request, body: bytes
) -> tuple[list[AcceptedRecord], list[Message]]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    numbered = envelopes.read(tenant, media_type, request.headers, body, service.limits.records)
    with service.stores.lend() as store:
        decided = service.decided(store, tenant)
        accepted = [accepting.accept(tenant, item, decided) for item in numbered]
    return [told for told, _ in accepted], [message for _, message in accepted]
