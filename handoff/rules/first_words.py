"""The first words after a handoff; some reasons need a tone of their own."""

from handoff.rules.effects import Say
from handoff.rules.messages import Speaker
from handoff.rules.routes import EMERGENCY
from handoff.rules.texts import FALLBACK


def first_words(reason: str) -> Say:
    own = {
        EMERGENCY: "handoff_safety",
        "security_emergency": "handoff_security",
        "bot_error": "handoff_bot_error",
        "low_confidence_repeat": "handoff_not_understood",
        "not_my_question": "handoff_not_my_question",
        "complaint_needs_decision": "handoff_complaint",
        "unsupported_language": "handoff_language",
    }
    # Whose language we do not speak rather knows English than the language of the page.
    language = FALLBACK if reason == "unsupported_language" else ""
    return Say(own.get(reason, "handoff_request"), speaker=Speaker.SYSTEM, language=language)
