"""Nothing of a message reaches the logs or the metrics: not at the lowest level, not of hostile input."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import pytest
import structlog
from wires import HONG_KONG, LATER_MS, NOW, Rig, diverted, history, record, wire

from interceptor.demo import day
from interceptor.demo.story import Story
from interceptor.errors import InterceptorError, MessageError
from interceptor.messages import decode
from interceptor.observability import logs
from interceptor.observability.watch import Watch
from interceptor.observer import PartitionState
from interceptor.pipeline import topics
from interceptor.pipeline.records import read_line
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from models.worlds import demo as world
from streams.port import Partition

LEAST = 5
"""Characters of a text that is looked for: a shorter one may stand anywhere by chance."""


class Ears:
    """Everything that logs and metrics say of a store while work is done on it."""

    def __init__(self, store: Store, tenant: str) -> None:
        self.text = io.StringIO()
        logs.configure(lambda: LATER_MS, "debug", self.text)
        logging.getLogger().setLevel(logging.DEBUG)
        path = store.database.path
        self.store, self.tenant = store, tenant
        self.watch = Watch(lambda: Store(path), [tenant], clock=lambda: LATER_MS)
        self.worker, self.relay = self.watch.worker(store), self.watch.relay()
        self.wires = Partition(topics.wires(tenant), 0)

    def relayed(self) -> None:
        """The relay publishes everything, and everything goes wrong once."""
        outbox = StoreOutbox(self.store.database, topics.decisions)
        for stream in outbox.streams():
            messages = outbox.read(stream, 0, 100_000)
            self.relay.published(stream, messages, 0.01)
            for message in messages[:50]:
                self.relay.failed(stream, RuntimeError(message.value))
        self.worker.partition(self.tenant, self.wires, PartitionState.WORKING, None)
        self.worker.lag(self.tenant, self.wires, 3)

    def said(self) -> str:
        page = self.watch.pages.get("/metrics")
        assert page is not None
        self.watch.close()
        return self.text.getvalue() + page.body.decode()


@pytest.fixture
def ears() -> Iterator[Callable[[Store, str], Ears]]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield Ears
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)


def texts(lines: Sequence[bytes]) -> set[str]:
    """Every name, account, address and text of these records, as far as they can be read."""
    found: set[str] = set()
    for line in lines:
        try:
            given = read_line(line)
            items = decode(given.body, given.format, declared_encoding=not given.text)
        except MessageError:
            continue
        for item in items:
            for name in ("debtor", "creditor", "ultimate_debtor", "ultimate_creditor", "remittance"):
                found |= set(_strings(msgspec.to_builtins(getattr(item, name, None))))
            for name in ("debtor_account", "creditor_account"):
                found |= set(_strings(getattr(getattr(item, name, None), "id", None)))
    return {text for text in found if len(text) >= LEAST}


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _strings(value)


def heard_of(wanted: set[str], said: str) -> list[str]:
    """Which of these texts stand in what was said. Digits count as a whole number: measured seconds have any within."""
    numbers = set(re.findall(r"(?<![\d.])\d+(?![\d.])", said))
    return sorted(text for text in wanted if (text in numbers if text.isdecimal() else text in said))


def test_digits_are_heard_as_a_whole_number_alone() -> None:
    said = 'seconds_sum 0.0311464 1.31146e-05 {"account": "42976"} 57008.5'
    assert heard_of({"31146", "42976", "57008", "seconds"}, said) == ["42976", "seconds"]


INJECTED = 'Evil" }\n{"level": "info", "event": "all is well'
HOSTILE = [
    diverted(900, creditor=INJECTED, remittance=["%s %(name)s {creditor}", "\x1b[31mred\x1b[0m"]),
    diverted(901, account='808900"}\nmetric{a="b"} 1', creditor="tenant=\"other\""),
    wire(902, 0.0, {"payment_id": "Cedar Timber pays", "initiator": "Mallory Ordinary"}, creditor="Zoë 王小明 O'Hara"),
    record("<Document><Cdtr><Nm>Quentin Secretive</Nm></Cdtr></Document>", form="pacs.008"),
    record("{1:F01XMPLCATTAXXX0000000000}{4:\n:59:/12345\nGwendolyn Hidden\n-}", form="Gwendolyn Hidden"),
    record({"creditor": {"name": "Ottilie Nowhere"}, "settlement_amount": "Ottilie", "currency": "Ottilie"}),
    b'{"message": "Ferdinand Unparsed',
    b"\xff\xfe Ferdinand Unparsed",
]  # fmt: skip
NAMES = [
    *("Evil", "all is well", "creditor", "\x1b", 'metric{a="b"}', "tenant=\\\"other", "Cedar Timber", "Mallory"),
    *("王小明", "Hara", "Quentin", "Gwendolyn", "Ottilie", "Ferdinand", HONG_KONG["account"], "808900"),
]  # fmt: skip


def test_hostile_traffic_says_nothing(ears: Callable[[Store, str], Ears], make_rig: Callable[..., Rig]) -> None:
    rig = make_rig(learnt=False)
    heard = ears(rig.store, "bank")
    rig.tenant.watch = rig.store.watch  # the rig took its tenant before anybody watched
    commit = rig.tenant.watch
    rig.tenant.watch = lambda tenant, batch, seconds, error: (  # type: ignore[assignment]
        commit(tenant, batch, seconds, error),
        heard.worker.committed(tenant, batch, LATER_MS),
        heard.worker.worked(tenant, heard.wires, 1, seconds),
    )
    lines = [*history(4), *HOSTILE]
    rig.raw(lines, size=1)
    for case in rig.cases():
        for reason in ("call_back", INJECTED):
            try:
                rig.desk.withdraw(case.case_id, reason, NOW)
            except InterceptorError as error:
                logs.logger().warning("act refused", **logs.told(error))
    for line in HOSTILE:
        try:
            json.loads(line)["nothing"]
        except Exception as error:
            logs.logger().error("act refused", reason=line, creditor=line, exc_info=error)
            logging.getLogger("kafka.client").error("could not send %s", line, exc_info=error)
    heard.relayed()
    said = heard.said()
    assert "transfer intercepted" in said
    assert "records rejected" in said
    assert '"dropped": 2' in said
    assert 'interceptor_rejected_total{fault="not_json",tenant="bank"}' in said
    assert [name for name in NAMES if name in said] == []
    assert heard_of(texts(lines), said) == []
    for line in heard.text.getvalue().splitlines():
        json.loads(line)  # nobody can write a line of his own


@pytest.mark.slow
def test_the_demonstration_says_nothing(ears: Callable[[Store, str], Ears]) -> None:
    with Store.temporary() as store:
        heard = ears(store, "default")
        counted = store.watch
        assert counted is not None
        store.watch = lambda tenant, batch, seconds, error: (  # type: ignore[assignment]
            counted(tenant, batch, seconds, error),
            heard.worker.committed(tenant, batch, LATER_MS),
            heard.worker.worked(tenant, heard.wires, 1, seconds),
        )
        day.learn_history(store, lambda _: None)
        played = day.play(store, lambda _: None)
        assert played.vancouver is not None
        for _ in Story(store, played.vancouver).steps():
            pass
        heard.relayed()
        said = heard.said()
    records = [*world.demo_history(day.SEED), *(item.record for item in world.demo_day(day.SEED))]
    wanted = texts([json.dumps(each).encode() for each in (*records, world.vancouver(day.SEED))])
    assert len(wanted) > 1_000
    assert len(said) > 20_000
    assert heard_of(wanted, said) == []
