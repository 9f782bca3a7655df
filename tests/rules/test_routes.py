"""Where a matter goes: the first rule that holds, who stands in, and that danger comes first."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.rules.effects import Record
from handoff.rules.forms_summary import Route
from handoff.rules.hours import Hours, Week
from handoff.rules.routes import Matter, Routes, Rule, When, served
from handoff.rules.step import step
from tests.rules.cases import BOT, NOW, TABLES, kinds, wrote

MINUTE = 60_000
SHUT = Week()
"""Closed all week."""


def when(**asked: str) -> When:
    return When(**{name: frozenset(value.split()) for name, value in asked.items()})


SELLERS = Rule(when(reason="user_request", role="seller"), "billing", "P2", ("refunds",), 10)
WIDE = Rule(when(reason="user_request", language="en nl"), "technical")
ROUTES = Routes(rules=(SELLERS, WIDE))
PLAIN = Route("frontline", "P3", ())


@pytest.mark.parametrize(
    ("matter", "wanted"),
    [
        (Matter("user_request", role="seller"), Route("billing", "P2", (), ("refunds",), 10)),
        (Matter("user_request", language="nl"), Route("technical", "P3", ())),
        (Matter("user_request", language="en", role="seller"),
         Route("billing", "P2", (), ("refunds",), 10)),
        (Matter("user_request", language="zh"), PLAIN),
        (Matter("bot_error", language="en", role="seller"), PLAIN),
        (Matter("user_request"), PLAIN),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_counts(matter: Matter, wanted: Route) -> None:
    assert ROUTES.routed(PLAIN, matter) == wanted


def test_a_rule_raises_a_priority_and_never_lowers_one() -> None:
    matter = Matter("user_request", role="seller")
    assert ROUTES.routed(Route("security", "P1", ()), matter).priority == "P1"


def test_what_is_not_known_of_a_matter_is_asked_for_in_vain() -> None:
    assert not when(role="seller").holds(Matter("user_request"))
    assert When().holds(Matter())


PARTS = st.frozensets(st.sampled_from("abc"), max_size=2)
WHENS = st.builds(When, PARTS, PARTS, PARTS, PARTS, PARTS)


@given(WHENS, WHENS)
def test_a_rule_covers_another_exactly_if_no_matter_escapes_it(one: When, other: When) -> None:
    values = ("", "a", "b", "c", "d")
    names = [name for name in vars(one) if vars(one)[name] or vars(other)[name]]
    escapes = any(
        other.holds(matter) and not one.holds(matter)
        for found in product(values, repeat=len(names[:3]))
        for matter in [Matter(**dict(zip(names, found, strict=False)))]
    )
    if len(names) <= 3:
        assert one.covers(other) == (not escapes)
    elif escapes:
        assert not one.covers(other)


@given(
    st.lists(
        st.builds(
            Rule,
            st.just(When()),
            st.sampled_from(["", "billing", "frontline"]),
            st.sampled_from(["", "P1", "P3"]),
        ),
        max_size=3,
    ),
    st.dictionaries(st.sampled_from(TABLES.departments), st.sampled_from(TABLES.departments)),
    st.frozensets(st.sampled_from(TABLES.departments)),
)
def test_danger_goes_to_those_who_never_close_whatever_the_tables_say(rules, stand_ins, there):
    routes = Routes(rules=tuple(rules), stand_ins=stand_ins)
    closed = Hours(weeks={name: SHUT for name in TABLES.departments if name != "urgent"})
    tables = replace(TABLES, routes=routes, on_duty=there, hours=closed)
    state, _ = step(BOT, wrote("I want to kill myself"), NOW, tables)
    assert (state.handoff.department, state.handoff.priority) == ("urgent", "P0")
    assert state.handoff.due_ms == NOW + 5 * MINUTE


def test_a_rule_that_makes_it_danger_sends_it_there() -> None:
    rule = Rule(when(reason="user_request"), priority="P0")
    tables = replace(TABLES, routes=Routes(rules=(rule,)))
    state, _ = step(BOT, wrote("human please"), NOW, tables)
    assert (state.handoff.department, state.handoff.priority) == ("urgent", "P0")


def test_the_handoff_carries_skills_and_the_target_of_its_rule() -> None:
    tables = replace(TABLES, routes=ROUTES)
    state, effects = step(BOT, wrote("human please", role="seller"), NOW, tables)
    handoff = state.handoff
    assert (handoff.department, handoff.priority, handoff.skills) == ("billing", "P2", ("refunds",))
    assert handoff.due_ms == handoff.rank_ms == NOW + 10 * MINUTE
    (asked,) = kinds(effects, Record)
    assert asked.data["department"] == "billing"


CHAIN = Routes(stand_ins={"billing": "technical", "technical": "frontline"})


@pytest.mark.parametrize(
    ("shut", "there", "wanted"),
    [
        ((), None, "billing"),
        (("billing",), None, "technical"),
        (("billing", "technical"), None, "frontline"),
        (("billing", "technical", "frontline"), None, "billing"),
        ((), {"frontline"}, "frontline"),
        ((), {"billing", "frontline"}, "billing"),
        ((), set(), "billing"),
        (("technical",), {"technical"}, "billing"),
    ],
)
def test_who_stands_in_is_open_and_there(shut, there, wanted) -> None:
    hours = Hours(weeks=dict.fromkeys(shut, SHUT))
    on_duty = None if there is None else frozenset(there)
    assert served(CHAIN, "billing", "en", NOW, hours, on_duty) == wanted


def test_a_department_that_does_not_speak_the_language_is_stood_in_for() -> None:
    routes = replace(CHAIN, languages={"billing": ("zh",), "technical": ("zh", "en")})
    assert served(routes, "billing", "en", NOW, Hours(), None) == "technical"
    assert served(routes, "billing", "nl", NOW, Hours(), None) == "frontline"


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef")), st.sampled_from("abc")
)
def test_a_chain_ends_whatever_the_table_says(stand_ins: dict[str, str], first: str) -> None:
    chain = Routes(stand_ins=stand_ins).chain(first)
    assert len(chain) == len(set(chain)) <= 4


def test_the_complaint_stays_with_its_department() -> None:
    hours = Hours(weeks={"billing": SHUT})
    tables = replace(TABLES, routes=CHAIN, hours=hours)
    state, _ = step(BOT, wrote("human please"), NOW, tables)
    assert state.handoff.department == "frontline"


def test_a_conversation_goes_wider_after_a_part_of_its_target() -> None:
    routes = Routes(wider={"skill": 40, "department": 75})
    due = NOW + 60 * MINUTE
    assert routes.wider_ms(NOW, due) == {
        "skill": NOW + 24 * MINUTE,
        "department": NOW + 45 * MINUTE,
    }
