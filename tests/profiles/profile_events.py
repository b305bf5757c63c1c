"""Random but valid payments for the property tests of profiles."""

from datetime import timedelta

from builders import CEDAR, TODAY, Bank, iban, transfer
from hypothesis import strategies as st

from interceptor.profiles.payment import Payment

NAMES = (
    CEDAR,
    "CEDAR TIMBER LIMITED",
    "Cedar Timbre Ltd",
    "Cedar Timber GmbH",
    "Blue Harbour Freight",
    "木材貿易",
    "",
    None,
)
ACCOUNTS = ("004412345678", iban("DE", "370400440532013000"), "12", None)
BANKS = ("XMPLCATT", "NRTHDEFFXXX", None)

times = st.integers(-400 * 86_400, 400 * 86_400).map(lambda seconds: TODAY + timedelta(seconds=seconds))
wires = st.builds(
    transfer,
    creditor=st.sampled_from(NAMES),
    account=st.sampled_from(ACCOUNTS) | st.integers(0, 30).map(lambda number: f"77000{number:04d}"),
    bank=st.sampled_from(BANKS),
    amount=st.integers(1, 10**14).map(lambda cents: f"{cents / 100:.2f}"),
    currency=st.sampled_from(("CAD", "USD", "JPY", "SLE")),
    remittance=st.sampled_from((None, "INV 20417", "services", "RECHNUNG 2026-00018 PO 4500098121")),
    debtor_account=st.sampled_from(("555000111222", "555000111333", "555000111444")),
    home=st.sampled_from((None, "CA", "DE")),
    lei=st.sampled_from((None, "5299000J2N45DDNE4Y28")),
)


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    """Facts of a random wire at a random time."""
    return Bank().describe(draw(wires), draw(times))
