"""CPU time to weigh one transfer and to fold it: `python -m benchmarks.assess`.

Thread CPU time, interleaved rounds, medians. The transfer is the common case unless said: a debtor with 40 payees and
600 payments, a known payee on its known account, no context.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from functools import partial
from typing import Final

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.subject import Subject
from interceptor.profiles.codec import decode, encode
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.describing import describe
from interceptor.profiles.folds import Profiles, fold_payment, is_settled
from interceptor.profiles.payees import Resolution, resolve
from interceptor.profiles.payment import Payment
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

ROUNDS: Final = 9
LOOPS: Final = 3_000
TENANT: Final = "bank"
DAY: Final = 86_400
START: Final = 1_735_689_600.0
"""2025-01-01."""
WORDS: Final = ("Timber", "Freight", "Tooling", "Paper", "Office", "Energy", "Printing", "Foods")
Row = tuple[str, float]
EMPTY_ACCOUNT: Final = CreditorAccountProfile()
EMPTY_NAME: Final = CreditorNameProfile()
COUNTRIES: Final = (("CA", "agent_bic"),)


def wire(payee: int, number: int, account: int | None = None) -> Transfer:
    """An invoice of an invented payee."""
    return Transfer(
        format="pacs.008",
        message_name="pacs.008.001.08",
        amount=Decimal(f"{9000 + 700 * payee + number % 90}.50"),
        currency="CAD",
        debtor=Party(name="Maple Grove Furniture Inc"),
        debtor_account=Account(id="555000111222"),
        debtor_agent=Agent(bic="MAPLCATT"),
        creditor=Party(name=f"{chr(65 + payee % 26)}lder{payee:02d} {WORDS[payee % 8]} Ltd", country="CA"),
        creditor_account=Account(id=f"0044{account if account is not None else payee:04d}5678"),
        creditor_agent=Agent(bic="XMPLCATT"),
        remittance=(f"INV {20_000 + number}",),
    )


class World:
    """Profiles of one debtor with 40 payees."""

    def __init__(self) -> None:
        self.debtor = DebtorProfile()
        self.rows: dict[bytes, tuple[RelationshipProfile, CreditorAccountProfile, CreditorNameProfile]] = {}
        for number in range(600):
            payment = describe(TENANT, wire(number % 40, number), START + number * 0.6 * DAY, "CA")
            payee = resolve(TENANT, self.debtor, payment)
            fold_payment(self.profiles(payment, payee), payment, payee)
        self.now = START + 365 * DAY

    def profiles(self, payment: Payment, payee: Resolution) -> Profiles:
        """The four rows that a payment to `payee` touches."""
        rows = self.rows.get(payee.entity)
        if rows is None:
            rows = self.rows[payee.entity] = RelationshipProfile(), CreditorAccountProfile(), CreditorNameProfile()
        if is_settled(rows[0], payment):
            return Profiles(self.debtor, rows[0], settled=True)
        return Profiles(self.debtor, rows[0], False, *rows[1:])

    def subject(self, transfer: Transfer, payment: Payment, payee: Resolution) -> Subject:
        """The transfer as the engine weighs it."""
        relationship, account, name = self.rows.get(payee.entity) or (None, EMPTY_ACCOUNT, EMPTY_NAME)
        return Subject(
            transfer,
            payment,
            payee,
            self.debtor,
            relationship=relationship,
            account=account,
            name=name,
            countries=COUNTRIES,
        )


def median_us(action: Callable[[], object]) -> float:
    """Microseconds of thread CPU time for one call."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        for _ in range(LOOPS):
            action()
        rounds.append((time.thread_time() - start) / LOOPS * 1e6)
    return statistics.median(rounds)


def _assessing(world: World) -> Iterator[Row]:
    for label, transfer in (
        ("known", wire(7, 700)),
        ("known payee, new account", wire(7, 700, account=9999)),
        ("new payee", wire(77, 700)),
    ):
        payment = describe(TENANT, transfer, world.now, "CA")
        payee = resolve(TENANT, world.debtor, payment)
        subject = world.subject(transfer, payment, payee)
        yield f"describe, {label}", median_us(partial(describe, TENANT, transfer, world.now, "CA"))
        yield f"resolve payee, {label}", median_us(partial(resolve, TENANT, world.debtor, payment))
        yield f"subject, {label}", median_us(partial(world.subject, transfer, payment, payee))
        yield f"{len(CATALOGUE)} indicators, {label}", median_us(partial(evaluate, subject))


def _keeping(world: World) -> Iterator[Row]:
    payment = describe(TENANT, wire(7, 700), world.now, "CA")
    payee = resolve(TENANT, world.debtor, payment)
    profiles = deepcopy(world.profiles(payment, payee))
    yield "fold 4 profiles, known", median_us(partial(fold_payment, profiles, payment, payee))
    for profile in (world.debtor, *world.rows[payee.entity]):
        body = encode(profile)
        label = f"{type(profile).__name__}, {len(body)} B"
        yield f"encode {label}", median_us(partial(encode, profile))
        yield f"decode {label}", median_us(partial(decode, type(profile), body))


def main() -> None:
    """Print the table."""
    world = World()
    for name, figure in (*_assessing(world), *_keeping(world)):
        print(f"{name:55s} {figure:8.2f} us")


if __name__ == "__main__":
    main()
