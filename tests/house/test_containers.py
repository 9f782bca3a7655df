"""The container files are well formed and agree with the repository; they are not started here."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff.settings import Settings, name_of

DOCKERFILES = sorted(Path("docker").glob("*.Dockerfile"))
KNOWN = {name_of(name, field) for name, field in Settings.model_fields.items()}
# Read by endpoints.yml and by the stores' own images.
OTHERS = re.compile(r"ASSISTANT_REDIS_(HOST|PORT|DB|USERNAME)|ACTIONS_URL|POSTGRES_\w+|HOME")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path("compose.yml").read_text())
    return loaded


def instructions(path: Path) -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", path.read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


@pytest.mark.parametrize("path", DOCKERFILES, ids=str)
def test_a_dockerfile_is_well_formed_and_does_not_run_as_root(path: Path) -> None:
    steps = instructions(path)
    words = {"FROM", "ARG", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE"}
    words |= {"STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {word for word, _ in steps} <= words
    assert steps[0][0] == "FROM"
    assert [value for word, value in steps if word == "USER"] == ["footbridge"]


@pytest.mark.parametrize("path", DOCKERFILES, ids=str)
def test_a_dockerfile_copies_only_what_exists(path: Path) -> None:
    sources = [
        s for word, value in instructions(path) if word == "COPY" for s in shlex.split(value)[:-1]
    ]
    assert sources != []
    assert [source for source in sources if not Path(source).exists()] == []


def test_scripts_of_containers_are_sound_shell() -> None:
    subprocess.run(["sh", "-n", "docker/assistant.sh"], check=True)


def test_compose_declares_what_it_uses(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        secrets = [s if isinstance(s, str) else s["source"] for s in service.get("secrets", [])]
        assert set(secrets) <= compose["secrets"].keys()
        assert {v.split(":")[0] for v in service.get("volumes", [])} <= compose["volumes"].keys()
        assert set(service["networks"]) <= compose["networks"].keys()
        assert set(service.get("depends_on", {})) <= compose["services"].keys()
        if "build" in service:
            assert Path(service["build"]["dockerfile"]).is_file()


def test_compose_sets_only_settings_that_exist(compose: dict[str, Any]) -> None:
    names = [n for service in compose["services"].values() for n in service.get("environment", {})]
    unknown = [n for n in names if n.removesuffix("_FILE") not in KNOWN and not OTHERS.match(n)]
    assert unknown == []


def test_only_the_service_can_be_reached_and_only_from_this_machine(
    compose: dict[str, Any],
) -> None:
    ports = {name: s["ports"] for name, s in compose["services"].items() if "ports" in s}
    assert ports == {"service": ["127.0.0.1:8080:8080"]}
    outside = [name for name, s in compose["services"].items() if "outside" in s["networks"]]
    assert outside == ["service"]
    assert compose["networks"]["inside"]["internal"] is True


def test_the_assistant_gets_no_secret_of_a_platform(compose: dict[str, Any]) -> None:
    for name in ("assistant", "actions"):
        given = str(compose["services"][name])
        assert not re.search(r"telegram|slack|database_url|postgres", given, re.IGNORECASE)


def test_the_procfile_names_the_three_processes() -> None:
    lines = [line for line in Path("Procfile").read_text().splitlines() if line[:1] != "#"]
    commands = {name: shlex.split(rest) for name, _, rest in (ln.partition(": ") for ln in lines)}
    assert commands.keys() == {"service", "actions", "assistant"}
    assert commands["service"][-2:] == ["-m", "bot"]
