"""Looks at this machine: settings, environments, model, ports."""

import asyncio
import difflib
import os
import sys

from bot.doctor.findings import Finding
from bot.up.files import AlreadyRunning, hold
from bot.up.ready import is_free
from bot.up.training import is_fresh, model_path
from handoff.settings import Settings, name_of, unknown_names


async def check_names(_settings: Settings) -> list[Finding]:
    """A setting with a slip in its name would be passed over in silence."""
    known = [name_of(name, field) for name, field in Settings.model_fields.items()]
    findings = []
    for name in unknown_names():
        near = difflib.get_close_matches(name, known, n=1)
        remedy = f"Did you mean {near[0]}?" if near else "Remove it; docs/configuration.md has all."
        findings.append(Finding("settings", f"There is no setting {name}.", remedy))
    return findings or [Finding("settings", "every value can be used")]


async def check_environments(_settings: Settings) -> list[Finding]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "scripts/bootstrap", "--check", stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    lines = output.decode().splitlines()
    return [
        Finding("environments", f"The {line} is missing or old.", "Run `make environments`.")
        for line in lines
    ] or [Finding("environments", "both are as the pinned files want them")]


async def check_model(settings: Settings) -> list[Finding]:
    path = model_path(settings)
    if not path.is_file():
        return [Finding("model", f"There is no model at {path}.", "Run `make train`.")]
    if not is_fresh(settings):
        text = "The model is older than the data it is made of."
        return [Finding("model", text, "Run `make train`, then start again.")]
    return [Finding("model", f"fresh: {path}")]


async def check_ports(settings: Settings) -> list[Finding]:
    """Free before the start; taken by us afterwards, which is as it should be."""
    if _is_running(settings):
        return [Finding("ports", "held by the Footbridge that runs here")]
    names = ["http_port", "assistant_port", "actions_port"]
    names += [] if settings.redis_url else ["redis_port"]
    findings = []
    for field in names:
        host = settings.http_host if field == "http_port" else "127.0.0.1"
        port, name = getattr(settings, field), name_of(field, Settings.model_fields[field])
        if not is_free(host, port):
            remedy = f"Stop the program that holds it, or choose another port with {name}."
            findings.append(Finding("ports", f"Port {port} of {host} is in use.", remedy))
    return findings or [Finding("ports", "free")]


async def check_folder(settings: Settings) -> list[Finding]:
    folder = settings.var_dir
    existing = next(path for path in [folder, *folder.resolve().parents] if path.exists())
    if not os.access(existing, os.W_OK):
        remedy = "Give the account that runs Footbridge the right to write there."
        return [Finding("folder", f"{existing} cannot be written to.", remedy)]
    return [Finding("folder", f"{folder} can be written to")]


def _is_running(settings: Settings) -> bool:
    if not settings.var_dir.is_dir():
        return False
    try:
        with hold(settings.var_dir):
            return False
    except AlreadyRunning:
        return True
