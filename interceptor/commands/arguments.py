"""Arguments and options that several commands have, worded once."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path | None, typer.Option(help="Folder of store and log.", show_default=False)]
Tenant = Annotated[str | None, typer.Option(help="Whose wires these are.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for programs.")]
Officer = Annotated[
    str, typer.Option(envvar="INTERCEPTOR_OFFICER", help="Reference of the officer who acts; never a name.")
]
Case = Annotated[str, typer.Argument(metavar="CASE", help="Case id, or its first digits.", show_default=False)]
Alert = Annotated[str, typer.Argument(metavar="ALERT", help="Alert id, or its first digits.", show_default=False)]
Transfer = Annotated[
    str, typer.Argument(metavar="TRANSFER", help="Transfer id, or its first digits.", show_default=False)
]


def amount(option: str, given: str | None) -> Decimal | None:
    """An amount above zero; None when not given. Raises `typer.BadParameter` naming the option."""
    if given is None:
        return None
    try:
        found = Decimal(given)
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or found <= 0:
        raise typer.BadParameter(f"{option}: an amount above zero, such as 1250.00")
    return found
