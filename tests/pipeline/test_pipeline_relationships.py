"""Where relationships lie: the first few in the row of their debtor, the others apart (docs/decisions/profiles.md)."""

import pytest
from wires import wire

from interceptor.profiles.codec import decode
from interceptor.profiles.debtor import RELATIONSHIPS
from interceptor.profiles.relationship import RelationshipProfile

PAYEES = RELATIONSHIPS + 4
WORDS = "Cedar Harbour Alder Quartz Velvet Meadow Orchid Bronze Falcon Juniper Sable Onyx".split()
APART = "SELECT key, version, value FROM profile WHERE length(key) = 16 ORDER BY key"


def many_payees(rounds=3):
    """One debtor pays each of its payees in every round, ten weeks apart."""
    return [
        wire(
            100 * number + payee,
            -70.0 * (rounds - number) + payee / 24,
            creditor=f"{WORDS[payee]} Supplies Ltd",
            account=f"00441234{payee:04d}",
        )
        for number in range(rounds)
        for payee in range(PAYEES)
    ]


def counts(rig):
    """Payments of each relationship, inside and apart."""
    inside = [decode(RelationshipProfile, body).count for body in rig.debtor().relationships.values()]
    return inside, [decode(RelationshipProfile, row[2]).count for row in rig.rows(APART)]


def test_the_first_payees_lie_in_the_debtors_row_and_the_others_apart(make_rig):
    rig = make_rig(learnt=False)
    rig.score(many_payees())

    assert counts(rig) == ([3] * RELATIONSHIPS, [3] * 4)
    assert rig.count("profile") == 1 + 4


@pytest.mark.parametrize(("size", "cache"), [(1, 20_000), (7, 0), (500, 3)])
def test_where_they_lie_depends_on_neither_batch_nor_cache(make_rig, size, cache):
    expected, other = make_rig(learnt=False), make_rig(learnt=False, cache_size=cache)

    assert other.raw(many_payees(), size) == expected.raw(many_payees())
    assert other.rows("SELECT key, value FROM profile ORDER BY key") == expected.rows(
        "SELECT key, value FROM profile ORDER BY key"
    )


def test_relationships_from_before_stay_in_rows_of_their_own(make_rig, monkeypatch):
    expected = make_rig(learnt=False).raw(many_payees())
    rig = make_rig(learnt=False)
    with monkeypatch.context() as before:
        before.setattr("interceptor.pipeline.relationships.RELATIONSHIPS", 0)
        first = rig.raw(many_payees()[:PAYEES])
    assert not rig.debtor().relationships

    assert first + rig.raw(many_payees()[PAYEES:]) == expected
    assert counts(rig) == ([], [3] * PAYEES)


def test_a_failed_commit_leaves_no_relationship_behind(make_rig, monkeypatch):
    rig = make_rig(learnt=False)
    monkeypatch.setattr(rig.tenant, "commit", lambda batch: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError, match="disk"):
        rig.score(many_payees(1))
    monkeypatch.undo()
    rig.score(many_payees(1))

    assert counts(rig) == ([1] * RELATIONSHIPS, [1] * 4)
