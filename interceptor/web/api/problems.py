"""What a refused request gets: problem details (RFC 9457) with the code of the fault. The one place that makes them."""

import logging
from collections.abc import Mapping

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from interceptor.errors import Fault, InterceptorError, StoreError
from streams.errors import StreamError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "1"
"""Seconds; what is full or ill for a moment is asked again soon, with the client's own back-off on top."""

_log = logging.getLogger("interceptor.api")

_STATUS = {
    Fault.NO_KEY: 401,
    Fault.NOT_ALLOWED: 403,
    Fault.OTHER_TENANT: 403,
    Fault.UNKNOWN_PATH: 404,
    Fault.UNKNOWN_TRANSFER: 404,
    Fault.UNKNOWN_ALERT: 404,
    Fault.UNKNOWN_METHOD: 405,
    Fault.STALE_CURSOR: 409,
    Fault.TOO_LARGE: 413,
    Fault.MEDIA_TYPE: 415,
    Fault.NOT_JSON: 400,
    Fault.BAD_BODY: 400,
    Fault.BUSY: 429,
    Fault.INTERNAL: 500,
    Fault.NOT_READY: 503,
    Fault.NOT_SERVED: 503,
}
"""Whatever is not named is 422: well-formed, and not what it has to be."""

SICK = (StreamError, StoreError, OSError)
"""Faults of the log, the store or the machine: no request is to blame."""


class BadRecord(msgspec.Struct):
    """Why one record of a request was refused."""

    record: int
    """Counted from 1."""
    error: str
    reason: str


class Problem(msgspec.Struct, omit_defaults=True):
    """Why a request was refused whole: nothing of it was kept."""

    type: str
    """`urn:interceptor:fault:` and the code."""
    title: str
    status: int
    code: str
    """Of the error catalogue: stable."""
    remedy: str
    """What to do."""
    detail: str = ""
    """A field, a position or a limit; never what was sent."""
    errors: list[BadRecord] = []
    """The records at fault, where single ones are; the first hundred."""


class Refused(Exception):  # noqa: N818  what the client is told, not what went wrong here
    """A request is refused. `headers` go with the answer."""

    def __init__(
        self,
        fault: Fault,
        detail: str = "",
        *,
        status: int | None = None,
        errors: list[BadRecord] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(fault.code, detail)
        self.fault = fault
        self.detail = detail
        self.status = status or _STATUS.get(fault, 422)
        self.errors = errors or []
        self.headers = dict(headers or {})
        if self.status in {429, 503}:
            self.headers.setdefault("Retry-After", RETRY_AFTER)
        if self.status == 401:
            self.headers.setdefault("WWW-Authenticate", 'Bearer realm="interceptor"')


def answer(refused: Refused) -> Response:
    """The response for a refusal."""
    fault = refused.fault
    problem = Problem(
        type=f"urn:interceptor:fault:{fault.code}",
        title=fault.meaning,
        status=refused.status,
        code=fault.code,
        remedy=fault.remedy,
        detail=refused.detail,
        errors=refused.errors[:100],
    )
    return Response(msgspec.json.encode(problem), refused.status, refused.headers, MEDIA_TYPE)


def refusal_of(error: Exception) -> Refused:
    """What a client is told of an error, whatever it is. Faults of ours are logged without what was sent."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, HTTPException):
        return _of_framework(error)
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        return Refused(Fault.BAD_PARAMETER, ".".join(str(part) for part in first["loc"][1:]))
    if isinstance(error, SICK):
        _log.error("not ready: %s", error.fault.code if isinstance(error, StoreError) else type(error).__name__)
        return Refused(Fault.NOT_READY)
    if isinstance(error, InterceptorError):
        return Refused(error.fault, error.detail)
    _log.error("failed: %s", type(error).__name__, exc_info=_without_values(error))
    return Refused(Fault.INTERNAL)


def _of_framework(error: HTTPException) -> Refused:
    faults = {404: Fault.UNKNOWN_PATH, 405: Fault.UNKNOWN_METHOD}
    return Refused(faults.get(error.status_code, Fault.BAD_BODY), status=error.status_code, headers=error.headers or {})


def _without_values(error: Exception) -> Exception:
    """The error with its place and without its message, which may quote what was sent."""
    bare: Exception = type(error.__class__.__name__, (Exception,), {})()
    return bare.with_traceback(error.__traceback__)


def install(app: FastAPI) -> None:
    """Let errors of the routes end as problems; what is not expected, the app's guard catches."""

    async def handle(_request: Request, error: Exception) -> Response:
        return answer(refusal_of(error))

    for kind in (Refused, HTTPException, RequestValidationError, InterceptorError, *SICK):
        app.add_exception_handler(kind, handle)
