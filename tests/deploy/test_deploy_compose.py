"""The compose file and the image: what they name exists, nothing runs as root, nothing is open to the network."""

import re
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from interceptor.cli import app

DEPLOY = Path(__file__).parents[2] / "deploy"
SETTINGS = (DEPLOY.parent / "docs/reference/settings.md").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("prepare", "worker", "relay", "serve")


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned(name: str) -> None:
    assert re.fullmatch(r"[\w/]+:v?\d+\.\d+(\.\d+)?(-\w+)?", SERVICES[name]["image"])


@pytest.mark.parametrize("name", OURS)
def test_a_command_exists(name: str) -> None:
    command: Any = get_command(app)
    for word in takewhile(lambda word: not word.startswith("-"), SERVICES[name]["command"]):
        command = command.commands[word]


@pytest.mark.parametrize("name", OURS)
def test_settings_exist(name: str) -> None:
    given = SERVICES[name]["environment"]
    assert [key for key in given if f"`{key}`" not in SETTINGS] == []


@pytest.mark.parametrize("name", OURS)
def test_our_processes_can_change_nothing_and_become_nobody(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_ports_are_open_to_this_machine_alone() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_no_password_is_written_down() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    assert re.findall(r"PASSWORD: (?!\$\{)", text) == []
    assert len(re.findall(r"\$\{\w*PASSWORD:\?", text)) == 3


def test_what_is_mounted_is_there() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    folders = [name for name in mounted if name.startswith("./")]
    assert folders
    assert [name for name in folders if not (DEPLOY / name).is_dir()] == []
    assert {name for name in mounted if name not in folders} == set(COMPOSE["volumes"])


def test_prometheus_scrapes_our_services_where_they_answer() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text("utf-8"))
    (found,) = config["scrape_configs"][0]["dns_sd_configs"]
    assert set(found["names"]) == set(OURS) - {"prepare"}
    assert {SERVICES[name]["environment"]["INTERCEPTOR_METRICS_PORT"] for name in found["names"]} == {
        str(found["port"])
    }


def test_the_image_runs_without_root_and_has_all_packages() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert all(re.search(r":\d+\.\d+\.\d+-slim", base) for base in bases)
    assert "USER 10001:10001" in lines
    copied = {name for line in lines if line.startswith("COPY") and "--from" not in line for name in line.split()[1:-1]}
    build = {"requirements", "pyproject.toml", "setup.py", "compiled.txt", "compiled.h"}
    needed = {"interceptor", "models", "streams"} | build
    assert needed <= copied
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {f"!{name}" for name in needed} <= set(let_in)
    assert "**/*.so" in let_in  # those of this machine are not those of the image
