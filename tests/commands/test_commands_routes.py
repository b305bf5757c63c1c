"""`interceptor routes`."""

import pytest
from builders import iban
from office import Office

VANCOUVER = ("routes", "CA", "HK", "2300000.00", "CAD", "--basis", "confirmed")


def test_every_lane_is_shown_with_why_clock_and_what_it_waits_for(office: Office) -> None:
    shown = office.shown(*VANCOUVER, "--sent-at", "2026-03-10T11:00:00Z")
    assert "2,300,000.00 CAD from Canada to Hong Kong" in shown
    assert "● desk hk_adcc" in shown
    assert "● bank" in shown
    assert "interpol_igrip" in shown
    assert "police report" in shown
    assert "(Asia/Hong_Kong)" in shown
    assert "recalls.alerts.hk, urgent" in shown
    assert "not chosen" in shown


def test_json_holds_every_lane_considered(office: Office) -> None:
    found = office.read(*VANCOUVER)
    assert found["request"]["countries"] == [["HK", "given"]]
    chosen = {lane["kind"] for lane in found["lanes"] if lane["chosen"]}
    assert chosen == {"bank", "desk", "police", "fiu"}
    assert all(lane["why"] and lane["source"] and lane["confidence"] for lane in found["lanes"])
    assert any(not lane["chosen"] for lane in found["lanes"])


@pytest.mark.parametrize(
    ("place", "country", "rule"),
    [
        ("hk", "HK", "given"),
        (iban("GB", "NRTH20201555555555"), "GB", "iban"),
        ("xmpl hk hh", "HK", "agent_bic"),
        ("XMPLDEFF500", "DE", "agent_bic"),
    ],
)
def test_the_receiver_is_a_country_an_iban_or_a_bic(office: Office, place: str, country: str, rule: str) -> None:
    assert office.read("routes", "CA", place, "10", "EUR")["request"]["countries"][0] == [country, rule]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("CA", "Atlantis[red]", "10", "CAD"), "this is no country, IBAN or BIC (Atlantis[red])"),
        (("CA", "HK", "ten", "CAD"), "the amount is not a positive decimal number"),
        (("CA", "HK", "10", "XQX"), "the currency is not an ISO 4217 code"),
        (("CA", "HK", "10", "CAD", "--sent-at", "yesterday"), "the time is not ISO 8601"),
    ],
)
def test_bad_arguments_are_one_line(office: Office, arguments: tuple[str, ...], expected: str) -> None:
    assert office.refused("routes", *arguments).startswith(expected)
