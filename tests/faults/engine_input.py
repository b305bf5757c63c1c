"""What the engine is fed under faults: a world's wires in mixed formats, repeats, and lines that nobody can read."""

import json
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from models.worlds.payment import Labelled
from models.worlds.simulation import Plan, simulate
from streams.replay import MAX_ITEM_BYTES

FRAUD_RATE = 0.01
"""Many more than in real traffic, so that alerts are on their way at many a death."""
REPEATS, UNREADABLE = 0.01, 0.004
"""Shares of the records."""
_DAYS, _WIRES_A_DAY_AND_DEBTOR = 60, 1.7
_BAD = (
    b"no record at all",
    b'{"format": "pacs.008", "message": "<Document><FIToFICstmrCdtTrf>"}',
    b'{"format": "pacs.008", "message": "<!DOCTYPE a [<!ENTITY b \'c\'>]><Document/>"}',
    b'{"format": "mt103", "message": "{1:F01XMPLCATTAXXX0000000000}{2:I103"}',
    b'{"format": "json", "message": {"settlement_amount": "-5", "currency": "CAD"}}',
    b'{"format": "pacs.008", "message_base64": "????"}',
    b'{"message": ""}',
    b"\xff\xfe\x00\x01",
)


@dataclass
class Expected:
    """What the engine has to make of the input, counted while it was written."""

    records: int = 0
    transfers: int = 0
    """Distinct ones."""
    transactions: int = 0
    """Everything that gets a decision record: transfers, their later stages, and repeats."""
    stages: int = 0
    repeats: int = 0
    unreadable: int = 0
    frauds: int = 0
    latest: str = ""
    """`received_at` of the newest wire."""
    _seen: set[str] = field(default_factory=set)

    @property
    def clock(self) -> str:
        """A minute after the newest wire: the time at which the engine is to act."""
        return (datetime.fromisoformat(self.latest) + timedelta(minutes=1)).isoformat()

    def count(self, found: Labelled) -> None:
        """Take a wire in. A message that comes again, with another context, is a later stage of its transfer."""
        message = json.dumps(found.record["message"], sort_keys=True)
        if message in self._seen:
            self.stages += 1
        else:
            self._seen.add(message)
            self.transfers += len(found.truths)
            self.frauds += sum(truth.label is not None for truth in found.truths)
        self.records += 1
        self.transactions += len(found.truths)
        self.latest = max(self.latest, found.record["received_at"])


def write(path: Path, transfers: int, seed: int) -> Expected:
    """Write records with exactly so many distinct transfers as NDJSON."""
    expected = Expected()
    chance = random.Random(seed)
    recent: deque[tuple[bytes, int]] = deque(maxlen=200)
    with path.open("wb") as file:
        file.write(b"{" * (MAX_ITEM_BYTES + 1) + b"\n")
        expected.records, expected.unreadable = 1, 1
        for found in _wires(transfers, seed, expected):
            expected.count(found)
            line = json.dumps(found.record).encode()
            file.write(line + b"\n")
            recent.append((line, len(found.truths)))
            if chance.random() < REPEATS:
                again, transactions = chance.choice(recent)
                file.write(again + b"\n")
                expected.records += 1
                expected.repeats += transactions
                expected.transactions += transactions
            if chance.random() < UNREADABLE:
                file.write(_BAD[expected.unreadable % len(_BAD)] + b"\n")
                expected.records += 1
                expected.unreadable += 1
    return expected


def _wires(transfers: int, seed: int, expected: Expected) -> Iterator[Labelled]:
    """The world's wires until there are enough; a batch that would be too many is left out."""
    debtors = max(8, round(transfers / _DAYS / _WIRES_A_DAY_AND_DEBTOR))
    plan = Plan(
        seed=seed, days=_DAYS, debtors=debtors, wires=round(transfers * 1.1), fraud_rate=FRAUD_RATE, quiet_days=12
    )
    for found in simulate(plan):
        if expected.transfers + len(found.truths) <= transfers:
            yield found
        if expected.transfers == transfers:
            return
