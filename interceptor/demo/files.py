"""What `interceptor demo --output DIR` writes: the decisions, cases, alerts, messages and audit chain it made."""

import json
from pathlib import Path

from interceptor.cases.case import decode
from interceptor.cases.ledger import Ledger
from interceptor.cases.postings import Account
from interceptor.demo.story import Step
from interceptor.pipeline import topics
from interceptor.store.outbox import StoreOutbox
from interceptor.store.reading import Readings
from interceptor.store.store import Store
from streams.port import OutboxMessage

_FIN = {"mt192"}


def write(folder: Path, store: Store, steps: list[Step]) -> dict[str, int]:
    """Write everything below `folder`; gives how many of each."""
    for name in ("alerts", "messages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    counts = {"decisions": 0, "alerts": 0, "messages": 0}
    with (folder / "decisions.ndjson").open("wb") as decisions:
        for message in _outbox(store):
            if message.topic == topics.decisions("default"):
                decisions.write(message.value + b"\n")
                counts["decisions"] += 1
            elif message.topic.startswith("recalls.alerts."):
                counts["alerts"] += 1
                _alert(folder, message)
            elif message.topic == topics.recalls("default"):
                counts["messages"] += 1
                _sent(folder, counts["messages"], message)
    for number, step in enumerate((step for step in steps if step.message is not None), 1):
        assert step.message is not None
        (folder / "messages" / f"in-{number:02d}-{_kind(step.message)}.xml").write_bytes(step.message)
        counts["messages"] += 1
    counts["cases"] = _cases(folder, store)
    counts["audit"] = _audit(folder, store)
    return counts


def _outbox(store: Store) -> list[OutboxMessage]:
    outbox = StoreOutbox(store.database, topics.decisions)
    return [message for stream in outbox.streams() for message in outbox.read(stream, 0, 1_000_000)]


def _alert(folder: Path, message: OutboxMessage) -> None:
    body = json.loads(message.value)
    kind = body["schema"].removeprefix("interceptor.").partition("/")[0]
    name = f"{message.topic.rpartition('.')[2]}-{body['lane']}-{body['alert_id'][:8]}-v{body['version']}"
    suffix = "" if kind == "alert" else f"-{kind}"
    text = json.dumps(body, ensure_ascii=False, indent=2)
    (folder / "alerts" / f"{name}{suffix}.json").write_text(text + "\n", "utf-8")


def _sent(folder: Path, number: int, message: OutboxMessage) -> None:
    form = dict(message.headers)["format"].decode()
    if form in _FIN:
        name = f"out-{number:02d}-{form}.fin"
    elif form.startswith("interceptor."):
        name = f"out-{number:02d}-{form.removeprefix('interceptor.').partition('/')[0]}.json"
    else:
        name = f"out-{number:02d}-{form}.xml"
    (folder / "messages" / name).write_bytes(message.value)


def _kind(message: bytes) -> str:
    return "pacs.004" if b"pacs.004" in message else "camt.029"


def _cases(folder: Path, store: Store) -> int:
    rows = store.tenant("default").cases()
    with (folder / "cases.ndjson").open("w", encoding="utf-8") as file:
        for _, _, body in rows:
            case = decode(body)
            ledger = Ledger(case.postings, case.opened_at, "")
            totals = [
                {
                    "hop": hop,
                    "currency": ledger.currency(hop),
                    **{account.value: str(ledger.balance(hop, account)) for account in Account},
                }
                for hop in ledger.hops()
            ]
            lanes = [
                {"lane": alert.kind, "kind": alert.lane, "country": alert.country, "state": alert.state.value}
                for alert in case.alerts
            ]
            record = {**json.loads(body), "ledger": totals, "lanes": lanes}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return len(rows)


def _audit(folder: Path, store: Store) -> int:
    reader = Readings(store.tenant("default"))
    count = 0
    with (folder / "audit.ndjson").open("wb") as file:
        for writer in reader.audit_writers():
            for body in reader.audit(writer):
                file.write(body.rstrip(b"\n") + b"\n")
                count += 1
    return count
