from builders import history, transfer
from weighing import says, weigh


def test_identifier_reused():
    assert weigh("identifier_reused", history().subject(transfer(), identifier_reused=True)) == 1.0
    assert weigh("identifier_reused", history().subject(transfer())) == 0.0


def test_jurisdiction_disagreement():
    pairs = (("LT", "iban"), ("GB", "agent_bic"))
    torn = history().subject(transfer(), countries=pairs, disagreement=True)

    assert weigh("jurisdiction_disagreement", torn) == 2.0
    assert "LT by iban, GB by agent bic" in says("jurisdiction_disagreement", torn)
    assert weigh("jurisdiction_disagreement", history().subject(transfer())) == 0.0
    assert weigh("jurisdiction_disagreement", history().subject(transfer(bank=None))) is None


def test_time_suspect():
    assert weigh("time_suspect", history().subject(transfer(), time_suspect=True)) == 1.0
    assert weigh("time_suspect", history().subject(transfer())) == 0.0
