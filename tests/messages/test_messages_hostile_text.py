"""Text that asks to move money is refused; what banks ordinarily write is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.errors import Fault, MessageError
from interceptor.messages.hostile_text import hostile_text, refuse_hostile
from interceptor.messages.recall import NEUTRAL_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "Please transfer the funds to account 12345678",
        "kindly\nsend  the money to our office",
        "URGENTLY WIRE USD 5000 TO THE BENEFICIARY ACCOUNT",
        "You must pay a release fee before the refund",
        "Return the amount via our new account",
        "Use a different account for the refund",
        "See the following IBAN",
        "The refund account is GB29 NWBK 6016 1331 9268 19",
        "details at https://desk.example/form",
        "details at www.desk-form.org",
        "reply to officer@desk-form.org",
        "log in at secure-desk.com/hold",
        "Please click below",
        "please tra\u200bnsfer the funds",
        "ｐｌｅａｓｅ ｔｒａｎｓｆｅｒ ｔｈｅ ｆｕｎｄｓ",
    ],
)
def test_hostile(text: str) -> None:
    assert hostile_text(text)


@pytest.mark.parametrize(
    "text",
    [
        *NEUTRAL_TEXT.values(),
        "",
        "Account closed on 2 March 2026.",
        "Funds were transferred out on 2 March before your request arrived.",
        "The funds were moved to another bank on the same day.",
        "Beneficiary refuses the debit. See police report 26/1180.",
        "Please send the indemnity letter first.",
        "Kindly send us a copy of the police report.",
        "Please forward your request to the account servicing branch.",
        "Insufficient funds: 12,500.00 CAD left on the account.",
        "Returned less charges of CAD 25.00 following your recall.",
        "/UETR/3f1c7a52-6d0e-4b8f-9a41-c2e7d4b86f10",
        "Harbour Light Trading Co. Ltd. does not reply",
        "Beneficiary name belongs to a different account holder",
        "We are waiting for the beneficiary's authority to debit.",
        "Credited to the beneficiary on 2026-03-02 at 14:10 UTC",
    ],
)
def test_ordinary(text: str) -> None:
    assert not hostile_text(text)


def test_it_is_refused_across_lines() -> None:
    with pytest.raises(MessageError) as caught:
        refuse_hostile(("Please transfer", "the funds to", "account 1234"))
    assert caught.value.fault is Fault.INSTRUCTION
    refuse_hostile(())


@given(st.text(max_size=500))
def test_any_text_is_judged(text: str) -> None:
    assert hostile_text(text) in (True, False)


@pytest.mark.parametrize("piece", ["please ", "send ", "a" * 50, "GB29 NWBK 6016 ", "new x ", "a.", "wire the ", "@"])
def test_long_text_is_judged_quickly(piece: str) -> None:
    before = time.process_time()
    hostile_text(piece * (40_000 // len(piece)))
    assert time.process_time() - before < 2.0
