"""How commands show things: text from outside is made harmless, amounts and times look the same everywhere."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text

from interceptor.transfers.money import minor_units

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
_JOINERS = "\u200c\u200d"
"""Harmless, and part of the spelling of names in several scripts."""

_STATE_STYLES = {
    "draft": "yellow",
    "rejected": "red",
    "gone": "red",
    "expired": "red",
    "held": "green",
    "partly_held": "green",
    "stopped": "green",
    "returned": "bold green",
    "closed": "dim",
    "withdrawn": "dim",
    "intercept": "bold red",
    "review": "yellow",
    "release": "green",
}


def harmless(value: object) -> str:
    """`value` as text without control, escape and direction characters: each is shown as its code instead."""
    return "".join(_shown(char) for char in str(value))


def _shown(char: str) -> str:
    if char >= " " and (char.isascii() or unicodedata.category(char)[0] not in "CZ"):
        return char if char != "\x7f" else "\\x7f"
    if char in _JOINERS:
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return char.encode("unicode_escape").decode("ascii")


def text(value: object, style: str = "") -> Text:
    """`value` as it is: never read as markup."""
    return Text("" if value is None else harmless(value), style=style)


def state(value: str) -> Text:
    """A state, decision or status in its colour."""
    return text(value, _STATE_STYLES.get(value, ""))


def money(amount: Decimal | str, currency: str = "") -> str:
    """The amount as `figures` has it, with its currency."""
    return f"{figures(amount, currency)} {currency}".rstrip()


def figures(amount: Decimal | str, currency: str) -> str:
    """The amount with thousands apart, in the minor units of its currency; what it has beyond them is never cut."""
    number = Decimal(amount)
    exponent = number.as_tuple().exponent
    places = max(minor_units(currency), -exponent if isinstance(exponent, int) else 0)
    return f"{number:,.{places}f}"


def when(moment: datetime | int | None) -> str:
    """A time in UTC to the minute; `moment` may be milliseconds since 1970."""
    if moment is None:
        return "–"
    if isinstance(moment, int):
        moment = datetime.fromtimestamp(moment / 1000, UTC)
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%MZ}"


def until(moment: datetime | None, now: datetime) -> str:
    """How far off a time is, in the largest unit that tells something."""
    if moment is None:
        return "–"
    seconds = (moment - now).total_seconds()
    left = abs(seconds)
    size = next((f"{left / unit:.0f} {name}" for unit, name in _UNITS if left >= 2 * unit), f"{left / 60:.0f} min")
    return f"in {size}" if seconds >= 0 else f"{size} ago"


_UNITS = ((86_400, "days"), (3_600, "h"), (60, "min"))


def short(identifier: str | None) -> str:
    """The first eight digits of an id: enough to type."""
    return (identifier or "–")[:8]


def named(cause: str) -> str:
    """A name as it is; an id by its first digits."""
    return short(cause) if _ID.match(cause) else cause


def table(*columns: str, title: str | None = None, right: Iterable[str] = ()) -> Table:
    """An empty table in the one style; `right` names columns of numbers."""
    made = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    numbers = set(right)
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return made


def write_json(value: Any) -> None:
    """`value` as indented JSON on standard output, for programs: no colours, no wrapping."""
    body = json.dumps(msgspec.to_builtins(value, str_keys=True), indent=2, ensure_ascii=True)
    sys.stdout.write(body + "\n")
