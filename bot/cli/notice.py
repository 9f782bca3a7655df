"""``footbridge notice``: what customers are told of news, pauses and faults."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from bot.catalogue import ContentError
from bot.cli.database import stop, with_records
from bot.cli.days import moment
from bot.cli.tables import print_whole
from bot.content import Loaded, load
from handoff.desks.console.notices import postable
from handoff.extract.masking import mask_cards_in
from handoff.records.notices import Posted
from handoff.rules.notice import FAULT, NEWS, PAUSED, Unfit, check_end, read_notice

DATA = Path(__file__).parents[2] / "data"
BY = "the command line"

app = typer.Typer(help="Post, list and lift notices for customers.", no_args_is_help=True)
screen = Console(highlight=False)

English = Annotated[str, typer.Option("--en", help="The text in English.")]
Dutch = Annotated[str, typer.Option("--nl", help="The text in Dutch.")]
Chinese = Annotated[str, typer.Option("--zh", help="The text in Chinese.")]
End = Annotated[
    datetime,
    typer.Option(
        "--until", parser=moment, metavar="TIME",
        help='Such as "2026-11-20 09:30", in this machine\'s time zone.',
    ),
]  # fmt: skip
Begin = Annotated[
    datetime | None,
    typer.Option("--from", parser=moment, metavar="TIME", help="At once if left out."),
]
Topics = Annotated[
    list[str] | None,
    typer.Option("--topic", help="An answer beside which it is shown; repeat for several."),
]
Subject = Annotated[
    str, typer.Argument(help="A function such as upload, or a complaint type as type:spam_scam.")
]


@app.command()
def news(en: English, nl: Dutch, zh: Chinese, until: End, since: Begin = None,
         topic: Topics = None) -> None:  # fmt: skip
    """Tell something; it ends by itself."""
    _post(NEWS, "", {"en": en, "nl": nl, "zh": zh}, since, until, topic)


@app.command()
def pause(subject: Subject, en: English, nl: Dutch, zh: Chinese, until: End, since: Begin = None,
          topic: Topics = None) -> None:  # fmt: skip
    """Say that something is paused, and why; who asked is told when it works again."""
    _post(PAUSED, subject, {"en": en, "nl": nl, "zh": zh}, since, until, topic)


@app.command()
def fault(subject: Subject, en: English, nl: Dutch, zh: Chinese, until: End, since: Begin = None,
          topic: Topics = None) -> None:  # fmt: skip
    """Say what does not work, and a way around; it stays until it is lifted."""
    _post(FAULT, subject, {"en": en, "nl": nl, "zh": zh}, since, until, topic)


@app.command("list")
def list_notices() -> None:
    """Show what is posted, and the last ones that are over."""
    posted = with_records(lambda records: records.posted_notices())
    if not posted:
        screen.print("No notices.")
        return
    table = Table("Id", "Kind", "About", "From", "Until", "Over", "Wait for it", "English")
    for one in posted:
        table.add_row(*_row(one), style="dim" if one.over_ms else "")
    print_whole(screen, table, ("Id", "About"))


@app.command()
def lift(notice: Annotated[str, typer.Argument(help="The id, as `list` shows it.")]) -> None:
    """It works again, or counts no more; who asked is told by the running service."""
    if not with_records(lambda records: records.lift_notice(notice)):
        stop(f"No notice {notice} is open. See them all: footbridge notice list")
    screen.print(f"{notice} is lifted.")


@app.command()
def extend(
    notice: Annotated[str, typer.Argument(help="The id, as `list` shows it.")], until: End
) -> None:
    """Give it another end."""
    now_ms = _now_ms()
    try:
        ends_ms = check_end(_in_ms(until), 0, now_ms)
    except Unfit as unfit:
        stop(_loaded().content.render_text(unfit.text, "en", unfit.values))
    if not with_records(lambda records: records.extend_notice(notice, ends_ms)):
        stop(f"No notice {notice} is open. See them all: footbridge notice list")
    screen.print(f"{notice} is there until {until:%Y-%m-%d %H:%M}.")


def _post(
    kind: str,
    subject: str,
    text: dict[str, str],
    since: datetime | None,
    until: datetime,
    topics: list[str] | None,
) -> None:
    loaded = _loaded()
    given: dict[str, Any] = {"kind": kind, "subject": subject, "text": text, "topics": topics or ()}
    given |= {"starts_ms": _in_ms(since) if since else 0, "ends_ms": _in_ms(until)}
    try:
        notice = read_notice(
            mask_cards_in(given), f"n{uuid4().hex[:12]}", postable(loaded.tables), _now_ms()
        )
    except Unfit as unfit:
        refusal = loaded.content.render_text(unfit.text, "en", unfit.values)
        known = ", ".join(postable(loaded.tables).subjects)
        stop(
            f"{refusal} Known: {known}" if unfit.text == "desk_notice_unknown_subject" else refusal
        )
    with_records(lambda records: records.post_notice(notice, BY))
    screen.print(f"Posted as [bold]{notice.id}[/]. Next: footbridge notice lift {notice.id}")


def _loaded() -> Loaded:
    try:
        return load(DATA)
    except ContentError as error:
        stop(str(error))


def _now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def _in_ms(at: datetime) -> int:
    """As the wall clock of this machine means it."""
    return int(at.astimezone().timestamp() * 1000)


def _row(posted: Posted) -> tuple[str, ...]:
    notice = posted.notice
    return (
        notice.id,
        notice.kind,
        notice.subject or "–",
        _time(notice.starts_ms),
        _time(notice.ends_ms),
        _time(posted.over_ms) if posted.over_ms else "–",
        str(posted.listeners + posted.tickets),
        notice.text["en"],
    )


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
