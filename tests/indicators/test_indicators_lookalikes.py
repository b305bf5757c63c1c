"""The 20 genuine look-alikes of research/indicators.md section 2: they trip indicators and are not intercepted.

`TRIPPED` says which indicators each of them must trip. It is what the generated page claims, and the tests hold it.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from indicator_world import DEBTOR, FOREIGN_BANK, NEW_ACCOUNT, OTHER_BANK, PAYEE, TODAY, ago, redirected, wire
from lookalike_world import assert_ordinary, at, business, others_pay

from interceptor.profiles.creditor_folds import state_fact
from interceptor.transfers.context import Context, InstructionEmail
from interceptor.transfers.transfer import Agent, Party

TRIPPED: Final[dict[int, set[int]]] = {
    1: {1, 2, 11, 29, 43, 44, 55},
    2: {5, 7, 18, 19, 34, 58},
    3: {13, 15, 49},
    4: {4, 8, 9, 12, 46, 53, 59},
    5: {5, 6, 28, 48},
    6: {30, 45},
    7: {5, 6, 28, 41},
    8: {5, 6, 15},
    9: {31, 38, 56, 57},
    10: {1, 16},
    11: {32, 33, 36, 37, 47, 51},
    12: {17, 39, 54},
    13: {5, 50},
    14: {5, 6, 28, 42},
    15: {14, 21, 60},
    16: {3, 22},
    17: {10, 23, 24, 25, 35},
    18: {40, 48, 52},
    19: {23, 26, 27},
    20: {1, 2},
}

CALLED_BACK: Final = Context(callback_verified=True, payee_check="match")


def test_lookalike_01_genuine_bank_change() -> None:
    bank = business()
    moved = redirected(remittance="INV 20444 PO 88120")
    others_pay(bank, moved)
    changed = Context(callback_verified=True, payee_check="match", beneficiary_changed_at=ago(20))
    hacked = Context(callback_verified=True, mailbox_compromised_at=ago(60))
    first = bank.subject(moved, context=changed)
    second = bank.subject(moved, context=hacked)
    later = business()
    later.pay(moved, TODAY)
    third = later.subject(redirected(remittance="INV 20481 PO 88120"), ago(-29), CALLED_BACK)
    assert_ordinary(TRIPPED[1], first, second, third)


def test_lookalike_02_new_supplier() -> None:
    bank = business()
    small = wire("Tamarack Signs Inc", NEW_ACCOUNT, OTHER_BANK, "2140.00", "INV 0017 PO 88301")
    assert_ordinary(
        TRIPPED[2] - {34},
        bank.subject(small),
        bank.subject(small, context=Context(creditor_account_opened_at=ago(40))),
        bank.subject(small, context=Context(creditor_incorporated_at=ago(100))),
        bank.subject(small, context=Context(callback_verified=False)),
    )
    bank.pay(small, ago(29))
    grown = wire("Tamarack Signs Inc", NEW_ACCOUNT, OTHER_BANK, "5700.00", "INV 0021 PO 88344")
    assert_ordinary({34}, bank.subject(grown))


def test_lookalike_03_factoring() -> None:
    bank = business()
    factor = wire(
        "Birch Factoring AG",
        NEW_ACCOUNT,
        OTHER_BANK,
        remittance="INV 20444 CEDAR TIMBER LTD ASSIGNED TO US, NEW BANK DETAILS",
    )
    others_pay(bank, factor, names=True, days=60)
    assert_ordinary(TRIPPED[3], bank.subject(factor))


def test_lookalike_04_vendor_merged_or_renamed() -> None:
    bank = business()
    renamed = wire("Cedar Timber Group Ltd", NEW_ACCOUNT, "NRTHUS33XXX", creditor={"country": "CA"})
    group_style = redirected(remittance="CTG/2026-0114/RE SETTLEMENT NOTE")
    mail = InstructionEmail.model_validate(
        {"from": "ar@cedartimber-group.example", "known_domain": "cedartimber.example"}
    )
    state_fact(
        bank.accounts[bank.subject(wire()).payment.account_key or b""], "holder_differs", 1.0, ago(1).timestamp()
    )
    assert_ordinary(
        TRIPPED[4],
        bank.subject(renamed, context=CALLED_BACK),
        bank.subject(group_style, context=CALLED_BACK),
        bank.subject(wire(), context=Context(payee_check="no_match", instruction_email=mail)),
        bank.subject(wire(), context=Context(payee_check="close_match")),
    )


def test_lookalike_05_merger_closing() -> None:
    closing = wire(
        "Rowan Escrow LLP", NEW_ACCOUNT, OTHER_BANK, "1284300.17", "SPA COMPLETION PROJECT FALCON ESCROW REF 8841"
    )
    assert_ordinary(TRIPPED[5], business().subject(closing, context=Context(callback_verified=True)))


def test_lookalike_06_capital_call() -> None:
    bank = business()
    call = wire("Larch Fund Administrators", "880012", amount="25000.00", remittance="CAPITAL CALL NO 3 REF CC-0003")
    for quarter in range(4, 0, -1):
        bank.pay(call, ago(91 * quarter))
    large = wire("Larch Fund Administrators", "880012", amount="190000.00", remittance="CAPITAL CALL NO 4 REF CC-0004")
    assert_ordinary(TRIPPED[6], bank.subject(large, context=Context(key_event="capital call")))


def test_lookalike_07_real_estate_completion() -> None:
    seller = wire("Aspen Conveyancing Trust", NEW_ACCOUNT, OTHER_BANK, "640000.00", "PAYOFF LOAN 0098123 14 ELM ST")
    friday = TODAY + timedelta(days=3)
    context = Context(client_account=True, debtor_sector="legal")
    assert_ordinary(TRIPPED[7], business().subject(seller, friday, context))


def test_lookalike_08_settlement_payout() -> None:
    payout = wire("John Smith", NEW_ACCOUNT, OTHER_BANK, "310000.00", "SETTLEMENT MATTER 2291 OBO PINE INSURANCE")
    context = Context(client_account=True, debtor_sector="legal", callback_verified=True)
    assert_ordinary(TRIPPED[8], business().subject(payout, context=context))


def test_lookalike_09_year_end_bonus_run() -> None:
    bank = business()
    for number, name in enumerate(("Maria Silva", "Peter Brown", "Anna Kim")):
        bank.pay(wire(name, f"66000{number}", amount="1900.00", remittance="BONUS 2025", purpose="BONU"), ago(0.1))
    bonus = wire("John Smith", "660009", amount="1900.00", remittance="BONUS 2025 EMP 30417", purpose="BONU")
    under = wire("John Smith", "660009", amount="1900.00", remittance="BONUS 2025 EMP 30417", purpose="BONU")
    known = wire(amount="48000.00")
    assert_ordinary(
        TRIPPED[9],
        bank.subject(bonus),
        bank.subject(under, context=Context(approval_limit=Decimal(2000))),
        bank.subject(known, context=Context(initiator="new clerk", initiator_since=ago(20))),
        bank.subject(known, context=Context(initiator="ana", approver="bo", approval_seconds=4)),
    )


def test_lookalike_10_employee_changes_bank() -> None:
    bank = business()
    contractor = wire("Smith Design Ltd", "660009", amount="4100.00", remittance="FEES MAR")
    for month in range(6, 0, -1):
        bank.pay(contractor, ago(30 * month))
    moved = wire("Smith Design Ltd", NEW_ACCOUNT, amount="4100.00", remittance="FEES APR")
    context = Context(callback_verified=True, payee_check="match", creditor_account_type="personal")
    assert_ordinary(TRIPPED[10], bank.subject(moved, context=context))


def test_lookalike_11_treasury_sweep() -> None:
    bank = business()
    first = wire(DEBTOR, NEW_ACCOUNT, OTHER_BANK, "250000.00", "CASH POOL SWEEP 30417", purpose="INTC")
    sweep = bank.subject(first, context=Context(available_balance=Decimal(260_000)))
    small = wire(DEBTOR, NEW_ACCOUNT, OTHER_BANK, "30000.00", "TRANSFER", purpose="INTC")
    later = business()
    later.pay(small, ago(2))
    later.pay(small, ago(1))
    stranger = wire("Silva Beteiligungen GmbH", "8811", OTHER_BANK, "12000.00", "TRANSFER", purpose="INTC")
    assert_ordinary(TRIPPED[11], sweep, later.subject(small), bank.subject(stranger))


def test_lookalike_12_seasonal_supplier() -> None:
    bank = business()
    harvest = wire("Lakeshore Produce Trading Co", NEW_ACCOUNT, amount="8200.00", remittance="APPLES 2026 LOT 331")
    mail = InstructionEmail.model_validate(
        {"from": "lakeshore@gmail.com", "known_domain": "gmail.com", "authentication": "spf"}
    )
    early = redirected(remittance="INV 20445 PO 88120")
    bank.pay(wire(remittance="INV 20444 PO 88120"), ago(4))
    assert_ordinary(
        TRIPPED[12],
        bank.subject(harvest, context=Context(instruction_email=mail)),
        bank.subject(early, context=CALLED_BACK),
    )


def test_lookalike_13_refund_to_a_customer() -> None:
    bank = business()
    refund = wire("Willow Retail Inc", NEW_ACCOUNT, amount="7742.00", remittance="REFUND RE YOUR PMT 12 MAR REF 7742")
    again = wire(account=NEW_ACCOUNT, remittance="INV 20407 PO 88120 CORRECTED")
    assert_ordinary(
        TRIPPED[13],
        bank.subject(refund, context=Context(credit_received_account=NEW_ACCOUNT)),
        bank.subject(again, context=CALLED_BACK),
    )


def test_lookalike_14_first_tax_payment() -> None:
    tax = wire("Revenue and Customs Authority", NEW_ACCOUNT, OTHER_BANK, "912000.00", "CORP TAX 2025 REF 881", tax=True)
    assert_ordinary(TRIPPED[14], business().subject(tax, context=Context(cut_off_at=ago(-0.005))))


def test_lookalike_15_payment_agent_with_virtual_accounts() -> None:
    bank = business()
    for number in range(4):
        fresh = wire("Willow Payments Ltd", f"VA000{number}", OTHER_BANK, "1300.00", f"MERCHANT REF {7000 + number}")
        bank.pay(fresh, ago(50 - 12 * number))
    another = wire(
        "Willow Payments Ltd", "VA0009", None, "1300.00", "MERCHANT REF 7009", bank_name="Willow Payments UAB"
    )
    others_pay(bank, another, days=60)
    state_fact(bank.accounts[bank.subject(another).payment.account_key or b""], "pass_through", 1.0, ago(1).timestamp())
    known = wire("Willow Payments Ltd", "VA0009", None, "1300.00", "MERCHANT REF 7010", bank_name="Willow Payments UAB")
    assert_ordinary(TRIPPED[15], bank.subject(known))


def test_lookalike_16_group_procurement_hub() -> None:
    hub = redirected(bank="NRTHIE2DXXX", remittance="INV 20444 PO 88120")
    through = wire("Cedar Shared Services Ltd", NEW_ACCOUNT, OTHER_BANK, ultimate_creditor=Party(name=PAYEE))
    bank = business()
    others_pay(bank, hub)
    bank.pay(wire("Irish Linen Ltd", "4455", "NRTHIE2DXXX", "5000.00"), ago(90))
    assert_ordinary(TRIPPED[16], bank.subject(hub, context=CALLED_BACK), bank.subject(through, context=CALLED_BACK))


def test_lookalike_17_advance_to_a_maker_overseas() -> None:
    bank = business()
    maker = wire("Jade River Tooling Ltd", "HK0001", FOREIGN_BANK, "21000.00", "PROFORMA 7781 LC 22", currency="USD")
    dollars = redirected(bank="NRTHCAT2XXX", currency="USD", remittance="INV 20444 PO 88120")
    first = bank.subject(maker, context=Context(payee_check="unavailable"))
    sample = wire("Jade River Tooling Ltd", "HK0001", FOREIGN_BANK, "1900.00", "SAMPLES PROFORMA 7701", currency="USD")
    second = business()
    second.pay(sample, ago(12))
    assert_ordinary(
        TRIPPED[17],
        first,
        bank.subject(dollars, context=CALLED_BACK),
        second.subject(maker, context=Context(callback_verified=True)),
    )


def test_lookalike_18_emergency_with_counsel() -> None:
    bank = business()
    counsel = wire("Hazel Solicitors LLP", NEW_ACCOUNT, OTHER_BANK, "90000.00", "CONFIDENTIAL MATTER 4410 DEPOSIT")
    context = Context(channel="phone", callback_verified=True, initiator="ana", approver="bo")
    assert_ordinary(TRIPPED[18], bank.subject(counsel, at(0, 3), context))


def test_lookalike_19_charity_grant_abroad() -> None:
    grant = wire(
        "Lotus Clinic Network",
        NEW_ACCOUNT,
        "XMPLKEN2XXX",
        "18000.00",
        "GRANT 2026-14 SOLAR PANELS CLINIC",
        intermediaries=(Agent(bic="CORRUS33XXX"),),
        debtor=DEBTOR,
    )
    assert_ordinary(TRIPPED[19], business().subject(grant, context=Context(debtor_sector="charity")))


def test_lookalike_20_bank_merger() -> None:
    bank = business()
    migrated = redirected(remittance="INV 20444 PO 88120")
    others_pay(bank, migrated, days=40)
    assert_ordinary(TRIPPED[20], bank.subject(migrated, context=Context(payee_check="match")))
