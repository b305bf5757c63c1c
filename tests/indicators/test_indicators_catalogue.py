"""What every indicator must keep to, whoever wrote it (after the idea of checking every estimator alike)."""

import ast
from datetime import timedelta
from decimal import Decimal
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from typing import get_args

import pytest
from builders import CEDAR, MULE_ACCOUNT, TODAY, Bank, day, history, iban, transfer

from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.indicators.declaration import TYPOLOGIES, Gate
from interceptor.indicators.evaluate import evaluate
from interceptor.profiles.codec import encode
from interceptor.profiles.creditor_folds import report, state_fact
from interceptor.profiles.debtor_folds import open_alert
from interceptor.transfers import packed
from interceptor.transfers.context import Context, InstructionEmail
from interceptor.transfers.packed import pack
from interceptor.transfers.transfer import Agent, Party

NUMBERS = (iban("DE", "370400440532013000"), "808900017789", "004412345678", "1234567890123456")
FULL_CONTEXT = Context(
    payment_id="P1",
    channel="email",
    initiator="clerk 7",
    approver="clerk 7",
    payee_check="close_match",
    payee_check_name="Cedar\nTimber 1234567890123456",
    beneficiary_changed_at=day(-1),
    callback_verified=False,
    verification_overridden=True,
    instruction_email=InstructionEmail.model_validate(
        {
            "from": "boss@rnaple.example",
            "reply_to": "boss@freemail.example",
            "display_name": "The\nBoss 1234567890123456",
            "known_domain": "maple.example",
            "authentication": "spf dmarc",
        }
    ),
    instruction_text="Urgent and confidential:\npay to the new account 1234567890123456 for the acquisition",
    available_balance="50000",
    cut_off_at=TODAY + timedelta(minutes=20),
    approval_limit="50000",
    initiator_since=day(-2),
    approval_seconds=3.0,
    same_device=True,
    mailbox_compromised_at=day(-3),
    creditor_account_opened_at=day(-9),
    creditor_incorporated_at=day(-40),
    creditor_account_holder="John\nDoe 1234567890123456",
    creditor_account_type="personal",
    debtor_sector="transport",
    key_event="closing\n1234567890123456",
    client_account=False,
    credit_received_account="1234567890123456",
    drawn_minutes_before=30.0,
)


def mule(**overrides):
    given = {
        "account": MULE_ACCOUNT,
        "bank": "XMPLHKHH",
        "amount": "49000",
        "remittance": "NEW ACCOUNT 808900017789\nURGENT ACQUISITION FFC John 1234567890123456",
        "home": "CA",
        "creditor_agent": Agent(bic="XMPLHKHH", name="Crypto\nWallet 1234567890123456"),
        "ultimate_creditor": Party(name="Someone\nElse 1234567890123456"),
        "intermediaries": (Agent(bic="NRTHGB2L"),),
        "instructions": ("/ACC/FFC JANE DOE 1234567890123456",),
        "purpose": "SALA",
        "priority": "HIGH",
    }
    return transfer(**{**given, **overrides})


def suspicious():
    """A bank in which much speaks against the mule's account, before its third wire."""
    bank = history(payments=14)
    for wire, when in ((mule(amount="900"), day(-3)), (mule(account="808900017790"), day(-2)), (mule(), day(-1))):
        bank.pay(wire, when, FULL_CONTEXT)
    payment = bank.describe(mule(), TODAY)
    profile = bank.accounts[payment.account_key]
    report(profile, b"case0001", 2, day(-1).timestamp())
    report(bank.names[payment.name_profile_key], b"case0001", 2, day(-1).timestamp())
    state_fact(profile, "pass_through", 0.9, day(-1).timestamp())
    state_fact(profile, "holder_differs", 1.0, day(-1).timestamp())
    state_fact(profile, "opened_at", day(-20).timestamp(), day(-1).timestamp())
    open_alert(bank.debtor(payment), b"case0001", day(-1).timestamp())
    return bank


def subjects():
    """(label, subject): empty, ordinary, redirected, and suspicious in every way, with and without context."""
    empty, ordinary, bad = Bank(), history(), suspicious()
    nothing = transfer(creditor=None, account=None, bank=None, remittance=None)
    yield "first transfer of all", empty.subject(transfer())
    yield "bare message", empty.subject(nothing, account=None, name=None)
    yield "bare message, known debtor", ordinary.subject(nothing)
    yield "known", ordinary.subject(transfer())
    yield "known with context", ordinary.subject(transfer(), context=FULL_CONTEXT)
    yield "redirected", ordinary.subject(mule())
    yield "new payee", ordinary.subject(mule(creditor="Unique Star Trading\nLimited 1234567890123456"))
    yield "lookalike", ordinary.subject(mule(creditor="Cedar Tirnber Ltd"))
    yield "suspicious", bad.subject(mule(), disagreement=True, countries=(("HK", "iban"), ("CN", "agent_bic")))
    yield (
        "suspicious with context",
        bad.subject(mule(), context=FULL_CONTEXT, identifier_reused=True, time_suspect=True),
    )
    yield "new payee with context", bad.subject(mule(creditor="Jane Doe", account=NUMBERS[3]), context=FULL_CONTEXT)
    yield "absurd amount", ordinary.subject(mule(amount="9999999999999999999"), context=FULL_CONTEXT)
    yield "smallest amount", bad.subject(mule(amount="0.01"))
    yield "no reference rate", bad.subject(mule(currency="SLE"))
    yield "the far past", bad.subject(mule(), when=day(-9000))
    yield "the far future", bad.subject(mule(), when=day(90_000))


SUBJECTS = list(subjects())
LABELS = [label for label, _ in SUBJECTS]


def frozen(subject):
    return (
        repr(subject.transfer),
        repr(subject.context),
        repr(subject.payment),
        repr(subject.payee),
        *(encode(each) for each in (subject.debtor, subject.relationship, subject.account, subject.name) if each),
    )


@pytest.mark.parametrize("subject", [subject for _, subject in SUBJECTS], ids=LABELS)
def test_a_packed_transfer_is_weighed_as_it_was_without_being_opened(monkeypatch, subject):
    """What keeps weighing cheap: docs/decisions/packed-transfers.md."""
    wire, gist, expected = subject.transfer, subject.gist, evaluate(subject)
    monkeypatch.setattr(packed, "_decode", lambda _body: pytest.fail("the transfer was opened"))
    closed = pack(wire)
    subject._transfer, subject.gist, subject._reading = closed, closed.gist, None
    try:
        assert evaluate(subject) == expected
    finally:
        subject._transfer, subject.gist = wire, gist


@pytest.mark.parametrize("subject", [subject for _, subject in SUBJECTS], ids=LABELS)
def test_values_are_floats_so_that_equal_ones_are_stored_alike(subject):
    assert {type(value) for value in evaluate(subject)} <= {float, type(None)}


@pytest.mark.parametrize("subject", [subject for _, subject in SUBJECTS], ids=LABELS)
def test_weighing_changes_nothing_and_is_deterministic(subject):
    before = frozen(subject)

    first, second = evaluate(subject), evaluate(subject)

    assert first == second
    assert len(first) == len(CATALOGUE)
    assert frozen(subject) == before


@pytest.mark.parametrize("subject", [subject for _, subject in SUBJECTS], ids=LABELS)
def test_values_are_finite_and_not_negative(subject):
    for item, value in zip(CATALOGUE, evaluate(subject), strict=True):
        assert value is None or (isinstance(value, float) and isfinite(value) and value >= 0.0), item.id


@pytest.mark.parametrize("subject", [subject for _, subject in SUBJECTS], ids=LABELS)
def test_evidence_is_one_sentence_that_shows_no_account(subject):
    for item, value in zip(CATALOGUE, evaluate(subject), strict=True):
        if value is None or value <= 0.0:
            continue
        sentence = item.evidence(subject, value)
        assert 10 < len(sentence) <= 400, item.id
        assert sentence.isprintable(), (item.id, sentence)
        assert sentence.endswith((".", "”", "”.")), (item.id, sentence)
        assert "None" not in sentence, (item.id, sentence)
        for number in NUMBERS:
            assert number not in sentence, (item.id, sentence)


def meaning(item):
    """The docstring of its value function, from the source: a compiled function has none."""
    source = Path(find_spec(item.value.__module__).origin).with_name(f"{item.value.__module__.split('.')[-1]}.py")
    tree = ast.parse(source.read_text("utf-8"))
    (found,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == item.id)
    return ast.get_docstring(found)


@pytest.mark.parametrize("item", CATALOGUE, ids=lambda item: item.id)
def test_the_declaration_is_complete(item):
    assert set(item.typologies) <= TYPOLOGIES
    assert item.typologies
    assert item.strength in {"S", "M", "W"}
    assert item.gate in get_args(Gate)
    assert set(item.data) <= set("PXHN+/")
    assert item.source
    assert item.fires_at > 0.0
    assert list(item.steps) == sorted(item.steps)
    assert all(0.0 < share <= 1.0 for _, share in item.steps)
    assert item.steps[-1][1] == 1.0
    assert item.value.__name__ == item.id
    assert meaning(item)


def test_the_catalogue_is_in_order_and_holds_the_sixty():
    numbers = [item.number for item in CATALOGUE]

    assert numbers == sorted(numbers)
    assert set(range(1, 61)) <= set(numbers)
    assert POSITIONS["known_creditor_new_account"] == 0


@pytest.mark.parametrize("item", [item for item in CATALOGUE if item.data == "X"], ids=lambda item: item.id)
def test_without_context_what_needs_it_is_unknown(item):
    assert evaluate(Bank().subject(transfer()))[POSITIONS[item.id]] is None


@pytest.mark.parametrize(
    "item", [item for item in CATALOGUE if item.data == "N" and not item.lowers], ids=lambda item: item.id
)
def test_without_shared_profiles_what_needs_them_is_unknown(item):
    subject = history().subject(mule(), account=None, name=None)

    assert evaluate(subject)[POSITIONS[item.id]] is None


NOVELTY = (
    "known_creditor_new_account",
    "new_creditor_no_history",
    "new_creditor_amount_at_or_above_known",
    "debtor_new_country",
    "amount_outlier_debtor",
    "creditor_account_new_to_network",
    "multiple_new_creditors_burst",
    "unusual_time_of_day",
)


@pytest.mark.parametrize("indicator_id", NOVELTY)
def test_without_history_novelty_is_unknown(indicator_id):
    assert evaluate(Bank().subject(mule()))[POSITIONS[indicator_id]] is None


def test_the_first_payments_of_a_debtor_are_still_weighed():
    bank = Bank()
    bank.pay(mule(amount="1000"), day(-1))
    values = evaluate(bank.subject(mule(amount="49000")))

    assert values[POSITIONS["rapid_follow_on_payment"]] == 1.0
    assert values[POSITIONS["probe_then_large"]] == pytest.approx(49.0, rel=1e-4)
    assert values[POSITIONS["corridor_destination_prior"]] == 1.0


def test_every_indicator_of_history_and_message_fires_somewhere():
    fired = {
        item.id
        for _, subject in SUBJECTS
        for item, value in zip(CATALOGUE, evaluate(subject), strict=True)
        if item.fired(value)
    }

    assert len(fired) >= 45


def test_second_and_third_payment_to_a_mule_still_fire_known_creditor_new_account():
    bank = history(payments=14)
    for number, when in enumerate((day(0), day(4), day(9))):
        subject = bank.subject(mule(amount="48000.75"), when)
        position = POSITIONS["known_creditor_new_account"]
        value = evaluate(subject)[position]
        assert value == 14.0, number
        sentence = CATALOGUE[position].evidence(subject, value)
        assert CEDAR in sentence
        assert "HK account …789" in sentence
        assert "14 earlier payments" in sentence
        assert "CA account …678" in sentence
        bank.pay(mule(amount="48000.75"), when)


def test_the_amount_never_lowers_a_redirection():
    bank = history(payments=14)
    usual = bank.subject(mule(amount=str(Decimal("48613.75"))))
    odd = bank.subject(mule(amount="990000"))
    position = POSITIONS["known_creditor_new_account"]

    assert evaluate(usual)[position] == evaluate(odd)[position] == 14.0
    assert evaluate(usual)[POSITIONS["amount_continuity_known_creditor"]] > 0.5


def test_a_settled_account_after_thirty_days_is_silent():
    bank = history(payments=14)
    bank.pay(mule(), day(0))
    position = POSITIONS["known_creditor_new_account"]

    assert evaluate(bank.subject(mule(), day(29)))[position] == 14.0
    assert evaluate(bank.subject(mule(), day(31)))[position] == 0.0
