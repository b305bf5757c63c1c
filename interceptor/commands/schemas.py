"""`interceptor schemas` and `interceptor openapi`: what enters and leaves, for programs."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from interceptor.commands.common import console, user_errors
from interceptor.commands.printing import text
from interceptor.contracts import asyncapi
from interceptor.web.api.app import make_app
from interceptor.web.api.openapi import rendered


@user_errors
def schemas(
    output: Annotated[Path | None, typer.Option(help="Folder to write one file a schema to.")] = None,
) -> None:
    """Print JSON Schemas of all records and the AsyncAPI document as one object, or write them to a folder."""
    documents = asyncapi.documents()
    if output is None:
        parts = {
            name.removesuffix(".json").removesuffix(".schema"): json.loads(body) for name, body in documents.items()
        }
        sys.stdout.write(json.dumps(parts, indent=2, ensure_ascii=True) + "\n")
        return
    output.mkdir(parents=True, exist_ok=True)
    for name, body in documents.items():
        (output / name).write_bytes(body)
    console.print(text(f"{len(documents) - 1} schemas and asyncapi.json in {output}"))


@user_errors
def openapi(
    output: Annotated[Path | None, typer.Option(help="File to write to; standard output when absent.")] = None,
) -> None:
    """Print the OpenAPI document of the HTTP interface, as `serve` gives it at /openapi.json."""
    body = rendered(make_app(None))
    if output is None:
        sys.stdout.write(body.decode())
        return
    output.write_bytes(body)
    console.print(text(f"written to {output}"))
