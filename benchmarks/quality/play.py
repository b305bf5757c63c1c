"""One simulated world through the engine: history is learnt, the rest decided, and each decision meets the truth."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import msgspec

from interceptor.engine import Engine, Options
from interceptor.pipeline.feeding import batches, numbered
from interceptor.pipeline.planning import Institution
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore
from interceptor.transfers.reference_rates import in_usd
from models.tables import parts
from models.worlds.payment import Label, Labelled, Truth
from models.worlds.simulation import Plan, simulate
from streams.replay import Line

BATCH = 200
RANK = {"release": 0, "review": 1, "intercept": 2}
_LATER_MS = 4_102_444_800_000
"""2100-01-01: the world lies in the past, as a replayed file does."""
_BANK = Options(institution=Institution("Lakewood Bank", "LKWDCATT", "CA"))


class Size(NamedTuple):
    """How large a world is."""

    name: str
    debtors: int
    days: int
    learnt: int
    """Records of history, learnt before anything is decided."""
    decided: int


class Judged(NamedTuple):
    """One transfer: what is true of it, and the strongest decision that it got."""

    label: Label | None
    """The fraud it belongs to; None for an honest one."""
    situation: str
    """The look-alike it belongs to, or empty."""
    decision: str
    alone: bool
    """Stopped or recalled without a person."""
    raising: tuple[str, ...]
    """Indicators that raised the score, heaviest first; pairs left out. Empty when released."""
    account: str
    usd: float


class _Reason(msgspec.Struct):
    indicator: str
    contribution: float


class _Decided(msgspec.Struct):
    """What is read of a decision record; an unreadable wire would fail here, and the simulator makes none."""

    transfer_id: str
    decision: str
    action: str
    amount: str
    currency: str
    creditor_account: str | None
    reasons: list[_Reason] | None = None


_decided = msgspec.json.Decoder(_Decided)
_encode = msgspec.json.encode


def play(seed: int, size: Size, *, fraud_rate: float, options: Options = _BANK) -> list[Judged]:
    """Every decided transfer of a world, once each however many stages it had.

    Fraud in the history is learnt like everything else, as if nobody had noticed it: harder than a bank's own history,
    from which reported fraud has been taken out.
    """
    wires = size.learnt + size.decided
    world = simulate(Plan(seed=seed, days=size.days, debtors=size.debtors, wires=wires, fraud_rate=fraud_rate))
    with Store.temporary() as store:
        tenant = store.tenant("quality")
        for _ in _through(tenant, islice(world, size.learnt), replace(options, learning=True)):
            pass
        strongest: dict[str, Judged] = {}
        for truth, line in _through(tenant, world, replace(options, learning=False)):
            found = _decided.decode(line)
            judged = _judge(truth, found)
            before = strongest.get(found.transfer_id)
            if before is None or RANK[before.decision] < RANK[judged.decision]:
                strongest[found.transfer_id] = judged
    return list(strongest.values())


def _through(tenant: TenantStore, world: Iterable[Labelled], options: Options) -> Iterator[tuple[Truth, bytes]]:
    """Each decided transaction's truth with its decision; none when learning."""
    engine = Engine(tenant, tenant.assign("replay", 0, "replay"), options, now_ms=_LATER_MS, live=False)
    truths: list[Truth] = []

    def lines() -> Iterator[Line]:
        for number, one in enumerate(world, 1):
            truths.extend(one.truths)
            yield Line("world", number, _encode(one.record))

    for batch in batches(numbered(lines(), engine.next_offset), BATCH):
        found = engine.process(batch)
        if found:
            yield from zip(truths, found, strict=True)
        truths.clear()


def _judge(truth: Truth, found: _Decided) -> Judged:
    raising = [one.indicator for one in found.reasons or () if one.contribution > 0 and len(parts(one.indicator)) == 1]
    return Judged(
        label=truth.label,
        situation=truth.situation,
        decision=found.decision,
        alone=found.action in {"stop", "recall"},
        raising=tuple(raising),
        account=found.creditor_account or "",
        usd=in_usd(float(found.amount), found.currency) or 0.0,
    )
