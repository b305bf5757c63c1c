"""Every campaign and every look-alike happens, is marked as what it is, and pays real money on real accounts."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from interceptor.transfers.accounts import is_iban
from models.worlds import genuine
from models.worlds.attacks import CAMPAIGNS
from models.worlds.lookalikes import SITUATIONS, happen
from models.worlds.payment import Payment
from models.worlds.scene import Scene
from models.worlds.suiting import suited
from models.worlds.world import World

DAY = date(2025, 3, 11)


def _campaign(name: str, seed: int) -> tuple[Scene, list[Payment]]:
    world = World(seed, 25, relations=8)
    scene = Scene(world, suited(world, name, world.firms), DAY)
    return scene, CAMPAIGNS[name][0](scene)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_campaigns_are_labelled_and_numbered(name: str) -> None:
    for seed in range(6):
        _, found = _campaign(name, seed)
        labels = [payment.label for payment in found if payment.label]
        assert labels
        assert [label.nth for label in labels] == list(range(1, len(labels) + 1))
        assert len({label.campaign for label in labels}) == 1
        assert all(label.typology in {"VEC", "CEO", "ATT", "PAY", "ACC", "MNA", "REF"} for label in labels)
        times = [payment.time for payment in found]
        assert times == sorted(times) or len({when.date() for when in times}) < len(times)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_no_campaign_pays_an_account_that_the_payer_used(name: str) -> None:
    for seed in range(6):
        scene, found = _campaign(name, seed)
        used = {relation.payee.account for relation in scene.firm.relations}
        assert not used & {payment.creditor.account for payment in found if payment.label}


def test_vendor_redirection_keeps_the_name_and_the_style_of_reference() -> None:
    names = kept = 0
    for seed in range(30):
        scene, found = _campaign("vendor_redirection", seed)
        names += len(found)
        known = {relation.payee.party.name for relation in scene.firm.relations}
        kept += sum(payment.creditor.party.name in known for payment in found)
        assert all(payment.remittance for payment in found)
    assert kept / names > 0.8


def test_executive_series_escalate() -> None:
    series = [_campaign("executive_series", seed)[1] for seed in range(20)]
    longer = [[payment.amount for payment in found] for found in series if len(found) > 1]
    assert longer
    assert all(amounts == sorted(amounts) for amounts in longer)
    assert all(len({payment.creditor.account for payment in found}) == 1 for found in series)


def test_reused_identifiers_carry_another_account() -> None:
    _, (first, again) = _campaign("identifier_reuse", 1)
    assert (first.uetr, first.reference, first.amount) == (again.uetr, again.reference, again.amount)
    assert first.creditor.account != again.creditor.account
    assert first.label is None


def test_a_diverted_invoice_is_not_paid_once_more() -> None:
    scene, found = _campaign("vendor_redirection", 2)
    until = max(payment.time.date() for payment in found)
    diverted = [relation for relation in scene.firm.relations if relation.paid_until >= DAY]
    assert [relation.paid_until for relation in diverted] == [until]
    assert not scene.firm.owes(diverted[0], until)


@pytest.mark.parametrize("name", SITUATIONS)
def test_lookalikes_are_marked_and_are_no_fraud(name: str) -> None:
    for seed in range(4):
        world = World(seed, 25, relations=8)
        found = happen(name, Scene(world, suited(world, name, world.firms), DAY))
        assert found
        assert all(payment.situation == name and payment.label is None for payment in found)


def test_a_genuine_bank_change_lasts() -> None:
    world = World(3, 10, relations=8)
    scene = Scene(world, world.firms[0], DAY)
    (payment,) = happen("bank_change", scene)
    assert any(relation.payee.account == payment.creditor.account for relation in scene.firm.relations)


def test_amounts_are_positive_decimals_and_ibans_valid() -> None:
    world = World(11, 30, relations=10)
    found = [
        p for firm in world.firms for day in range(3, 14) for p in genuine.payments(world, firm, DAY.replace(day=day))
    ]
    for name, (campaign, _) in CAMPAIGNS.items():
        found += campaign(Scene(world, suited(world, name, world.firms), DAY))
    for name in SITUATIONS:
        found += happen(name, Scene(world, suited(world, name, world.firms), DAY))
    by_currency = defaultdict(set)
    for payment in found:
        assert isinstance(payment.amount, Decimal)
        assert payment.amount > 0
        by_currency[payment.currency].add(-int(payment.amount.as_tuple().exponent))
        assert is_iban(payment.creditor.account.number) == payment.creditor.account.iban
    assert by_currency.pop("JPY", {0}) == {0}
    assert by_currency["CAD"] == {2}
