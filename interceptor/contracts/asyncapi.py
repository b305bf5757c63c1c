"""The AsyncAPI 3.0 document of every topic, made from `channels` and the schemas beside it."""

from typing import Any, Final

import interceptor
from interceptor.contracts.channels import CHANNELS, JSON, Channel, Format
from interceptor.pipeline import schemas
from interceptor.pipeline.schemas import DRAFT

_SCHEMA_FORMAT: Final = f"application/schema+json;version={DRAFT.split('/')[-2].removeprefix('draft/')}"
_TENANT = {
    "description": "Name of the tenant; the tenant `default` has the plain topic.",
    "examples": ["acme"],
}
_COUNTRY = {
    "description": "ISO 3166 alpha-2, lower case; `zz` is unknown and goes to a person.",
    "examples": ["hk", "zz"],
}


def documents() -> dict[str, bytes]:
    """File name and content of every schema and of this document."""
    return {**schemas.documents(), "asyncapi.json": schemas.rendered(document())}


def document() -> dict[str, Any]:
    """The document. Schemas are referred to as files in the same folder."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for channel in CHANNELS:
        for name, address, parameters in _addresses(channel):
            channels[name] = _channel(channel, address, parameters)
            verb = "receive" if channel.direction == "in" else "send"
            operations[f"{verb}.{name}"] = {
                "action": verb,
                "channel": _ref("channels", name),
                "summary": channel.summary,
                "messages": [
                    {"$ref": f"#/channels/{_escaped(name)}/messages/{_escaped(_key(form))}"} for form in channel.formats
                ],
            }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Interceptor",
            "version": interceptor.__version__,
            "description": "Wires in; decisions, alerts and recalls out. Delivery is at least once, in order within a "
            "stream; a message that is sent again is the same bytes under the same id. Only additive changes: ignore "
            "fields, headers and formats that you do not know.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": JSON,
        "servers": _servers(),
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": {
                f"{channel.topic}.{_key(form)}": _message(channel, form)
                for channel in CHANNELS
                for form in channel.formats
            },
            "securitySchemes": {
                "scram": {"type": "scramSha512", "description": "SASL SCRAM over TLS."},
                "oauth": {"type": "http", "scheme": "bearer", "description": "SASL OAUTHBEARER over TLS."},
            },
        },
    }


def _servers() -> dict[str, Any]:
    bootstrap = {"bootstrap": {"description": "Host and port of a broker.", "default": "localhost:9092"}}
    return {
        "kafka": {
            "host": "{bootstrap}",
            "protocol": "kafka",
            "description": "Without TLS: on one machine only.",
            "variables": bootstrap,
        },
        "kafka-secure": {
            "host": "{bootstrap}",
            "protocol": "kafka-secure",
            "description": "TLS, with SCRAM or OAUTHBEARER.",
            "variables": bootstrap,
            "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in ("scram", "oauth")],
        },
    }


def _addresses(channel: Channel) -> list[tuple[str, str, dict[str, Any]]]:
    """Names, addresses and parameters of a topic: where they are of a tenant there are two."""
    if channel.parted == "country":
        return [(channel.topic, f"{channel.topic}.{{country}}", {"country": _COUNTRY})]
    plain: tuple[str, str, dict[str, Any]] = (channel.topic, channel.topic, {})
    return [plain, (f"{channel.topic}.tenant", f"{channel.topic}.{{tenant}}", {"tenant": _TENANT})]


def _channel(channel: Channel, address: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": address,
        "title": channel.topic,
        "description": channel.summary,
        **({"parameters": parameters} if parameters else {}),
        "messages": {
            _key(form): _ref("components", "messages", f"{channel.topic}.{_key(form)}") for form in channel.formats
        },
    }


def _message(channel: Channel, form: Format) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": form.name or form.schema,
        "contentType": form.content_type,
        "bindings": {"kafka": {"key": {"type": "string", "description": channel.key}}},
    }
    if form.summary:
        made["summary"] = form.summary
    if form.schema is not None:
        reference = {"$ref": f"{form.schema}.schema.json"}
        made["payload"] = {"schemaFormat": _SCHEMA_FORMAT, "schema": reference}
    if channel.headers:
        made["headers"] = _headers(channel, form)
    return made


def _headers(channel: Channel, form: Format) -> dict[str, Any]:
    properties = {}
    for name, header in channel.headers.items():
        schema = dict(header.schema)
        if name == "format" and form.name:
            schema = {"type": "string", "const": form.name, "description": schema.get("description", "Which it is.")}
        if "contentSchema" in schema:
            schema["contentSchema"] = {"$ref": f"{schema['contentSchema']['$ref']}.schema.json"}
        properties[name] = schema
    required = [name for name, header in channel.headers.items() if header.required]
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _key(form: Format) -> str:
    return form.name.replace("/", "-") if form.name else form.schema or "record"


def _ref(*path: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(_escaped(part) for part in path)}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
