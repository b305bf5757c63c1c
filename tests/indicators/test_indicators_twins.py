"""Fraud twins of the look-alikes: the same story on a mule's account is never released, whatever it calls itself."""

import pytest
from indicator_world import DEBTOR, FOREIGN_BANK, NEW_ACCOUNT, OTHER_BANK, ago, redirected, wire
from lookalike_world import business, trips, verdict

from interceptor.indicators.subject import Subject
from interceptor.transfers.context import Context


def _bank_change_abroad() -> Subject:
    moved = redirected(bank=FOREIGN_BANK, remittance="INV 20444 PO 88120")
    return business().subject(moved, context=Context(payee_check="match", beneficiary_changed_at=ago(2)))


def _unknown_factor_abroad() -> Subject:
    text = "INV 20444 CEDAR TIMBER LTD ASSIGNED TO US"
    return business().subject(wire("Lucky Harbour Factoring Trading Ltd", NEW_ACCOUNT, FOREIGN_BANK, "148250.75", text))


def _closing_abroad() -> Subject:
    text = "ACQUISITION DEPOSIT PROJECT FALCON REF 8841"
    return business().subject(wire("Rowan Escrow LLP", NEW_ACCOUNT, FOREIGN_BANK, "1284300.17", text))


def _capital_call_on_another_account() -> Subject:
    bank = business()
    for quarter in range(4, 0, -1):
        bank.pay(wire("Larch Fund Administrators", "880012", amount="25000.00"), ago(91 * quarter))
    call = wire("Larch Fund Administrators", NEW_ACCOUNT, OTHER_BANK, "25000.00", "CAPITAL CALL NO 4 REF CC-0004")
    return bank.subject(call, context=Context(payee_check="no_match", key_event="capital call"))


def _completion_abroad() -> Subject:
    payoff = wire("Harbour Sky Trading Ltd", NEW_ACCOUNT, FOREIGN_BANK, "640000.00", "CLOSING FUNDS OBO ASPEN SELLER")
    return business().subject(payoff, context=Context(client_account=True, debtor_sector="legal"))


def _head_office_deal_with_the_payers_name() -> Subject:
    bank = business()
    deal = wire(f"{DEBTOR} Asia", NEW_ACCOUNT, FOREIGN_BANK, "250000.00", "TRANSFER", purpose="INTC")
    bank.pay(deal, ago(1))
    return bank.subject(wire(f"{DEBTOR} Asia", NEW_ACCOUNT, FOREIGN_BANK, "900000.00", "TRANSFER", purpose="INTC"))


def _tax_office_abroad() -> Subject:
    tax = wire("Revenue and Customs Authority", NEW_ACCOUNT, FOREIGN_BANK, "912000.00", "CORP TAX REF 881", tax=True)
    return business().subject(tax)


def _renamed_vendor_by_look_alike_mail() -> Subject:
    mail = {"from": "ar@cedartirnber.example", "known_domain": "cedartimber.example"}
    context = Context.model_validate({"instruction_email": mail, "callback_verified": False})
    return business().subject(redirected(remittance="INV 20444 PO 88120"), context=context)


TWINS = (
    _bank_change_abroad,
    _unknown_factor_abroad,
    _closing_abroad,
    _capital_call_on_another_account,
    _completion_abroad,
    _head_office_deal_with_the_payers_name,
    _renamed_vendor_by_look_alike_mail,
)


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.__name__.strip("_"))
def test_a_fraud_twin_is_intercepted(twin: object) -> None:
    subject = twin()  # type: ignore[operator]
    assert verdict(subject) == "intercept", trips(subject)


def test_an_authority_abroad_is_put_before_a_person() -> None:
    subject = _tax_office_abroad()
    assert verdict(subject) != "release", trips(subject)
