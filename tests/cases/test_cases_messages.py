"""From the recall that leaves to the money that comes back, in the banks' own messages."""

from decimal import Decimal

from case_builder import AMOUNT, NOW, alert, money, opened, transfer

from interceptor.cases.answers import apply
from interceptor.cases.case import Case, decode, encode
from interceptor.cases.reply_message import from_answer
from interceptor.cases.states import State
from interceptor.messages import answers, camt029, camt056, pacs004
from interceptor.messages.outgoing_answers import Resolution, Return
from interceptor.messages.recall import recall_of
from interceptor.transfers.transfer import Account, Agent, Charge

_US, _THEM = Agent(bic="NRTHCATT"), Agent(bic="XMPLHKHH")


def _take(case: Case, body: bytes) -> Case:
    for answer in answers.read(body):
        case = apply(case, from_answer(answer, NOW), NOW).case
    return case


def test_recall_pending_agreed_and_paid_back() -> None:
    case = opened().case
    bank = alert(case, "bank")
    sent = camt056.render(recall_of(transfer(), alert_id=bank.alert_id, case_id=case.case_id, created_at=NOW))
    recall = camt056.read(sent)[0]
    for number, status in enumerate(("PDCR", "CNCL")):
        body = camt029.render(
            Resolution(
                message_id=f"ANSWER{number}",
                created_at=NOW,
                recall=recall,
                sender=_THEM,
                receiver=_US,
                status=status,
                reasons=("ARPL",) if status == "PDCR" else (),
            )
        )
        case = _take(_take(case, body), body)
        assert money(case) == {"alerted": AMOUNT, "in_flight": AMOUNT}
    assert alert(case, "bank").state is State.RETURN_EXPECTED
    back = pacs004.render(
        Return(
            message_id="RETURN1",
            created_at=NOW,
            recall=recall,
            sender=_THEM,
            receiver=_US,
            amount=Decimal("2299960.00"),
            currency="CAD",
            settlement_date="2025-07-02",
            charges=(Charge(Decimal("40.00"), "CAD", "XMPLHKHH"),),
        )
    )
    case = _take(_take(case, back), back)
    assert alert(case, "bank").state is State.RETURNED
    assert money(case) == {"alerted": AMOUNT, "returned": Decimal("2299960.00"), "charges": Decimal("40.00")}


def test_a_wire_with_half_a_character_still_makes_a_case() -> None:
    odd = transfer()
    odd.creditor_account = Account(id="12\ud800")
    case = opened(transfer=odd).case
    assert decode(encode(case)) == case
