"""Options for the facts that people tell about a case, and the facts made of them."""

import hashlib
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from interceptor.cases.told import Told
from interceptor.routing.countries import COUNTRIES

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST = 140
_LONGEST_SENTENCE = 300

Callback = Annotated[str | None, typer.Option(help="Reference in the directory of the officer who may be called back.")]
PayerContact = Annotated[str | None, typer.Option(help="Reference in the directory of whom to ask at the payer.")]
PayerSays = Annotated[
    list[str] | None, typer.Option(help="One neutral sentence of what the payer says; may be repeated.")
]
ExpectedPayee = Annotated[str | None, typer.Option(help="Whom the payer meant to pay.")]
ExpectedCountry = Annotated[str | None, typer.Option(help="The country of whom the payer meant to pay.")]
CreditedAt = Annotated[str | None, typer.Option(help="When the money was credited, ISO 8601 with its offset.")]
Complaint = Annotated[str | None, typer.Option("--ic3", help="Id of the complaint to the US centre (IC3).")]
FiledWith = Annotated[str | None, typer.Option(help="The FIU that has the bank's report; never its text.")]
FiledOn = Annotated[str | None, typer.Option(help="The day of that report, YYYY-MM-DD.")]
Statement = Annotated[
    str | None, typer.Option(help="The payer's sworn statement: its SHA-256, or a file that is read for it and kept.")
]
Evidence = Annotated[
    list[str] | None, typer.Option(help="SHA-256 of a document, or a file that is read for it; may be repeated.")
]
OnwardUse = Annotated[
    bool | None, typer.Option("--onward-use/--no-onward-use", help="Whether the addressee may pass the facts on.")
]


def digest(option: str, given: str) -> str:
    """The SHA-256 that was given, or that of the file that was named. Raises `typer.BadParameter` for neither."""
    text = given.strip().lower()
    if _DIGEST.fullmatch(text):
        return text
    path = Path(given)
    if not path.is_file():
        raise typer.BadParameter(f"{option}: neither 64 hexadecimal digits nor a file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def told(
    *,
    callback: str | None,
    payer_contact: str | None,
    payer_says: list[str] | None,
    expected_payee: str | None,
    expected_country: str | None,
    credited_at: str | None,
    complaint: str | None,
    filed_with: str | None,
    filed_on: str | None,
    statement: str | None,
    evidence: list[str] | None,
    onward_use: bool | None,
) -> Told:
    """The facts. Raises `typer.BadParameter` naming the option that cannot be."""
    if (filed_with is None) != (filed_on is None):
        raise typer.BadParameter("--filed-with and --filed-on go together")
    return Told(
        officer=_text("--callback", callback),
        credited_at=_time(credited_at),
        payer_says=tuple(_sentence(said) for said in payer_says or ()),
        debtor_contact=_text("--payer-contact", payer_contact),
        expected_creditor=_text("--expected-payee", expected_payee),
        expected_creditor_country=_country(expected_country),
        ic3_complaint=_text("--ic3", complaint),
        filed_with=_text("--filed-with", filed_with),
        filed_on=day("--filed-on", filed_on),
        victim_statement=None if statement is None else digest("--statement", statement),
        onward_use=onward_use,
        evidence=tuple(digest("--evidence", item) for item in evidence or ()),
    )


def day(option: str, given: str | None) -> date | None:
    """A calendar day. Raises `typer.BadParameter`."""
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(f"{option}: a day such as 2026-03-31") from None


def _text(option: str, given: str | None) -> str | None:
    text = None if given is None else given.strip()
    if text is not None and not 0 < len(text) <= _LONGEST:
        raise typer.BadParameter(f"{option}: 1 to {_LONGEST} characters")
    return text


def _sentence(given: str) -> str:
    text = given.strip()
    if not 0 < len(text) <= _LONGEST_SENTENCE:
        raise typer.BadParameter(f"--payer-says: 1 to {_LONGEST_SENTENCE} characters")
    return text


def _time(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter("--credited-at: a time such as 2026-03-31T09:30:00Z")
    return moment.astimezone(UTC)


def _country(given: str | None) -> str | None:
    country = None if given is None else given.strip().upper()
    if country is not None and country not in COUNTRIES:
        raise typer.BadParameter("--expected-country: two letters of ISO 3166")
    return country
