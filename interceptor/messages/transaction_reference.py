"""`OrgnlTxRef`: the copy of the original's settlement, remittance, parties and accounts that SEPA asks for."""

from interceptor.messages.blocks import write_account, write_agent, write_party
from interceptor.messages.outgoing_text import clean, identifier
from interceptor.messages.writer import Writer
from interceptor.transfers.transfer import Transfer

_METHODS = frozenset({"INDA", "INGA", "CLRG", "COVE"})


def write_transaction_reference(parent: Writer, transfer: Transfer) -> None:
    """`OrgnlTxRef` of `transfer`; nothing when no part of it is known."""
    reference = parent.child("OrgnlTxRef")
    _write_settlement(reference, transfer)
    _write_type(reference, transfer)
    remittance = reference.child("RmtInf")
    for line in transfer.remittance:
        remittance.text("Ustrd", clean(line, 140))
    remittance.drop_if_empty()
    write_party(reference, "UltmtDbtr", transfer.ultimate_debtor, choice=True)
    write_party(reference, "Dbtr", transfer.debtor, choice=True)
    write_account(reference, "DbtrAcct", transfer.debtor_account)
    write_agent(reference, "DbtrAgt", transfer.debtor_agent)
    write_agent(reference, "CdtrAgt", transfer.creditor_agent)
    write_party(reference, "Cdtr", transfer.creditor, choice=True)
    write_account(reference, "CdtrAcct", transfer.creditor_account)
    write_party(reference, "UltmtCdtr", transfer.ultimate_creditor, choice=True)
    reference.drop_if_empty()


def _write_settlement(reference: Writer, transfer: Transfer) -> None:
    if transfer.settlement_method not in _METHODS:
        return
    settlement = reference.child("SttlmInf")
    settlement.text("SttlmMtd", transfer.settlement_method)
    system = identifier(transfer.clearing_system, 35)
    if system is not None:
        settlement.path("ClrSys").text("Cd" if len(system) <= 3 else "Prtry", system)


def _write_type(reference: Writer, transfer: Transfer) -> None:
    kind = reference.child("PmtTpInf")
    for level in transfer.service_levels:
        if (code := identifier(level, 35)) is not None:
            kind.path("SvcLvl").text("Cd" if len(code) <= 4 else "Prtry", code)
    if (instrument := identifier(transfer.local_instrument, 35)) is not None:
        kind.path("LclInstrm").text("Cd", instrument)
    if (purpose := identifier(transfer.category_purpose, 35)) is not None:
        kind.path("CtgyPurp").text("Cd" if len(purpose) <= 4 else "Prtry", purpose)
    kind.drop_if_empty()
