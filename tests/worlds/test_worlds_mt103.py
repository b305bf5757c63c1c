"""Every MT103 decodes to what was ordered, and keeps to the character set and line length of FIN."""

import random
import re

from worlds_payments import some_payments

from interceptor.messages import decode
from interceptor.routing.receiving import receiving
from interceptor.transfers.transfer import Transfer
from models.worlds import mt103


def test_a_message_decodes_to_what_was_ordered() -> None:
    rng = random.Random(6)
    options = set()
    for payment in some_payments():
        message = mt103.render(payment, rng)
        options |= set(re.findall(r"^:(5[0279][A-Z]?):", message, re.MULTILINE))
        (item,) = decode(message.encode(), "mt103")
        assert isinstance(item, Transfer)
        assert item.creditor_account is not None
        assert item.debtor_account is not None
        assert (item.amount, item.currency, item.uetr) == (payment.amount, payment.currency, payment.uetr)
        assert item.creditor_account.id == payment.creditor.account.number
        assert item.debtor_account.id == payment.debtor.account.number
        assert receiving(item)[0][0] == payment.creditor.bank.country.code
        assert item.creditor.name
        assert item.creditor.name.upper().startswith(mt103.plain(payment.creditor.party.name).upper()[:20])
    assert options == {"50K", "50F", "52A", "57A", "57D", "59", "59F"}


def test_text_keeps_to_the_character_set_and_the_line_length() -> None:
    rng = random.Random(7)
    payment = some_payments()[0]
    payment.remittance = "-Ünïcode & \\ {4:} " + "x" * 200
    payment.ultimate_creditor = "Søren @ Sons"
    for _ in range(20):
        text = mt103.render(payment, rng).split("{4:\r\n")[1].removesuffix("\r\n-}")
        for line in text.split("\r\n"):
            assert len(re.sub(r"^:\d\d[A-Z]?:", "", line)) <= 35
            assert re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]*", line)
            assert not line.startswith("-")
        assert len(decode(mt103.render(payment, rng).encode())) == 1
