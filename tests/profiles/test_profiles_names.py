"""Who is the same payee, and who only looks like it."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interceptor.profiles import names
from interceptor.profiles.names import fold, letters, looks_alike, name_key, same_payee, similarity, squashed_all

LONG = "Northern Cedar Timber And Forest Products Limited"

SAME = [
    ("Cedar Timber Ltd", "CEDAR TIMBER LIMITED"),
    ("Cedar Timber", "Cedar Timber GmbH"),
    ("Müller Holz GmbH & Co. KG", "MUELLER HOLZ GMBH CO KG"),
    ("Muller Holz", "Müller Holz GmbH"),
    ("ООО Ромашка", "OOO Romashka"),
    ("Smith, John", "JOHN SMITH"),
    ("Blue-Wave S.A.R.L.", "Bluewave sarl"),
    ("J.P. Cedar", "J P Cedar"),
    (LONG[:35], LONG),
    ("Northcedar Timber and Forest Limi", "Northcedar Timber and Forest Ltd"),
    ("上海木材有限公司", "Shanghai Mucai Co., Ltd"),
    ("Acme Pty", "Acme Pty Ltd"),
    ("Kraków Sp. z o.o.", "KRAKOW SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA"),
    ("Acme S.A. de C.V.", "ACME SA DE CV"),
    ("Cedar\u200b Timber", "Cedar Timber"),
    ("株式会社シダー", "シダー"),
]

ALIKE = [
    ("Cedar Timber Ltd", "Cedar Timber GmbH"),
    ("Cedar Tirnber Ltd", "Cedar Timber Ltd"),
    ("Аcme Steel", "Acme Steel"),  # the first letter is Cyrillic
    ("Cedar Timber", "Cedar Timber (Hong Kong) Ltd"),
    ("Northpa1 Inc", "Northpal Inc"),
    ("NorthpaI Inc", "Northpal Inc"),  # capital i for l
    ("Cedar T1mber", "Cedar Timber"),
    ("сосо", "coco"),  # all Cyrillic
    ("Phonix Metals", "Phoenix Metals"),
    ("Ceder Timbers", "Cedar Timber"),
]

OTHER = [
    ("Fund 3 LP", "Fund 4 LP"),
    ("Acme", "Zenith Metals"),
    ("Bing", "Ping"),
    ("", ""),
    ("..", ".."),
    ("Asia Trading", "Europe Trading"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_writings_of_one_name_are_the_same_payee(a: str, b: str) -> None:
    assert same_payee(a, b)
    assert same_payee(b, a)
    assert not looks_alike(a, b)
    assert similarity(a, b) == 1.0


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_a_look_alike_is_not_the_same_payee(a: str, b: str) -> None:
    assert not same_payee(a, b)
    assert looks_alike(a, b)
    assert looks_alike(b, a)


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_other_names_are_neither(a: str, b: str) -> None:
    assert not same_payee(a, b)
    assert not looks_alike(a, b)


def test_keys_are_equal_across_legal_forms_but_not_across_scripts_in_one_word() -> None:
    assert name_key("Cedar Timber Ltd") == name_key("TIMBER, CEDAR GmbH") == "cedar timber"
    assert name_key("Аcme") != name_key("Acme")
    assert name_key("Müller") == name_key("MUELLER")


def test_a_hostile_name_costs_no_more_than_a_long_one() -> None:
    assert len(fold("x" * 1_000_000).full) <= 280


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_unicode_is_answered_and_symmetric(a: str, b: str) -> None:
    assert same_payee(a, b) == same_payee(b, a)
    assert looks_alike(a, b) == looks_alike(b, a)
    assert 0.0 <= similarity(a, b) <= 1.0
    assert not (same_payee(a, b) and looks_alike(a, b))
    name_key(a).encode("utf-8")


@given(st.text(st.characters(categories=["Cs", "Cf", "Mn", "Lo", "Nd"]), max_size=60))
def test_surrogates_and_hidden_characters_are_answered(name: str) -> None:
    assert same_payee(name, name) == bool(fold(name).full)


WORDS = st.lists(st.text("bcdfghklmnprstvwaiou", min_size=4, max_size=9), min_size=2, max_size=7)


@given(WORDS, st.integers(0, 2**16), st.sampled_from(["", " Ltd", " GmbH", " S.A.", " Pte. Ltd."]))
def test_case_punctuation_order_and_a_missing_form_are_forgiven(words: list[str], seed: int, form: str) -> None:
    name = " ".join(words)
    shuffled = words.copy()
    random.Random(seed).shuffle(shuffled)
    assert same_payee(name, ", ".join(shuffled).upper() + form)
    assert name_key(name) == name_key(", ".join(shuffled).upper() + form)


@given(WORDS)
def test_the_cut_of_an_mt_line_is_forgiven(words: list[str]) -> None:
    name = " ".join([*words, "Limited"])
    assume(len(name) > 35)
    assert same_payee(name[:35], name)


@given(WORDS, st.data())
def test_one_edit_never_makes_the_same_payee(words: list[str], data: st.DataObject) -> None:
    name = " ".join(words)
    position = data.draw(st.integers(0, len(words[0]) - 1))
    edited = name[:position] + "z" + name[position + 1 :]
    assert not same_payee(name, edited)
    assert looks_alike(name, edited)


def test_squashed_names_are_remembered_and_the_memory_is_bounded() -> None:
    known = [f"Cedar Timber {number} Ltd" for number in range(3 * names.MOST_SQUASHED // 2)]
    assert squashed_all(known) == [f"cedartimber{number}" for number in range(len(known))]
    assert squashed_all(known[-3:]) == squashed_all(known)[-3:]
    assert len(names._SQUASHED) <= names.MOST_SQUASHED
    assert squashed_all([]) == []


@given(st.lists(st.text(max_size=70), max_size=5))
def test_squashed_names_are_those_of_folding(written: list[str]) -> None:
    assert squashed_all(written) == squashed_all(written) == [fold(name).squashed for name in written]


@given(st.lists(st.text(st.characters(max_codepoint=127), max_size=70), max_size=3))
def test_every_word_of_a_plain_name_stands_in_its_letters(written: list[str]) -> None:
    spelled = letters("".join(written))
    for name in written:
        assert all(word in spelled for word in fold(name).words)
