import time

import pytest
from builders import transfer

from interceptor.profiles.references import MOST_DOCUMENTS, read


def template(text):
    return read(transfer(remittance=text))[0]


def documents(text=None, **overrides):
    return read(transfer(remittance=text, **overrides))[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV 2024-11873", "INV 2024-11874"),
        ("INV 2024-11873 PO 4500098121", "inv 2025-20001 PO 4500098999"),
        ("Invoice: 998", "Invoice: 997"),
        ("RE 2024/00991", "RE 2025/10991"),
    ],
)
def test_invoices_of_one_payee_share_a_template(one, other):
    assert template(one) == template(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("INV 2024-11873", "PO 4500098121"), ("INV 2024-11873", "INV 11873"), ("INV 11873", "consulting services")],
)
def test_other_styles_have_other_templates(one, other):
    assert template(one) != template(other)


def test_no_text_is_unknown_and_words_are_a_style():
    assert template(None) is None
    assert template("consulting services") == "WORDS"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV 2024-11873", "payment of invoice 2024/11873"),
        ("INVOICE 0011873", "INV 11873 2nd reminder"),
        ("Rechnung RE-5521", "RECHNUNG RE5521"),
    ],
)
def test_an_invoice_number_is_known_however_it_is_written(one, other):
    assert documents(one)
    assert set(documents(one)) & set(documents(other))


@pytest.mark.parametrize(
    "text", ["PO 4500098121", "MATTER 2291 CLIENT TRUST", "dated 15.01.2026", "SALARY MAR 2026", None]
)
def test_numbers_that_recur_are_no_invoices(text):
    assert documents(text) == ()


def test_structured_documents_win_over_text():
    assert documents("INV 1111", documents=("2024-11873",)) == documents("INV 2024-11873")


def test_documents_are_bounded():
    assert len(documents(" ".join(f"INV {number}" for number in range(1000, 1030)))) == MOST_DOCUMENTS


@pytest.mark.parametrize("text", ["INV " * 5000, "a" * 100_000, "1-" * 50_000, "INV-/" * 20_000 + "1"])
def test_long_text_costs_no_time(text):
    start = time.thread_time()
    read(transfer(remittance=text))

    assert time.thread_time() - start < 0.05
