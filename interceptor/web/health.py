"""`/healthz` and `/readyz` on the port of the HTTP interface, without a key. `/metrics` is not here: it tells money."""

from fastapi import APIRouter, Response

from interceptor.observability.pages import Pages


def health_router(pages: Pages) -> APIRouter:
    """The two pages as routes. They are no part of the interface that is described and kept stable."""
    router = APIRouter(include_in_schema=False)

    def page(path: str) -> Response:
        answer = pages.get(path)
        assert answer is not None
        return Response(answer.body, answer.status, media_type=answer.content_type)

    @router.get("/healthz")
    def healthz() -> Response:
        return page("/healthz")

    @router.get("/readyz")
    def readyz() -> Response:
        return page("/readyz")

    return router
