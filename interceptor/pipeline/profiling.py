"""All profiles of a batch behind one door: read them in bulk, find those of one transfer, fold, write back."""

from collections.abc import Iterable, Sequence
from typing import Final

from interceptor.pipeline.relationships import Relationships
from interceptor.pipeline.working_set import OwnProfiles, SharedProfiles
from interceptor.profiles import creditor_folds, debtor_folds, folds, relationship_folds
from interceptor.profiles.codec import decode, encode
from interceptor.profiles.creditor_account import AccountWords, CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.keys import relationship_key
from interceptor.profiles.merging import merge
from interceptor.profiles.payees import Resolution
from interceptor.profiles.payment import Payment
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.store.batch import Batch
from interceptor.store.tenant import TenantStore
from interceptor.transfers.identity import digest8


def _debtor(body: bytes) -> DebtorProfile:
    return decode(DebtorProfile, body)


def _account(body: bytes) -> CreditorAccountProfile:
    return decode(CreditorAccountProfile, body)


def _name(body: bytes) -> CreditorNameProfile:
    return decode(CreditorNameProfile, body)


def _merge_accounts(parts: list[CreditorAccountProfile]) -> CreditorAccountProfile:
    return merge(parts)


def _merge_names(parts: list[CreditorNameProfile]) -> CreditorNameProfile:
    return merge(parts)


_UNSAID: Final = CreditorAccountProfile()


def _silent(parts: Sequence[bytes]) -> bool:
    """No part of an account's profile holds a report or a fact."""
    for part in parts:
        words = decode(AccountWords, part)
        if words.reports or words.facts:
            return False
    return True


class Profiling:
    """The profiles of one tenant and stream, as the engine works on them."""

    def __init__(self, store: TenantStore, stream: int, cache_size: int, trust_after: float) -> None:
        self._store = store
        self._trust_after = trust_after
        self.debtors = OwnProfiles(DebtorProfile, encode, _debtor, store.profiles, cache_size)
        self.relationships = Relationships(self.debtors, store.profiles, cache_size)
        self.accounts = SharedProfiles(CreditorAccountProfile, encode, _account, _merge_accounts, stream)
        self.names = SharedProfiles(CreditorNameProfile, encode, _name, _merge_names, stream)

    def fetch(self, payments: Sequence[Payment]) -> None:
        """Read what the payments of a batch will surely need, in two bulk reads."""
        self.debtors.fetch({payment.debtor for payment in payments})
        self._load_shared({payment.account_key for payment in payments if payment.account_key is not None}, ())

    def prepare(self, payments: Sequence[Payment]) -> None:
        """Open what these payments will probably need, and close all others.

        A relationship under another name, and a creditor name that only now turns out to matter, is read when it is
        met.
        """
        self.close()
        self._open(payments)

    def _open(self, payments: Sequence[Payment]) -> None:
        self.debtors.open({payment.debtor for payment in payments})
        relationships = [relationship_key(payment.debtor, payment.entity) for payment in payments]
        self.relationships.open(relationships)
        accounts, names = set(), set()
        for key, payment in zip(relationships, payments, strict=True):
            account, name = payment.account_key, payment.name_profile_key
            if account is not None and account not in self.accounts:
                accounts.add(account)
            if name is not None and name not in self.names and not self._is_settled(key, payment):
                names.add(name)
        if accounts or names:
            self._load_shared(accounts, names)

    def close(self) -> None:
        """Pack every open own profile away."""
        self.relationships.close()  # first: they may lie in the rows of their debtors
        self.debtors.close()

    def settled(self, payment: Payment, relationship: RelationshipProfile | None) -> bool:
        """The account is known for the payee; `relationship` is theirs, see there."""
        return relationship is not None and folds.is_settled(relationship, payment, self._trust_after)

    def _is_settled(self, relationship: bytes, payment: Payment) -> bool:
        return folds.is_settled(self.relationships.get(relationship), payment, self._trust_after)

    def _load_shared(self, accounts: Iterable[bytes], names: Iterable[bytes]) -> None:
        found = self._store.shared_profiles([*accounts, *names])
        self.accounts.load(accounts, found)
        self.names.load(names, found)

    def ensure(self, payment: Payment) -> None:
        """Read the profiles of one payment that `prepare` did not see."""
        account = payment.account_key
        if payment.debtor not in self.debtors or (account is not None and account not in self.accounts):
            self._open([payment])

    def relationship(self, payment: Payment, payee: Resolution) -> RelationshipProfile | None:
        """What is known between debtor and payee; None when there was nothing yet."""
        key = relationship_key(payment.debtor, payee.entity)
        if key not in self.relationships:
            self.relationships.open((key,))
        return self.relationships.get(key) if self.relationships.exists(key) else None

    def account(self, payment: Payment, *, settled: bool) -> CreditorAccountProfile | None:
        """What all streams know of the creditor account; None when the message names none.

        Of a settled payment only what was said of its account is asked, mostly nothing: then it is left closed, and an
        empty profile stands for it.
        """
        key = payment.account_key
        if key is None:
            return None
        parts = self.accounts.unopened(key) if settled else None
        return _UNSAID if parts is not None and _silent(parts) else self.accounts.merged(key)

    def name(self, payment: Payment, *, settled: bool) -> CreditorNameProfile | None:
        """What all streams know of the creditor's name; None when it has none, or when the payment is settled."""
        if settled:
            return None
        key = self._loaded_name(payment)
        return None if key is None else self.names.merged(key)

    def _loaded_name(self, payment: Payment) -> bytes | None:
        key = payment.name_profile_key
        if key is not None and key not in self.names:
            self._load_shared((), (key,))
        return key

    def fold_payment(self, payment: Payment, payee: Resolution) -> None:
        """Learn from a payment."""
        if folds.fold_payment(self._writable(payment, payee), payment, payee) and payment.name_profile_key is not None:
            self.names.touch(payment.name_profile_key)

    def fold_attempt(self, payment: Payment, payee: Resolution) -> None:
        """Note a transfer that was not paid."""
        folds.fold_attempt(self._writable(payment, payee), payment, payee)

    def put_in(self, payment: Payment, payee: Resolution, *, cleared: bool) -> None:
        """An attempt became a payment."""
        changed = folds.put_in(self._writable(payment, payee), payment, payee, cleared=cleared)
        if changed and payment.name_profile_key is not None:
            self.names.touch(payment.name_profile_key)

    def take_out(self, payment: Payment, payee: Resolution, *, reported: bool) -> None:
        """A payment became an attempt."""
        relationship = self.relationships.get(relationship_key(payment.debtor, payee.entity))
        settled = folds.was_settled(relationship, payment, self._trust_after)
        folds.take_out(self._writable(payment, payee, settled), payment, payee, reported=reported)

    def drop_attempt(self, payment: Payment, payee: Resolution) -> None:
        """Forget an attempt that is counted elsewhere."""
        folds.drop_attempt(self._writable(payment, payee), payment)

    def mark_reported(self, payment: Payment, payee: Resolution, *, reported: bool) -> None:
        """The account was named in a report and is never trusted for this payee; or it was not, after all."""
        relationship_folds.mark_reported(self._writable(payment, payee).relationship, payment.account, reported)

    def mark(self, payment: Payment, case_id: str, basis: int, time: float) -> None:
        """Note a case on everything it touches; `basis` as reports are stored, 0 when it is withdrawn.

        `time` (epoch seconds UTC) is when that was said: the latest word of a case counts.
        """
        case = digest8(case_id)
        debtor = self.debtors.get(payment.debtor)
        if basis:
            debtor_folds.open_alert(debtor, case, time)
        else:
            debtor_folds.withdraw_alert(debtor, case)
        self.debtors.touch(payment.debtor)
        if payment.account_key is not None:
            creditor_folds.report(self.accounts.mine(payment.account_key), case, basis, time)
            self.accounts.touch(payment.account_key)
        name = self._loaded_name(payment)
        if name is not None:
            creditor_folds.report(self.names.mine(name), case, basis, time)
            self.names.touch(name)

    def mark_account(self, key: bytes, case: bytes, basis: int, time: float, source: str) -> None:
        """Note what another source says of an account; as `mark`, without a payment."""
        if key not in self.accounts:
            self._load_shared((key,), ())
        creditor_folds.report(self.accounts.mine(key), case, basis, time, source)
        self.accounts.touch(key)

    def _writable(self, payment: Payment, payee: Resolution, settled: bool | None = None) -> folds.Profiles:
        """The profiles to fold into. The shared ones only when something will change in them; `settled` as of now."""
        relationship = relationship_key(payment.debtor, payee.entity)
        if settled is None:
            settled = self._is_settled(relationship, payment)
        self.debtors.touch(payment.debtor)
        self.relationships.touch(relationship)
        profiles = folds.Profiles(self.debtors.get(payment.debtor), self.relationships.get(relationship), settled)
        if settled:
            return profiles
        if payment.account_key is not None:
            self.accounts.touch(payment.account_key)
            profiles.account = self.accounts.mine(payment.account_key)
        name = self._loaded_name(payment)
        if name is not None:
            profiles.name = self.names.mine(name)
        return profiles

    def write(self, batch: Batch) -> None:
        """Put every changed profile into the commit."""
        self.close()
        batch.profiles = [*self.debtors.rows(), *self.relationships.rows()]
        batch.shared = [*self.accounts.rows(), *self.names.rows()]

    def committed(self) -> None:
        """The commit is done."""
        self.debtors.committed()
        self.relationships.committed()
        self.accounts.forget()
        self.names.forget()

    def forget(self) -> None:
        """The commit failed."""
        for profiles in (self.debtors, self.relationships, self.accounts, self.names):
            profiles.forget()
