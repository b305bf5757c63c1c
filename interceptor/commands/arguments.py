"""Arguments and options that several commands have, worded once."""

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
