"""What PostgreSQL reports, as the faults of our catalogue; no other error of psycopg leaves the store."""

import psycopg

from interceptor.errors import Fault, StoreError

_FAULTS = {
    "40001": Fault.CONFLICT,  # serialization failure
    "40P01": Fault.CONFLICT,  # deadlock
    "23505": Fault.CONFLICT,  # unique: somebody else was first
    "55P03": Fault.STORE_SLOW,  # lock not available in time
    "57014": Fault.STORE_SLOW,  # statement timeout
    "25006": Fault.STORE_READ_ONLY,
    "53100": Fault.STORE_FULL,
    "53300": Fault.STORE_DOWN,  # too many connections
    "57P01": Fault.STORE_DOWN,  # shut down by an administrator
    "57P02": Fault.STORE_DOWN,  # crash
    "57P03": Fault.STORE_DOWN,  # starting up, or shutting down
    "57P05": Fault.STORE_DOWN,  # idle too long
    "25P03": Fault.STORE_DOWN,  # idle too long in a transaction
    "42501": Fault.STORE_REFUSED,  # no right to do this
}
"""By SQLSTATE (PostgreSQL's documentation, appendix A)."""
_CLASSES = {"08": Fault.STORE_DOWN, "53": Fault.STORE_DOWN, "58": Fault.STORE_DOWN, "28": Fault.STORE_REFUSED}
_OF_A_VALUE = {"22", "23"}
"""Classes of errors that a record's values may cause; all others say something of the database."""
_REFUSALS = ("authentication failed", "no password supplied", "no pg_hba.conf entry", "does not exist", "not permitted")
"""While connecting there is no SQLSTATE, only words. Unknown ones count as a server that is away."""


def fault_of(error: psycopg.Error, *, lost: bool = False) -> StoreError | None:
    """The store's fault behind an error of psycopg; `lost` when the connection is gone. None: a value is to blame."""
    state = error.sqlstate or ""
    fault = _FAULTS.get(state) or _CLASSES.get(state[:2])
    if fault is None and (lost or (not state and isinstance(error, psycopg.OperationalError))):
        fault = Fault.STORE_DOWN
    if fault is None and state and state[:2] not in _OF_A_VALUE:
        fault = Fault.STORE_BROKEN
    return None if fault is None else StoreError(fault, state or "connection lost")


def refusal(error: psycopg.OperationalError, where: str) -> StoreError:
    """Why a connection could not be made. `where` is host, port and name, never the whole URL."""
    words = str(error)
    refused = any(refusal in words for refusal in _REFUSALS)
    return StoreError(Fault.STORE_REFUSED if refused else Fault.STORE_DOWN, where)
