"""Payee check and call-back: unknown is not safe, and a match clears no redirection abroad."""

from indicator_world import FOREIGN_BANK, Bank, established, redirected, sentence, value, wire

from interceptor.transfers.context import Context

FOUR = ("payee_check_no_match", "payee_check_close_match", "payee_check_unavailable", "payee_check_match")


def _checked(indicator_id: str, **context: object) -> float | None:
    return value(Bank().subject(wire(), context=Context(**context)), indicator_id)  # type: ignore[arg-type]


def test_payee_check_no_match_fires() -> None:
    subject = Bank().subject(wire(), context=Context(payee_check="no_match"))
    assert value(subject, "payee_check_no_match") == 1.0
    assert "does not fit" in sentence(subject, "payee_check_no_match")


def test_payee_check_no_match_absent() -> None:
    assert _checked("payee_check_no_match", payee_check="match") == 0.0


def test_payee_check_no_match_unknown() -> None:
    assert _checked("payee_check_no_match") is None
    assert _checked("payee_check_no_match", payee_check="unavailable") is None


def test_payee_check_close_match_fires() -> None:
    context = Context(payee_check="close_match", payee_check_name="Cedar Holdings")
    subject = Bank().subject(wire(), context=context)
    assert value(subject, "payee_check_close_match") == 1.0
    assert "Cedar Holdings" in sentence(subject, "payee_check_close_match")


def test_payee_check_close_match_weighs_less_when_the_name_returned_is_the_payees() -> None:
    assert (
        _checked("payee_check_close_match", payee_check="close_match", payee_check_name="CEDAR TIMBER LIMITED") == 0.5
    )


def test_payee_check_close_match_absent() -> None:
    assert _checked("payee_check_close_match", payee_check="no_match") == 0.0


def test_payee_check_close_match_unknown() -> None:
    assert _checked("payee_check_close_match") is None


def test_payee_check_unavailable_fires() -> None:
    assert _checked("payee_check_unavailable", payee_check="unavailable") == 1.0


def test_payee_check_unavailable_absent() -> None:
    assert _checked("payee_check_unavailable", payee_check="match") == 0.0


def test_payee_check_unavailable_unknown() -> None:
    assert _checked("payee_check_unavailable") is None


def test_payee_check_match_fires() -> None:
    assert _checked("payee_check_match", payee_check="match") == 1.0


def test_payee_check_match_absent() -> None:
    assert _checked("payee_check_match", payee_check="close_match") == 0.0


def test_payee_check_match_unknown() -> None:
    assert _checked("payee_check_match") is None


def test_payee_check_match_never_clears_a_known_payee_on_a_new_account_abroad() -> None:
    context = Context(payee_check="match")
    bank = established()
    assert value(bank.subject(redirected(bank=FOREIGN_BANK), context=context), "payee_check_match") == 0.0
    assert value(bank.subject(redirected(), context=context), "payee_check_match") == 1.0


def test_callback_verified_fires() -> None:
    assert _checked("callback_verified", callback_verified=True) == 1.0


def test_callback_verified_absent() -> None:
    assert _checked("callback_verified", callback_verified=False) == 0.0
    assert _checked("callback_verified", callback_verified=True, verification_overridden=True) == 0.0


def test_callback_verified_unknown() -> None:
    assert _checked("callback_verified", payee_check="match") is None


def test_without_context_every_answer_is_unknown() -> None:
    subject = Bank().subject(wire())
    assert [value(subject, name) for name in FOUR] == [None] * 4
