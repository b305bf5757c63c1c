"""Hostile text in every field: each indicator answers, and its sentence shows no control character or long number."""

import re
import unicodedata
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from indicator_world import NEW_ACCOUNT, Bank, established, wire

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.patterns import facts, fired_ids, typology
from interceptor.transfers.context import Context, InstructionEmail
from interceptor.transfers.transfer import Party

TEXT = st.one_of(
    st.text(max_size=120),
    st.text("\u202e\x00\n\t\ud800е́Аа有限公司ßﷺ0123456789 .-@", max_size=60),
    st.sampled_from(
        ["12345678901234567890", "GB33 XMPL 2020 1555 5555 55", "OBO ", "ffc 99887766554433", "a@xn--.b", "@."]
    ),
)
TIMES = st.one_of(
    st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
BANK = established()


def _clean(sentence: str) -> bool:
    return not re.search(r"\d{8}", sentence) and not any(unicodedata.category(char) == "Cc" for char in sentence)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_hostile_text_is_weighed_and_shown_safely(data: st.DataObject) -> None:
    text = data.draw(st.lists(TEXT, min_size=12, max_size=12))
    transfer = wire(
        text[0],
        NEW_ACCOUNT,
        bank_name=text[1],
        remittance=text[2],
        purpose=text[3] or None,
        ultimate_creditor=Party(name=text[4]),
        instructions=(text[5],),
    )
    transfer.debtor.name = text[6]
    when = data.draw(TIMES)
    context = Context.model_construct(
        payee_check="close_match",
        payee_check_name=text[7],
        instruction_email=InstructionEmail.model_construct(
            from_=text[8], reply_to=text[9], display_name=text[8], known_domain=text[10], authentication=text[11]
        ),
        instruction_text=text[11],
        debtor_sector=text[10],
        key_event=text[9],
        creditor_account_holder=text[8],
        creditor_account_opened_at=data.draw(TIMES),
        beneficiary_changed_at=data.draw(TIMES),
        cut_off_at=data.draw(TIMES),
        credit_received_account=text[7],
        channel="email",
    )
    bank = data.draw(st.sampled_from([BANK, Bank()]))
    subject = bank.subject(transfer, when, context)
    values = evaluate(subject)
    for item, value in zip(CATALOGUE, values, strict=True):
        if value:
            assert _clean(item.evidence(subject, value)), item.id
    typology(fired_ids(values) | facts(subject))
