"""`interceptor rejected`: what could not be read. Every byte is kept; after a fix it goes through the engine again."""

import sys
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from interceptor.commands import arguments, common, replaying
from interceptor.commands.common import console, load_settings, open_store, options, user_errors
from interceptor.commands.printing import short, state, table, text, when, write_json
from interceptor.errors import CaseError, Fault, InterceptorError
from interceptor.store.numbers import row_number
from interceptor.store.reading import Kept, Readings, RejectedEntry

app = typer.Typer(no_args_is_help=True, help="What could not be read: kept, shown, and read again after a fix.")

_PREVIEW = 2_000
"""Bytes of a message that `show` prints."""

Number = Annotated[
    str, typer.Argument(metavar="NUMBER", help="Number, as `rejected list` shows it.", show_default=False)
]


@app.command("list")
@user_errors
def list_rejected(
    everything: Annotated[bool, typer.Option("--all", help="Also what has been read since.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most lines to show.")] = 50,
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Records that could not be read, oldest first."""
    config = load_settings(tenant, data)
    with open_store(config, new=False, reading=True) as store:
        rows = Readings(store.tenant(config.tenant, new=False)).rejected()
        waiting = [row for row in rows if everything or not row.replayed]
    if as_json:
        write_json([_entry(row) for row in waiting])
        return
    if not waiting:
        console.print(text("nothing is rejected", "green"))
        return
    made = table("number", "received", "reason", "line", "size", "format", "sha-256", right=["size", "line"])
    for row in islice(waiting, limit):
        reason = f"{row.fault}: {row.detail}" if row.detail else row.fault
        part = "" if row.transaction is None else f", transaction {row.transaction + 1}"
        made.add_row(
            number_text(row.number),
            when(row.received_at),
            text(f"{reason}{' (read since)' if row.replayed else ''}", "dim" if row.replayed else ""),
            f"{row.line}{part}",
            f"{row.size:,}",
            text(row.format or "?"),
            text(short(row.digest), "dim"),
        )
    console.print(made)
    if len(waiting) > limit:
        console.print(text(f"… and {len(waiting) - limit:,} more: --limit", "dim"))


@app.command()
@user_errors
def show(
    number: Number,
    output: Annotated[Path | None, typer.Option(help="Write the exact bytes there; `-` is standard output.")] = None,
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """One rejected record: the reason, and its beginning made harmless; --output gives its bytes."""
    config = load_settings(tenant, data)
    with open_store(config, new=False, reading=True) as store:
        row, kept = find(Readings(store.tenant(config.tenant, new=False)), number)
    if output is not None and str(output) == "-":
        sys.stdout.buffer.write(kept.body)
    elif output is not None:
        output.write_bytes(kept.body)
        console.print(text(f"{len(kept.body):,} bytes in {output}"))
    elif as_json:
        write_json({**_entry(row), "topic": kept.topic, "body_base64": kept.body})
    else:
        _print(row, kept)


@app.command()
@user_errors
def replay(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="NUMBER", help="Numbers, as `rejected list` shows them.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was not read since.")] = False,
    data: arguments.Data = None,
    tenant: arguments.Tenant = None,
    as_json: arguments.AsJson = False,
) -> None:
    """Put kept bytes through the engine again, after a fix. No engine may be running."""
    if bool(numbers) == everything:
        raise typer.BadParameter("give numbers or --all")
    config = load_settings(tenant, data)
    with open_store(config, engine=True, new=False) as store:
        tenants = store.tenant(config.tenant, new=False)
        readings = Readings(tenants)
        wanted = [row.number for row in readings.rejected() if not row.replayed] if everything else []
        wanted += [find(readings, typed)[0].number for typed in dict.fromkeys(numbers or ())]
        outcomes = replaying.replay(tenants, wanted, options(config), common.now_ms())
    if as_json:
        write_json(outcomes)
        return
    for outcome in outcomes:
        _tell(outcome)
    read = sum(outcome.read for outcome in outcomes)
    console.print(text(f"{read} of {len(outcomes)} could be read; `interceptor run` publishes what came of them"))


def find(readings: Readings, typed: str) -> tuple[RejectedEntry, Kept]:
    """A rejected record by its number, as shown or as published. Raises `CaseError` (`unknown_rejected`)."""
    stream, dash, count = typed.partition("-")
    try:
        number = row_number(int(stream), int(count)) if dash else int(typed)
        found = readings.rejected_one(number) if 0 <= number < 1 << 63 else None
    except ValueError:
        found = None
    if found is None:
        raise CaseError(Fault.UNKNOWN_REJECTED, typed[:40])
    return found


def number_text(number: int) -> str:
    """A row number as people type it: stream and count."""
    return f"{number >> 40}-{number & (1 << 40) - 1}"


def _entry(row: RejectedEntry) -> dict[str, object]:
    return {**row._asdict(), "replayed": bool(row.replayed), "received_at": when(row.received_at)}


def _print(row: RejectedEntry, kept: Kept) -> None:
    fault = next((item for item in Fault if item.code == row.fault), None)
    made = table("", "")
    made.show_header = False
    made.add_row("number", f"{number_text(row.number)} ({row.number})")
    made.add_row("from", text(f"{kept.topic}, line {row.line}, received {when(row.received_at)}"))
    reason = str(InterceptorError(fault, row.detail)) if fault else f"{row.fault} {row.detail}"
    made.add_row("reason", text(f"{row.fault}: {reason}"))
    made.add_row("size", f"{row.size:,} bytes" + ("" if row.size == len(kept.body) else f", {len(kept.body):,} kept"))
    made.add_row("sha-256", text(row.digest))
    if kept.context:
        made.add_row("context", text(kept.context.decode("utf-8", "backslashreplace")))
    if row.replayed:
        made.add_row("", text("read since", "green"))
    console.print(made)
    for line in kept.body[:_PREVIEW].decode("utf-8", "backslashreplace").splitlines() or [""]:
        console.print(text(line), soft_wrap=True)
    if len(kept.body) > _PREVIEW:
        console.print(text(f"… {len(kept.body) - _PREVIEW:,} bytes more: --output FILE", "dim"))


def _tell(outcome: replaying.Outcome) -> None:
    if not outcome.read:
        console.print(text(f"✗ {number_text(outcome.number)}: {outcome.reason}", "red"))
        return
    console.print(text(f"✓ {number_text(outcome.number)}: {outcome.reason}", "green"))
    for record in outcome.decisions:
        if "decision" in record:
            words = f"{record['transfer_id']} {record['amount']} {record['currency']} {record['score']:.4%}"
            repeat = " (a repeat)" if record["repeat_of"] else ""
            console.print(text("  "), state(record["decision"]), text(words + repeat))
        else:
            console.print(text(f"  {record.get('skipped') or record.get('error')}", "dim"))
