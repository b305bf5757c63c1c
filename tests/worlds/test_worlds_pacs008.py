"""Every pacs.008 is valid in its version, in any envelope, and decodes to what was ordered."""

import random

import pytest
from lxml import etree
from worlds_payments import some_payments

from interceptor.messages import decode
from interceptor.messages.validation import validate
from interceptor.messages.xml import local_name, parse
from interceptor.transfers.transfer import Transfer
from models.worlds import pacs008


def _part(message: str, name: str) -> etree._Element | None:
    root = parse(message.encode())
    found = [element for element in root.iter() if local_name(element) == name]
    return etree.fromstring(etree.tostring(found[0])) if found else None


@pytest.mark.parametrize("version", pacs008.VERSIONS)
@pytest.mark.parametrize("envelope", pacs008.ENVELOPES)
def test_messages_are_valid(version: str, envelope: str) -> None:
    rng = random.Random(5)
    for payment in some_payments()[:25]:
        payment.ultimate_creditor = "Bramley & Sons <Group>"
        message = pacs008.render((payment,), rng, version=version, envelope=envelope)
        document = _part(message, "Document")
        assert document is not None
        validate(document, f"pacs.008.001.{version}")
        header = _part(message, "AppHdr")
        assert (header is not None) == bool(envelope)
        if header is not None:
            validate(header, "head.001.001.02")


def test_a_message_decodes_to_what_was_ordered() -> None:
    rng = random.Random(6)
    for payment in some_payments():
        (item,) = decode(pacs008.render((payment,), rng).encode(), "pacs.008")
        assert isinstance(item, Transfer)
        assert item.creditor_account is not None
        assert item.debtor_account is not None
        assert item.creditor_agent is not None
        assert (item.amount, item.currency) == (payment.amount, payment.currency)
        assert item.uetr == payment.uetr
        assert item.creditor.name == payment.creditor.party.name
        assert item.creditor_account.id == payment.creditor.account.number
        assert item.creditor_account.iban == payment.creditor.account.iban
        assert item.debtor_account.id == payment.debtor.account.number
        assert item.creditor_agent.bic == f"{payment.creditor.bank.bic}XXX"
        assert item.documents == payment.documents
        assert not item.warnings


def test_one_message_may_hold_several_transactions() -> None:
    debtor = some_payments()[0].debtor
    group = [payment for payment in some_payments(days=12) if payment.debtor == debtor][:4]
    message = pacs008.render(group, random.Random(1), version="08", envelope="Envelope")
    document = _part(message, "Document")
    assert document is not None
    validate(document, "pacs.008.001.08")
    items = decode(message.encode())
    assert [item.uetr for item in items if isinstance(item, Transfer)] == [payment.uetr for payment in group]
    assert len(items) == len(group) > 1


def test_messages_with_a_header_have_a_realistic_size() -> None:
    rng = random.Random(8)
    sizes = sorted(len(pacs008.render((payment,), rng, envelope="Envelope")) for payment in some_payments())
    assert 3_500 <= sizes[len(sizes) // 2] <= 4_500
