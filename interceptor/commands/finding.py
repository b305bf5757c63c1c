"""From what a person types to what it means: ids may be cut to their first digits where those name one thing."""

from collections.abc import Sequence
from typing import NamedTuple

from interceptor.cases import case as case_file
from interceptor.cases.case import Alert, Case
from interceptor.commands.printing import harmless
from interceptor.errors import CaseError, Fault
from interceptor.store.reading import LEAST_PREFIX, Readings
from interceptor.store.tenant import TenantStore

_SHOWN = 5


class Target(NamedTuple):
    """A case, and the alert of it that was named, if one was."""

    case: Case
    alert: Alert | None


def find_transfer(store: TenantStore, typed: str) -> int:
    """Register number of a transfer. Raises `CaseError` (`unknown_transfer`, `ambiguous`)."""
    numbers = {transfer_id: number for number, transfer_id in Readings(store).transfers_starting(typed)}
    return numbers[_one(list(numbers), typed, Fault.UNKNOWN_TRANSFER)]


def find_case(store: TenantStore, typed: str) -> Case:
    """A case. Raises `CaseError` (`unknown_case`, `ambiguous`)."""
    found = Readings(store).cases_starting(typed)
    return read_case(store, _one(found, typed, Fault.UNKNOWN_CASE))


def find_alert(case: Case, typed: str) -> Alert:
    """An alert of a case. Raises `CaseError` (`unknown_alert`, `ambiguous`)."""
    by_id = {alert.alert_id: alert for alert in _alerts_starting(case, typed)}
    return by_id[_one(list(by_id), typed, Fault.UNKNOWN_ALERT)]


def find_target(store: TenantStore, typed: str) -> Target:
    """A case or an alert. Raises `CaseError` (`unknown_alert`, `ambiguous`)."""
    readings = Readings(store)
    targets = {case_id: Target(read_case(store, case_id), None) for case_id in readings.cases_starting(typed)}
    for case_id in readings.references_starting(typed):
        case = read_case(store, case_id)
        targets |= {alert.alert_id: Target(case, alert) for alert in _alerts_starting(case, typed)}
    return targets[_one(list(targets), typed, Fault.UNKNOWN_ALERT)]


def read_case(store: TenantStore, case_id: str) -> Case:
    """A case by its full id. Raises `CaseError` (`unknown_case`)."""
    row = store.case(case_id)
    if row is None:
        raise CaseError(Fault.UNKNOWN_CASE)
    return case_file.decode(row[2])


def _alerts_starting(case: Case, typed: str) -> list[Alert]:
    digits = _digits(typed)
    if len(digits) < LEAST_PREFIX:
        return []
    return [alert for alert in case.alerts if _digits(alert.alert_id).startswith(digits)]


def _digits(typed: str) -> str:
    return typed.strip().lower().replace("-", "")


def _one(found: Sequence[str], typed: str, unknown: Fault) -> str:
    if not found:
        least = f"an id needs {LEAST_PREFIX} digits at least" if len(_digits(typed)) < LEAST_PREFIX else ""
        raise CaseError(unknown, least or harmless(typed)[:60])
    if len(found) > 1:
        shown = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        raise CaseError(Fault.AMBIGUOUS, shown)
    return found[0]
