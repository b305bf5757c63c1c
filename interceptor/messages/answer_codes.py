"""The code table: what a status and a reason mean (data files beside this module; research row in each line).

Edition of the ISO external code sets: copy of May 2025 (research/recall.md 1.1). A code that is not listed goes to a
person, never to "rejected" (research/recall.md 9, rule 7).
"""

import csv
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from interceptor.messages.answer import Meaning

EDITION: Final = "2025-05"
UNKNOWN_READING: Final = "code not in the table"
REQUEST_TO_ANSWER: Final = {"INDM": "IDMN"}
"""Indemnity: offered in a request as INDM, asked for in an answer as IDMN; the two are easily swapped."""
ANSWER_TO_REQUEST: Final = {answer: request for request, answer in REQUEST_TO_ANSWER.items()}


class Status(NamedTuple):
    """One status code's row."""

    meaning: Meaning
    reading: str


class Reason(NamedTuple):
    """One reason code's row; its meaning depends on the status that it comes with."""

    if_rejected: Meaning
    if_pending: Meaning
    reading: str


class Verdict(NamedTuple):
    """What statuses and reasons say together."""

    meaning: Meaning
    conflict: bool
    readings: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("interceptor.messages") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def statuses() -> dict[tuple[str, str], Status]:
    """Rows of `answer_codes.csv` by (set, code)."""
    return {
        (row["set"], row["code"]): Status(Meaning(row["meaning"]), row["reading"]) for row in _rows("answer_codes.csv")
    }


@cache
def reasons() -> dict[str, Reason]:
    """Rows of `answer_reasons.csv` by code."""
    return {
        row["code"]: Reason(Meaning(row["if_rejected"]), Meaning(row["if_pending"]), row["reading"])
        for row in _rows("answer_reasons.csv")
    }


def status(kind: str, code: str | None) -> Status:
    """The row of `code` in the set `kind`; HUMAN when it is absent or not listed."""
    return statuses().get((kind, code or ""), Status(Meaning.HUMAN, UNKNOWN_READING if code else "no status"))


def verdict(given: list[tuple[str, str]], codes: tuple[str, ...]) -> Verdict:
    """What a camt.029 or MT196 says: `given` are its statuses as (set, code), the most general first.

    The most detailed status counts. A contradiction, between two statuses or between a status and a reason, is for a
    person, and so is a code that is not in the table.
    """
    rows = [status(kind, code) for kind, code in given]
    if not rows:
        return Verdict(Meaning.HUMAN, False, ("no status",))
    readings = tuple(row.reading for row in rows)
    detailed = rows[-1].meaning
    # A partial answer, or a note, says less than the transaction's own status and does not contradict it.
    firm = {row.meaning for row in rows} - ({Meaning.PARTLY, Meaning.NOTE} if detailed is not Meaning.PARTLY else set())
    if len(firm) > 1:
        return Verdict(Meaning.HUMAN, Meaning.HUMAN not in firm, readings)
    meaning, conflict, more = _with_reasons(detailed, codes)
    return Verdict(meaning, conflict, readings + more)


def _with_reasons(base: Meaning, codes: tuple[str, ...]) -> Verdict:
    known = [(code, reasons().get(code)) for code in codes]
    readings = tuple(row.reading if row else UNKNOWN_READING for _, row in known)
    rows = [row for _, row in known if row is not None]
    if len(rows) < len(codes):
        return Verdict(Meaning.HUMAN, False, readings)
    if base is Meaning.REJECTED:
        found = {row.if_rejected for row in rows}
    elif base is Meaning.PENDING:
        found = {row.if_pending for row in rows}
    elif base is Meaning.RETURN_EXPECTED and rows:
        return Verdict(Meaning.HUMAN, True, readings)  # agreed, and a ground for refusal
    else:
        found = set()
    special = found - {base}
    if len(special) > 1:
        return Verdict(Meaning.HUMAN, True, readings)
    return Verdict(special.pop() if special else base, False, readings)
