"""The command line: one console script, one module a command."""

import typer

from interceptor.commands import (
    alerts,
    audit,
    cases,
    demo,
    explain,
    keys,
    rejected,
    routes,
    run,
    schemas,
    score,
    serve,
    status,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Stops business e-mail compromise: a wire in, a recall out, the money followed.",
)

app.command()(demo.demo)
app.command()(run.run)
app.command()(serve.serve)
app.command()(score.score)
app.command()(score.learn)
app.command()(routes.routes)
app.command()(explain.explain)
app.command()(schemas.schemas)
app.command()(status.status)
app.command()(schemas.openapi)
app.add_typer(cases.app, name="cases")
app.add_typer(alerts.app, name="alerts")
app.add_typer(rejected.app, name="rejected")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Entry point of the console script."""
    app()
