"""`interceptor audit`: export the chains, sign their heads, and verify them, off-line too."""

from collections.abc import Iterator
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from interceptor.cases.audit_verifier import Report, verify
from interceptor.commands import arguments, audit_keys, common
from interceptor.commands.common import console, load_settings, open_store, user_errors
from interceptor.commands.finding import find_case
from interceptor.commands.printing import table, text, write_json
from interceptor.errors import CaseError, Fault
from interceptor.housekeeping import Housekeeping
from interceptor.store.reading import Readings

app = typer.Typer(no_args_is_help=True, help="The audit: who did what, verifiable by anybody.")

_PROBLEMS_SHOWN = 10


_EARLIEST = datetime.min.replace(tzinfo=UTC)


class _Timed(msgspec.Struct):
    time: Annotated[datetime, msgspec.Meta(tz=True)]


@app.command("verify")
@user_errors
def verify_audit(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="An exported audit; the store's own when absent.")
    ] = None,
    public_key: Annotated[
        list[Path] | None,
        typer.Option(help="audit.pub of who signed, once for each key; our own when absent.", show_default=False),
    ] = None,
    checkpoints: Annotated[Path | None, typer.Option(help="Checkpoints that were published elsewhere.")] = None,
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Verify that nothing was edited, deleted, moved or cut off. Exit 1 when something was."""
    config = load_settings(tenant, data)
    published = _lines(checkpoints) if checkpoints else ()
    key = list(map(audit_keys.public_key, public_key)) if public_key else audit_keys.known_keys(config)
    if file is not None:
        report = verify(_lines(file), key, published)
    else:
        with open_store(config, new=False, reading=True) as store:
            report = verify(audit_lines(Readings(store.tenant(config.tenant, new=False))), key, published)
    if as_json:
        write_json(report)
    else:
        _print(report)
    if not report.intact:
        raise CaseError(Fault.AUDIT_BROKEN, f"{len(report.problems)} problems, the first: {report.problems[0]}")


@app.command()
@user_errors
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; `audit.pub` is written beside it.")],
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
) -> None:
    """Write every entry and checkpoint to FILE, one a line, with the public key beside it."""
    config = load_settings(tenant, data)
    with open_store(config, new=False, reading=True) as store, file.open("wb") as output:
        count = 0
        for line in audit_lines(Readings(store.tenant(config.tenant, new=False))):
            output.write(line + b"\n")
            count += 1
    public = file.with_name("audit.pub")
    public.write_bytes(audit_keys.public_pem(audit_keys.private_key(config)))
    console.print(
        text(f"{count:,} lines in {file}; verify them with: interceptor audit verify {file} --public-key {public}")
    )


@app.command()
@user_errors
def checkpoint(
    new_key: Annotated[bool, typer.Option("--new-key", help="The key was changed on purpose.")] = False,
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Sign the heads of all chains: what is before can no longer be cut off unseen. The daily upkeep does it too."""
    config = load_settings(tenant, data)
    with open_store(config, new=False) as store:
        key = audit_keys.private_key(config)
        made = Housekeeping(store.tenant(config.tenant, new=False), officer).checkpoint(
            key, common.now(), new_key=new_key
        )
    if as_json:
        write_json(made)
        return
    covered = sum(head.number for head in made.heads.values())
    console.print(text(f"checkpoint {made.number} covers {covered:,} entries of {len(made.heads)} chains"))


@app.command()
@user_errors
def erase(
    case: arguments.Case,
    reason: Annotated[str, typer.Option(help="Why it may be erased; it stays in the audit.")],
    officer: arguments.Officer = "desk",
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Erase what the audit says of a closed case; who acted and when stays, and the chains verify as before."""
    config = load_settings(tenant, data)
    with open_store(config, new=False) as store:
        tenants = store.tenant(config.tenant, new=False)
        found = find_case(tenants, case)
        if found.status != "closed":
            raise CaseError(Fault.ILLEGAL_STEP, "erase an open case")
        erased = Housekeeping(tenants, officer).erase(found.case_id, reason, common.now())
    if as_json:
        write_json({"case_id": found.case_id, "erased": erased})
    else:
        console.print(text(f"{erased:,} bodies erased; the chains verify as before: interceptor audit verify"))


def audit_lines(readings: Readings) -> Iterator[bytes]:
    """Entries and checkpoints of every writer, by time; each writer's own order is kept whatever its clock says."""
    # An emptied row must not pass for the blank line that a file may have.
    chains = ((line.strip() or b"emptied" for line in readings.audit(name)) for name in readings.audit_writers())
    return merge(*chains, key=_time)


def _time(line: bytes) -> datetime:
    """When it was written; what cannot be read comes first, for the verifier to say so."""
    try:
        return msgspec.json.decode(line, type=_Timed).time
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _EARLIEST


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _print(report: Report) -> None:
    made = table("chain", "entries", "signed through", right=["entries", "signed through"])
    for writer, head in sorted(report.heads.items()):
        made.add_row(text(writer), f"{head.number:,}", f"{report.signed.get(writer, 0):,}")
    if report.heads:
        console.print(made)
    for problem in report.problems[:_PROBLEMS_SHOWN]:
        console.print(text(f"✗ {problem}", "red"))
    if report.intact:
        erased = f", {report.erased:,} bodies erased" if report.erased else ""
        words = f"✓ intact: {report.entries:,} entries, {report.checkpoints:,} checkpoints{erased}"
        console.print(text(words, "green"))
        if report.entries and any(head.number > report.signed.get(name, 0) for name, head in report.heads.items()):
            console.print(text("entries behind the last checkpoint could be cut off unseen: audit checkpoint", "dim"))
