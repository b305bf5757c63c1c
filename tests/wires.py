"""Wire records of an invented bank, and an engine on a store of its own, for the tests of pipeline, desk and worker."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from interceptor.cases import case as case_file
from interceptor.cases.case import Case
from interceptor.desk import Desk
from interceptor.engine import Engine, Options
from interceptor.pipeline.feeding import batches, numbered
from interceptor.pipeline.planning import Institution
from interceptor.profiles.codec import decode
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.keys import debtor_key
from interceptor.store.store import Store
from interceptor.store.tenant import Position
from streams.replay import Line

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
"""When the tests' engines run: a Tuesday."""
NOW_MS = int(NOW.timestamp() * 1000)
LATER_MS = NOW_MS + 90 * 86_400_000
"""When replays begin: the wires are behind it."""

HONG_KONG = {"account": "808900017789", "bank": "XMPLHKHH"}
"""Where the mule is."""


def instant(days: float) -> str:
    """`NOW` plus so many days, as records have it."""
    return (NOW + timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def uetr_of(number: int) -> str:
    """A UETR that no other number has."""
    return f"5d0f6a4e-0000-4000-8000-{number:012x}"


def payment(
    number: int,
    days: float = 0.0,
    *,
    creditor: str = "Cedar Timber Ltd",
    account: str | None = "004412345678",
    bank: str | None = "XMPLCATT",
    amount: str = "48250.75",
    currency: str = "CAD",
    debtor_account: str = "555000111222",
    **fields: Any,
) -> dict[str, Any]:
    """The message of one JSON wire; `fields` are more of its fields."""
    message = {
        "message_id": f"M{number}",
        "end_to_end_id": f"E{number}",
        "uetr": uetr_of(number),
        "settlement_amount": amount,
        "currency": currency,
        "settlement_date": instant(days)[:10],
        "debtor": {"name": "Maple Grove Furniture Inc"},
        "debtor_account": {"id": debtor_account},
        "debtor_agent": {"bic": "MAPLCATT"},
        "creditor": {"name": creditor},
        "creditor_account": {"id": account} if account else None,
        "creditor_agent": {"bic": bank} if bank else None,
        "remittance": [f"INV {20000 + number}"],
    }
    return {**message, **fields}


def record(message: object, days: float = 0.0, *, form: str | None = "json", **context: Any) -> bytes:
    """One NDJSON line; `context` are fields of the context."""
    fields: dict[str, Any] = {"received_at": instant(days), "message": message}
    if form:
        fields["format"] = form
    if context:
        fields["context"] = context
    return json.dumps(fields).encode()


def wire(number: int, days: float = 0.0, context: dict[str, Any] | None = None, **fields: Any) -> bytes:
    """A JSON wire as a line."""
    return record(payment(number, days, **fields), days, **(context or {}))


def history(payments: int = 24) -> list[bytes]:
    """Two years of monthly payments to Cedar Timber, with two other payees between them."""
    lines = []
    for number in range(payments):
        days = -30.0 * (payments - number)
        lines.append(wire(number, days, amount=f"{48000 + 613 * (number % 5)}.75"))
        lines.append(wire(200 + number, days + 1, creditor="Blue Harbour Freight", account="770000011234"))
        lines.append(wire(400 + number, days + 2, creditor="Alder Office Supply Co", account="770000021234"))
    return lines


def diverted(number: int = 900, days: float = 0.0, context: dict[str, Any] | None = None, **fields: Any) -> bytes:
    """An invoice of Cedar Timber that is to be paid to the mule's account in Hong Kong: the engine intercepts it."""
    given = {**HONG_KONG, "amount": "250000.00", "remittance": ["INV 20441 new bank details, urgent"], **fields}
    return wire(number, days, {"beneficiary_changed_at": instant(days - 1), **(context or {})}, **given)


class Rig:
    """An engine of the tenant `bank` on a store of its own; `place` keeps it."""

    def __init__(
        self,
        place: Path | str | None = None,
        *,
        live: bool = False,
        now_ms: int = LATER_MS,
        durable: bool = False,
        **options: Any,
    ) -> None:
        self.store = Store(place, engine=True, durable=durable) if place else Store.temporary()
        self.tenant = self.store.tenant("bank")
        self.options = Options(institution=Institution("Maple Bank", "MAPLCATT", "CA"), **options)
        self.position: Position = self.tenant.assign("wires.outbound", 0, "cluster")
        self.engine = Engine(self.tenant, self.position, self.options, now_ms=now_ms, live=live)
        self.desk = Desk(self.tenant, self.options, "officer-7")

    def raw(self, lines: Iterable[bytes], size: int = 500) -> list[bytes]:
        """The engine's lines for these, in batches of `size`."""
        source = numbered((Line("test", number, line) for number, line in enumerate(lines, 1)), self.engine.next_offset)
        return [line for batch in batches(source, size) for line in self.engine.process(batch)]

    def score(self, lines: Iterable[bytes], size: int = 500) -> list[dict[str, Any]]:
        """The same as objects."""
        return [json.loads(line) for line in self.raw(lines, size)]

    def one(self, line: bytes) -> dict[str, Any]:
        """The only line for one record."""
        (found,) = self.score([line])
        return found

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the store has."""
        return self.store.database.execute(statement, values).fetchall()

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"SELECT COUNT(*) FROM {table}")[0][0])

    def sent(self, prefix: str = "recalls.") -> list[dict[str, Any]]:
        """The JSON messages and the topics of the outbox, in order; other bodies as text."""
        found = []
        for topic, value in self.rows("SELECT topic, value FROM outbox ORDER BY number"):
            if topic.startswith(prefix):
                body = json.loads(value) if value[:2] == b'{"' else {"text": value.decode()}
                found.append({"topic": topic, **body})
        return found

    def debtor(self) -> DebtorProfile:
        """Profile of the debtor of all these wires."""
        ((body,),) = self.rows("SELECT value FROM profile WHERE key = ?", (debtor_key("bank", "555000111222", ""),))
        return decode(DebtorProfile, body)

    def folded(self, last: int) -> list[int]:
        """What the profiles took the last transfers for: 0 nothing, 1 an attempt, 2 a payment."""
        return [row[0] for row in self.rows("SELECT folded FROM register ORDER BY number")][-last:]

    def cases(self) -> list[Case]:
        """Every case, oldest first."""
        return [case_file.decode(body) for _, _, body in self.tenant.cases()]

    def close(self) -> None:
        """Close the store."""
        self.store.close()
