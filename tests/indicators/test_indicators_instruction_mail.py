"""Domains and headers of the mail that ordered the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indicator_world import Bank, sentence, value, wire

from interceptor.indicators.mail_domains import domain, imitation, registered
from interceptor.indicators.subject import Subject
from interceptor.transfers.context import Context, InstructionEmail


def _mailed(**headers: str) -> Subject:
    mail = InstructionEmail.model_validate(headers)
    return Bank().subject(wire(), context=Context(instruction_email=mail))


IMITATIONS = [
    "ap@rnould.example",
    "ap@mouid.example",
    "ap@mould-payments.example",
    "ap@mould.test",
    "ap@mail.mould.co.test",
    "ap@m0uld.example",
    "ap@moulld.example",
    "ap@mould.example.invoices.test",
    "ap@xn--muld-55d.example",
    "AP <ap@MOULDS.example>",
]


@pytest.mark.parametrize("sender", IMITATIONS)
def test_sender_domain_lookalike_fires(sender: str) -> None:
    subject = _mailed(**{"from": sender, "known_domain": "mould.example"})
    assert value(subject, "sender_domain_lookalike") == 1.0
    assert "mould.example" in sentence(subject, "sender_domain_lookalike")


def test_sender_domain_lookalike_fires_on_the_reply_to_and_on_the_display_name() -> None:
    reply = _mailed(**{"from": "ap@mould.example", "reply_to": "ap@rnould.example", "known_domain": "mould.example"})
    assert value(reply, "sender_domain_lookalike") == 1.0
    shown = _mailed(**{"from": "x@post.test", "display_name": "ap@mould.example", "known_domain": "mould.example"})
    assert value(shown, "sender_domain_lookalike") == 1.0
    assert "display name" in sentence(shown, "sender_domain_lookalike")


@pytest.mark.parametrize("sender", ["ap@mould.example", "ap@mail.mould.example", "ap@willow.test"])
def test_sender_domain_lookalike_absent(sender: str) -> None:
    assert value(_mailed(**{"from": sender, "known_domain": "mould.example"}), "sender_domain_lookalike") == 0.0


def test_sender_domain_lookalike_unknown() -> None:
    assert value(_mailed(**{"from": "ap@mould.example"}), "sender_domain_lookalike") is None
    assert value(_mailed(known_domain="mould.example"), "sender_domain_lookalike") is None
    assert value(Bank().subject(wire(), context=Context()), "sender_domain_lookalike") is None


def test_reply_to_mismatch_or_auth_fail_fires() -> None:
    subject = _mailed(**{"from": "ap@mould.example", "reply_to": "boss@gmail.com", "authentication": "dmarc failed"})
    assert value(subject, "reply_to_mismatch_or_auth_fail") == 3.0
    assert "gmail.com" in sentence(subject, "reply_to_mismatch_or_auth_fail")
    assert value(_mailed(authentication="spf"), "reply_to_mismatch_or_auth_fail") == 1.0


def test_reply_to_mismatch_or_auth_fail_absent() -> None:
    sound = _mailed(**{"from": "ap@mould.example", "reply_to": "ap@mail.mould.example", "authentication": "pass"})
    assert value(sound, "reply_to_mismatch_or_auth_fail") == 0.0
    small_firm = _mailed(**{"from": "joe@t-online.de", "known_domain": "t-online.de"})
    assert value(small_firm, "reply_to_mismatch_or_auth_fail") == 0.0


def test_reply_to_mismatch_or_auth_fail_unknown() -> None:
    assert value(_mailed(display_name="The Boss"), "reply_to_mismatch_or_auth_fail") is None
    assert value(Bank().subject(wire(), context=Context()), "reply_to_mismatch_or_auth_fail") is None


def test_domains_are_read_from_addresses() -> None:
    assert domain("AP <ap@Mould.Example>") == "mould.example"
    assert domain("mould.example") == "mould.example"
    assert domain("nobody") is None
    assert domain(None) is None
    assert registered("mail.mould.co.uk") == "mould"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_header_is_answered(sender: str, known: str) -> None:
    subject = _mailed(**{"from": sender, "known_domain": known, "authentication": sender, "display_name": known})
    if value(subject, "sender_domain_lookalike"):
        assert sentence(subject, "sender_domain_lookalike")
    name, real = domain(sender), domain(known)
    if name and real:
        imitation(name, real)
