"""Parties, accounts, agents and charges of a JSON transfer: objects with the field names of ours, or plain text."""

from collections.abc import Mapping
from typing import Any, Final

from interceptor.errors import Fault, MessageError
from interceptor.messages import json_values, values
from interceptor.messages.walk import MAX_REPEATS, Found, warn
from interceptor.transfers.accounts import canonical_number, is_iban
from interceptor.transfers.money import parse_currency
from interceptor.transfers.transfer import Account, Agent, Charge, Party

_PARTY_TEXTS: Final = ("name", "name_alternative", "town", "postcode", "street", "subdivision")
_AGENT_TEXTS: Final = ("name", "town")
_AGENT_IDS: Final = ("clearing_system", "member_id", "lei", "branch", "account")
_ADDRESS_FIELDS: Final = ("country", "town", "postcode", "street", "subdivision")


def party(value: Any, field: str, warnings: list[str]) -> Party | None:
    """A party; a plain text is its name."""
    if isinstance(value, str):
        name = json_values.text(value, field, warnings)
        return Party(name=name) if name else None
    given = _object(value, field)
    found = _texts(given, _PARTY_TEXTS, field, warnings)
    found |= _texts(given, ("lei",), field, warnings)
    found |= _coded(given, ("country", "residence"), field, warnings)
    if "identifiers" in given:
        found["identifiers"] = json_values.texts(given["identifiers"], field, warnings)
    if "private" in given:
        found["private"] = json_values.flag(given["private"], field, warnings)
    _address(given, found, field, warnings)
    return Party(**found) if found else None


def account(value: Any, field: str, warnings: list[str]) -> Account | None:
    """An account; a plain text is its number. `iban` holds either the number or whether it is one."""
    given = {"id": value} if isinstance(value, str) or not isinstance(value, dict) else value
    number = given.get("id")
    said = given.get("iban")
    if isinstance(said, str):
        number, said = said, True
    found = {
        "id": json_values.identifier(number, field, warnings),
        "scheme": json_values.identifier(given.get("scheme"), field, warnings),
        "proxy": json_values.identifier(given.get("proxy"), field, warnings),
        "name": json_values.text(given.get("name"), field, warnings),
        "currency": json_values.identifier(given.get("currency"), field, warnings),
    }
    if not any(found.values()):
        return None
    stated = said is not None and json_values.flag(said, field, warnings)
    known = stated or is_iban(canonical_number(found["id"] or ""))
    return Account(iban=known, **found)


def agent(value: Any, field: str, warnings: list[str]) -> Agent | None:
    """An institution; a plain text is its BIC, or its name when it has another form."""
    if isinstance(value, str):
        code = values.bic(value)
        name = None if code else json_values.text(value, field, warnings)
        return Agent(bic=code, name=name) if code or name else None
    given = _object(value, field)
    found = _texts(given, _AGENT_TEXTS, field, warnings)
    for key in _AGENT_IDS:
        if (text := json_values.identifier(given.get(key), field, warnings)) is not None:
            found[key] = text
    found |= _coded(given, ("country",), field, warnings)
    _address(given, found, field, warnings, ("country", "town"))
    return Agent(**found) if found else None


def agents(value: Any, field: str, warnings: list[str]) -> tuple[Agent, ...]:
    """A list of institutions, or one."""
    entries = value if isinstance(value, list) else [value]
    if len(entries) > MAX_REPEATS:
        warn(warnings, "truncated")
    found = (agent(entry, field, warnings) for entry in entries[:MAX_REPEATS])
    return tuple(entry for entry in found if entry is not None)


def charges(value: Any, field: str, warnings: list[str]) -> tuple[Charge, ...]:
    """A list of `{"amount", "currency", "agent_bic"}`; one that cannot be read, or is zero, is left out."""
    found: list[Charge] = []
    for entry in value if isinstance(value, list) else [value]:
        given = _object(entry, field)
        try:
            number = json_values.amount(given.get("amount"))
            currency = parse_currency(json_values.plain(given.get("currency")))
        except MessageError:
            continue
        bank = given.get("agent_bic")
        found.append(Charge(number, currency, values.bic(bank) if isinstance(bank, str) else None))
    if len(found) > MAX_REPEATS:
        warn(warnings, "truncated")
    return tuple(found[:MAX_REPEATS])


def _object(value: Any, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise MessageError(Fault.BAD_FIELD, field)
    return value


def _texts(given: Mapping[str, Any], keys: tuple[str, ...], field: str, warnings: list[str]) -> Found:
    taken = {key: json_values.text(given.get(key), field, warnings) for key in keys}
    return {key: text for key, text in taken.items() if text is not None}


def _coded(given: Mapping[str, Any], countries: tuple[str, ...], field: str, warnings: list[str]) -> Found:
    """Countries and the BIC, in their canonical form."""
    found: Found = {}
    for key in (*countries, "bic"):
        text = json_values.identifier(given.get(key), field, warnings)
        if text is not None:
            check = values.bic if key == "bic" else values.country
            code = check(text)
            if code is not None:
                found[key] = code
            else:
                warn(warnings, "bad_bic" if key == "bic" else "bad_country")
    return found


def _address(
    given: Mapping[str, Any],
    found: Found,
    field: str,
    warnings: list[str],
    fields: tuple[str, ...] = _ADDRESS_FIELDS,
) -> None:
    """`address`: lines, one line, or an object with the same names as the party's own fields."""
    address = given.get("address")
    if address is None:
        return
    if not isinstance(address, dict):
        found["address"] = json_values.texts(address, field, warnings)
        return
    inner = _texts(address, tuple(key for key in fields if key != "country"), field, warnings)
    inner |= {key: code for key, code in _coded(address, ("country",), field, warnings).items() if key == "country"}
    for key, text in inner.items():
        found.setdefault(key, text)
    if "lines" in address:
        found["address"] = json_values.texts(address["lines"], field, warnings)
