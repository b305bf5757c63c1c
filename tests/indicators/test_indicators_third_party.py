"""Payments to somebody other than the party owed."""

from indicator_world import DEBTOR, NEW_ACCOUNT, Bank, ago, established, sentence, value, wire

from interceptor.transfers.transfer import Party


def test_third_party_creditor_fires() -> None:
    subject = established().subject(wire("Harbour Sky Ltd", NEW_ACCOUNT, remittance="INV 5521 OBO Shanghai Mould Co"))
    assert value(subject, "third_party_creditor") == 1.0
    assert "shanghai mould co" in sentence(subject, "third_party_creditor")


def test_third_party_creditor_fires_on_the_ultimate_creditor_and_on_a_known_payee_named() -> None:
    ultimate = wire("Harbour Sky Ltd", NEW_ACCOUNT, ultimate_creditor=Party(name="Birch Tools Inc"))
    assert value(Bank().subject(ultimate), "third_party_creditor") == 1.0
    named = wire("Harbour Sky Ltd", NEW_ACCOUNT, remittance="CEDAR TIMBER LTD INV 20891")
    subject = established().subject(named)
    assert value(subject, "third_party_creditor") == 1.0
    assert "Cedar Timber Ltd" in sentence(subject, "third_party_creditor")


def test_third_party_creditor_absent() -> None:
    assert value(established().subject(wire(account=NEW_ACCOUNT)), "third_party_creditor") == 0.0
    own = wire(account=NEW_ACCOUNT, remittance=f"INV 5521 OBO {DEBTOR}")
    assert value(established().subject(own), "third_party_creditor") == 0.0
    same = wire(account=NEW_ACCOUNT, ultimate_creditor=Party(name="CEDAR TIMBER LIMITED"))
    assert value(established().subject(same), "third_party_creditor") == 0.0


def test_third_party_creditor_unknown() -> None:
    assert value(Bank().subject(wire(remittance=None)), "third_party_creditor") is None


def test_ultimate_creditor_further_credit_fires() -> None:
    subject = Bank().subject(wire(remittance="FFC Harbour Sky Ltd"))
    assert value(subject, "ultimate_creditor_further_credit") == 1.0
    assert "harbour sky ltd" in sentence(subject, "ultimate_creditor_further_credit")
    ultimate = Bank().subject(wire(ultimate_creditor=Party(name="Birch Tools Inc")))
    assert value(ultimate, "ultimate_creditor_further_credit") == 1.0


def test_ultimate_creditor_further_credit_weighs_less_for_a_known_payee() -> None:
    subject = established().subject(wire("Harbour Sky Ltd", NEW_ACCOUNT, ultimate_creditor=Party(name="Cedar Timber")))
    assert value(subject, "ultimate_creditor_further_credit") == 0.5


def test_ultimate_creditor_further_credit_absent() -> None:
    assert value(Bank().subject(wire()), "ultimate_creditor_further_credit") == 0.0
    assert value(established().subject(wire(remittance="FFC X")), "ultimate_creditor_further_credit") == 0.0


def test_ultimate_creditor_further_credit_unknown() -> None:
    """A message that names no further party is known to name none."""
    assert value(Bank().subject(wire(remittance=None)), "ultimate_creditor_further_credit") == 0.0


def test_a_known_payee_is_found_however_its_name_is_spelled() -> None:
    for name, said in (
        ("Nordlicht Müller Werkzeuge", "FOR NORDLICHT MULLER WERKZEUGE 4711"),
        ("J.P. O'Neill Timber", "JP ONEILL TIMBER"),
        ("Xy Cd Ef Ltd", "xy cd ef harbour"),
    ):
        bank = established()
        bank.pay(wire(name, "700111222333"), ago(40))
        subject = bank.subject(wire("Harbour Sky Ltd", NEW_ACCOUNT, remittance=said))
        assert value(subject, "third_party_creditor") == 1.0
        assert name in sentence(subject, "third_party_creditor")
