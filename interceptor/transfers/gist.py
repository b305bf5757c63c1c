"""The gist of a transfer: the few fields that indicators ask for, side by side, so that weighing opens no message."""

from dataclasses import dataclass

from interceptor.transfers.accounts import canonical
from interceptor.transfers.transfer import Transfer


@dataclass(init=False, slots=True)
class Gist:
    """What indicators read of one transfer, in the message's own words. Fields are those of `Transfer` if not said."""

    creditor: str | None
    """Its name."""
    creditor_country: str | None
    """Of the creditor's address, or else where it resides."""
    creditor_lei: str | None
    creditor_private: bool
    creditor_account: str | None
    """In the form to compare on."""
    creditor_agent: str | None
    """Its name."""
    debtor: str | None
    """Its name."""
    debtor_country: str | None
    """Of the debtor agent's BIC, else of its address, else of the debtor's."""
    debtor_lei: str | None
    for_another: bool
    """The message names an ultimate creditor."""
    ultimate_creditor: str | None
    """Its name."""
    ultimate_debtor: str | None
    """Its name."""
    purpose: str | None
    category_purpose: str | None
    remittance: tuple[str, ...]
    instructions: tuple[str, ...]
    numbered: bool
    """A document or a creditor reference is named in a field of its own."""
    tax: bool

    def __init__(self, transfer: Transfer) -> None:
        creditor, debtor = transfer.creditor, transfer.debtor
        self.creditor = creditor.name
        self.creditor_country = creditor.country or creditor.residence
        self.creditor_lei = creditor.lei
        self.creditor_private = creditor.private
        self.creditor_account = canonical(transfer.creditor_account)
        agent = transfer.creditor_agent
        self.creditor_agent = None if agent is None else agent.name
        self.debtor = debtor.name
        self.debtor_lei = debtor.lei
        agent = transfer.debtor_agent
        bic = None if agent is None else agent.bic
        if bic and len(bic) >= 6:
            self.debtor_country = bic[4:6].upper()
        else:
            self.debtor_country = (None if agent is None else agent.country) or debtor.country
        ultimate = transfer.ultimate_creditor
        self.for_another = ultimate is not None
        self.ultimate_creditor = None if ultimate is None else ultimate.name
        ultimate = transfer.ultimate_debtor
        self.ultimate_debtor = None if ultimate is None else ultimate.name
        self.purpose = transfer.purpose
        self.category_purpose = transfer.category_purpose
        self.remittance = transfer.remittance
        self.instructions = transfer.instructions
        self.numbered = bool(transfer.documents or transfer.references)
        self.tax = transfer.tax
