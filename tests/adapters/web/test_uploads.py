"""Files of customers in a browser: what comes in, once, and what is refused with a reason."""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from handoff.errors import Refused
from handoff.rules.events import CustomerWrote
from tests.adapters.web.served import Customer, Served, hear_until
from tests.adapters.web.stands import render_text
from tests.pictures import HEIC, PDF, SECRET, movie, picture
from tests.stored_files import read

FIELD = 'Content-Disposition: form-data; name="{name}"\r\n\r\n1\r\n'
MANY_FIELDS = "".join(f"--x\r\n{FIELD.format(name=n)}" for n in [*range(20), "file"]).encode()
FORMATS = "PNG, JPG, WEBP, HEIC, MP4, MOV, WEBM, TXT, PDF"


@pytest.fixture
async def customer(customer: Customer) -> Customer:
    await customer.open_session()
    return customer


def kept(served: Served) -> list[str]:
    """The files in the store."""
    root = Path(served.folder.name) / "files"
    return [path.name for path in root.glob("??/*")]


async def test_a_file_is_stored_and_said_in_the_conversation(
    customer: Customer, served: Served
) -> None:
    ws = await customer.enter()
    client_id = str(uuid4())

    status, answer = await customer.upload(HEIC, "IMG_1.heic", client_id=client_id, language="nl")

    assert (status, answer) == (200, {"stored": client_id})
    [(conversation, event_id, event)] = served.support.accepted
    assert (conversation, event_id) == (
        customer.conversation,
        f"web:{customer.conversation}:{client_id}",
    )
    assert isinstance(event, CustomerWrote)
    (file,) = event.files
    told = (event.message_id, event.text, event.language, event.platform, file.name, file.kind)
    assert told == (event_id, "", "nl", "short_video", "IMG_1.jpg", "screenshot")
    assert SECRET not in await read(served.files, file.key)
    entry = await hear_until(ws, "entry", id=event_id)
    shown = {"name": "IMG_1.jpg", "media_type": "image/jpeg", "size": file.size}
    assert entry["files"] == [shown], "and the key stays with us"


@pytest.mark.parametrize("data", [movie(), PDF, "你好".encode(), picture("WEBP")])
async def test_every_kind_of_evidence_comes_in(
    customer: Customer, served: Served, data: bytes
) -> None:
    assert (await customer.upload(data))[0] == 200
    assert len(served.support.accepted[0][2].files) == 1


async def test_what_is_sent_twice_is_there_once(customer: Customer, served: Served) -> None:
    client_id = str(uuid4())
    for _ in range(3):
        status, answer = await customer.upload(picture(), client_id=client_id)
        assert (status, answer) == (200, {"stored": client_id})
    [(_, _, event)] = served.support.accepted
    assert kept(served) == [event.files[0].key], "no copy stays that nobody sees"


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_a_refusal_says_why_and_what_works(
    customer: Customer, served: Served, language: str
) -> None:
    status, answer = await customer.upload(b"MZ\x90\x00", "cute.png", language=language)
    wanted = render_text("file_kind", language, {"formats": FORMATS})
    assert (status, answer) == (422, {"error": "file_kind", "text": wanted})
    _, damaged = await customer.upload(picture()[:50], language=language)
    assert damaged["text"] == render_text("file_damaged", language, {})
    assert (served.support.accepted, kept(served)) == ([], [])


async def test_a_file_that_is_too_big_is_refused_with_the_limit(customer: Customer) -> None:
    status, answer = await customer.upload(PDF + bytes(10 * 1024**2))
    assert (status, answer["error"]) == (422, "file_too_big")
    assert re.findall(r"\d+", answer["text"]) == ["10"]
    status, answer = await customer.upload(bytes(52 * 1024**2))
    assert re.findall(r"\d+", answer["text"]) == ["50"], "not even read"


async def test_too_many_in_an_hour_are_refused_with_a_time(
    customer: Customer, served: Served
) -> None:
    served.support.waits[customer.conversation] = 1800.0
    status, answer = await customer.upload(picture())
    assert (status, answer["error"]) == (422, "files_too_many")
    assert re.findall(r"\d+", answer["text"]) == ["100", "500", "30"]
    assert "retry_after_s" not in answer, "the customer decides what to send later"
    assert kept(served) == []


async def test_while_the_store_is_away_the_widget_shall_try_again(
    customer: Customer, served: Served
) -> None:
    served.support.failures_left = 1
    client_id = str(uuid4())
    status, answer = await customer.upload(picture(), client_id=client_id)
    assert (status, answer["error"], answer["retry_after_s"]) == (429, "web_not_stored", 3)
    assert (await customer.upload(picture(), client_id=client_id))[0] == 200


async def test_a_full_mailbox_is_told_and_leaves_no_file(
    customer: Customer, served: Served
) -> None:
    served.support.refusal = Refused("web_too_fast", seconds="10")
    assert (await customer.upload(picture()))[1]["error"] == "web_too_fast"
    assert kept(served) == []


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"token": "v1.forged"}, 401, "token"),
        ({"client_id": "../../etc"}, 400, "client_id"),
        ({"origin": "https://evil.example.com"}, 403, "origin"),
        ({"token": "x" * 5000}, 401, "token"),
    ],
)
async def test_strangers_are_kept_out(
    customer: Customer, served: Served, fields: dict[str, str], status: int, error: str
) -> None:
    assert await customer.upload(picture(), **fields) == (status, {"error": error})
    assert (served.support.accepted, kept(served)) == ([], [])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\nno name\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (MANY_FIELDS, "multipart/form-data; boundary=x"),
    ],
)
async def test_nonsense_is_refused(
    customer: Customer, served: Served, body: bytes, kind: str
) -> None:
    headers = {**customer.headers(), "Content-Type": kind}
    url = f"{served.url}/api/web/files"
    async with customer.http.post(url, data=body, headers=headers) as response:
        assert response.status == 400
    assert served.support.accepted == []


async def test_a_page_elsewhere_may_ask_first(customer: Customer, served: Served) -> None:
    url = f"{served.url}/api/web/files"
    async with customer.http.options(url, headers=customer.headers()) as response:
        assert response.headers["Access-Control-Allow-Methods"] == "POST"
        assert response.headers["Access-Control-Allow-Origin"] == served.url
