"""Steps of a walk that do more than keep a code: texts, lists, identifiers and whole blocks.

Each can be taken, on an element, and be planned, for messages of the same markup (see `recipe`).
"""

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any

from lxml import etree

from interceptor.errors import MessageError
from interceptor.messages.markup import Element
from interceptor.messages.recipe import Draft, Planned, follow
from interceptor.messages.values import amount, bic, country, rate, uetr
from interceptor.messages.walk import MAX_REPEATS, Found, Steps, collect, text_of, warn
from interceptor.transfers.accounts import canonical_number, is_iban
from interceptor.transfers.money import parse_amount, parse_currency


class _Leaf:
    __slots__ = ("field",)

    def __init__(self, field: str) -> None:
        self.field = field


class Appended(_Leaf):
    """A text that follows the one that is there already: the building number after the street."""

    __slots__ = ()
    repeats = True

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        if text := text_of(element, warnings):
            before = found.get(self.field)
            found[self.field] = f"{before} {text}" if before else text

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        if (place := draft.text(element)) is not None:
            before = planned.get(self.field)
            planned[self.field] = place if before is None else draft.make(_joined, before, place)


def _joined(before: str, text: str) -> str:
    return f"{before} {text}"


class Texts(_Leaf):
    """A text that may repeat, gathered into a tuple."""

    __slots__ = ()
    repeats = True

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        if text := text_of(element, warnings):
            append(found, self.field, text, warnings)

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        if (place := draft.text(element)) is not None:
            planned.setdefault(self.field, []).append(place)


class Checked(_Leaf):
    """A value with a form: `check` gives its canonical spelling, or None, and then `bad_<field>` is noted."""

    __slots__ = ("check", "warning")

    def __init__(self, field: str, check: Callable[[str], Any], warning: str) -> None:
        super().__init__(field)
        self.check = check
        self.warning = warning

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        text = element.text
        if not text:
            return
        value = self.check(text)
        if value is not None:
            found[self.field] = value
        elif not text.isspace():
            warn(warnings, self.warning)

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        if (place := draft.text(element)) is not None:
            planned[self.field] = draft.check(self.check, place)


BIC = Checked("bic", bic, "bad_bic")
COUNTRY = Checked("country", country, "bad_country")
RESIDENCE = Checked("residence", country, "bad_country")
UETR = Checked("uetr", uetr, "bad_uetr")
RATE = Checked("exchange_rate", rate, "bad_rate")


class Present(_Leaf):
    """True when the element is there; its children are walked when a table is given."""

    __slots__ = ("table",)
    repeats = True

    def __init__(self, field: str, table: Steps | None = None) -> None:
        super().__init__(field)
        self.table = table

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        found[self.field] = True
        if self.table is not None:
            collect(element, self.table, found, warnings)

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        planned[self.field] = draft.true
        if self.table is not None:
            follow(element.children, self.table, planned, draft)


class Settled:
    """The amount to be scored. Raises `MessageError`, which refuses the transaction."""

    __slots__ = ()

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        found["amount"] = parse_amount(element.text)
        found["currency"] = parse_currency(element.get("Ccy"))

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        _plan_amount(element, "amount", "currency", planned, draft)


class Instructed:
    """The amount that the debtor ordered; nice to know, so that a bad one is only noted."""

    __slots__ = ()

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        if (pair := amount_of(element)) is None:
            warn(warnings, "bad_instructed_amount")
        else:
            found["instructed_amount"], found["instructed_currency"] = pair

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        _plan_amount(element, "instructed_amount", "instructed_currency", planned, draft)


class ChargeAmount:
    """Amount of one charge; zero is usual and counts as no charge."""

    __slots__ = ()

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        if (pair := amount_of(element)) is not None:
            found["amount"], found["currency"] = pair

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        text, currency = draft.text(element), draft.currency(element)
        if text is not None and currency is not None:
            planned["amount"] = draft.make(amount, text)
            planned["currency"] = draft.check(parse_currency, currency)


def amount_of(element: etree._Element) -> tuple[Decimal, str] | None:
    """Positive amount and currency of `element`, or None."""
    try:
        return parse_amount(element.text), parse_currency(element.get("Ccy"))
    except MessageError:
        return None


def _plan_amount(element: Element, amount_field: str, currency_field: str, planned: Planned, draft: Draft) -> None:
    text, currency = draft.text(element), draft.currency(element)
    if text is not None and currency is not None:
        planned[amount_field] = draft.check(parse_amount, text)
        planned[currency_field] = draft.check(parse_currency, currency)


class Iban:
    """An account under the IBAN tag: kept as received, and an IBAN because the message says so."""

    __slots__ = ()

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        if text := text_of(element, warnings):
            found["id"] = text
            found["iban"] = True

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        if (place := draft.text(element)) is not None:
            planned["id"], planned["iban"] = place, draft.true


class OtherAccount:
    """An account under `Othr/Id`; an IBAN may hide there (research/iso20022.md 4.4)."""

    __slots__ = ()

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        if (text := text_of(element, warnings)) and "id" not in found:
            found["id"] = text
            found["iban"] = _holds_iban(text)

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        if (place := draft.text(element)) is not None and "id" not in planned:
            planned["id"], planned["iban"] = place, draft.make(_holds_iban, place)


def _holds_iban(text: str) -> bool:
    return not text[0].isdigit() and is_iban(canonical_number(text))


class Earliest(_Leaf):
    """The earliest of several times of day."""

    __slots__ = ()
    repeats = True

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        if text := text_of(element, warnings):
            found[self.field] = earliest(found.get(self.field), text)

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        if (place := draft.text(element)) is not None:
            planned[self.field] = draft.make(earliest, planned.get(self.field, draft.none), place)


def earliest(one: str | None, other: str) -> str:
    """The earlier of two ISO times of day; one without an offset counts as UTC, one that is no time as latest."""
    return other if one is None or _minutes(other) < _minutes(one) else one


def _minutes(text: str) -> float:
    try:
        moment = time.fromisoformat(text)
    except ValueError:
        return float("inf")
    offset = moment.utcoffset()
    return moment.hour * 60 + moment.minute - (offset.total_seconds() / 60 if offset else 0.0)


class Blocks(_Leaf):
    """A nested element that may repeat; the objects are gathered into a tuple. `make` may give None for nothing."""

    __slots__ = ("make", "table")
    repeats = True

    def __init__(self, field: str, table: Steps, make: Callable[..., Any]) -> None:
        super().__init__(field)
        self.table = table
        self.make = make

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        inner: Found = {}
        collect(element, self.table, inner, warnings)
        if inner and (made := self.make(**inner)) is not None:
            append(found, self.field, made, warnings)

    def plan(self, element: Element, planned: Planned, draft: Draft) -> None:
        inner: Planned = {}
        follow(element.children, self.table, inner, draft)
        if inner:
            planned.setdefault(self.field, []).append(draft.build(self.make, inner))


def append(found: Found, field: str, value: Any, warnings: list[str]) -> None:
    """Add `value` to the tuple `field`, up to `MAX_REPEATS`; then warns `truncated`."""
    values = found.get(field, ())
    if len(values) < MAX_REPEATS:
        found[field] = (*values, value)
    else:
        warn(warnings, "truncated")


class Inner(_Leaf):
    """A nested element whose values are kept apart from those around it."""

    __slots__ = ("table",)

    def __init__(self, field: str, table: Steps) -> None:
        super().__init__(field)
        self.table = table

    def take(self, element: etree._Element, found: Found, warnings: list[str]) -> None:
        inner: Found = {}
        collect(element, self.table, inner, warnings)
        found[self.field] = inner
