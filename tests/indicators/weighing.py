"""Shorthands of the indicator tests: one value, one sentence, and a redirected wire."""

from builders import MULE_ACCOUNT, transfer

from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.indicators.evaluate import evaluate


def weigh(indicator_id, subject):
    """The value of one indicator as `evaluate` gives it."""
    return evaluate(subject)[POSITIONS[indicator_id]]


def says(indicator_id, subject):
    """Its sentence."""
    return CATALOGUE[POSITIONS[indicator_id]].evidence(subject, weigh(indicator_id, subject))


def fires(indicator_id, subject):
    """True when it fired."""
    return CATALOGUE[POSITIONS[indicator_id]].fired(weigh(indicator_id, subject))


def mule(**overrides):
    """A wire to Cedar Timber on a Hong Kong account that it never used."""
    return transfer(**{"account": MULE_ACCOUNT, "bank": "XMPLHKHH", **overrides})


def stranger(**overrides):
    """A wire to a payee that was never paid."""
    return mule(**{"creditor": "Unique Star Trading", "remittance": "services", **overrides})
