"""What must hold of a stormy run: by itself, by what was fed, and beside a quiet run over the same input."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from interceptor.pipeline import registered
from interceptor.profiles.describing import describe
from interceptor.profiles.keys import relationship_key
from tests.faults import engine_checks
from tests.faults.cluster_plan import NAMED
from tests.faults.cluster_storm import Happened
from tests.faults.engine_checks import Check
from tests.faults.engine_input import Expected
from tests.faults.engine_state import TENANT, Left, Row, differences, profile

if TYPE_CHECKING:
    from tests.faults.cluster import Parameters
    from tests.faults.cluster_run import Ran

LEAST = 5
"""So often each named point has to be hit while records are in flight, in a run of a hundred deaths."""
MOST_OTHERWISE = 0.02
"""Share of wires. The more partitions lose step, the more: 4 of 40,000 were seen where one process worked them in two
orders, 96 of 10,000 in a storm that let them be 1,500 wires apart."""


class AtLeast(Check):
    """A promise of a least number."""

    __slots__ = ()

    @property
    def kept(self) -> bool:
        return bool(self.found >= self.expected)


class AtMost(Check):
    """A promise of a greatest number."""

    __slots__ = ()

    @property
    def kept(self) -> bool:
        return bool(self.found <= self.expected)


def of_weather(happened: Happened, given: "Parameters") -> Iterator[Check]:
    """It was as bad as was asked for."""
    least = LEAST if given.kills >= 100 else 1
    yield Check(f"kill -9, at least {given.kills}", happened.deaths.total() >= given.kills, True)
    for name, points in NAMED.items():
        hits = sum(happened.in_flight[point] for point in points)
        yield AtLeast(f"kill -9 {name} with records in flight", hits, least)
    yield Check("processes that ended by themselves", happened.ended_by_themselves, [])
    for service, wanted in (("broker", given.broker_restarts), ("database", given.database_restarts)):
        done = sum(count for name, count in happened.restarts.items() if name.startswith(service))
        yield Check(f"restarts of the {service}", done, wanted)


def of_run(ran: "Ran", expected: Expected) -> Iterator[Check]:
    """Everything was decided once and published once, and what a case holds adds up."""
    left = ran.left
    wires = [row for row in left.position if row[0] == "wires.outbound"]
    streams = {row[2] for row in wires}
    decided = [row for row in left.decision if row[0] >> 40 in streams]
    yield Check("register rows, each a distinct transfer", len({row[2] for row in left.register}), expected.transfers)
    yield Check("register rows", len(left.register), expected.transfers)
    yield Check("records in wires.outbound", len(left.topics["wires.outbound"]), expected.records)
    yield Check("records worked of wires.outbound", sum(row[3] for row in wires), expected.records)
    yield Check("decisions on transfers, later stages and repeats", len(decided), expected.transactions)
    rejected = [row for row in left.rejected if row[0] >> 40 in streams]
    yield Check("rejected wires", len(rejected), expected.unreadable)
    yield Check("lag at the end", ran.lag, 0)
    yield Check("messages not published", ran.unpublished, 0)
    yield from engine_checks.of_topics(left)
    yield from engine_checks.of_cases(left, ran.dsn)


def of_quiet_run(stormy: "Ran", calm: "Ran") -> Iterator[Check]:
    """The same as if nothing had happened.

    Across partitions order may differ (DESIGN section 4): a worker that reads a shared profile a moment earlier or
    later may decide a wire on the edge otherwise, and what is intercepted counts as an attempt, not as a payment. So
    the profiles of such a wire's parties are left out, and counted; all others have to be the same.
    """
    left, quiet = stormy.left, calm.left
    for table in ("position", "register", "rejected"):
        yield Check(f"rows of {table}, as in a quiet run", len(getattr(left, table)), len(getattr(quiet, table)))
    yield Check("transfers registered, as in a quiet run", _transfers(left) == _transfers(quiet), True)
    otherwise = _decided_otherwise(left, quiet)
    share = MOST_OTHERWISE * len(left.register)
    yield AtMost("wires on the edge, decided otherwise as another partition was ahead", len(otherwise), share)
    keys = set(_keys(left, otherwise))
    partitions = sum(row[0] == "wires.outbound" for row in left.position)
    for table in ("profile", "shared_profile"):
        mine, other = ({row[:-1]: bytes(row[-1]) for row in getattr(each, table)} for each in (left, quiet))
        alone = [key for key in mine.keys() ^ other.keys() if bytes(key[0]) not in keys]
        yield Check(f"keys of {table} in one run only", len(alone), 0)
        compared = [key for key in mine.keys() & other.keys() if bytes(key[0]) not in keys]
        left_out = sum(bytes(key[0]) in keys for key in mine)
        # Of each such wire two profiles of a kind, and of a shared one a row for each partition.
        yield AtMost(f"rows of {table} left out", left_out, 2 * partitions * len(otherwise))
        yield Check(f"rows of {table} compared with a quiet run's", len(compared), len(mine) - left_out)
        apart = [text for key in compared if mine[key] != other[key] for text in _apart(key, mine[key], other[key])]
        yield Check(f"fields of {table} that differ by more than 1e-9", apart[:5], [])


def _apart(key: Row, one: bytes, other: bytes) -> Iterator[str]:
    return differences(profile(one), profile(other), bytes(key[0]).hex())


def _transfers(left: Left) -> Counter[bytes]:
    return Counter(bytes(row[2]) for row in left.register)


def _decided_otherwise(left: Left, quiet: Left) -> set[int]:
    """Register numbers of transfers of which some revision was decided otherwise."""
    kinds = {(row[2], row[3]): row[4] for row in quiet.decision}
    return {row[2] for row in left.decision if kinds.get((row[2], row[3])) != row[4]}


def _keys(left: Left, numbers: set[int]) -> Iterator[bytes]:
    """Row keys of everybody's profiles who has a part in these transfers."""
    for row in left.register:
        if row[0] in numbers:
            kept = registered.decode(bytes(row[-1]))
            payment = describe(TENANT, kept.transfer, 0.0, "")
            yield relationship_key(payment.debtor, kept.entity)
            yield from (key for key in (payment.debtor, payment.account_key, payment.name_profile_key) if key)
