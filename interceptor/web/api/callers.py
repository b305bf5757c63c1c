"""Who calls: the API key decides the tenant and what is allowed, and nothing in a request can say otherwise."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from interceptor.errors import Fault
from interceptor.store.api_keys import ApiKeys
from interceptor.web.api import keys
from interceptor.web.api.problems import Refused
from interceptor.web.api.service import Service, service_of

_LATER = "60"
"""Seconds until a tenant that nobody works is asked for again: a person has to act first."""

_log = logging.getLogger("interceptor.api")

BEARER = HTTPBearer(
    scheme_name="ApiKey",
    bearerFormat="ik_<id>_<secret>",
    description="A key made by `interceptor keys create`. It is bound to one tenant, and to scopes: "
    + ", ".join(f"`{scope}` ({words})" for scope, words in keys.SCOPES.items())
    + ".",
    auto_error=False,
)
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a valid key."""

    key_id: str
    tenant: str
    jurisdiction: str | None
    """Of a desk: the country whose alerts it may answer."""


def allowed(scope: str) -> Callable[..., Awaitable[Caller]]:
    """A dependency that gives the caller when its key has `scope`.

    Raises `Refused` (`no_key`, `not_allowed`, and `not_served` where what it brings would lie there unread).
    """

    async def caller(request: Request, bearer: _Bearer) -> Caller:
        service = service_of(request)
        key_id = keys.id_of(bearer.credentials) if bearer is not None else None
        if bearer is None or key_id is None:
            raise Refused(Fault.NO_KEY)
        return await service.in_thread(_check, service, bearer.credentials, key_id, scope)

    return caller


def _check(service: Service, key: str, key_id: str, scope: str) -> Caller:
    with service.stores.lend() as store:
        row = ApiKeys(store).find(key_id)
    if not keys.opens(key, row, service.clock()):
        _log.warning("API key refused: %s", key_id if row is not None else "unknown")
        raise Refused(Fault.NO_KEY)
    assert row is not None
    if scope not in row.scopes:
        raise Refused(Fault.NOT_ALLOWED, scope)
    if scope != keys.DECISIONS_READ and service.served is not None and row.tenant not in service.served:
        _log.error("nobody works the tenant of API key %s", key_id)
        raise Refused(Fault.NOT_SERVED, headers={"Retry-After": _LATER})
    return Caller(key_id, row.tenant, row.jurisdiction)
