"""What one commit writes, statement by statement, in an order that is the same for every writer."""

from typing import Final

from interceptor.errors import Fault
from interceptor.store.batch import Batch, CaseRow, Consumed
from interceptor.store.port import Row, Write
from interceptor.store.profile_rows import own_writes, shared_writes
from interceptor.store.statements import Insert, Update

_REJECTED: Final = (
    "number:int source_offset:int received_at:int fault:text detail:text transaction_index:int size:int digest:text"
    " format:text context:bytes body:bytes"
)


def fence(batch: Batch, tenant: int) -> list[Write]:
    """First of all: the stream's row, locked and moved on, if the writer still owns it.

    Whoever comes second waits here for the first, and then sees whether its own epoch still holds.
    """
    statement = (
        "UPDATE position SET next_offset = ?, register_count = ?, outbox_count = ?, rejected_count = ?,"
        " watermark = ?, epoch = epoch + ? WHERE stream = ? AND epoch = ? AND tenant = ?"
    )
    row = (
        batch.next_offset,
        batch.register_count,
        batch.outbox_count,
        batch.rejected_count,
        batch.watermark,
        int(batch.desk),
        batch.stream,
        batch.epoch,
        tenant,
    )
    writes = [Write(statement, [row], Fault.FENCED)]
    if batch.consumed is not None:
        writes.append(_consume(batch.consumed, tenant))
    return writes


def _consume(consumed: Consumed, tenant: int) -> Write:
    """A record that is done already, by a commit whose answer was lost, is not done again."""
    statement = "UPDATE position SET next_offset = ? WHERE stream = ? AND epoch = ? AND tenant = ? AND next_offset < ?"
    row = (consumed.next_offset, consumed.stream, consumed.epoch, tenant, consumed.next_offset)
    return Write(statement, [row], Fault.FENCED)


def profiles(batch: Batch) -> list[Write]:
    """Own and shared profiles."""
    return own_writes(batch.profiles) + shared_writes(batch.shared, batch.stream)


def cases(batch: Batch, tenant: int) -> list[Write]:
    """Cases, their references and tasks."""
    fixed = (("tenant", tenant),)
    writes = []
    new = [_new_case(case) for case in batch.cases if not case.version]
    if new:
        columns = "status:text due_at:int body:bytes case_id:text register:int"
        first = Insert("case_file", columns, (*fixed, ("version", 1)), "ON CONFLICT DO NOTHING")
        writes.append(Write(first, new, Fault.CONFLICT, "case"))
    changed = [
        (case.status, case.due_at, case.body, case.case_id, case.version) for case in batch.cases if case.version
    ]
    if changed:
        later = Update(
            "case_file",
            "status:text due_at:int body:bytes",
            "case_id:text version:int",
            fixed,
            "version = version + 1",
        )
        writes.append(Write(later, changed, Fault.CONFLICT, "case"))
    references = [(reference, case.case_id) for case in batch.cases for reference in case.references]
    if references:
        known = Insert("case_reference", "reference:text case_id:text", fixed, "ON CONFLICT DO NOTHING")
        writes.append(Write(known, references))
    return writes + _tasks(batch, tenant)


def _new_case(case: CaseRow) -> Row:
    return (case.status, case.due_at, case.body, case.case_id, case.register)


def _tasks(batch: Batch, tenant: int) -> list[Write]:
    """What was done before may have to be done again; an open task keeps its time."""
    writes = []
    if batch.tasks:
        statement = (
            "INSERT INTO task (case_id, task, alert_id, created_at, due_at, tenant)"
            f" VALUES (?, ?, ?, ?, ?, {tenant}) ON CONFLICT (tenant, case_id, task, alert_id)"
            " DO UPDATE SET created_at = excluded.created_at, due_at = excluded.due_at, done = 0 WHERE task.done = 1"
        )
        writes.append(Write(statement, batch.tasks))
    if batch.tasks_done:
        statement = f"UPDATE task SET done = 1 WHERE tenant = {tenant} AND case_id = ? AND task = ? AND alert_id = ?"
        writes.append(Write(statement, batch.tasks_done))
    return writes


def outgoing(batch: Batch, tenant: int) -> list[Write]:
    """Decisions, other messages, alerts sent and the audit."""
    fixed = (("tenant", tenant),)
    writes = []
    if batch.decisions:
        columns = "number:int register:int revision:int kind:int body:bytes"
        writes.append(Write(Insert("decision", columns, fixed), batch.decisions))
    if batch.outbox:
        columns = "number:int topic:text key:bytes headers:bytes value:bytes"
        writes.append(Write(Insert("outbox", columns, fixed), batch.outbox))
    if batch.alerts_sent:
        sent = Insert("alert_sent", "sent_at:int alert_id:text", fixed, "ON CONFLICT DO NOTHING")
        writes.append(Write(sent, batch.alerts_sent))
    if batch.audit_erased:
        statement = f"UPDATE audit SET body = ? WHERE writer = ? AND number = ? AND tenant = {tenant}"
        writes.append(Write(statement, [(row.body, row.writer, row.number) for row in batch.audit_erased]))
    if batch.audit:
        writes.append(Write(Insert("audit", "writer:text number:int body:bytes", fixed), batch.audit))
    return writes


def rejected(batch: Batch, tenant: int) -> list[Write]:
    """Records that could not be read."""
    return [Write(Insert("rejected", _REJECTED, (("tenant", tenant),)), batch.rejected)] if batch.rejected else []


def keys(batch: Batch, tenant: int) -> list[Write]:
    """API keys made and taken back. A key that is no valid one of the tenant is `unknown_api_key`."""
    writes = []
    if batch.keys:
        columns = "key_id:text name:text digest:bytes scopes:text jurisdiction:text created_at:int expires_at:int"
        writes.append(Write(Insert("api_key", columns, (("tenant", tenant),)), batch.keys))
    if batch.keys_revoked:
        statement = f"UPDATE api_key SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL AND tenant = {tenant}"
        writes.append(Write(statement, batch.keys_revoked, Fault.UNKNOWN_API_KEY, "key"))
    return writes


def settings(values: list[tuple[str, str]], tenant: int) -> list[Write]:
    """Settings of the tenant."""
    statement = (
        f"INSERT INTO tenant_setting (tenant, name, value) VALUES ({tenant}, ?, ?)"
        " ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value"
    )
    return [Write(statement, values)] if values else []
