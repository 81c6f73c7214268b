"""What is deployed fits the program: names of metrics, keys of the configuration, the end."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from bot.config import _variables
from bot.web.metrics import Metrics
from bot.web.server import WEBHOOK_PATH
from bot.work.handling import COMMIT_SECONDS, FINISH_SECONDS
from bot.work.heartbeat import LONGEST_SILENCE_S

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = [
    ROOT / "Dockerfile",
    ROOT / "compose.yaml",
    *(path for path in DEPLOY.rglob("*") if path.is_file()),
]


def documents(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def known_metrics() -> set[str]:
    names = set()
    for family in Metrics().registry.collect():
        names.add(family.name)
        names |= {f"{family.name}{end}" for end in ("_total", "_bucket", "_count", "_sum")}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_is_a_key_of_the_configuration(path: Path) -> None:
    named = set(re.findall(r"ANJIA_[A-Z]+__[A-Z_]+", path.read_text(encoding="utf-8")))
    assert named <= set(_variables())


@pytest.mark.parametrize("path", [DEPLOY / "prometheus/alerts.yaml", DEPLOY / "grafana/anjia.json"])
def test_alerts_and_dashboard_use_metrics_that_exist(path: Path) -> None:
    used = set(re.findall(r"\bbot_[a-z_]+", path.read_text(encoding="utf-8")))
    assert used
    assert used <= known_metrics()


def test_alerts_are_complete_and_their_runbook_exists() -> None:
    (rules,) = documents(DEPLOY / "prometheus/alerts.yaml")
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in (ROOT / "docs/operate.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }
    for rule in rules["groups"][0]["rules"]:
        assert rule["expr"]
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["runbook"].partition("#")[2] in headings


def test_the_dashboard_is_json_with_panels_that_do_not_overlap() -> None:
    board = json.loads((DEPLOY / "grafana/anjia.json").read_text(encoding="utf-8"))
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]]
    assert len(set(places)) == len(places) >= 8
    assert all(panel["targets"][0]["expr"] for panel in board["panels"])


def service() -> configparser.SectionProxy:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "anjia.service")
    return unit["Service"]


def test_the_service_writes_for_itself_alone_and_leaves_no_core_file() -> None:
    assert (service()["UMask"], service()["LimitCORE"]) == ("0077", "0")


def test_everybody_waits_until_the_bot_has_ended() -> None:
    needed = FINISH_SECONDS + COMMIT_SECONDS + 5
    assert needed <= 20
    assert int(service()["TimeoutStopSec"]) > needed
    assert int(service()["WatchdogSec"]) > LONGEST_SILENCE_S
    assert service()["Type"] == "notify"
    (compose,) = documents(ROOT / "compose.yaml")
    assert int(compose["services"]["anjia"]["stop_grace_period"].rstrip("s")) > needed
    deployment = documents(DEPLOY / "kubernetes/anjia.yaml")[1]["spec"]["template"]["spec"]
    assert deployment["terminationGracePeriodSeconds"] >= needed + 5  # preStop sleeps 5


def test_only_the_webhook_is_reached_from_outside() -> None:
    ingress = documents(DEPLOY / "kubernetes/anjia.yaml")[-1]
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    assert [(path["path"], path["pathType"]) for path in paths] == [(WEBHOOK_PATH, "Exact")]


def test_metrics_are_reached_from_prometheus_alone() -> None:
    kinds = {one["kind"]: one for one in documents(DEPLOY / "kubernetes/anjia.yaml")}
    pod = kinds["Deployment"]["spec"]["template"]
    data = kinds["ConfigMap"]["data"]
    (container,) = pod["spec"]["containers"]
    ports = {port["name"]: str(port["containerPort"]) for port in container["ports"]}
    assert ports == {"http": data["ANJIA_WEB__PORT"], "health": data["ANJIA_WEB__HEALTH_PORT"]}
    assert pod["metadata"]["annotations"]["prometheus.io/port"] == ports["health"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] == "health"
    assert [port["targetPort"] for port in kinds["Service"]["spec"]["ports"]] == ["http"]
    policy = kinds["NetworkPolicy"]["spec"]
    assert policy["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    assert policy["policyTypes"] == ["Ingress"]
    for rule in policy["ingress"]:
        assert rule["from"]
        assert len(rule["ports"]) == 1
    assert [rule["ports"][0]["port"] for rule in policy["ingress"]] == ["http", "health"]


def test_the_health_check_asks_the_port_that_health_is_on() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    command = json.loads(text.partition("HEALTHCHECK")[2].partition("CMD")[2].split("\n")[0])
    program = command[-1].replace("r.urlopen(", "print(").replace(", timeout=4", "")
    for health, port in (("0", "8081"), ("8082", "8082")):
        variables = {"ANJIA_WEB__PORT": "8081", "ANJIA_WEB__HEALTH_PORT": health}
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=variables,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == f"http://127.0.0.1:{port}/livez"


def test_nothing_is_installed_into_the_image_without_its_hash() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    commands = [
        command
        for line in text.splitlines()
        if line.startswith("RUN")
        for command in line.removeprefix("RUN").split("&&")
        if re.search(r"\bpip\b.*\b(install|wheel)\b", command)
    ]
    assert len(commands) == 4
    for command in commands:
        locked = {"--require-hashes", "--only-binary"} <= set(command.split())
        offline = {"--no-index", "--no-deps"} <= set(command.split())
        assert locked or offline, command
        assert " wheel " not in command or "--no-build-isolation" in command
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"!build.lock", "!requirements.lock"} <= set(ignored)


def test_what_builds_the_wheel_is_locked_with_all_that_it_needs() -> None:
    requirements = locked(ROOT / "build.lock")
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["build-system"]["requires"]
    names = [Requirement(one) for one in wanted] + [Requirement("pip")]
    for one in names:
        assert one.specifier.contains(requirements[one.name])
    assert requirements.keys() == {
        *("hatchling", "packaging", "pathspec", "pip", "pluggy", "tomlkit", "trove-classifiers")
    }


def test_containers_run_without_root_and_without_writing() -> None:
    spec = documents(DEPLOY / "kubernetes/anjia.yaml")[1]["spec"]["template"]["spec"]
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["containers"][0]["securityContext"]["readOnlyRootFilesystem"]
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", dockerfile, re.MULTILINE)
    assert "HEALTHCHECK" in dockerfile
    (compose,) = documents(ROOT / "compose.yaml")
    assert compose["services"]["anjia"]["read_only"]


def locked(path: Path) -> dict[str, str]:
    """Names with their versions; every one has its hashes, and no registry is named."""
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    found = {}
    for requirement in re.split(r"\n(?=[a-z0-9])", text):
        name, version = re.match(r"([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;]+)", requirement).groups()
        assert "--hash=sha256:" in requirement
        found[name] = version
    return found


def test_the_lock_file_is_complete_and_names_no_registry() -> None:
    names = locked(ROOT / "requirements.lock").keys()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.partition("\ndependencies = [")[2].partition("\n]")[0]
    wanted = {name.lower() for name in re.findall(r'"([A-Za-z0-9._-]+)', block)}
    assert {name.replace(".", "-") for name in wanted} <= names | {"asyncpg"}
