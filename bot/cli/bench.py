"""`footbridge bench`: how fast it is, beside the floor and beside others."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.bench import assign as assign_bench
from bot.bench import eta as eta_bench
from bot.bench import nlu as nlu_bench
from bot.bench import queue as queue_bench
from bot.bench import road as road_bench
from bot.bench import tickets as ticket_bench
from bot.bench.customers import NoAnswer
from bot.bench.eta_scenarios import CUSTOMERS, scenarios
from bot.bench.figures import write_json
from bot.bench.reading.rasa import RasaFailed
from bot.bench.reading.sets import BadData
from bot.bench.reading.targets import TARGETS
from bot.bench.relay import RelayPlan
from bot.bench.stack import PartFailed
from bot.cli.start import errors
from bot.up.training import TrainingFailed

app = typer.Typer(help="Measure; every ratio holds within one run. See docs/benchmarks.md.")
screen = Console(highlight=False)

EXPECTED = (
    BadData,
    FileNotFoundError,
    NoAnswer,
    PartFailed,
    RasaFailed,
    RuntimeError,
    TrainingFailed,
)
"""Each has a sentence for the operator."""
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")]


@app.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """`queue` and `road`, one after the other; `nlu` needs data of its own."""
    if context.invoked_subcommand is None:
        queue()
        road()


@app.command()
def queue(
    json: JsonFile = None,
    n: Annotated[int, typer.Option(min=10, help="Messages of each drain.")] = 2_000,
    rounds: Annotated[int, typer.Option(min=1, help="Medians are taken over these.")] = 3,
    quick: Annotated[bool, typer.Option(help="One short round: does it work?")] = False,
    peers: Annotated[bool, typer.Option(help="Measure other queues too.")] = True,
) -> None:
    """The mailbox beside the least a queue can do, and beside rq, arq, saq and dramatiq."""
    plan = queue_bench.Plan.quick() if quick else queue_bench.Plan(n, min(300, n), rounds, peers)
    with screen.status("queue") as status:
        figures = _run(queue_bench.measure(plan, lambda text: status.update(f"queue: {text}")))
    screen.print(_queue_table(figures))
    screen.print(_idle_line(figures))
    for name in figures["missing"]:
        screen.print(f"{name} is not installed and was not measured.")
    _write(json, figures)


@app.command()
def road(
    json: JsonFile = None,
    questions: Annotated[int, typer.Option(min=0, help="Questions; 0: no assistant.")] = 60,
    conversations: Annotated[int, typer.Option(min=1, help="Held by agents.")] = 1_000,
    rate: Annotated[int, typer.Option(min=1, help="Replies of agents a second.")] = 100,
    seconds: Annotated[int, typer.Option(min=1, help="For how long.")] = 20,
    quick: Annotated[bool, typer.Option(help="A few of each: does it work?")] = False,
) -> None:
    """A customer's question beside bare Rasa, and an agent's reply on its way to the customer."""
    plan = road_bench.RoadPlan(questions, RelayPlan(conversations, rate, seconds))
    if quick:
        plan = road_bench.RoadPlan.quick()
    with screen.status("road") as status:
        figures = _run(road_bench.measure(plan, lambda text: status.update(f"road: {text}")))
    screen.print(_road_table(figures))
    for text in figures["missing"]:
        screen.print(text)
    _write(json, figures)


@app.command()
def assign(
    json: JsonFile = None,
    quick: Annotated[bool, typer.Option(help="A short line: does it work?")] = False,
) -> None:
    """Giving out chats while 1,000 to 100,000 customers wait, beside a bare script."""
    plan = assign_bench.AssignPlan.quick() if quick else assign_bench.AssignPlan()
    with screen.status("assign") as status:
        figures = _run(assign_bench.measure(plan, lambda text: status.update(f"assign: {text}")))
    screen.print(_assign_table(figures))
    screen.print(f"Of a bare script's rate: {figures['ratio_to_evalsha']:.2f}")
    _write(json, figures)


def _assign_table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"Claims, {figures['agents']} agents")
    for title in ("waiting", "claims per s", "p50 ms", "p99 ms", "server us", "bare per s"):
        table.add_column(title, justify="right")
    for size, rate in figures["claims_per_s"].items():
        times = f"{figures['p50_ms'][size]:.2f}", f"{figures['p99_ms'][size]:.2f}"
        bare = f"{figures['evalsha_per_s'][size]:,.0f}"
        server = f"{figures['server_us'][size]:.0f}"
        table.add_row(f"{int(size):,}", f"{rate:,.0f}", *times, server, bare)
    return table


@app.command()
def tickets(
    json: JsonFile = None,
    count: Annotated[int, typer.Option(min=100, help="How many tickets.")] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often each list is asked for.")] = 30,
    postgresql: Annotated[
        str, typer.Option(help="Address of an empty database, to measure there as well.")
    ] = "",
    quick: Annotated[bool, typer.Option(help="A few: does it work?")] = False,
) -> None:
    """Pages of the list of tickets with very many of them."""
    plan = ticket_bench.TicketPlan(count, rounds, postgresql)
    if quick:
        plan = ticket_bench.TicketPlan(2_000, 3, postgresql)
    with screen.status("tickets") as status:
        figures = _run(ticket_bench.measure(plan, lambda text: status.update(f"tickets: {text}")))
    for name, lists in figures["lists"].items():
        screen.print(_ticket_table(name, figures["count"], lists))
    if not postgresql:
        screen.print("PostgreSQL was not measured: give an empty database with --postgresql.")
    _write(json, figures)


def _ticket_table(name: str, count: int, lists: dict[str, dict[str, float]]) -> Table:
    table = Table(title=f"A page of {count:,} tickets ({name}), aim {ticket_bench.AIM_MS:.0f} ms")
    table.add_column("")
    for title in ("rows", "p50 ms", "p99 ms"):
        table.add_column(title, justify="right")
    for title, found in lists.items():
        shown = f"{found['p50_ms']:.1f}", f"{found['p99_ms']:.1f}"
        table.add_row(title, f"{found['rows']:.0f}", *shown)
    return table


@app.command()
def nlu(
    data: Annotated[Path, typer.Option(help="Folder of the public sets.")],
    json: JsonFile = None,
    only: Annotated[
        str, typer.Option(help=f"Some of: {', '.join(nlu_bench.NAMES)}; commas between.")
    ] = ",".join(nlu_bench.NAMES),
    keep: Annotated[
        Path | None, typer.Option(help="Keep phrases, models and what was read here.")
    ] = None,
    with_default: Annotated[
        bool, typer.Option("--with-default", help="Train the pipeline of `rasa init` too.")
    ] = False,
) -> None:
    """How well the pipeline of config.yml reads public sets, and what the assistant costs."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    plan = nlu_bench.NluPlan(data, names, keep, with_default)
    with screen.status("nlu") as status:
        figures = _run(nlu_bench.measure(plan, lambda text: status.update(f"nlu: {text}")))
    screen.print(_nlu_table(figures))
    for name, found in figures["default"].items():
        when = f"stored figure of {found['measured']}" if found.get("stored") else "measured now"
        screen.print(f"The pipeline of `rasa init` on {name}: {found['accuracy']:.1%} ({when}).")
    _write(json, figures)


@app.command()
def eta(
    json: JsonFile = None,
    customers: Annotated[int, typer.Option(min=2_000, help="Of each scenario.")] = CUSTOMERS,
) -> None:
    """How good the estimate of a customer's wait is, on lines that are played."""
    with screen.status("eta") as status:
        figures = eta_bench.measure(
            lambda text: status.update(f"eta: {text}"), scenarios(customers)
        )
    screen.print(_eta_table(figures))
    _write(json, figures)


def _eta_table(figures: dict[str, Any]) -> Table:
    table = Table(title="Estimated waits, of those who had to wait")
    table.add_column("", no_wrap=True)
    for title in ("waited", "mean wait", "sum", "90 % covers", "error", ""):
        table.add_column(title, justify="right")
    for row in figures["scenarios"]:
        told = f"{row['sum_ratio']:.2f}", f"{row['p90_coverage']:.1%}", f"{row['mae_ratio']:.1f} x"
        verdict = "met" if eta_bench.is_met(row) else "not met"
        wait = f"{row['mean_wait_s'] / 60:.1f} min"
        table.add_row(row["name"], f"{row['waited']:,}", wait, *told, verdict)
    return table


def _nlu_table(figures: dict[str, Any]) -> Table:
    table = Table(title="Reading")
    table.add_column("")
    for title in ("measured", "target", ""):
        table.add_column(title, justify="right")
    for target in TARGETS:
        value = target.find(figures)
        if value is not None:
            verdict = "met" if target.is_met(value) else "not met"
            table.add_row(target.title, target.shown(value), target.bound_shown(), verdict)
    return table


def _road_table(figures: dict[str, Any]) -> Table:
    table = Table(title="Road")
    table.add_column("")
    for title in ("p50 ms", "p95 or p99 ms", "of Rasa"):
        table.add_column(title, justify="right")
    if "p50_ratio" in figures:
        ratio = f"{figures['p50_ratio']:.2f}"
        road_ms = f"{figures['road_p50_ms']:.1f}", f"{figures['road_p95_ms']:.1f}"
        rasa_ms = f"{figures['rasa_p50_ms']:.1f}", f"{figures['rasa_p95_ms']:.1f}"
        table.add_row("question over the road", *road_ms, ratio)
        table.add_row("question to bare Rasa", *rasa_ms, "1.00")
    relay_ms = f"{figures['relay_p50_ms']:.1f}", f"{figures['relay_p99_ms']:.1f}"
    table.add_row(f"reply of an agent, {figures['relay_per_s']} a second", *relay_ms, "")
    return table


def _queue_table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"Queue (medians of {figures['rounds']} rounds, AOF everysec)")
    table.add_column("")
    for title in ("messages", "put per s", "drained per s", "of raw"):
        table.add_column(title, justify="right")
    ratios = {
        "footbridge_1": figures["footbridge_1_ratio"],
        "footbridge_10": figures["footbridge_10_ratio"],
        **figures["peers"],
    }
    for name, cell in figures["cells"].items():
        if "drain_per_s" in cell:
            ratio = ratios.get(name, cell["drain_per_s"] / figures["raw_per_s"])
            put, drained = f"{cell['enqueue_per_s']:,.0f}", f"{cell['drain_per_s']:,.0f}"
            table.add_row(name, f"{figures['messages'][name]:,}", put, drained, f"{ratio:.2f}")
    return table


def _idle_line(figures: dict[str, Any]) -> str:
    ours, floor = figures["cells"]["idle_footbridge"], figures["cells"]["idle_raw"]
    return (
        f"Idle latency: p50 {ours['p50_ms']:.2f} ms, p99 {ours['p99_ms']:.2f} ms "
        f"(raw: {floor['p50_ms']:.2f} and {floor['p99_ms']:.2f} ms); "
        f"p50 ratio {figures['idle_p50_ratio']:.2f}"
    )


def _run(work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    try:
        return asyncio.run(work)
    except EXPECTED as error:
        errors.print(str(error))
        raise typer.Exit(1) from None


def _write(path: Path | None, figures: dict[str, Any]) -> None:
    if path is not None:
        write_json(path, figures)
        screen.print(f"All figures: {path}")
