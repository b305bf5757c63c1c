"""What the wire's and the order's text says, in many languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indicator_world import NEW_ACCOUNT, Bank, established, sentence, value, wire

from interceptor.indicators.lexicon import PRETEXTS, fold_text, read
from interceptor.indicators.quoting import quote
from interceptor.transfers.context import Context


@pytest.mark.parametrize(
    "text", [None, "CONSULTING SERVICES", "PAYMENT", "Honorar Beratung", "付款", "invoice 7", "Pago factura"]
)
def test_remittance_generic_or_missing_fires(text: str | None) -> None:
    subject = Bank().subject(wire("Harbour Sky Ltd", NEW_ACCOUNT, remittance=text))
    assert value(subject, "remittance_generic_or_missing") == 1.0
    assert "document number" in sentence(subject, "remittance_generic_or_missing")


def test_remittance_generic_or_missing_absent() -> None:
    for text in ("INV 20417", "CONSULTING FEE SOW 17 MILESTONE 3", "Oak floor hall B"):
        subject = Bank().subject(wire("Harbour Sky Ltd", NEW_ACCOUNT, remittance=text))
        assert value(subject, "remittance_generic_or_missing") == 0.0
    structured = Bank().subject(wire("Harbour Sky Ltd", NEW_ACCOUNT, remittance=None, references=("RF18539007547034",)))
    assert value(structured, "remittance_generic_or_missing") == 0.0


def test_remittance_generic_or_missing_unknown() -> None:
    """Missing text is itself the finding; on a small wire it weighs less."""
    subject = Bank().subject(wire("Harbour Sky Ltd", NEW_ACCOUNT, amount="150.00", remittance=None))
    assert value(subject, "remittance_generic_or_missing") == 0.5


@pytest.mark.parametrize(
    "order",
    [
        "This is strictly confidential, pay today",
        "Die Übernahme ist streng vertraulich",
        "Die UEBERNAHME ist eilig",
        "Opération de fusion-acquisition, ne pas divulguer",
        "Pago urgente, es confidencial",
        "紧急付款，请保密",
        "Срочно, конфиденциально",
    ],
)
def test_remittance_pretext_language_fires(order: str) -> None:
    subject = Bank().subject(wire(), context=Context(instruction_text=order))
    assert value(subject, "remittance_pretext_language") == 1.0
    assert "order" in sentence(subject, "remittance_pretext_language")


def test_remittance_pretext_language_weighs_less_in_the_wire() -> None:
    subject = Bank().subject(wire(remittance="ACQUISITION DEPOSIT 10 PCT"))
    assert value(subject, "remittance_pretext_language") == 0.5
    assert "acquisition" in sentence(subject, "remittance_pretext_language")


def test_remittance_pretext_language_absent() -> None:
    assert (
        value(Bank().subject(wire(remittance="INV 20417 insurgents secretary")), "remittance_pretext_language") == 0.0
    )


def test_remittance_pretext_language_unknown() -> None:
    assert value(Bank().subject(wire(remittance=None)), "remittance_pretext_language") is None


@pytest.mark.parametrize(
    "text",
    [
        "PAYMENT INV 11873 UPDATED BANK DETAILS AS ADVISED",
        "Rechnung 881, neue Bankverbindung",
        "Rechnung 881, geaenderte Bankverbindung",
        "Facture 881 nouveau RIB",
        "Factura 881 cambio de cuenta",
        "INV 5521 REPLACES RETURNED WIRE",
        "货款 新账户",
    ],
)
def test_remittance_account_change_language_fires(text: str) -> None:
    subject = Bank().subject(wire(account=NEW_ACCOUNT, remittance=text))
    assert value(subject, "remittance_account_change_language") == 1.0
    assert "changed account" in sentence(subject, "remittance_account_change_language")


def test_remittance_account_change_language_absent() -> None:
    assert value(Bank().subject(wire()), "remittance_account_change_language") == 0.0
    settled = established().subject(wire(remittance="new account"))
    assert value(settled, "remittance_account_change_language") == 0.0


def test_remittance_account_change_language_unknown() -> None:
    assert value(Bank().subject(wire(remittance=None)), "remittance_account_change_language") is None


def test_phrases_are_whole_words_and_folded_alike() -> None:
    assert read(("newer account numbers",)).phrase(frozenset({"account_change"})) is None
    assert fold_text("Übernahme—Größe") == fold_text("ubernahme grosse")
    assert read(("N\u200bDA",)).hits == read(("n da",)).hits


@given(st.text(max_size=200))
def test_any_text_is_read_and_quoted_safely(text: str) -> None:
    read((text,)).phrase(PRETEXTS)
    quoted = quote(text)
    assert len(quoted) <= 62
    assert quoted.isprintable() or "\ufffd" in quoted or not text.isprintable()


@given(st.text("0123456789 ", min_size=12, max_size=40))
def test_a_quotation_never_shows_a_long_number(digits: str) -> None:
    shown = "".join(char for char in quote(f"to {digits} now") if char.isdigit())
    assert len(shown) < 8 or len("".join(digits.split())) < 8


def test_quotations_drop_control_characters_and_account_numbers() -> None:
    assert quote("pay\x00 GB33 XMPL 2020 1555 5555 55\nnow") == "“pay …555 now”"
    assert quote(None) == "“”"
