"""The three pages of a process as plain answers, for the small server here and for any other that mounts them."""

from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest

from interceptor.observability.health import Health

PATHS = ("/metrics", "/healthz", "/readyz")
_TEXT = "text/plain; charset=utf-8"
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


class Answer(NamedTuple):
    """An HTTP answer without a server."""

    status: int
    content_type: str
    body: bytes


class Pages:
    """`Pages(registry, health).get(path)` is all that a server needs."""

    def __init__(self, registry: CollectorRegistry, health: Health) -> None:
        self._registry = registry
        self._health = health

    def get(self, path: str) -> Answer | None:
        """The page at `path`, without its query; None when there is none."""
        if path == "/metrics":
            return Answer(200, _EXPOSITION, generate_latest(self._registry))
        if path == "/healthz":
            return _told(self._health.dead())
        if path == "/readyz":
            return _told(self._health.unready())
        return None


def _told(problems: list[str]) -> Answer:
    text = "\n".join(problems) if problems else "ok"
    return Answer(503 if problems else 200, _TEXT, f"{text}\n".encode())
