"""What must hold of what a run left behind: by itself, by what was fed, and beside a quiet run over the same input."""

import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interceptor.cases import case as case_file
from interceptor.cases.audit_verifier import verify
from interceptor.cases.case import Alert, Case
from interceptor.cases.ledger import Ledger
from interceptor.cases.postings import PLACES, Account
from interceptor.errors import CaseError
from interceptor.store.numbers import bounds
from interceptor.store.store import Store
from tests.faults.engine_input import Expected
from tests.faults.engine_state import TENANT, Left, Row, differences, profile

_INCOMING = {"wires.outbound", "wires.reports", "recalls.replies"}
_MESSAGE_ID = re.compile(rb"<(?:\w+:)?BizMsgIdr>([^<]+)<|:20:([^\r\n]+)")


class Check(NamedTuple):
    """One promise, and whether it was kept."""

    what: str
    found: Any
    expected: Any

    @property
    def kept(self) -> bool:
        return bool(self.found == self.expected)


def of_input(left: Left, expected: Expected) -> Iterator[Check]:
    """Every record that was fed was decided on, once."""
    wires = next(row for row in left.position if row[0] == "wires.outbound")
    decided = _of_stream(left.decision, wires[2])
    yield Check("records in wires.outbound", len(left.topics["wires.outbound"]), expected.records)
    yield Check("offset that the store resumes from", wires[3], expected.records)
    yield Check("register rows, each a distinct transfer", _distinct(left.register), expected.transfers)
    yield Check("decisions on transfers, later stages and repeats", len(decided), expected.transactions)
    yield Check("rejected wires", len(_of_stream(left.rejected, wires[2])), expected.unreadable)


def _of_stream(rows: list[tuple[Any, ...]], stream: int) -> list[tuple[Any, ...]]:
    return [row for row in rows if row[0] >> 40 == stream]


def _distinct(register: list[tuple[Any, ...]]) -> int:
    assert len({row[2] for row in register}) == len(register), "a transfer stands in the register twice"
    return len(register)


def of_topics(left: Left) -> Iterator[Check]:
    """What the store numbered was published: all of it, once, and in order."""
    numbers = sorted([row[0] for row in left.decision] + [row[0] for row in left.outbox])
    expected = [bounds(row[2])[0] + count for row in left.position for count in range(1, row[5] + 1)]
    yield Check("outbox numbers, gapless in every stream", numbers == sorted(expected), True)
    for stream, rows in groupby(left.decision, key=lambda row: row[0] >> 40):
        yield Check(f"decisions of stream {stream} in order", _in_order(left, list(rows)), True)
    published = _values(left, "wires.decisions")
    yield Check("records in wires.decisions", published.total(), len(left.decision))
    yield Check("decision records each once", published == Counter(_body(row) for row in left.decision), True)
    named = {row[2] for row in left.outbox}
    empty = left.topics.keys() - named - {"wires.decisions", *_INCOMING}
    yield Check("records in topics that the store has nothing for", sum(len(left.topics[name]) for name in empty), 0)
    for name in sorted(named):
        stored = Counter(bytes(row[5]) for row in left.outbox if row[2] == name)
        yield Check(f"records in {name}", _values(left, name).total(), stored.total())
        yield Check(f"{name}: exactly those of the store", _values(left, name) == stored, True)


def _body(row: tuple[Any, ...]) -> bytes:
    return bytes(row[5])


def _values(left: Left, topic: str) -> Counter[bytes]:
    return Counter(record.value for record in left.topics.get(topic, []))


def _in_order(left: Left, rows: list[Row]) -> bool:
    """Whether each partition of the topic has those of the stream that it has in the order of their numbers."""
    numbers: dict[bytes, deque[int]] = defaultdict(deque)
    for row in rows:
        numbers[_body(row)].append(row[0])
    last: dict[int, int] = {}
    for record in left.topics["wires.decisions"]:
        if left_of_it := numbers.get(record.value):
            number = left_of_it.popleft()
            if number < last.get(record.partition, 0):
                return False
            last[record.partition] = number
    return True


def of_cases(left: Left, store: Path | str) -> Iterator[Check]:
    """Alerts went out once each version; ledgers balance; the audit verifies; the index finds every transfer."""
    cases = [case_file.decode(row[-1]) for row in left.case_file]
    alerts = {alert.alert_id: alert for case in cases for alert in case.alerts}
    to_desks = [(a.alert_id, version + 1) for a in alerts.values() if a.lane != "bank" for version in range(a.version)]
    yield from _each_once("alert versions in recalls.alerts.*", _alerts(left), to_desks)
    yield from _each_once("messages in recalls.outbound", _recalls(left), _message_ids(alerts.values()))
    yield Check("cases whose ledger does not balance", sum(not _balances(case) for case in cases), 0)
    yield Check("audit problems", _audit_problems(left), [])
    yield Check("transfers that the index does not find once", _not_found(left, store), 0)
    yield Check("integrity of the store", left.integrity, "ok")


def _each_once(what: str, found: Iterable[object], expected: Iterable[object]) -> Iterator[Check]:
    sent, asked = Counter(found), set(expected)
    yield Check(what, sent.total(), len(asked))
    yield Check(f"{what}: exactly those of the cases, each once", sent == Counter(asked), True)


def _alerts(left: Left) -> Iterator[tuple[str, int]]:
    for name, records in left.topics.items():
        for record in records if name.startswith("recalls.alerts.") else ():
            body = json.loads(record.value)
            if body["schema"] == "interceptor.alert/1":
                yield body["alert_id"], body["version"]


def _recalls(left: Left) -> Iterator[str]:
    for record in left.topics.get("recalls.outbound", []):
        if not dict(record.headers)["format"].startswith(b"interceptor."):  # those are notices to the gateway
            found = _MESSAGE_ID.search(record.value)
            assert found is not None, record.value[:200]
            yield (found[1] or found[2]).decode()


def _message_ids(alerts: Iterable[Alert]) -> list[str]:
    return [message for alert in alerts if alert.lane == "bank" for message in alert.message_ids]


def _balances(case: Case) -> bool:
    try:
        ledger = Ledger(case.postings, datetime.now(UTC), "check")
        ledger.verify()
    except CaseError:
        return False
    whole = all(ledger.balance(hop, Account.ALERTED) == ledger.balance(hop, *PLACES) for hop in ledger.hops())
    return whole and (not ledger.hops() or ledger.balance(1, Account.ALERTED) == case.amount)


def _audit_problems(left: Left) -> list[str]:
    key = Ed25519PrivateKey.generate().public_key()  # nothing is signed here: the chains alone are verified
    return verify([row[-1] for row in left.audit], key).problems


def _not_found(left: Left, place: Path | str) -> int:
    columns = {row[0]: row[2] for row in left.register}
    with Store(place, engine=True) as store:
        found = store.tenant(TENANT).find(list(columns.values()))
    return sum(found.get(digest, []).count(number) != 1 for number, digest in columns.items())


def of_quiet_run(left: Left, quiet: Left) -> Iterator[Check]:
    """The same as if nothing had happened."""
    for table in ("position", "register", "decision", "outbox", "rejected", "case_file", "case_reference", "task"):
        mine, other = getattr(left, table), getattr(quiet, table)
        yield Check(f"rows of {table} equal to a quiet run's", sum(map(tuple.__eq__, mine, other)), len(other))
        yield Check(f"rows of {table}", len(mine), len(other))
    for name in sorted(left.topics.keys() | quiet.topics.keys()):
        yield Check(f"topic {name} as in a quiet run", _same_topic(left, quiet, name), True)
    for table in ("profile", "shared_profile"):
        mine, other = getattr(left, table), getattr(quiet, table)
        yield Check(
            f"{table} rows", [row[:-1] for row in mine] == [row[:-1] for row in other] and len(mine), len(other)
        )
        apart = [text for one, two in zip(mine, other, strict=False) for text in _apart(one, two)]
        yield Check(f"fields of {table} that differ by more than 1e-9", apart[:5], [])
    yield Check("audit entries", [row[:2] for row in left.audit] == [row[:2] for row in quiet.audit], True)


def _same_topic(left: Left, quiet: Left, name: str) -> bool:
    mine, other = ([record.value for record in each.topics.get(name, [])] for each in (left, quiet))
    return mine == other if name.startswith("wires.") else Counter(mine) == Counter(other)


def _apart(one: tuple[Any, ...], two: tuple[Any, ...]) -> list[str]:
    return list(differences(profile(bytes(one[-1])), profile(bytes(two[-1])), one[0].hex()))
