"""The app: every route, and what holds for all of them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interceptor.web.api import decisions, openapi, problems, replies, reports, transfers
from interceptor.web.api.service import Service

ROUTERS: Sequence[APIRouter] = (transfers.router, decisions.router, reports.router, replies.router)

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


def make_app(service: Service | None, *, beside: Sequence[APIRouter] = ()) -> FastAPI:
    """The app over a service; without one it can only be described.

    `beside` are routers that need no key, such as health and metrics: they come with what they show, not from here.
    No page loads anything from elsewhere: there are no documentation pages, only `/openapi.json`.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if service is not None:
            service.close()

    app = FastAPI(title=openapi.TITLE, docs_url=None, redoc_url=None, lifespan=lifespan, redirect_slashes=False)
    app.state.service = service
    for router in (*ROUTERS, *beside):
        app.include_router(router)
    problems.install(app)
    app.add_middleware(_Guarded)
    app.openapi = partial(openapi.document, app)  # type: ignore[method-assign]
    return app


class _Guarded:
    """Puts our headers on every answer, and answers where something failed that nobody expected."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers: list[Any] = [*message.get("headers", ()), *_HEADERS]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001 - the server's own log would quote what was sent
            refused = problems.refusal_of(error)
            if not begun:
                await problems.answer(refused)(scope, receive, guarded)
