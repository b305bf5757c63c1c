"""The Helm chart, by what it makes: `deploy/kubernetes.yaml` is its output with the values that it ships with."""

import shutil
import subprocess
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from interceptor.cli import app

DEPLOY = Path(__file__).parents[2] / "deploy"
SETTINGS = (DEPLOY.parent / "docs/reference/settings.md").read_text("utf-8")
CHART = DEPLOY / "helm/interceptor"
RENDER = [
    "template",
    "interceptor",
    "deploy/helm/interceptor",
    "--namespace",
    "interceptor",
    "--kube-version",
    "1.30.0",
]
HELM = shutil.which("helm")

needs_helm = pytest.mark.skipif(HELM is None, reason="helm is not installed")


def documents(text: str) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(text) if each]


MADE = documents((DEPLOY / "kubernetes.yaml").read_text("utf-8"))


def render(*options: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [str(HELM), *RENDER, *options], cwd=DEPLOY.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return documents(done.stdout)


def of_kind(kind: str, made: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in made if each["kind"] == kind}


def pods(made: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in made:
        if each["kind"] in {"Deployment", "Job"}:
            yield each["metadata"]["name"], each["spec"]["template"]["spec"]


@needs_helm
def test_the_written_output_is_up_to_date() -> None:
    assert render() == MADE, f"run: helm {' '.join(RENDER)} > deploy/kubernetes.yaml"


@needs_helm
def test_helm_finds_no_fault() -> None:
    done = subprocess.run([str(HELM), "lint", "--strict", str(CHART)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_it_deploys_worker_relay_and_serve() -> None:
    names = {"interceptor-worker", "interceptor-relay", "interceptor-serve"}
    assert set(of_kind("Deployment", MADE)) == names
    assert set(of_kind("PodDisruptionBudget", MADE)) == names
    for name, deployment in of_kind("Deployment", MADE).items():
        labels = deployment["spec"]["template"]["metadata"]["labels"].items()
        assert deployment["spec"]["selector"]["matchLabels"].items() <= labels
        assert of_kind("PodDisruptionBudget", MADE)[name]["spec"]["selector"]["matchLabels"].items() <= labels


@pytest.mark.parametrize(("name", "pod"), list(pods(MADE)))
def test_a_pod_runs_a_command_that_exists_and_may_do_little(name: str, pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    command: Any = get_command(app)
    for word in takewhile(lambda word: not word.startswith("-"), container["args"]):
        command = command.commands[word]
    assert pod["securityContext"]["runAsNonRoot"], name
    assert pod["automountServiceAccountToken"] is False
    limits = container["securityContext"]
    assert limits["readOnlyRootFilesystem"]
    assert not limits["allowPrivilegeEscalation"]
    assert limits["capabilities"] == {"drop": ["ALL"]}


@pytest.mark.parametrize("name", ["worker", "relay", "serve"])
def test_probes_ask_the_right_pages(name: str) -> None:
    (container,) = of_kind("Deployment", MADE)[f"interceptor-{name}"]["spec"]["template"]["spec"]["containers"]
    ports = {port["name"] for port in container["ports"]}
    for probe, path in (("startupProbe", "/healthz"), ("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")):
        asked = container[probe]["httpGet"]
        assert asked["path"] == path
        assert asked["port"] in ports


def test_settings_exist() -> None:
    given = [name for config in of_kind("ConfigMap", MADE).values() for name in config["data"]]
    given += [each["name"] for _, pod in pods(MADE) for each in pod["containers"][0].get("env", [])]
    assert given
    assert [name for name in given if f"`{name}`" not in SETTINGS] == []


def test_services_find_their_pods() -> None:
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in of_kind("Deployment", MADE).values()]
    for service in of_kind("Service", MADE).values():
        chosen = service["spec"]["selector"].items()
        assert any(chosen <= each.items() for each in labels)


@needs_helm
def test_secrets_policies_certificates_and_monitors_on_demand(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(
        yaml.safe_dump(
            {
                "secrets": {"INTERCEPTOR_STORE": "postgresql://…"},
                "policies": {"default": "act_alone = 0.6\n", "acme": "act_alone = 0.7\n"},
                "files": [{"secret": "kafka-authority", "path": "/etc/interceptor/kafka"}],
                "serve": {"tlsSecret": "serve-tls", "replicas": 1},
                "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
                "prepare": {"enabled": False},
            }
        )
    )
    made = render("--values", str(values))
    assert of_kind("Secret", made)["interceptor"]["stringData"] == {"INTERCEPTOR_STORE": "postgresql://…"}
    policies = of_kind("ConfigMap", made)["interceptor-policies"]["data"]
    assert policies == {"default.toml": "act_alone = 0.6\n", "acme.toml": "act_alone = 0.7\n"}
    assert not of_kind("Job", made)
    assert of_kind("ServiceMonitor", made)
    assert "interceptor-serve" not in of_kind("PodDisruptionBudget", made)
    for name, pod in pods(made):
        volumes = {volume["name"] for volume in pod["volumes"]}
        (container,) = pod["containers"]
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes
        assert ("tls" in volumes) == (name == "interceptor-serve")
