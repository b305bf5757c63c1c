"""The engine from wires to returned money, through kills: `interceptor run`, then reports, then answers of desks."""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from interceptor.cases import case as case_file
from interceptor.cases.case import Alert, Case
from interceptor.decisions import policy
from interceptor.store.store import Store
from streams.embedded import EmbeddedLog
from streams.port import Message
from tests.faults.engine_cuts import cut_log, cut_store
from tests.faults.engine_input import Expected
from tests.faults.engine_state import TENANT
from tests.faults.weather import Kill, Weather, endure

POINTS = (
    "in_commit", "in_append", "after_commit_before_publish", "in_publish", "after_poll", "after_feed", "in_transaction",
    "after_commit", "before_publish", "after_publish", "after_mark",
)  # fmt: skip
"""Named points of the loop over wires, those first that a short storm must not leave out."""
DESK_POINTS = ("after_poll", "in_transaction", "after_commit_before_publish", "in_publish", "in_append", "after_mark")
"""Named points that reports and answers pass."""
_UNPUBLISHED = "after_commit_before_publish"
"""Here the last transaction is not yet published: a store that loses it has lost nothing that anybody saw."""
_REPORTS, _REPLIES = 16, 40
_DESK_BATCH = 2
"""Records a poll: reports and answers are few, and are to be on their way at many a death."""
_START = 0.5
"""Seconds in which a process has certainly begun to start."""
_COMMAND = "from interceptor.cli import main; main()"


@dataclass
class Storm:
    """Where a run happens, and what happened to it."""

    folder: Path
    seed: int
    batch_size: int
    killed: Counter[str] = field(default_factory=Counter)
    finished_early: int = 0
    cut_segments: int = 0
    cut_stores: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self._chance = random.Random(self.seed)
        (self.folder / "policy.toml").write_text(policy_text())

    @property
    def data(self) -> Path:
        """Folder of store and log."""
        return self.folder / "data"

    def through(self, kills: Sequence[Kill], clock: str, source: Path | None = None) -> None:
        """Run until all is done, through the kills."""
        command = [sys.executable, "-c", _COMMAND, "run", *([str(source)] if source else [])]
        command += ["--data", str(self.data), "--clock", clock, "--batch-size", str(self.batch_size)]
        environment = {"INTERCEPTOR_POLICY": str(self.folder / "policy.toml")}
        log = self.folder / "output"
        self._add(endure(command, kills, log=log, environment=environment, timeout=600.0, died=self._died))

    def _add(self, weather: Weather) -> None:
        self.killed += weather.killed
        self.finished_early += weather.finished_early

    def _died(self, kill: Kill) -> None:
        """What was written and not synced goes with the process."""
        self.cut_segments += cut_log(self.data / "log", self._chance)
        if kill.point == _UNPUBLISHED:
            self.cut_stores += cut_store(self.data / "store.db", self._chance)

    def put(self, topic: str, records: Sequence[dict[str, object]]) -> None:
        """Append to an incoming topic while nothing runs."""
        log = EmbeddedLog(self.data / "log")
        log.append([Message(topic, None, json.dumps(record).encode()) for record in records])
        log.close()


def policy_text() -> str:
    """The shipped policy without the cap an hour: the whole history passes within one."""
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in policy.default().model_dump().items() if value)
    return text.replace(f"alerts_per_hour = {policy.default().alerts_per_hour}", "alerts_per_hour = 1000000")


def kills(count: int, seed: int, longest: float) -> list[Kill]:
    """Two thirds of the kills at named points in turns, the others at random times; in random order."""
    chance = random.Random(seed)
    named = count - count // 3
    # Thousands of records lie between two feeds: there the first time is early enough.
    found = [
        Kill(point, 1 if point == "after_feed" else chance.randint(2, 8)) for point in islice(cycle(POINTS), named)
    ]
    found += [Kill(after=chance.uniform(_START, longest)) for _ in range(count - named)]
    chance.shuffle(found)
    return found


def desk_kills(count: int, seed: int) -> list[Kill]:
    """Kills at named points while a few reports or answers are worked."""
    chance = random.Random(seed)
    turns = chance.sample(DESK_POINTS, len(DESK_POINTS))
    return [Kill(point, chance.randint(1, 2)) for point in islice(cycle(turns), count)]


def run(storm: Storm, source: Path, expected: Expected, count: int, longest: float) -> None:
    """Wires, then reports of some that were released, then answers to the alerts, all through kills."""
    desk, seed = count // 5, storm.seed
    storm.through(kills(count - desk, seed, longest), expected.clock, source)
    storm.batch_size = _DESK_BATCH
    storm.put("wires.reports", list(reports(storm.data / "store.db")))
    storm.through(desk_kills(desk // 2, seed + 1), expected.clock)
    storm.put("recalls.replies", list(replies(storm.data / "store.db")))
    storm.through(desk_kills(desk - desk // 2, seed + 2), expected.clock)


def reports(place: Path | str) -> Iterator[dict[str, object]]:
    """Of released wires with a UETR, spread over all; one names nothing that we know."""
    with Store(place) as store:
        bodies = store.database.execute("SELECT body FROM decision WHERE kind = 0 ORDER BY number").fetchall()
    found = [json.loads(body) for (body,) in bodies]
    released = [record["uetr"] for record in found if record["uetr"] and record["revision"] == 1]
    for uetr in released[:: max(1, len(released) // _REPORTS)][:_REPORTS]:
        yield {"uetr": uetr, "basis": "confirmed", "text": "we never ordered this"}
    yield {"uetr": "00000000-0000-4000-8000-000000000000", "basis": "reported"}


def replies(place: Path | str) -> Iterator[dict[str, object]]:
    """What desks and banks answer; one answer is to an alert that nobody sent."""
    with Store(place) as store:
        cases = [case_file.decode(body) for _, _, body in store.tenant(TENANT).cases()]
    sent = [(case, alert) for case in cases for alert in case.alerts if alert.version]
    for case, alert in sent[:: max(1, len(sent) // _REPLIES)]:
        yield from _answers(case, alert)
    yield {"alert_id": "nobody-sent-this", "answer": "ACK"}


def _answers(case: Case, alert: Alert) -> Iterator[dict[str, object]]:
    whole, part = str(case.amount), str((case.amount / 2).quantize(case.amount))
    answer = {"alert_id": alert.alert_id, "currency": case.currency, "case_number": f"N-{alert.alert_id[:6]}"}
    if alert.lane == "bank":
        yield {**answer, "answer": "RETURNED", "amount": part, "return_id": f"R-{alert.alert_id[:6]}"}
    else:
        yield {**answer, "answer": "ACK", "officer_role": "duty officer"}
        held = {"amount": whole, "legal_basis": "court order", "expires_at": "2099-01-01T00:00:00Z"}
        yield {**answer, "answer": "HELD", **held}
