"""What names something that does not exist is told, at its line."""

from pathlib import Path

from bot.checks.examine import examine
from tests.adapters.content.faults import TOPIC, TYPES, Fault, each, put

DEPARTMENTS = "data/catalogue/departments.yml"
ROUTING = "data/catalogue/routing.yml"
PAIRS = "data/catalogue/disambiguation.yml"
CATEGORIES = "data/catalogue/categories.yml"
FUNCTIONS = "data/catalogue/functions.yml"
WISHES = "data/catalogue/wishes.yml"
RELATED = "related: [refund_status, "
PLATFORMS = "platforms: [live_streaming, marketplace"


@each(
    Fault("complaint", TOPIC, "complaint: billing", "complaint: biling", "complaint:",
          "`biling_dispute` is no complaint type"),
    Fault("department", TOPIC, "department: billing", "department: bills", "department:",
          "`bills` is no department"),
    Fault("category", TOPIC, "category: billing", "category: bills", "category:",
          "`bills` is no category"),
    Fault("platform", TOPIC, PLATFORMS, "platforms: [radio, marketplace", "platforms:",
          "`radio` is no platform"),
    Fault("platform of an answer", TOPIC, "\n  marketplace:", "\n  radio:", "  radio:",
          "`radio` is no platform of this topic"),
    Fault("related", TOPIC, RELATED, "related: [refund_stats, ", "related:",
          "`refund_stats` is no topic"),
    Fault("related to itself", TOPIC, RELATED, f"{RELATED}refund_request, ", "related:",
          "refund_request is related to itself"),
    Fault("related twice", TOPIC, RELATED, f"{RELATED}refund_status, ", "related:",
          "`refund_status` is named twice"),
    Fault("no platform", TOPIC, f"{PLATFORMS}, creator_subscription, short_video]", "platforms: []",
          "platforms:", "the topic is on no platform"),
    Fault("file name", TOPIC, "id: refund_request", "id: refund_requests", "id: ",
          "the file of the topic refund_requests has another name"),
    Fault("answer of a function", FUNCTIONS, "[upload_problem, ", "[upload_problems, ",
          "{id: upload,", "`upload_problems` is no topic"),
    Fault("name of a function", FUNCTIONS, "{id: search,", "{id: searching,", "{id: searching,",
          "the function searching has no name that customers know"),
    Fault("function twice", FUNCTIONS, "{id: search,", "{id: upload,",
          "{id: upload, topics: [content", "`upload` stands twice"),
    Fault("alarm without a count", FUNCTIONS, "customers: 5", "customers: 0", "alike:",
          "`alike` needs customers and hours above 0"),
    Fault("id", TOPIC, "id: refund_request", "id: Refund-Request", "id: ",
          "`Refund-Request` cannot be an id"),
)  # fmt: skip
def test_a_topic_leads_to_what_exists(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


def test_a_wrong_name_is_answered_with_the_one_that_was_meant(project: Path) -> None:
    put(project, Fault("", TOPIC, RELATED, "related: [refund_stats, ", "", ""))
    assert [problem.remedy for problem in examine(project)] == ["Did you mean `refund_status`?"]


@each(
    Fault("department", TYPES, "department: game_operations", "department: games",
          "department: games", "`games` is no department"),
    Fault("informed", TYPES, "also_inform: [trust_safety]", "also_inform: [trust]",
          "also_inform: [trust]", "`trust` is no department"),
    Fault("priority", TYPES, "priority: P3", "priority: P9", "priority: P9", "`P9` is no priority"),
    Fault("platform", TYPES, "platforms: [live_streaming]", "platforms: [radio]",
          "platforms: [radio]", "`radio` is no platform"),
    Fault("evidence", TYPES, "evidence: [screenshot,", "evidence: [drawing,", "[drawing,",
          "`drawing` is no kind of evidence"),
    Fault("type of field", TYPES, "game_name, type: short_text", "game_name, type: short",
          "game_name", "`short` is no type of field"),
    Fault("field twice", TYPES, "name: game_server", "name: game_name",
          "{name: game_name, type: short_text, required: false}",
          "the field game_name stands twice"),
    Fault("no options", TYPES, "problem_kind, type: choice, required: true, options: [",
          "problem_kind, type: choice, required: true, options: []} # [", "problem_kind",
          "problem_kind is a choice without options"),
    Fault("type twice", TYPES, "- id: streamer_conduct", "- id: game_problem  # again", "# again",
          "`game_problem` stands twice"),
)  # fmt: skip
def test_a_complaint_type_leads_to_what_exists(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


@each(
    Fault("reason without a row", ROUTING, "  bot_error:", "  bot_eror:", "  bot_eror:",
          "`bot_eror` is no handoff reason"),
    Fault("department", ROUTING, "user_request: {department: frontline",
          "user_request: {department: front", "front,", "`front` is no department"),
    Fault("priority", ROUTING, "priority: P3}", "priority: P9}", "P9}", "`P9` is no priority"),
    Fault("pair", PAIRS, "[password_reset, account_recovery]", "[password_reste, login_problem]",
          "password_reste", "`password_reste` is no topic"),
    Fault("empty category", CATEGORIES, "- id: account\n", "- id: spare\n", "- id: spare",
          "the category spare has no topic"),
    Fault("department twice", DEPARTMENTS, "{id: billing", "{id: frontline", "Payments, charges",
          "`frontline` stands twice"),
    Fault("language", DEPARTMENTS, "[en, nl, zh]", "[en, nl, fr]", "[en, nl, fr]",
          "`fr` is no language"),
    Fault("no name at the desk", DEPARTMENTS, "departments:\n",
          "departments:\n  - {id: radio, handles: x, hours: 24/7, languages: [en],"
          " outside_hours: none}\n", "id: radio",
          "the department radio has no name at the desk"),
    Fault("pattern", WISHES, "  not:\n", "  not:\n    - '(open'\n", "(open",
          "“(open” is no pattern"),
    Fault("pattern of nothing", WISHES, "    nl:\n", "    nl:\n      - 'mens|'\n", "mens|'",
          "“mens|” matches any text"),
    Fault("pattern of any word", WISHES, "  not:\n", "  not:\n    - '\\b'\n", "- '\\b'",
          "“\\b” matches any text"),
    Fault("language of patterns", WISHES, "    nl:\n", "    fr:\n", "    fr:",
          "`fr` is no language"),
    Fault("pattern of a language", WISHES, "  courtesies:\n", "  courtesies:\n    - '(shut'\n",
          "(shut", "“(shut” is no pattern"),
    Fault("name of a language", WISHES, "    nl: 'dutch", "    nl: '(dutch", "    nl: '(dutch",
          "is no pattern"),
    Fault("language without a name", WISHES, "    nl: 'dutch", "    fr: 'dutch", "  names:",
          "no pattern in Dutch"),
)  # fmt: skip
def test_a_table_leads_to_what_exists(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told
