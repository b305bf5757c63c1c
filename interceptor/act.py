"""One act of a desk under way: everything that it may touch, for one commit."""

import json
import os
from collections.abc import Callable
from datetime import datetime

from interceptor.cases.case import Case
from interceptor.cases.effects import CaseChange
from interceptor.engine import Options
from interceptor.errors import CaseError, Fault
from interceptor.pipeline import suspects, topics
from interceptor.pipeline.brakes import Brakes
from interceptor.pipeline.casework import Carried, Casework
from interceptor.pipeline.entries import Entries
from interceptor.pipeline.learning import Learner
from interceptor.pipeline.lookback import LookBack
from interceptor.pipeline.profiling import Profiling
from interceptor.pipeline.publishing import publish
from interceptor.pipeline.revising import Reviser
from interceptor.pipeline.suspects import SuspectAccount
from interceptor.pipeline.work import Entry
from interceptor.store.batch import Batch
from interceptor.store.tenant import Position, TenantStore


class Act:
    """One act under way: everything it may touch, for one commit."""

    def __init__(self, store: TenantStore, position: Position, options: Options, now: datetime, actor: str) -> None:
        self.store = store
        self.options = options
        self.now = now
        self.batch = Batch(
            position.stream,
            position.epoch,
            position.next_offset,
            position.register_count,
            position.outbox_count,
            position.rejected_count,
            position.watermark,
            desk=True,
        )
        now_ms = round(now.timestamp() * 1000)
        brakes = Brakes(store, now_ms, options.policy.alerts_per_hour)
        self.casework = Casework(
            store,
            self.batch,
            options.institution,
            options.policy,
            settings=options.local,
            now_ms=now_ms,
            brakes=brakes,
            writer=f"desk-{position.stream}",
            actor=actor,
            salt=lambda: os.urandom(16),
            demo=options.demo,
        )
        self.entries = Entries(store)
        self.profiles = Profiling(store, position.stream, 0, options.policy.trust_after)
        self.learner = Learner(store.name, self.profiles, now_ms / 1000, options.network)
        self.reviser = Reviser(self.batch, self.entries)
        self._look_back = LookBack(
            store,
            self.entries,
            self.casework,
            self.reviser,
            self.learner,
            brakes,
            model=options.model,
            policy=options.policy,
            institution=options.institution,
            now_ms=now_ms,
        )

    def change(self, case_id: str, step: Callable[[Case], CaseChange]) -> Case:
        """Take one step of a case and all that follows from it. Raises `CaseError`."""
        held = self.casework.hold(case_id)
        if held is None:
            raise CaseError(Fault.UNKNOWN_CASE)
        change = step(held.case)
        if change == (held.case, ()):
            return held.case  # said before: there is nothing to do, nor to put into the audit
        carried = self.casework.carry_out(change)
        self.follow(held.register, carried, case_id)
        return held.case

    def follow(self, register: int, carried: Carried, case_id: str) -> None:
        """Decision revisions and learning that a change asks for."""
        entry = self.entries.of(register)
        for label in carried.relearn:
            self.learner.learn(entry, label, case_id)
            self._share(entry, label, case_id)
            if label != "cleared":
                self._look_back.run(entry)
        if carried.causes and entry.decided is not None:
            self.reviser.revise(entry, carried.causes[-1], self.casework, case_id, self.options.policy)

    def _share(self, entry: Entry, label: str, case_id: str) -> None:
        """Tell others that the account is a mule's, or that it is not after all, where the tenant shares that."""
        case, options = self.casework.current(case_id), self.options
        if options.share_accounts == "no" or options.demo or case.basis != "confirmed" or label == "reported":
            return
        word = suspects.word_of(
            entry.registered.transfer,
            case_id,
            "confirmed" if label == "confirmed" else "withdrawn",
            options.institution.bic,
            self.now,
            number=options.share_accounts == "account",
        )
        if word is not None:
            topic = topics.suspects(self.store.name)
            publish(self.batch, topic, word.reference.encode(), suspects.SCHEMA, suspects.render(word))

    def suspect(self, said: SuspectAccount, network: str | None) -> None:
        """Mark an account that another source names, and weigh again what went there. Raises `MessageError`."""
        key = said.key(network or self.store.name)
        time = min(said.said_at, self.now).timestamp()
        # In a network the row is read by other tenants, who are shown counts and dates only.
        self.profiles.mark_account(key, said.digest, said.stored_basis, time, "" if network else said.source)
        body = {"source": said.source, "basis": said.basis, "account": key.hex()}
        self.casework.log("suspect_account", said.reference, json.dumps(body))
        if said.stored_basis:
            self._look_back.run_account(key[1:], float(said.stored_basis))

    def finish(self) -> Batch:
        """Everything that the act changes."""
        self.profiles.write(self.batch)
        self.entries.write(self.batch)
        self.casework.write(self.batch)
        return self.batch
