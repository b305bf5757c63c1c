"""The command line: one console script, one module a command."""

import typer

from interceptor.commands import cases, routes, run, score

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Stops business e-mail compromise: a wire in, a recall out, the money followed.",
)

app.command()(run.run)
app.command()(score.score)
app.command()(score.learn)
app.command()(routes.routes)
app.add_typer(cases.app, name="cases")


def main() -> None:
    """Entry point of the console script."""
    app()
