"""Who may import whom."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# A folder or file of ours, and what it may import of ours beside itself.
MAY_USE = {
    "handoff/rules": ["handoff.rules"],
    "handoff/extract": ["handoff.rules", "handoff.extract"],
    "actions": ["actions", "handoff.rules", "handoff.extract"],
    "bot/nlu": ["bot.nlu", "handoff.rules", "handoff.extract"],
    "handoff": ["handoff"],
    "bot": ["bot", "handoff"],
}
# A vendor's library, and the only folders that may know it.
HOMES = {
    "rasa": ["bot/nlu"],
    "rasa_sdk": ["actions"],
    "telegram": ["bot/channels/telegram"],
    "slack_bolt": ["handoff/desks/slack"],
    "slack_sdk": ["handoff/desks/slack"],
    "redis": ["handoff/stores", "bot/bench"],  # measured there beside our own client
    "hiredis": ["handoff/stores"],
    "sqlalchemy": ["handoff/records"],
    "alembic": ["handoff/records"],
    "aiosmtplib": ["bot/mail"],
    "prometheus_client": ["bot/metrics.py"],
}
ADAPTERS = [
    "bot/channels/telegram",
    "bot/channels/web",
    "handoff/desks/slack",
    "handoff/desks/console",
    "handoff/stores",
    "handoff/records",
]
# These know no vendor's library, and no adapter but those named. The road runs on the stores: its
# mailboxes are scripts inside Redis, and there is no second kind. The web desk keeps its sign-ins
# in the records.
CORE = {
    "handoff/rules": [],
    "handoff/planning": [],
    "handoff/reports/figures.py": [],
    "handoff/reports/counting.py": [],
    "handoff/ports.py": [],
    "handoff/ports_desk.py": [],
    "handoff/ports_beside.py": [],
    "handoff/errors.py": [],
    "handoff/service.py": [],
    "handoff/moving.py": [],
    "handoff/takeovers.py": [],
    "handoff/asking.py": [],
    "bot/router.py": ["handoff/stores"],
    "bot/inbox.py": ["handoff/stores"],
    "bot/outbox.py": ["handoff/stores"],
    "bot/records_sink.py": ["handoff/stores"],
    "bot/workers.py": ["handoff/stores"],
    "bot/counts.py": [],
}
NEIGHBOURS = {"handoff/desks/console": ["handoff/records"]}
OURS = {"actions", "bot", "handoff"}


def files_under(place: str) -> list[Path]:
    path = Path(place)
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    """Full names, also of imports inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, place: str) -> bool:
    prefix = place.removesuffix(".py").replace("/", ".")
    return name == prefix or name.startswith(prefix + ".")


def narrowest(path: Path) -> str:
    return next(place for place in MAY_USE if path.is_relative_to(place))


@pytest.mark.parametrize("top", ["handoff", "actions", "bot"])
def test_each_part_imports_only_what_it_may_of_ours(top: str) -> None:
    wrong = [
        f"{path}: {name}"
        for path in files_under(top)
        for name in imports_of(path)
        if name.split(".")[0] in OURS
        and not any(is_within(name, place) for place in MAY_USE[narrowest(path)])
    ]
    assert wrong == []


def test_each_vendor_is_known_in_its_home_alone() -> None:
    wrong = [
        f"{path}: {name}"
        for path in [path for top in OURS for path in files_under(top)]
        for name in imports_of(path)
        if (homes := HOMES.get(name.split(".")[0]))
        and not any(path.is_relative_to(home) for home in homes)
    ]
    assert wrong == []


@pytest.mark.parametrize("place", CORE)
def test_the_core_knows_no_vendor_and_no_adapter(place: str) -> None:
    wrong = [
        f"{path}: {name}"
        for path in files_under(place)
        for name in imports_of(path)
        if name.split(".")[0] not in sys.stdlib_module_names | OURS
        or any(is_within(name, a) for a in ADAPTERS if a not in CORE[place])
    ]
    assert wrong == []


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_adapter_knows_no_other_adapter(adapter: str) -> None:
    allowed = [adapter, *NEIGHBOURS.get(adapter, [])]
    others = [other for other in ADAPTERS if other not in allowed]
    wrong = [
        f"{path}: {name}"
        for path in files_under(adapter)
        for name in imports_of(path)
        if any(is_within(name, other) for other in others)
    ]
    assert wrong == []
