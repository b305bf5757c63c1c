"""Where outbox streams stand, read from the groups in which their marks are committed."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import RetriableError

from streams.kafka.client import Place, open_admin
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translating
from streams.port import Mark

_PAUSE = 0.02
"""Seconds between two asks while a transaction, or the group's coordinator, is not ready."""


class _StableAdmin(KafkaAdminClient):  # type: ignore[misc]  # kafka-python has no types
    """Asks for stable offsets only: not for one that a transaction under way is about to replace (KIP-447)."""

    def _list_group_offsets_requests(self, group_specs: Mapping[str, Any]) -> Iterator[tuple[str | None, Any]]:
        for group, request in super()._list_group_offsets_requests(group_specs):
            request.require_stable = True
            yield group, request


class Marks:
    """Reads marks. One connection, made at the first question."""

    def __init__(self, config: KafkaConfig, timeout: float) -> None:
        self._config = config
        self._timeout = timeout
        self._admin: Any = None

    def read(self, groups: Sequence[str], place: Place) -> dict[str, Mark]:
        """The marks that these groups keep; a group without one is absent. Raises BrokerUnreachable, NotAllowed."""
        deadline = time.monotonic() + self._timeout
        with translating(f"groups {', '.join(groups)}"):
            if self._admin is None:
                self._admin = open_admin(self._config, _StableAdmin)
            while groups:
                try:
                    found = self._admin.list_group_offsets({group: [place] for group in groups})
                except RetriableError:  # an unstable offset, or a coordinator that is only being made
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(_PAUSE)
                    continue
                offsets = {group: held.get(place) for group, held in found.items()}
                return {group: Mark(at.offset, at.metadata) for group, at in offsets.items() if at and at.offset >= 0}
        return {}

    def close(self) -> None:
        """Let go of the connection; may be called twice."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None
