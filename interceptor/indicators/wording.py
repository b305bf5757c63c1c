"""Words that evidence sentences share. Accounts are shown by three characters, names as `quote` shows them."""

from interceptor.indicators.quoting import quote
from interceptor.indicators.subject import Subject
from interceptor.profiles.statistics import DAY


def creditor(subject: Subject) -> str:
    """The creditor's name in quotation marks."""
    return quote(subject.payment.name) if subject.payment.name else "the creditor"


def account(country: str | None, tail: str) -> str:
    """`HK account …789`."""
    place = f"{country} " if country and country != "ZZ" else ""
    return f"{place}account …{tail}"


def this_account(subject: Subject) -> str:
    """The transfer's creditor account."""
    return account(subject.country, subject.payment.tail)


def plural(number: int, word: str) -> str:
    """`1 payment`, `2 payments`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def span(seconds: float) -> str:
    """A length of time as people say it: hours below two days, days below 60, else months."""
    if seconds < 2 * DAY:
        return plural(max(0, round(seconds / 3600)), "hour")
    days = seconds / DAY
    return plural(round(days), "day") if days < 60 else plural(round(days / 30.4), "month")


def usd(amount: float) -> str:
    """`about USD 12,300`: three digits at most, since rates are approximate."""
    if amount < 1000:
        return f"about USD {amount:.0f}"
    return f"about USD {float(f'{amount:.3g}'):,.0f}"
