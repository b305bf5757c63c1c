"""What the store says at one moment: cases, money, alerts, tasks, deadlines, brakes. Sums, no content."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from interceptor.cases import case as case_file
from interceptor.cases.case import Case
from interceptor.cases.ledger import Ledger
from interceptor.cases.postings import PLACES, Account
from interceptor.observability import labels
from interceptor.observability.freshness import Word, words
from interceptor.pipeline.brakes import HOUR_MS, PAUSED
from interceptor.store.figures import Figures, StreamMarks, TaskCount
from interceptor.store.tenant import TenantStore

_ACCOUNTS = (Account.ALERTED, *PLACES, Account.SURPLUS)


class _Share(NamedTuple):
    """What one case adds to the sums."""

    version: int
    kind: tuple[str, str]
    alerts: tuple[tuple[str, str, str], ...]
    money: tuple[tuple[tuple[str, str], Decimal], ...]
    stop_ms: int | None
    hold_ms: int | None


@dataclass(slots=True)
class Snapshot:
    """Figures of one tenant. Cases of demonstrations are left out: their money is nobody's."""

    at_ms: int
    cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By status and basis."""
    alerts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Of cases that are not closed, by lane, state and jurisdiction."""
    money: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    """By account of the ledger and currency, over all hops of all cases."""
    stops: list[int] = field(default_factory=list)
    """Deadlines of running stops; milliseconds since 1970."""
    holds: list[int] = field(default_factory=list)
    """Ends of running holds."""
    tasks: list[TaskCount] = field(default_factory=list)
    rejected: list[tuple[str, int]] = field(default_factory=list)
    """Not read after all, by fault."""
    streams: list[StreamMarks] = field(default_factory=list)
    paused: bool = False
    sent_last_hour: int = 0
    words: tuple[Word, ...] = ()


class Snapshots:
    """Takes snapshots of one tenant; reads only those cases again that have changed since the last one."""

    def __init__(self, store: TenantStore, clock: Callable[[], int]) -> None:
        self._store = store
        self._figures = Figures(store)
        self._clock = clock
        self._shares: dict[str, _Share] = {}

    def take(self) -> Snapshot:
        """The figures now."""
        found = Snapshot(self._clock())
        for share in self._renewed():
            found.cases[share.kind] += 1
            found.alerts.update(share.alerts)
            for key, amount in share.money:
                found.money[key] = found.money.get(key, Decimal(0)) + amount
            found.stops += [share.stop_ms] if share.stop_ms is not None else []
            found.holds += [share.hold_ms] if share.hold_ms is not None else []
        figures = self._figures
        found.tasks, found.rejected, found.streams = figures.tasks(), figures.rejected(), figures.streams()
        found.paused = self._store.setting(PAUSED) == "yes"
        found.sent_last_hour = len(self._store.alert_times(found.at_ms - HOUR_MS))
        found.words = words(figures)
        return found

    def _renewed(self) -> Iterable[_Share]:
        versions = self._figures.case_versions()
        for gone in self._shares.keys() - versions.keys():
            del self._shares[gone]
        changed = [name for name, version in versions.items() if self._version(name) != version]
        for case in map(case_file.decode, self._figures.case_bodies(changed)):
            self._shares[case.case_id] = _share(case, versions[case.case_id])
        return [share for share in self._shares.values() if share.kind[0] != _DEMO]

    def _version(self, case_id: str) -> int | None:
        share = self._shares.get(case_id)
        return share.version if share is not None else None


_DEMO = "demo"


def _share(case: Case, version: int) -> _Share:
    if case.demo:
        return _Share(version, (_DEMO, ""), (), (), None, None)
    ledger = Ledger(case.postings, case.opened_at, "")
    money = tuple(
        ((account.value, ledger.currency(hop)), amount)
        for hop in ledger.hops()
        for account in _ACCOUNTS
        if (amount := ledger.balance(hop, account))
    )
    open_alerts = case.alerts if case.status != "closed" else ()
    alerts = tuple((alert.lane, alert.state.value, labels.country(alert.country)) for alert in open_alerts)
    stop = case.stop.until if case.stop and case.stop.active and not case.stop.struck else None
    hold = min((hold.expires_at for hold in case.holds if hold.active), default=None)
    return _Share(version, (case.status, case.basis), alerts, money, _ms(stop), _ms(hold))


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
