"""Our own JSON transfer: the domain fields of research/iso20022.md 4.1, parties and accounts nested or plain text."""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from interceptor.errors import Fault, MessageError
from interceptor.messages import json_blocks, json_values, values
from interceptor.messages.transactions import build
from interceptor.messages.walk import Found, warn
from interceptor.transfers.money import parse_currency
from interceptor.transfers.transfer import Item, Refusal, Transfer

_ALIASES: Final = {
    "settlement_amount": "amount",
    "settlement_currency": "currency",
    "fx_rate": "exchange_rate",
    "clearing_ref": "clearing_reference",
    "service_level": "service_levels",
}
"""Names of the mapping table (4.1) beside those of `Transfer`."""

_PASSED_OVER: Final = frozenset("schema tx_count batch_total format index warnings".split())

_Take = Callable[[Any, str, list[str]], Any]

_TAKES: Final[dict[str, _Take]] = {
    **dict.fromkeys(
        "message_name message_id created_at instruction_id end_to_end_id transaction_id clearing_reference "
        "settlement_method clearing_system local_instrument category_purpose priority settle_by charge_bearer".split(),
        json_values.identifier,
    ),
    "purpose": json_values.text,
    **dict.fromkeys(
        "service_levels instructions regulatory remittance documents references".split(), json_values.texts
    ),
    **dict.fromkeys("debtor creditor ultimate_debtor ultimate_creditor initiating_party".split(), json_blocks.party),
    **dict.fromkeys("debtor_account creditor_account".split(), json_blocks.account),
    **dict.fromkeys("instructing_agent instructed_agent debtor_agent creditor_agent".split(), json_blocks.agent),
    **dict.fromkeys("previous_agents intermediaries reimbursement_agents".split(), json_blocks.agents),
    "charges": json_blocks.charges,
    "cover": json_values.flag,
    "tax": json_values.flag,
}


def decode_json(text: str) -> list[Item]:
    """One item for the object in `text`, or one for each of a list. Numbers are decimals, never floats.

    Raises `MessageError`: `not_json`, `empty` when it is no object and no list, `repeated_element` when an object has
    a name twice with different values, of which JSON readers take either.
    """
    try:
        loaded = json.loads(
            text, parse_float=_number, parse_int=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise MessageError(Fault.NOT_JSON) from None
    if not isinstance(loaded, list | dict):
        raise MessageError(Fault.NOT_JSON, "object")
    entries = loaded if isinstance(loaded, list) else [loaded]
    if not entries:
        raise MessageError(Fault.EMPTY)
    return [_item(entry, index) for index, entry in enumerate(entries)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        for name, value in pairs:
            if found[name] != value:
                raise MessageError(Fault.REPEATED_ELEMENT, name[:40])
    return found


def _number(text: str) -> Decimal | str:
    # An exponent beyond what a decimal can hold stays text, so that it refuses its own transfer only.
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _no_constant(name: str) -> NoReturn:
    # NaN and Infinity are no JSON.
    raise ValueError(name)


def _item(entry: object, index: int) -> Item:
    try:
        if not isinstance(entry, dict):
            raise MessageError(Fault.NOT_JSON, "object")
        return _transfer(entry, index)
    except MessageError as error:
        return Refusal(error.fault.code, error.detail, index)


def _transfer(entry: dict[str, Any], index: int) -> Transfer:
    warnings: list[str] = []
    given: dict[str, Any] = {}
    for key, value in entry.items():
        if value is not None:
            given.setdefault(_ALIASES.get(key, key), value)
    found: Found = {"format": "json", "message_name": "json"}
    found |= _money(given, warnings)
    if (uetr := given.pop("uetr", None)) is not None:
        found["uetr"] = values.uetr(uetr) if isinstance(uetr, str) else None
        if found["uetr"] is None:
            warn(warnings, "bad_uetr")
    if (day := given.pop("settlement_date", None)) is not None:
        found["settlement_date"] = values.iso_date(day) if isinstance(day, str) else None
        if found["settlement_date"] is None:
            warn(warnings, "bad_date")
    for key, value in given.items():
        take = _TAKES.get(key)
        if take is not None:
            taken = take(value, key, warnings)
            if taken is not None:
                found[key] = taken
        elif key not in _PASSED_OVER:
            warn(warnings, "unknown_field")
    return build(found, index, warnings)


def _money(given: dict[str, Any], warnings: list[str]) -> Found:
    """Amounts, taken out of `given`. Raises `MessageError` when the settled amount cannot be read."""
    found: Found = {}
    amount, currency = json_values.pair(given.pop("amount", None), given.pop("currency", None))
    found["amount"] = json_values.amount(amount)
    found["currency"] = parse_currency(json_values.plain(currency))
    ordered = json_values.pair(given.pop("instructed_amount", None), given.pop("instructed_currency", None))
    if ordered[0] is not None:
        try:
            found["instructed_amount"] = json_values.amount(ordered[0])
            found["instructed_currency"] = parse_currency(json_values.plain(ordered[1]) or found["currency"])
        except MessageError:
            found.pop("instructed_amount", None)
            warn(warnings, "bad_instructed_amount")
    if (rate := given.pop("exchange_rate", None)) is not None:
        found["exchange_rate"] = values.rate(json_values.plain(rate) or "")
        if found["exchange_rate"] is None:
            warn(warnings, "bad_rate")
    return found
