"""MT103, the customer credit transfer, plain, STP and REMIT (research/iso20022.md 4.1 and 4.3)."""

import re
from typing import Any

from interceptor.errors import Fault, MessageError
from interceptor.messages import mt_fields
from interceptor.messages.leaves import earliest
from interceptor.messages.mt import MtMessage
from interceptor.messages.mt_codes import RETURNS, remittance_codes, residences
from interceptor.messages.mt_sequence import Sequence
from interceptor.messages.values import bic, uetr
from interceptor.messages.walk import MAX_ID, MAX_TEXT, Found, shortened, warn
from interceptor.transfers.transfer import Agent, Item, Party, Skipped, Transfer

_TIME = re.compile(r"/(CLSTIME|TILTIME|REJTIME)/([0-9]{2})([0-9]{2})([+-])([0-9]{2})([0-9]{2})")
_PURPOSES = frozenset({"INTC", "CORT"})
"""23E codes that are ISO category purposes; SDVA is a service level; the rest are instructions (4.1)."""


def read(message: MtMessage) -> Item:
    """The transfer of an MT103, or what it is instead: a return or a reject.

    Raises `MessageError` when the amount, or both the party and the account of a side, cannot be read.
    """
    warnings: list[str] = []
    body = Sequence(message.tags, warnings)
    if (other := returned(message, body)) is not None:
        return other
    found = envelope(message, "mt103", "MT103", warnings)
    found |= amounts(body)
    found |= parties(body)
    found |= text(body, found)
    _route(message, body, found)
    _services(message, body, found)
    return finish(found, warnings)


def returned(message: MtMessage, body: Sequence) -> Skipped | None:
    """What a message is whose field 72 begins with `/RETN/` or `/REJT/`: the return or reject of an earlier one."""
    codes = body.codes("72")
    what = RETURNS.get(codes[0][0]) if codes else None
    if what is None:
        return None
    reference = next((value for code, value in codes if code == "MREF"), None) or body.code("21")
    return Skipped(what, 0, uetr(message.block3.get("121", "")), reference and reference[:MAX_ID])


def envelope(message: MtMessage, kind: str, name: str, warnings: list[str]) -> Found:
    """What the headers say: ids, clearing, sender and receiver."""
    found: Found = {"format": kind, "message_name": name}
    if "121" in message.block3:
        found["uetr"] = uetr(message.block3["121"])
        if found["uetr"] is None:
            warn(warnings, "bad_uetr")
    if "103" in message.block3:
        found["settlement_method"] = "CLRG"
        found["clearing_system"] = message.block3["103"]
    if message.input_time is not None:
        day, clock = mt_fields.short_date(message.input_time[:6]), message.input_time[6:]
        found["created_at"] = f"{day}T{clock[:2]}:{clock[2:]}:00" if day else None
    for field, code in (("instructing_agent", message.sender), ("instructed_agent", message.receiver)):
        if code and (known := bic(code)):
            found[field] = Agent(bic=known)
    return found


def amounts(body: Sequence) -> Found:
    """32A, 33B, 36, 71A, 71F, 71G. Raises `MessageError` without a readable 32A."""
    value = body.one("32A")
    if value is None:
        raise MessageError(Fault.MISSING_FIELD, "32A")
    warnings = body.warnings
    day, currency, number = mt_fields.dated_amount(value, warnings)
    instructed = mt_fields.optional_money(body.one("33B"), warnings, "bad_instructed_amount")
    reference = body.code("20")
    return {
        "settlement_date": day,
        "amount": number,
        "currency": currency,
        "instructed_currency": instructed[0],
        "instructed_amount": instructed[1],
        "exchange_rate": mt_fields.exchange_rate(body.one("36"), warnings),
        "charge_bearer": mt_fields.CHARGE_BEARERS.get(body.code("71A") or ""),
        "charges": body.charges(),
        "instruction_id": reference,
        "message_id": reference,
    }


def parties(body: Sequence) -> Found:
    """50a, 59a, 52a, 57a, 56a as the fields have them; absent ones are None."""
    debtor, debtor_account = body.party("50")
    creditor, creditor_account = body.party("59")
    intermediary = body.agent("56")
    return {
        "debtor": debtor,
        "debtor_account": debtor_account,
        "debtor_agent": body.agent("52"),
        "intermediaries": (intermediary,) if intermediary else (),
        "creditor_agent": body.agent("57"),
        "creditor": creditor,
        "creditor_account": creditor_account,
    }


def text(body: Sequence, found: Found) -> Found:
    """70, 72, 77B and 77T: remittance, instructions, and what stands in code words among them.

    The residences of 77B are put into the parties of `found`.
    """
    details = body.lines("70")
    joined = " ".join(details)
    told: Found = {"remittance": (joined,) if joined else (), "instructions": (), "purpose": body.code("26T")}
    if (long := _long_text(body)) is not None:
        told["remittance"] += (long,)
    codes = remittance_codes(details) if "/" in joined else {}
    if notes := body.codes("72"):
        told |= _notes(notes, codes)
        extra = tuple(_named_agent(value) for code, value in notes if code == "INTA" and value)
        told["intermediaries"] = (*found["intermediaries"], *extra)
    if codes:
        told |= _coded(codes)
    if lines := body.lines("77B"):
        told["regulatory"] = tuple(lines)
        _residences(lines, found)
    return told


def _notes(notes: list[tuple[str, str]], codes: dict[str, list[str]]) -> Found:
    """What field 72 says; the code words that may stand in field 70 as well are added to `codes`."""
    for code, value in notes:
        if code in {"ULTD", "ULTB", "PURP"} and value:
            codes.setdefault(code, []).append(value)
    return {
        "instructions": tuple([f"/{code}/{value}" if code else value for code, value in notes]),
        "previous_agents": tuple([_named_agent(value) for code, value in notes if code == "INS" and value]),
    }


def _coded(codes: dict[str, list[str]]) -> Found:
    """What the code words of fields 70 and 72 say."""
    told: Found = {
        "documents": tuple(codes.get("INV", ())),
        "references": tuple([value for code in ("RFB", "IPI", "URI") for value in codes.get(code, ())]),
    }
    if "ROC" in codes:
        told["end_to_end_id"] = codes["ROC"][0][:MAX_ID]
    if "PURP" in codes:
        told["purpose"] = codes["PURP"][0]
    for code, field in (("ULTD", "ultimate_debtor"), ("ULTB", "ultimate_creditor")):
        if code in codes:
            told[field] = Party(name=codes[code][0])
    return told


def _residences(lines: list[str], found: Found) -> None:
    for code, country in residences(lines).items():
        side = found["creditor" if code == "BENEFRES" else "debtor"]
        if side is not None:
            side.residence = country


def _long_text(body: Sequence) -> str | None:
    value = body.one("77T")
    if not value:
        return None
    value = " ".join(value.split())
    return value if len(value) <= MAX_TEXT else shortened(value, MAX_TEXT, body.warnings)


def _named_agent(value: str) -> Agent:
    first = value.split(maxsplit=1)[0]
    code = bic(first) if first == value else None
    return Agent(bic=code) if code else Agent(name=value)


def _route(message: MtMessage, body: Sequence, found: Found) -> None:
    """53a to 55a, and the agents that are absent because sender or receiver are they (research/iso20022.md 4.3)."""
    found["debtor_agent"] = found["debtor_agent"] or found.get("instructing_agent")
    found["creditor_agent"] = found["creditor_agent"] or found.get("instructed_agent")
    covers = [agent for agent in map(body.agent, ("53", "54", "55")) if agent is not None]
    found["reimbursement_agents"] = tuple(covers)
    sides = {(message.sender or "")[:6], (message.receiver or "")[:6]}
    third = body.option("53") in {"A", "D"} and (covers[0].bic or "")[:6] not in sides
    if "settlement_method" not in found and (third or body.option("54") is not None):
        found["settlement_method"] = "COVE"


def _services(message: MtMessage, body: Sequence, found: Found) -> None:
    """13C, 23B, 23E, and the service type of block 3."""
    for value in body.all("13C"):
        if match := _TIME.match(value.strip()):
            _, hours, minutes, sign, offset_hours, offset_minutes = match.groups()
            moment = f"{hours}:{minutes}:00{sign}{offset_hours}:{offset_minutes}"
            found["settle_by"] = earliest(found.get("settle_by"), moment)
    levels = [f"G{message.block3['111']}"] if "111" in message.block3 else []
    instructions: list[str] = []
    for value in body.all("23E"):
        code = value.strip()[:4]
        if code == "SDVA":
            levels.append(code)
        elif code in _PURPOSES:
            found["category_purpose"] = code
        else:
            instructions.append(" ".join(value.split()))
    found["service_levels"] = tuple(levels)
    found["instructions"] = (*instructions, *found["instructions"])
    operation = body.code("23B")
    found["local_instrument"] = operation if operation != "CRED" else None


def finish(found: dict[str, Any], warnings: list[str]) -> Transfer:
    """The transfer of `found`. Raises `MessageError` when a side has neither a party nor an account."""
    for side in ("debtor", "creditor"):
        party = found[side]
        if party is None or (party.name is None and party.bic is None):
            if found[f"{side}_account"] is None:
                raise MessageError(Fault.MISSING_FIELD, side)
            found[side] = party or Party()
            warn(warnings, f"no_{side}")
    return Transfer(warnings=tuple(warnings), **found)
