"""The labels of the page about notices; words in ``desk_notices.yml``."""

PLAIN = """
notices notice_list notice_none notice_kind_news notice_kind_paused notice_kind_fault notice_late
notice_lift notice_stop notice_extend notice_end notice_new notice_kind notice_subject
notice_no_subject notice_starts notice_ends notice_topics notice_post notice_posted notice_hint_news
notice_hint_paused notice_hint_fault alarms alarm_tie alarm_no_fault alarm_see
phone phone_choose phone_store phone_stored phone_open phone_next phone_back
deed_mail_sent deed_mail_failed deed_tie_fault deed_untie_fault deed_fault_fixed field_fault
"""
FILLED = {
    "mail_trouble": ("why",),
    "mail_given_up": ("why",),
    "phone_tell": ("team", "first", "resolution"),
    "notice_over": ("time",),
    "notice_waits": ("customers", "tickets"),
    "notice_lift_text": ("customers", "tickets"),
    "alarm_many": ("count",),
    "alarm_seen_by": ("name",),
    "alarm_count": ("count",),
}
