"""What came before, and the composite patterns that name the typology."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indicator_world import HOME_ACCOUNT, NEW_ACCOUNT, Bank, ago, sentence, value, wire

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.declaration import TYPOLOGIES
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.patterns import EMPLOYEE_PAYEE, SETTLEMENT_DEBTOR, facts, fired_ids, typology
from interceptor.profiles.debtor_folds import open_alert
from interceptor.transfers.context import Context


def _alerted(days: float) -> Bank:
    bank = Bank()
    subject = bank.pay(wire(), ago(100))
    open_alert(subject.debtor, b"case0001", ago(days).timestamp())
    return bank


def test_debtor_open_alert_fires() -> None:
    subject = _alerted(2).subject(wire("Harbour Sky Ltd", NEW_ACCOUNT))
    assert value(subject, "debtor_open_alert") == 1.0
    assert "2.0 days" in sentence(subject, "debtor_open_alert")


def test_debtor_open_alert_absent() -> None:
    assert value(_alerted(2).subject(wire()), "debtor_open_alert") == 0.0
    assert value(_alerted(120).subject(wire("Harbour Sky Ltd", NEW_ACCOUNT)), "debtor_open_alert") == 0.0


def test_debtor_open_alert_unknown() -> None:
    """The engine's own alerts are always known."""
    assert value(Bank().subject(wire()), "debtor_open_alert") == 0.0


def test_refund_account_differs_fires() -> None:
    subject = Bank().subject(wire(), context=Context(credit_received_account=NEW_ACCOUNT))
    assert value(subject, "refund_account_differs") == 1.0
    assert "original credit" in sentence(subject, "refund_account_differs")


def test_refund_account_differs_absent() -> None:
    spaced = f"{HOME_ACCOUNT[:4]} {HOME_ACCOUNT[4:]}"
    assert value(Bank().subject(wire(), context=Context(credit_received_account=spaced)), "refund_account_differs") == 0


def test_refund_account_differs_unknown() -> None:
    assert value(Bank().subject(wire(), context=Context()), "refund_account_differs") is None
    context = Context(credit_received_account=NEW_ACCOUNT)
    assert value(Bank().subject(wire(account=None), context=context), "refund_account_differs") is None


KNOWN = "known_creditor_new_account"
NEW = ("new_creditor_no_history", "new_creditor_amount_at_or_above_known")


@pytest.mark.parametrize(
    ("fired", "name", "kind"),
    [
        ((KNOWN, "creditor_account_country_changed"), "vendor_account_redirection", "VEC"),
        (
            (KNOWN, "third_party_creditor", SETTLEMENT_DEBTOR, "key_event_window"),
            "settlement_or_closing_redirection",
            "ATT",
        ),
        ((*NEW, "debtor_new_country"), "executive_new_payee_series", "CEO"),
        ((*NEW, "amount_escalation", "remittance_pretext_language"), "executive_new_payee_series", "MNA"),
        ((KNOWN, EMPLOYEE_PAYEE, "creditor_change_age_short"), "payroll_diversion", "PAY"),
        (("newly_authorised_initiator", NEW[0], "rapid_follow_on_payment"), "mandate_takeover", "ACC"),
        (("refund_account_differs", NEW[0]), "refund_to_other_account", "REF"),
        (("debtor_open_alert", "creditor_change_age_short"), "second_strike", "VEC"),
        (("payee_check_match",), None, "ALL"),
        ((), None, "ALL"),
    ],
)
def test_patterns_name_the_typology(fired: tuple[str, ...], name: str | None, kind: str) -> None:
    assert typology(frozenset(fired)) == (name, kind)


@given(st.frozensets(st.sampled_from([item.id for item in CATALOGUE] + [SETTLEMENT_DEBTOR, EMPLOYEE_PAYEE])))
def test_any_set_of_fired_indicators_has_a_typology(fired: frozenset[str]) -> None:
    assert typology(fired).typology in TYPOLOGIES


def test_facts_and_fired_ids_come_from_the_subject() -> None:
    salary = wire("John Smith", purpose="SALA")
    subject = Bank().subject(salary, context=Context(debtor_sector="Real estate", payee_check="no_match"))
    assert facts(subject) == {SETTLEMENT_DEBTOR, EMPLOYEE_PAYEE}
    assert "payee_check_no_match" in fired_ids(evaluate(subject))
    assert facts(Bank().subject(wire())) == frozenset()
