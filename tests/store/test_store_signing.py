"""Checkpoints as a daily chore: made where the audit has grown, by one key, and accepted by the verifier."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from wires import NOW, NOW_MS

from interceptor.cases.audit_verifier import Report, verify
from interceptor.commands.audit import audit_lines
from interceptor.errors import CaseError, Fault, StoreError
from interceptor.housekeeping import Housekeeping
from interceptor.signing import Signing
from interceptor.store.reading import Readings
from interceptor.store.store import Store
from interceptor.store.upkeep import Upkeep

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()


@pytest.fixture
def store(place: Path | str, open_store: Callable[..., Store]) -> Store:
    """Two banks of which one has acted, and one that has done nothing."""
    made = open_store(place)
    for name in ("north", "south"):
        Housekeeping(made.tenant(name), "officer-7").pause("drill", NOW)
    made.tenant("idle")
    return made


def sign(store: Store, key: Ed25519PrivateKey | None = KEY, before: Callable[[Store], None] = lambda _: None) -> Upkeep:
    done = Upkeep()
    Signing(lambda: key, before)(store, NOW_MS + 1000, done, lambda: None)
    return done


def verified(store: Store, *keys: Ed25519PrivateKey) -> Report:
    return verify(audit_lines(Readings(store.tenant("north"))), [key.public_key() for key in keys])


def test_every_audit_that_has_grown_is_signed_and_no_other(store: Store) -> None:
    assert sign(store).signed == 2
    report = verified(store, KEY)
    assert report.intact
    assert report.signed == {writer: head.number for writer, head in report.heads.items()}
    assert sign(store).signed == 0
    Housekeeping(store.tenant("north"), "officer-7").resume("over", NOW + timedelta(hours=1))
    assert sign(store).signed == 1
    report = verified(store, KEY)
    assert (report.intact, report.checkpoints) == (True, 2)


def test_without_a_key_nothing_is_signed_and_it_is_counted(store: Store) -> None:
    done = sign(store, None)
    assert (done.signed, done.unsigned) == (0, 2)
    assert verified(store, KEY).checkpoints == 0


def test_another_key_signs_only_when_it_is_meant(store: Store) -> None:
    sign(store)
    keeper = Housekeeping(store.tenant("north"), "officer-7")
    keeper.resume("over", NOW)
    with pytest.raises(CaseError) as caught:
        sign(store, OTHER)
    assert caught.value.fault is Fault.OTHER_KEY
    keeper.checkpoint(OTHER, NOW, new_key=True)
    assert not verified(store, OTHER).intact
    assert verified(store, KEY, OTHER).intact
    keeper.pause("again", NOW)
    assert sign(store, OTHER).signed == 1


def test_a_store_whose_numbers_may_have_been_given_before_is_looked_at_first(store: Store) -> None:
    def refuse(_store: Store) -> None:
        raise StoreError(Fault.STORE_DOWN)

    with pytest.raises(StoreError):
        sign(store, before=refuse)
    assert verified(store, KEY).checkpoints == 0
