import pytest
from builders import TENANT, TODAY, Bank, iban, transfer
from hypothesis import given
from hypothesis import strategies as st

from interceptor.profiles.describing import describe, is_round
from interceptor.transfers.context import Context
from interceptor.transfers.reference_rates import CURRENCIES, in_usd
from interceptor.transfers.transfer import Account, Agent


def described(tenant=TENANT, time=1_772_550_000.0, **overrides):
    return describe(tenant, transfer(**overrides), time, "CA")


def test_no_account_number_stays_in_the_facts():
    number = iban("DE", "370400440532013000")
    shown = repr(described(account=number, debtor_account=number))

    assert number not in shown
    assert number[4:] not in shown


def test_an_account_is_the_same_however_it_is_written():
    number = iban("DE", "370400440532013000")
    spaced = " ".join(number[at : at + 4] for at in range(0, len(number), 4)).lower()

    assert described(account=spaced).account == described(account=number).account


@pytest.mark.parametrize(("number", "tail"), [("004412345678", "678"), ("1234567", "567"), ("123456", ""), ("12", "")])
def test_a_short_account_is_not_shown_at_all(number, tail):
    assert described(account=number).tail == tail


def test_keys_differ_between_tenants_unless_they_share_a_network():
    ours, theirs = described("ours"), described("theirs")

    assert ours.debtor != theirs.debtor
    assert ours.account_key != theirs.account_key
    assert ours.name_profile_key != theirs.name_profile_key
    first = describe("ours", transfer(), 0.0, "CA", network="joint")
    second = describe("theirs", transfer(), 0.0, "CA", network="joint")
    assert (first.account_key, first.name_profile_key) == (second.account_key, second.name_profile_key)
    assert first.debtor != second.debtor


def test_a_number_is_shared_between_banks_only_when_it_is_an_iban():
    number = iban("DE", "370400440532013000")

    assert (
        described(account="1001", bank="XMPLCATT").account_key != described(account="1001", bank="NRTHCATT").account_key
    )
    assert described(account=number, bank="XMPLDEFF").account_key == described(account=number, bank=None).account_key


def test_a_debtor_without_account_is_known_by_name():
    nameless = transfer()
    nameless.debtor_account = None
    other = transfer()
    other.debtor_account = None
    other.debtor.name = "Someone Else"

    assert describe(TENANT, nameless, 0.0, "CA").debtor != describe(TENANT, other, 0.0, "CA").debtor


@pytest.mark.parametrize("time", [-1e300, -1.0, 1e300, float("inf")])
def test_an_absurd_time_is_no_crash(time):
    assert described(time=time).weight >= 0.0


def test_branches_of_one_bank_are_one_bank():
    assert described(bank="XMPLCATT").agent == described(bank="XMPLCATTVAN").agent == "XMPLCA"
    member = transfer(creditor_agent=Agent(clearing_system="USABA", member_id="026009593"))
    assert describe(TENANT, member, 0.0, "US").agent == "USABA026009593"


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (50_000.0, "CAD", True),
        (826_521.0, "EUR", False),
        (2_300_000.0, "CAD", True),
        (384_000_000.0, "JPY", True),
        (1_234_000.0, "JPY", False),
        (1000.5, "USD", False),
    ],
)
def test_round_means_thousands_of_the_currency(amount, currency, expected):
    assert is_round(amount, currency) is expected


def test_context_facts_are_taken_over():
    payment = describe(
        TENANT, transfer(), 0.0, "CA", Context(channel="branch", initiator="clerk 7", approval_limit="50000")
    )

    assert payment.channel == "branch"
    assert payment.limit == 50_000.0
    assert len(payment.initiator) == 8


def test_intermediaries_make_a_route():
    payment = described(intermediaries=(Agent(bic="NRTHGB2LXXX"), Agent(name="unnamed")))

    assert payment.routes == ("NRTHGB>CA",)


def test_an_unknown_currency_has_no_comparable_amount():
    payment = described(currency="SLE")

    assert payment.amount_usd is None
    assert payment.log_usd is None
    assert in_usd(1.0, "XXX") is None


def test_reference_rates_place_amounts_on_one_scale():
    assert in_usd(100.0, "USD") == 100.0
    assert 9_900 < in_usd(78_500.0, "HKD") < 10_100
    assert len(CURRENCIES) >= 60


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=300))
def test_hostile_text_is_no_crash(name, number, remittance):
    wire = transfer(creditor=name, account=number, remittance=remittance)
    wire.debtor_account = Account(id=number)

    Bank().describe(wire, TODAY)
