"""From a wire and what the bank remembers to the decision: the main stories on real subjects."""

from typing import Any

import pytest
from builders import MULE_ACCOUNT, TODAY, Bank, day, history, transfer

from interceptor.decisions.counterfactual import counterfactual
from interceptor.decisions.decide import Circumstances as At
from interceptor.decisions.decide import Decision, decide
from interceptor.decisions.explanation import reasons
from interceptor.decisions.policy import default
from interceptor.decisions.scoring import shipped
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.subject import Subject
from interceptor.transfers.context import Context

MODEL, POLICY = shipped(), default()
VENDOR = history(12)
CALLED = Context(callback_verified=True, payee_check="match")
CLIENT = Context(client_account=True, debtor_sector="legal")


def law_firm() -> Bank:
    """Forty completions in the payer's own country; nearly every payee is new."""
    bank = Bank()
    for number in range(40):
        lender = number % 3 == 0
        wire = transfer(
            creditor="First Prairie Mortgage Corp" if lender else f"Owen Pritchard {chr(65 + number % 26)}",
            account="660011223344" if lender else f"66{number:04d}9955",
            bank="NRTHCATT",
            amount=f"{150_000 + 9_000 * number}.00",
            remittance=f"File {2000 + number}",
        )
        bank.pay(wire, day(-400 + 9 * number))
    return bank


LAW_FIRM = law_firm()


def at(subject: Subject, stage: Any = "released") -> At:
    now = TODAY.timestamp() + 60
    usd = subject.amount_usd
    return At(stage=stage, time=subject.time, now=now, amount_usd=usd, rail="cross_border", country=subject.country)


def decided(subject: Subject, stage: Any = "released") -> Decision:
    return decide(MODEL.probability(MODEL.score(evaluate(subject))), at(subject, stage), POLICY)


NEW_SUPPLIER = {
    "creditor": "Birch Hill Packaging Ltd",
    "account": "99887711",
    "bank": "NRTHCATT",
    "amount": "1800.40",
    "remittance": "INV 3391 PO 771",
}
EXECUTIVE = {
    "creditor": "Golden Prosper Trading Limited",
    "account": "99887711",
    "bank": "XMPLHKHH",
    "amount": "780000.00",
    "remittance": "consulting services",
}
VANCOUVER = {
    "creditor": "Sunny Horizon Trade Co Limited",
    "account": MULE_ACCOUNT,
    "bank": "XMPLHKHH",
    "amount": "2300000.00",
    "remittance": "Completion funds file 2041",
}
AT_HOME = {"account": MULE_ACCOUNT, "bank": "NRTHCATT"}
TOLD = {**AT_HOME, "remittance": "INV 20444 UPDATED BANK DETAILS"}
COMPLETION = {"creditor": "Grace Whitfield", "account": "7799001122", "bank": "NRTHCATT", "amount": "910000.00"}

STORIES: dict[str, tuple[Bank, dict[str, str], Context, tuple[str, str]]] = {
    "an invoice as ever": (VENDOR, {}, Context(), ("release", "none")),
    "redirected abroad": (VENDOR, {"account": MULE_ACCOUNT, "bank": "XMPLHKHH"}, Context(), ("intercept", "recall")),
    "redirected at home, no other sign": (VENDOR, AT_HOME, Context(), ("review", "none")),
    "redirected at home, and the text says so": (VENDOR, TOLD, Context(), ("intercept", "draft")),
    "moved at home, verified": (VENDOR, {"account": MULE_ACCOUNT, "bank": "NRTHCATT"}, CALLED, ("release", "none")),
    "new supplier": (VENDOR, NEW_SUPPLIER, Context(), ("release", "none")),
    "executive fraud": (VENDOR, EXECUTIVE, Context(), ("intercept", "recall")),
    "Vancouver": (LAW_FIRM, VANCOUVER, CLIENT, ("intercept", "recall")),
    "Vancouver, nothing known beside the message": (LAW_FIRM, VANCOUVER, Context(), ("intercept", "recall")),
    "completion at home": (LAW_FIRM, COMPLETION, CLIENT, ("release", "none")),
}


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str) -> None:
    bank, wire, context, expected = STORIES[name]
    found = decided(bank.subject(transfer(**wire), context=context))
    assert (found.decision, found.action) == expected


def test_unsent_money_is_stopped_where_sent_money_waits_for_a_person() -> None:
    subject = VENDOR.subject(transfer(**TOLD))
    assert decided(subject, "initiated").action == "stop"
    assert decided(subject).action == "draft"


def test_reasons_carry_the_numbers_and_no_account() -> None:
    subject = VENDOR.subject(transfer(account=MULE_ACCOUNT, bank="XMPLHKHH"))
    found = reasons(MODEL, subject, evaluate(subject))
    assert found[0].indicator == "known_creditor_new_account"
    assert "12 earlier payments" in found[0].evidence
    assert not any(MULE_ACCOUNT in reason.evidence for reason in found)
    assert all(reason.evidence[0].isupper() and reason.evidence.endswith(".") for reason in found)


@pytest.mark.parametrize("wire", [{"account": MULE_ACCOUNT}, {"account": MULE_ACCOUNT, "bank": "XMPLHKHH"}])
def test_counterfactual_of_a_redirection_speaks_of_the_account(wire: dict[str, str]) -> None:
    subject = VENDOR.subject(transfer(**wire))
    found = counterfactual(
        MODEL, evaluate(subject), lambda probability: decide(probability, at(subject), POLICY).decision
    )
    assert found is not None
    assert found.text == "would be released if the account were one that this payer has paid this payee on before"
