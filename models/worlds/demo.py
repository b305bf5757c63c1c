"""The bank day that the demonstration shows: a spring of history, one day with frauds in it, and the Vancouver wire.

The day is 5 June 2025, that of the Vancouver–Hong Kong case (research/indicators.md section 4, K54), and the monthly
pay-run of this bank's customers. Parties, accounts and banks are invented.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from models.worlds import genuine, lookalikes
from models.worlds.accounts import Account
from models.worlds.attacks import CAMPAIGNS
from models.worlds.banks import bank
from models.worlds.firms import Firm
from models.worlds.parties import Party
from models.worlds.payment import Holder, Labelled, Payment
from models.worlds.scene import Scene
from models.worlds.suiting import suited
from models.worlds.tables import countries
from models.worlds.wire import DEFAULT_MIX, labelled, record
from models.worlds.world import World

DAY: Final = date(2025, 6, 5)
HISTORY_DAYS: Final = 120
_PAYERS: Final = 25
_ATTACKS: Final = (
    "vendor_redirection", "vendor_redirection", "executive_series", "acquisition", "mandate_takeover",
    "payroll_diversion", "third_party",
)  # fmt: skip
_LOOKALIKES: Final = (
    "bank_change", "bank_change", "new_supplier", "factoring", "renamed", "acquisition_closing", "capital_call",
    "settlement", "employee_bank_change", "group_funding", "refund_to_customer", "customs", "payment_collector",
    "advance_payment", "litigation_deposit",
)  # fmt: skip


def demo_history(seed: int) -> Iterator[dict[str, Any]]:
    """Wire records of the days before `DAY`, in order of time, all genuine."""
    world, law_firm = _world(seed)
    for found in _history(world, law_firm):
        yield found.record


def demo_day(seed: int) -> list[Labelled]:
    """The wires of `DAY` in order of time, with what is true of each. The same world as `demo_history(seed)`."""
    world, law_firm = _world(seed)
    for _ in _history(world, law_firm):
        pass
    found: list[Payment] = []
    payers = list(world.firms)
    # First, since an invoice that went astray is not paid once more.
    for name in (*_ATTACKS, *_LOOKALIKES):
        # One thing a payer, so that no attack makes an innocent payment of the same payer suspect.
        firm = suited(world, name, payers)
        payers.remove(firm)
        scene = Scene(world, firm, DAY)
        found += CAMPAIGNS[name][0](scene) if name in CAMPAIGNS else lookalikes.happen(name, scene)
    for firm in (*world.firms, law_firm):
        found += genuine.payments(world, firm, DAY)
    day = [payment for payment in found if payment.time.date() == DAY]
    return [labelled(payment, DEFAULT_MIX, world.rng) for payment in sorted(day, key=lambda payment: payment.time)]


def vancouver(seed: int) -> dict[str, Any]:
    """The law firm's wire to Hong Kong, CAD 2,300,000.00, on `DAY`; its history is in `demo_history(seed)`."""
    world, law_firm = _world(seed)
    world.rng.seed(seed + 1)
    payment = Scene(world, law_firm, DAY).pay(_hong_kong(), 2_300_000, "CAD", "CLOSING FUNDS FILE 25-4471")
    payment = replace(
        payment,
        time=datetime(2025, 6, 5, 10, 42, 17, tzinfo=law_firm.country.zone),
        amount=Decimal("2300000.00"),
        context={"payment_id": "PAY-VAN-20250605", "stage": "released", "channel": "email"},
    )
    return _iso_record(payment, seed)


def _iso_record(payment: Payment, seed: int) -> dict[str, Any]:
    # Drawn until the version is that of the case: the most common one.
    rng = random.Random(seed)
    while "pacs.008.001.08<" not in (found := record(payment, "pacs.008", rng))["message"]:
        pass
    return found


def _world(seed: int) -> tuple[World, Firm]:
    world = World(seed, _PAYERS - 1, relations=17, countries_of_payers=("CA", "CA", "CA", "US", "GB"))
    for firm in world.firms:
        firm.run_day, firm.run_weekday = DAY.day, DAY.weekday()
    return world, _law_firm(world)


def _law_firm(world: World) -> Firm:
    canada = countries()["CA"]
    name = "Alderwick Tsang Barristers LLP Client Trust Account"
    who = Party(name, canada, "West Wharf Street", "1180", "V6C 2T5", "Vancouver")
    firm = world.payer(canada, "legal", who)
    firm.gives_context, firm.channel = True, "online"
    return firm


def _hong_kong() -> Holder:
    hong_kong = countries()["HK"]
    who = Party("Yat Hoi Brightfield Trading Limited", hong_kong, "Nathan Road", "688", "", "Kowloon")
    return Holder(who, Account("774218903365", iban=False), bank("KSWK", "HK"))


def _history(world: World, law_firm: Firm) -> Iterator[Labelled]:
    for back in range(HISTORY_DAYS, 0, -1):
        day = DAY - timedelta(days=back)
        found = [payment for firm in [*world.firms, law_firm] for payment in genuine.payments(world, firm, day)]
        for payment in sorted(found, key=lambda payment: payment.time):
            yield labelled(payment, DEFAULT_MIX, world.rng)
