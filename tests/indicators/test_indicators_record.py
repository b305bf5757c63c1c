from builders import Bank, history, transfer
from weighing import says, weigh


def test_identifier_reused_fires():
    assert weigh("identifier_reused", history().subject(transfer(), identifier_reused=True)) == 1.0


def test_identifier_reused_absent():
    assert weigh("identifier_reused", history().subject(transfer())) == 0.0


def test_jurisdiction_disagreement_fires():
    pairs = (("LT", "iban"), ("GB", "agent_bic"))
    torn = history().subject(transfer(), countries=pairs, disagreement=True)

    assert weigh("jurisdiction_disagreement", torn) == 2.0
    assert "LT by iban, GB by agent bic" in says("jurisdiction_disagreement", torn)


def test_jurisdiction_disagreement_absent():
    assert weigh("jurisdiction_disagreement", history().subject(transfer())) == 0.0


def test_jurisdiction_disagreement_unknown():
    assert weigh("jurisdiction_disagreement", history().subject(transfer(bank=None))) is None


def test_time_suspect_fires():
    assert weigh("time_suspect", history().subject(transfer(), time_suspect=True)) == 1.0


def test_time_suspect_absent():
    assert weigh("time_suspect", history().subject(transfer())) == 0.0


def test_identifier_reused_unknown():
    """Never: the engine always looks it up."""
    assert weigh("identifier_reused", Bank().subject(transfer(bank=None))) == 0.0


def test_time_suspect_unknown():
    """Never: a missing time is what it tells of."""
    assert weigh("time_suspect", Bank().subject(transfer(bank=None))) == 0.0
