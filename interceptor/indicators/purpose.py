"""Purpose codes at odds with the payee (research/indicators.md 1.6 #51)."""

import csv
from functools import lru_cache
from importlib.resources import files
from typing import Final

from interceptor.indicators.declaration import UNSETTLED, indicator
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import kinds_named, same_group
from interceptor.indicators.subject import Subject
from interceptor.profiles.persons import is_person_name
from interceptor.transfers.gist import Gist

GROUP: Final = "group"


@lru_cache(maxsize=1)
def payee_kinds() -> dict[str, str]:
    """Purpose or category purpose code: the kind of payee it is made for (`purpose_codes.csv`)."""
    source = files("interceptor.indicators").joinpath("purpose_codes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["payee"] for row in csv.DictReader(source.splitlines())}


def kind_meant(gist: Gist) -> str | None:
    """The kind of payee that the transfer's purpose codes are made for, or None."""
    return _kind_of(gist.purpose) or _kind_of(gist.category_purpose)


@lru_cache(maxsize=1_024)
def _kind_of(code: str | None) -> str | None:
    return payee_kinds().get(code.strip().upper()) if code else None


def _fits(gist: Gist, kind: str) -> float | None:
    """1.0 when the creditor is not of `kind`, 0.5 when it hardly is, 0.0 when it is, None when it cannot be told."""
    name = gist.creditor
    if not name:
        return None
    if kind == GROUP:
        # A group company may carry any name, so a stranger's is odd and no more.
        return 0.0 if same_group(gist.debtor, name) else 0.5
    if kind == "authority":
        return 0.0 if gist.tax or "authority" in kinds_named(name) else 1.0
    person = True if gist.creditor_private else is_person_name(name)
    return None if person is None else float(person != (kind == "person"))


def _incoherent(subject: Subject, value: float) -> str:
    gist = subject.gist
    code = gist.purpose or gist.category_purpose
    kind = kind_meant(gist)
    odd = f"is made for a {kind} payee, which this creditor does not seem to be" if kind else "is new for this payee"
    return f"Purpose code {quote(code)} {odd}."


@indicator(
    number=51,
    id="purpose_code_incoherent",
    typologies="PAY MNA",
    data="P+H",
    strength="W",
    source="indicators.md 1.6 #51 (estimate)",
    evidence=_incoherent,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=UNSETTLED,
)
def purpose_code_incoherent(subject: Subject) -> float | None:
    """1.0 for a code made for another kind of payee, 0.5 for one new for this payee; None without a code."""
    gist = subject.gist
    if not gist.purpose and not gist.category_purpose:
        return None
    kind = kind_meant(gist)
    if kind is not None:
        return _fits(gist, kind)
    relationship = subject.relationship
    if relationship is None or not relationship.purposes:
        return 0.0
    return 0.0 if (gist.purpose or gist.category_purpose) in relationship.purposes else 0.5
