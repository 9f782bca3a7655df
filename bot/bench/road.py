"""The benchmark of the whole road: a stack of its own, from the customer's page and back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.bench import relay, turns
from bot.bench.figures import machine, versions
from bot.bench.relay import RelayPlan
from bot.bench.stack import isolated, own_settings, running
from bot.up.files import secret
from bot.up.parts import (
    ASSISTANT_PYTHON,
    actions_part,
    assistant_part,
    redis_part,
    service_part,
)
from bot.up.training import is_fresh, model_path
from handoff.settings import load_settings

NO_MODEL = "There is no trained model, so the road was not measured. First: footbridge train"
OLD_MODEL = "The model is older than its data; for the figures of today: footbridge train"
PACKAGES = ("aiohttp", "hiredis", "uvloop", "SQLAlchemy", "aiosqlite")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class RoadPlan:
    """``questions`` to the assistant, and the replies of agents."""

    questions: int = 60
    relay: RelayPlan = field(default_factory=RelayPlan)

    @classmethod
    def quick(cls) -> "RoadPlan":
        return cls(questions=6, relay=RelayPlan(conversations=20, rate_per_s=20, seconds=1))


async def measure(plan: RoadPlan, progress: Progress) -> dict[str, Any]:
    """Both halves, one after the other. Raises ``PartFailed`` or ``NoAnswer``."""
    before = machine()
    relayed = await _relayed(plan, progress)
    asked = await _asked(plan, progress)
    return {
        **asked,
        **relayed,
        "versions": versions(PACKAGES),
        "machine": {**before, "load_1_min_after": machine()["load_1_min"]},
    }


async def _relayed(plan: RoadPlan, progress: Progress) -> dict[str, Any]:
    progress("relay: starting a service")
    with own_settings() as settings:
        secret(settings.redis_password_file)
        parts = [redis_part(settings), isolated(settings, service_part(settings))]
        async with running(settings, parts):
            return await relay.measure(settings, plan.relay, progress)


async def _asked(plan: RoadPlan, progress: Progress) -> dict[str, Any]:
    operator = load_settings()
    model = model_path(operator)
    if not plan.questions or not (model.is_file() and ASSISTANT_PYTHON.exists()):
        return {"missing": [NO_MODEL] if plan.questions else []}
    missing = [] if is_fresh(operator) else [OLD_MODEL]
    progress("turns: starting the assistant")
    with own_settings() as settings:
        token = secret(settings.assistant_token_file)
        parts = [
            redis_part(settings),
            actions_part(settings),
            assistant_part(settings, model.resolve()),
            isolated(settings, service_part(settings)),
        ]
        async with running(settings, parts):
            asked = await turns.measure(settings, token, plan.questions, progress)
    return {**asked, "missing": missing}
