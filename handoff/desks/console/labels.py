"""The texts that the page itself puts on the screen, each with its placeholders.

``data/content/texts/desk*.yml`` hold the words.
"""

from handoff.desks.console import figure_labels, notice_labels, rating_labels, ticket_labels

_PLAIN = """
not_yours leads_only try_again title skip presence available busy away away_notice be_available
language sound sign_out
failed trouble card_masked covered may_distress show_picture hide_picture
sign_in_title sign_in_text sign_in sign_in_refused_title sign_in_refused
signed_out_title signed_out lists mine waiting mine_empty waiting_empty conversation nothing_open
nothing_open_text transcript from_customer from_bot from_agent from_system internal you choices
new_lines back take hand_back resolve end_chat chat_ended left taken handed_back resolved mode
mode_reply mode_note
note_hint take_first save_note sending facts question no_question customer
customer_language platform channel department priority reason ticket no_ticket waiting_since
target held_by met_person gathered tried none earlier_tickets cancel hand_back_text hand_back_reason
file_kind_screenshot file_kind_photo file_kind_screen_recording file_kind_chat_log
file_kind_document file_gone discard discard_file discard_question discard_text
discard_identity discard_child_safety discard_done file_discarded back_answered back_bot_can
back_wish back_silent hand_back_done resolve_question outcome
outcome_answered outcome_solved outcome_declined outcome_passed_on outcome_no_reply failed_title
failed_empty failed_again close language_en language_nl language_zh language_other channel_web
channel_telegram channel_desk platform_live_streaming platform_marketplace
platform_creator_subscription platform_short_video priority_P0 priority_P1 priority_P2 priority_P3
offer offer_take not_now said_missed said_lost pass_on pass_on_text pass_to pass_agents
pass_departments pass_note pass_why pass_waiting_text passed_on put_back put_back_text
put_back_done team team_empty
department_frontline department_billing department_creator_support department_account_security
department_technical_support department_game_operations department_streamer_management
department_trust_safety department_urgent_safety department_moderation department_copyright_legal
department_privacy department_marketplace_disputes department_advertising
department_service_quality department_product_feedback reason_user_request
reason_low_confidence_repeat reason_not_my_question reason_safety_emergency
reason_security_emergency reason_complaint_needs_decision reason_negative_sentiment
reason_vip_or_creator reason_outside_knowledge reason_bot_error reason_repeated_contact
reason_form_stuck reason_legal_or_press reason_unsupported_language
reason_unsupported_message_type reason_agent_reclaim has_message again answered_in_time
asked asked_empty ask ask_text ask_question ask_done ask_withdraw ask_answer ask_send ask_answered
led led_empty led_form take_over taken_over
skills skill_payouts skill_refunds skill_streaming skill_identity
"""
_FILLED = {
    "taken_by": ("name",),
    "end_chat_text": ("number",),
    "offline": ("seconds",),
    "not_live": ("problem",),
    "waits": ("time",),
    "led_trouble": ("count",),
    "ask_open": ("name", "text"),
    "ask_of_you": ("name", "text"),
    "led_said": ("time",),
    "since": ("time",),
    "due_in": ("time",),
    "overdue": ("time",),
    "answered_late": ("time",),
    "unread": ("count",),
    "closed_until": ("time",),
    "seconds": ("count",),
    "minutes": ("count",),
    "hours": ("count",),
    "days": ("count",),
    "week_of": ("day",),
    "edited": ("text",),
    "left_to": ("name",),
    "guest": ("code",),
    "reply_hint": ("name",),
    "send": ("name",),
    "discard_name": ("name",),
    "show_picture_name": ("name",),
    "hide_picture_name": ("name",),
    "letters_left": ("count",),
    "offer_left": ("count",),
    "load": ("load", "capacity"),
}
LABELS: dict[str, tuple[str, ...]] = {
    f"desk_{name}": placeholders
    for name, placeholders in {
        **dict.fromkeys(
            [
                *_PLAIN.split(),
                *ticket_labels.PLAIN.split(),
                *notice_labels.PLAIN.split(),
                *figure_labels.PLAIN.split(),
                *rating_labels.PLAIN.split(),
            ],
            (),
        ),
        **_FILLED,
        **ticket_labels.FILLED,
        **notice_labels.FILLED,
    }.items()
}
"""The texts of the page itself, and the names in their braces; what the server says is not here."""
