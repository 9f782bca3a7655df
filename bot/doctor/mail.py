"""Looks at the mail server, if notices go by e-mail."""

from bot.doctor.findings import Finding
from handoff.errors import DeliveryError
from handoff.settings import Settings


async def check_mail(settings: Settings) -> list[Finding]:
    """Says hello to the server and signs in; nothing is sent."""
    if not settings.sends_mail:
        return []
    from bot.mail.post_office import PostOffice

    post = PostOffice(settings.smtp_url.get_secret_value(), settings.mail_from)
    try:
        await post.look()
    except DeliveryError as error:
        remedy = "Correct FOOTBRIDGE_SMTP_URL (host, port, user, password, smtp or smtps)."
        return [Finding("mail", f"E-mail cannot be sent: {error}.", remedy)]
    return [Finding("mail", f"the server takes mail of {settings.mail_from}")]
