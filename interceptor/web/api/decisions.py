"""`GET /v1/decisions`: one decision by its transfer, or the stream of all of them by cursor."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from interceptor.errors import Fault
from interceptor.pipeline import decision_record, registered
from interceptor.pipeline.decision_record import DecisionRecord
from interceptor.store.decided import Decided, Found
from interceptor.web.api import cursors, documents, keys
from interceptor.web.api.accepting import creditor_of
from interceptor.web.api.callers import Caller, allowed
from interceptor.web.api.problems import Refused
from interceptor.web.api.service import Service, service_of
from interceptor.web.api.waiting import Wait, until

SCHEMA = "interceptor.decisions/1"
_MOST = 1_000
"""Decisions of one page: some megabytes at most."""
_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

router = APIRouter()
Reader = Annotated[Caller, Depends(allowed(keys.DECISIONS_READ))]


class DecisionPage(msgspec.Struct):
    """Decisions in the order of their streams. A revision comes behind those before it."""

    schema: str
    decisions: list[DecisionRecord]
    next: str
    """Give it back as `after`: nothing is left out, and nothing comes twice."""


class _RawPage(msgspec.Struct):
    schema: str
    decisions: list[msgspec.Raw]
    next: str


@dataclass(frozen=True, slots=True)
class _Answer:
    revision: int
    newest: int
    body: bytes

    @property
    def etag(self) -> str:
        return f'"{self.revision}"'


class Asked(msgspec.Struct, frozen=True):
    """Which decision is wanted."""

    transfer_id: str
    revision: int | None = None
    creditor: str | None = None
    otherwise: str | None = None
    have: str = ""
    """`If-None-Match`."""

    @property
    def names(self) -> tuple[str, ...]:
        """The transfers that it may be."""
        return (self.transfer_id, self.otherwise) if self.otherwise else (self.transfer_id,)

    def has(self, answer: _Answer) -> bool:
        """Whether the caller has this answer already."""
        return self.have.strip() == "*" or answer.etag in (item.strip(" W/") for item in self.have.split(","))


@router.get("/v1/decisions/{transfer_id}", openapi_extra=documents.DECISION)
async def read_decision(
    request: Request,
    caller: Reader,
    transfer_id: Annotated[str, Path(pattern=_UUID, description="As `POST /v1/transfers` gave it.")],
    revision: Annotated[int | None, Query(ge=1, lt=1 << 31, description="The newest when absent.")] = None,
    wait: Wait = 0.0,
    creditor: Annotated[str | None, Query(pattern="^[0-9a-f]{16}$", description="From a link: as it came.")] = None,
    otherwise: Annotated[str | None, Query(pattern=_UUID, description="From a link: as it came.")] = None,
) -> Response:
    """The decision on one transfer, as published: the newest revision, or the one that is asked for.

    With `wait` the answer comes as soon as there is one: a wire and its decision take two calls. With `If-None-Match`
    it waits for another revision than the one named, and says 304 when there is none.
    """
    have = request.headers.get("if-none-match", "")
    asked = Asked(transfer_id, revision, creditor, otherwise, have)
    service = service_of(request)

    async def look() -> _Answer | None:
        return await service.in_thread(_look, service, caller.tenant, asked)

    async def look_for_news() -> _Answer | None:
        answer = await look()
        return None if answer is None or asked.has(answer) else answer

    answer = await until(service, caller.tenant, asked.names, wait, look_for_news) or await look()
    if answer is None:
        raise Refused(Fault.UNKNOWN_TRANSFER, "no decision yet, or never sent", headers={"Retry-After": "1"})
    headers = {"ETag": answer.etag, "Newest-Revision": str(answer.newest)}
    if asked.has(answer):
        return Response(None, 304, headers)
    return Response(answer.body, 200, headers, "application/json")


def _look(service: Service, tenant: str, asked: Asked) -> _Answer | None:
    with service.stores.lend() as store:
        decided = service.decided(store, tenant)
        found = _find(decided, tenant, asked)
        body = decided.newest(found) if found is not None else None
        if found is None or body is None:
            return None
        newest = decision_record.decode(body).revision
        if asked.revision in (None, newest):
            return _Answer(newest, newest, body)
        bodies = decided.revision(found, asked.revision or 0)
    first = next((body for body in bodies if decision_record.decode(body).repeat_of is None), None)
    return _Answer(asked.revision or 0, newest, first) if first is not None else None


def _find(decided: Decided, tenant: str, asked: Asked) -> Found | None:
    found = decided.find(_key(asked.transfer_id))
    if found is None or asked.creditor is None or asked.otherwise is None:
        return found
    if creditor_of(tenant, registered.decode(found.body).transfer) == asked.creditor:
        return found
    return decided.find(_key(asked.otherwise))


def _key(transfer_id: str) -> bytes:
    return bytes.fromhex(transfer_id.replace("-", ""))


@router.get("/v1/decisions", openapi_extra=documents.DECISIONS)
async def list_decisions(
    request: Request,
    caller: Reader,
    after: Annotated[
        str | None, Query(max_length=cursors.LONGEST, description="`next` of the page before; absent: the beginning.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Decisions of a page.")] = 100,
    wait: Wait = 0.0,
) -> Response:
    """Every decision in the order of its stream, revisions and repeats too, as the topic `wires.decisions` has them.

    Ask again with `next` as `after`, and with `wait`: the page comes when there is something to read, or empty.
    """
    service = service_of(request)
    first = await service.in_thread(_page, service, caller.tenant, after, limit)

    async def look() -> _RawPage | None:
        page = await service.in_thread(_page, service, caller.tenant, first.next, limit)
        return page if page.decisions else None

    page = first if first.decisions or not wait else await until(service, caller.tenant, (), wait, look) or first
    return Response(msgspec.json.encode(page), 200, media_type="application/json")


def _page(service: Service, tenant: str, after: str | None, limit: int) -> _RawPage:
    with service.stores.lend() as store:
        decided = service.decided(store, tenant)
        positions = cursors.read(decided, after)
        found = decided.after(positions, limit)
        behind = {**positions, **{item.stream: item.number for item in found}}
        return _RawPage(SCHEMA, [msgspec.Raw(item.body) for item in found], cursors.write(decided, behind))
