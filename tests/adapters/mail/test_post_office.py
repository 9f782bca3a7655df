"""Letters over SMTP, to a server on loopback."""

import pytest

from bot.doctor.mail import check_mail
from bot.mail.post_office import Letter, PostOffice
from handoff.errors import DeliveryError
from handoff.settings import Settings
from tests.adapters.mail.server import mail_server
from tests.redis_server import free_port

LETTER = Letter(
    "n1", "noor@example.com", "关于您的工单FB-7K3QX9", "您好！\n\n同事正在处理。\n", "zh"
)
FROM = "support@example.com"


async def test_a_letter_arrives_as_it_was_written():
    async with mail_server() as server:
        post = PostOffice(server.url, FROM)
        await post.send(LETTER)
        await post.send(LETTER)
        first, again = server.letters
    assert (first["From"], first["To"], first["Subject"]) == (FROM, LETTER.to, LETTER.subject)
    # Lines end on the wire as SMTP wants it.
    assert first.get_content().replace("\r\n", "\n") == LETTER.text
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == again["Message-ID"]


@pytest.mark.parametrize(
    ("refusal", "is_permanent"),
    [("550 no such mailbox", True), ("450 try again later", False)],
)
async def test_a_refused_address_tells_whether_a_repeat_helps(refusal: str, is_permanent: bool):
    async with mail_server() as server:
        server.refusal = refusal
        with pytest.raises(DeliveryError) as error:
            await PostOffice(server.url, FROM).send(LETTER)
    assert error.value.permanent is is_permanent
    assert "noor" not in str(error.value)


async def test_a_refused_message_as_well():
    async with mail_server() as server:
        server.data_refusal = "554 looks like spam"
        with pytest.raises(DeliveryError) as error:
            await PostOffice(server.url, FROM).send(LETTER)
    assert error.value.permanent


async def test_a_server_that_is_away_is_tried_again():
    with pytest.raises(DeliveryError) as error:
        await PostOffice(f"smtp://127.0.0.1:{free_port()}", FROM).send(LETTER)
    assert not error.value.permanent


async def test_a_server_that_takes_no_password_is_a_matter_of_the_settings():
    async with mail_server() as server:
        url = server.url.replace("smtp://", "smtp://us%40er:secret@")
        with pytest.raises(DeliveryError) as error:
            await PostOffice(url, FROM).send(LETTER)
    assert not error.value.permanent
    assert "secret" not in str(error.value)
    assert server.letters == []


async def test_the_doctor_finds_a_server_that_answers_and_one_that_does_not():
    def settings(url: str) -> Settings:
        return Settings(smtp_url=url, mail_from=FROM, _env_file=None)

    async with mail_server() as server:
        [good] = await check_mail(settings(server.url))
        assert server.letters == []
    [bad] = await check_mail(settings(f"smtp://127.0.0.1:{free_port()}"))
    assert (good.remedy, bool(bad.remedy)) == ("", True)
    assert await check_mail(Settings(_env_file=None)) == []
