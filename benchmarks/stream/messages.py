"""What is fed: the wires of `benchmarks.traffic` as Kafka records, some of them made so that an alert must follow."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.traffic import traffic

ALERT_EVERY = 50
"""For latency, one wire in so many goes to an account abroad that its payee never had, with a failed payee check."""
_ACCOUNT = re.compile(r"(<CdtrAcct><Id><Othr><Id>)[^<]*")
_AGENT = re.compile(r"NRTH[A-Z]{2}22")
_UETR = re.compile(r"<UETR>([^<]*)")
_DEBTOR = re.compile(r"<DbtrAcct><Id><Othr><Id>([^<]*)")
_CONTEXT = json.dumps(
    {
        "payee_check": "no_match",
        "beneficiary_changed_at": "2026-01-01T08:00:00Z",
        "instruction_email": {"from": "billing@quayside-supp1y.example", "known_domain": "quayside-supply.example"},
    }
).encode()


class Wire(NamedTuple):
    """One record to be fed."""

    uetr: str
    key: bytes
    value: bytes
    context: bytes | None

    def headers(self, received_at: str) -> list[tuple[str, bytes]]:
        """As a bank would set them (DESIGN 5.1)."""
        found = [("format", b"pacs.008"), ("received-at", received_at.encode())]
        return [*found, ("context", self.context)] if self.context else found


def wires(count: int, *, start: int = 0, alert_every: int = ALERT_EVERY) -> Iterator[Wire]:
    """`count` wires, numbered from `start`; the same at every call. Every `alert_every`th must be recalled."""
    for number, line in enumerate(traffic(count, start), 1):
        message: str = json.loads(line)["message"]
        context = None
        if number % alert_every == 0:
            message = _AGENT.sub("NRTHHK22", _ACCOUNT.sub(rf"\g<1>77{start + number:08d}", message))
            context = _CONTEXT
        uetr, debtor = _UETR.search(message), _DEBTOR.search(message)
        assert uetr is not None
        assert debtor is not None
        yield Wire(uetr[1], debtor[1].encode(), message.encode(), context)
