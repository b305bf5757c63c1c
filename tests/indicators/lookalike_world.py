"""A payer with a year of ordinary business, and the decision on a transfer, for the look-alike tests."""

from datetime import datetime

from indicator_world import Bank, ago, wire

from interceptor.decisions.decide import Circumstances, decide
from interceptor.decisions.policy import default
from interceptor.decisions.scoring import shipped
from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.subject import Subject
from interceptor.transfers.transfer import Transfer

MODEL = shipped()
OTHERS = ("Blue Harbour Freight", "Nordlicht Werkzeuge GmbH", "Alder Office Supply Co", "Prairie Power Utilities")


def business(months: int = 12) -> Bank:
    """The known payee and four others, paid monthly on known accounts in the payer's country."""
    bank = Bank()
    for month in range(months, 0, -1):
        when = ago(30.4 * month)
        bank.pay(wire(remittance=f"INV {20_000 + 37 * (months - month)} PO 88120"), when)
        for number, name in enumerate(OTHERS):
            amount = f"{9_000 * (number + 1) + 171 * (month % 7)}.10"
            bank.pay(wire(name, f"7700{number}1234", amount=amount, remittance=f"STATEMENT {number + month}"), when)
    return bank


def others_pay(bank: Bank, transfer: Transfer, count: int = 4, days: float = 200, *, names: bool = False) -> None:
    """`count` other payers paid the transfer's account so long ago; with `names`, each for another seller."""
    for number in range(count):
        payee = f"{transfer.creditor.name} Seller {chr(65 + number) * 5}" if names else transfer.creditor.name
        other = wire(payee, debtor=f"Payer {number} Inc", debtor_account=f"70000{number}")
        other.creditor_account, other.creditor_agent = transfer.creditor_account, transfer.creditor_agent
        bank.pay(other, ago(days))


def verdict(subject: Subject) -> str:
    """The default policy's decision with the shipped model, for a wire released a minute ago."""
    at = Circumstances(
        stage="released",
        time=0.0,
        now=60.0,
        amount_usd=subject.amount_usd,
        rail="cross_border",
        country=subject.country,
    )
    return decide(MODEL.probability(MODEL.score(evaluate(subject))), at, default()).decision


def trips(subject: Subject) -> dict[int, str]:
    """Number and id of the indicators with a value of a step or more."""
    return {
        item.number: item.id
        for item, value in zip(CATALOGUE, evaluate(subject), strict=True)
        if value is not None and value >= item.steps[0][0]
    }


def assert_ordinary(numbers: set[int], *subjects: Subject) -> None:
    """Together the subjects trip the indicators `numbers`, and none of them is intercepted."""
    seen: set[int] = set()
    for subject in subjects:
        seen |= trips(subject).keys()
        assert verdict(subject) != "intercept", trips(subject)
    assert numbers <= seen, (numbers - seen, seen)


def at(days: float, hour: int) -> datetime:
    """The day so many days ago, at `hour` UTC."""
    return ago(days).replace(hour=hour)
