"""A world's wires day by day, in order of time, in flat memory: about one day and the open campaigns are held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count, islice

from models.worlds import genuine, lookalikes
from models.worlds.attacks import CAMPAIGNS
from models.worlds.contexts import stamp
from models.worlds.payment import Labelled, Payment
from models.worlds.scene import Scene
from models.worlds.suiting import suited
from models.worlds.wire import DEFAULT_MIX, Mix, batch, labelled
from models.worlds.world import World

START = date(2025, 1, 6)
_EARLIEST_MORNING = time(11)
"""UTC; nothing ordered on the next local day is earlier, since no zone is more than 13 hours ahead."""
_LONGEST_STAGE = timedelta(minutes=90)
_TRIES = 40
"""Payers tried for one unit of a day's shortfall before it is left to the next day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate. Rates are shares of all wires."""

    seed: int = 7
    days: int = 90
    debtors: int = 200
    wires: int | None = None
    """How many records; without it, whatever the payers send in `days`."""
    mix: Mix | None = None
    fraud_rate: float = 0.001
    """Real traffic has about 1 in 10,000 (research/indicators.md 3.7); more of it makes small files useful."""
    lookalike_rate: float = 0.01
    """Not published (section 7): an assumption."""
    quiet_days: int = 20
    """Days of history before the first attack, at most a third of all."""
    batches: float = 0.01
    """Share of payers and days whose payments go out as pacs.008 with several transactions."""
    two_stage: float = 0.02
    """Share of wires with a context that are recorded when initiated and again when released."""


def simulate(plan: Plan) -> Iterator[Labelled]:
    """Records with their truth, in order of time; the same for the same plan."""
    found = Simulation(plan).days()
    return islice(found, plan.wires) if plan.wires is not None else found


def payments(plan: Plan) -> Iterator[Payment]:
    """What was ordered, in order of time, not yet written as records."""
    for _, ordered in Simulation(plan).ordered():
        yield from ordered


class Simulation:
    """The payers of a world going about their days, with frauds and look-alikes at the planned rates."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        working_days = plan.days * 5 / 7
        daily = plan.wires / plan.days / plan.debtors if plan.wires else 0.6
        # A relation is paid about once in 23 calendar days; the shortfall is made up day by day.
        self._world = World(plan.seed, plan.debtors, relations=max(5, round(daily * 18)))
        self._quota = plan.wires / working_days if plan.wires else 0.0
        self._mix = plan.mix or DEFAULT_MIX
        self._quiet = min(plan.quiet_days, plan.days // 3)
        self._ordered: list[tuple[datetime, int, Payment]] = []
        self._written: list[tuple[str, int, Labelled]] = []
        self._count = count()
        self._fraud_due = 0.0
        self._lookalikes_due = 0.0
        self._short = 0.0

    def days(self) -> Iterator[Labelled]:
        """Every day's records; days go on until `wires` of the plan can be met, else for its `days`."""
        for bound, ordered in self.ordered():
            self._write(ordered)
            yield from self._until(stamp(bound - _LONGEST_STAGE))
        yield from self._until("9")

    def ordered(self) -> Iterator[tuple[datetime, list[Payment]]]:
        """What was ordered, in order of time and in portions, each with the bound that no later one precedes."""
        number = 0
        while number < self._plan.days or (self._plan.wires is not None and number < 3 * self._plan.days):
            day = START + timedelta(days=number)
            self._happen(day, number)
            bound = datetime.combine(day, _EARLIEST_MORNING, UTC)
            yield bound, self._ordered_before(bound)
            number += 1
        bound = datetime.combine(START + timedelta(days=number), _EARLIEST_MORNING, UTC)
        yield bound, self._ordered_before(bound)

    def _happen(self, day: date, number: int) -> None:
        before = len(self._ordered)
        if day.weekday() < 5:
            self._situations(day)
            if number >= self._quiet:
                self._campaigns(day)
            for firm in self._world.firms:
                self._keep(genuine.payments(self._world, firm, day))
            self._fill(day, len(self._ordered) - before)
        happened = len(self._ordered) - before
        share = self._plan.days / max(1, self._plan.days - self._quiet)
        self._fraud_due += happened * self._plan.fraud_rate * share * (number + 1 >= self._quiet)
        self._lookalikes_due += happened * self._plan.lookalike_rate

    def _ordered_before(self, bound: datetime) -> list[Payment]:
        found = []
        while self._ordered and self._ordered[0][0] < bound:
            found.append(heappop(self._ordered)[2])
        return found

    def _until(self, bound: str) -> Iterator[Labelled]:
        while self._written and self._written[0][0] < bound:
            yield heappop(self._written)[2]

    def _keep(self, payments: list[Payment]) -> None:
        for payment in payments:
            heappush(self._ordered, (payment.time, next(self._count), payment))

    def _campaigns(self, day: date) -> None:
        shares = [share for _, share in CAMPAIGNS.values()]
        while self._fraud_due >= 1:
            name = self._world.rng.choices(list(CAMPAIGNS), shares)[0]
            found = CAMPAIGNS[name][0](self._scene(name, day))
            self._keep(found)
            self._fraud_due -= sum(payment.label is not None for payment in found)

    def _situations(self, day: date) -> None:
        shares = [share for _, share in lookalikes.SITUATIONS.values()]
        while self._lookalikes_due >= 1:
            name = self._world.rng.choices(list(lookalikes.SITUATIONS), shares)[0]
            found = lookalikes.happen(name, self._scene(name, day))
            self._keep(found)
            self._lookalikes_due -= len(found)

    def _scene(self, name: str, day: date) -> Scene:
        return Scene(self._world, suited(self._world, name, self._world.firms), day)

    def _fill(self, day: date, happened: int) -> None:
        """More ordinary invoices, so that the day comes up to its share of the planned wires."""
        self._short += self._quota - happened
        rng, tries = self._world.rng, 0
        while self._short >= 1 and tries < _TRIES * self._short:
            tries += 1
            firm = rng.choice(self._world.firms)
            relation = rng.choice(firm.relations)
            if not relation.person and relation.paid_until < day:
                self._keep([Scene(self._world, firm, day).invoice(relation)])
                self._short -= 1

    def _write(self, payments: list[Payment]) -> None:
        rng, plan = self._world.rng, self._plan
        together: dict[str, list[Payment]] = {}
        found: list[Labelled] = []
        for payment in payments:
            account = payment.debtor.account.number
            if account not in together and rng.random() < plan.batches:
                together[account] = []
            if account in together and not payment.label and not payment.context:
                together[account].append(payment)
            else:
                found += self._stages(payment)
        found += [batch(group, rng) for group in together.values() if group]
        for one in found:
            heappush(self._written, (one.record["received_at"], next(self._count), one))

    def _stages(self, payment: Payment) -> list[Labelled]:
        rng = self._world.rng
        last = labelled(payment, self._mix, rng)
        if not payment.context or rng.random() >= self._plan.two_stage:
            return [last]
        earlier = stamp(payment.time - rng.uniform(0.05, 1.0) * _LONGEST_STAGE)
        context = {**payment.context, "stage": "initiated"}
        return [Labelled({**last.record, "received_at": earlier, "context": context}, last.truths), last]
