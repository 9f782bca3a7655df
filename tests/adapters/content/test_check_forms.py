"""A fault in a complaint form is told, at its line."""

from pathlib import Path

from tests.adapters.content.faults import TYPES, Fault, each, put

QUESTIONS = "data/content/texts/form_questions.yml"
OPTIONS = "data/content/texts/form_options.yml"
FORMS = "data/content/texts/forms.yml"
WORDS = "data/catalogue/form_words.yml"
OBJECTS = "data/catalogue/reportable_objects.yml"
AMOUNT = "{name: amount, type: amount, required: true}"
UNAUTHORISED = "{field: dispute_kind, is: [unauthorised]"
LOSS = "{heard: ongoing_loss, asks: [affected_account, contact]"


@each(
    Fault("type nobody reads", TYPES, "  boolean: {", "  colour: {validation: any}\n  boolean: {",
          "  colour:", "no program reads the type of field colour"),
    Fault("limits", TYPES, "free_text: {min: 10", "free_text: {min: 9999", "9999",
          "`min` of free_text is above its `max`"),
    Fault("common field gone", TYPES, "{name: evidence,", "{name: proof,", "common_fields:",
          "the common field evidence is gone"),
    Fault("default", TYPES, "default: report_problem", "default: complain", "default: complain",
          "the default complain is no option of purpose"),
    Fault("no evidence", TYPES, "evidence: [photo, screenshot, order_id, chat_log, time]",
          "evidence: []", "evidence: []", "seller_conduct takes no kind of evidence"),
    Fault("no follow-up", TYPES, "follow_up: Say what was frozen", "follow_up: '' # was frozen",
          "- id: account_security", "account_security has no follow-up"),
    Fault("targets", TYPES, "sla: {first_response: 480, resolution: 7200}",
          "sla: {first_response: 480, resolution: 72}", "resolution: 72}",
          "game_problem must be answered first and resolved later"),
    Fault("purpose", TYPES, "purpose: appeal_outcome", "purpose: appeal", "purpose: appeal",
          "`appeal` is no option of purpose"),
    Fault("no opening", FORMS, "form_open_payout:", "form_opens_payout:", "",
          "the text form_open_payout is in no file"),
    Fault("no question", QUESTIONS, "form_ask_device:", "form_asks_device:", "",
          "the text form_ask_device is in no file"),
    Fault("option without words", TYPES, "options: [late, missing,", "options: [late, lost,",
          "[late, lost,", "the text form_option_payout_problem_lost is in no file"),
    Fault("option in two languages", OPTIONS, "double_charge: {en: Charged twice, nl",
          "double_charge: {en: Charged twice, fr", "_double_charge:",
          "form_option_dispute_kind_double_charge is missing in Dutch"),
    Fault("what the form says", FORMS, "form_refused_card:", "form_refuse_card:", "",
          "the text form_refused_card is in no file"),
    Fault("way to identify", OBJECTS, "identify_by: [link, author_and_time]}",
          "identify_by: [smell]}", "[smell]", "the text form_identify_smell is in no file"),
    Fault("platform of an object", OBJECTS, "platforms: [short_video,", "platforms: [radio,",
          "platforms: [radio,", "`radio` is no platform"),
    Fault("object in two languages", OBJECTS, "{en: Comment, nl: Opmerking,", "{en: Comment,",
          "{en: Comment,", "the title of comment is missing in Dutch"),
)  # fmt: skip
def test_a_form_has_all_that_it_needs(project: Path, fault: Fault) -> None:
    told = put(project, fault)
    if fault.at:
        assert told.is_told
    else:
        assert any(fault.what in problem[3] for problem in told.problems)


@each(
    Fault("common name", TYPES, "name: game_server", "name: contact", "name: contact, type: short",
          "the field contact is asked of every type already"),
    Fault("fills", TYPES, "true, fills: occurred_at", "true, fills: happened_at",
          "fills: happened_at", "`happened_at` is no common field"),
    Fault("fills twice", TYPES, "{name: money_lost, type: amount, required: false}",
          "{name: money_lost, type: amount, required: false, fills: occurred_at}",
          "name: money_lost", "two fields stand for occurred_at"),
    Fault("unless a field", TYPES, "unless: {field: rule_topic", "unless: {field: topic",
          "{field: topic", "`topic` is no field of platform_rule"),
    Fault("unless an answer", TYPES, "[rule_unclear, rule_unfair]", "[rule_unclear, unfair]",
          "[rule_unclear, unfair]", "`unfair` is no answer to rule_topic"),
    Fault("object", TYPES, "objects: [account, post", "objects: [accounts, post",
          "[accounts", "`accounts` is no reportable object"),
    Fault("objects of a text", TYPES, AMOUNT, "{name: amount, type: amount, required: true,"
          " objects: [post]}", "objects: [post]}", "amount is no object"),
    Fault("options of a text", TYPES, AMOUNT, "{name: amount, type: amount, required: true,"
          " options: [much]}", "options: [much]", "amount is no choice, but has options"),
    Fault("unknown of a choice", TYPES, "{name: rule_topic, type: choice, required: true",
          "{name: rule_topic, type: choice, required: true, unknown: true", "unknown: true, opt",
          "rule_topic cannot be answered with"),
    Fault("option twice", TYPES, "options: [owner, representative", "options: [owner, owner",
          "[owner, owner", "the option owner stands twice"),
    Fault("too long for a button", TYPES, "options: [owner,", f"options: [{'owner' * 11},",
          "ownerowner", "is too long for a button"),
)  # fmt: skip
def test_a_field_fits_its_type(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


@each(
    Fault("word", TYPES, "bypass_bot: never", "bypass_bot: sometimes", "sometimes",
          "`sometimes` does not say when a person takes over"),
    Fault("never", TYPES, "bypass_bot: conditional", "bypass_bot: never", "    bypass:",
          "platform_rule never goes past the form"),
    Fault("not after what", TYPES, "bypass_bot: never", "bypass_bot: always", "- id: game_problem",
          "game_problem says that a person takes over, but not after what"),
    Fault("not in words", TYPES, "bypass_when: A threat", "evidence_note: A threat",
          "- id: harassment_hate", "harassment_hate does not tell in words"),
    Fault("field", TYPES, UNAUTHORISED, "{field: kind, is: [unauthorised]", "{field: kind,",
          "`kind` is no field of billing_dispute"),
    Fault("option", TYPES, UNAUTHORISED, "{field: dispute_kind, is: [stolen]", "[stolen]",
          "`stolen` is no answer to dispute_kind"),
    Fault("no answer", TYPES, UNAUTHORISED, "{field: dispute_kind", "{field: dispute_kind, prio",
          "no answer to dispute_kind is named"),
    Fault("yes or no", TYPES, "feels_unsafe_now, is: [true]", "feels_unsafe_now, is: [maybe]",
          "[maybe]", "`maybe` is no answer to feels_unsafe_now"),
    Fault("reason", TYPES, "P1, reason: security_emergency", "P1, reason: hurry", "reason: hurry",
          "`hurry` is no handoff reason"),
    Fault("no reason", TYPES, ", reason: repeated_contact", "", "{heard: third_contact}",
          "a person takes over from customer_service without a reason"),
    Fault("priority", TYPES, "is: [true], priority: P0", "is: [true], priority: P9", "P9",
          "`P9` is no priority"),
    Fault("department", TYPES, "priority: P1, department: urgent_safety",
          "priority: P1, department: police", "police", "`police` is no department"),
    Fault("informed", TYPES, "inform: copyright_legal", "inform: police", "inform: police",
          "`police` is no department"),
    Fault("heard", TYPES, LOSS, LOSS.replace("ongoing_loss", "loss"), "heard: loss",
          "`loss` cannot be heard"),
    Fault("asks", TYPES, LOSS, LOSS.replace("contact", "shoe_size"), "shoe_size",
          "`shoe_size` is no field of account_security"),
    Fault("both", TYPES, LOSS, LOSS.replace("heard:", "field: contact, heard:"), "field: contact",
          "this row must name either a `field` or what is `heard`"),
)  # fmt: skip
def test_a_bypass_leads_somewhere(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


@each(
    Fault("pattern", WORDS, "    - '👍+", "    - '(👍+", "(👍+", "is no pattern"),
    Fault("anything", WORDS, "    - '👍+|", "    - '.*|👍+|", ".*|👍", "matches any text"),
    Fault("any part", WORDS, "    - '[?？]\\s*$'", "    - '[?？]?'", "[?？]?'", "matches any text"),
    Fault("no table", WORDS, "  skip:", "  skips:", "whole:", "no pattern says `skip`"),
    Fault("unknown table", WORDS, "  skip:", "  skips:", "  skips:",
          "no program looks for `skips`"),
    Fault("change of what", WORDS, "(?P<what>.{2,60}?)( please)?$", "(.{2,60}?)( please)?$",
          "(.{2,60}?)( please)?$", "does not tell what to change"),
)  # fmt: skip
def test_a_pattern_of_the_form_can_be_used(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told
