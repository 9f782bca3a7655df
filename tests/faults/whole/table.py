"""The figures of a run as lines of text."""

from collections.abc import Iterator

from tests.faults.whole.run import Report


def table(report: Report) -> Iterator[str]:
    found, history = report.findings, report.history
    refused = sum(each.not_stored for one in history.customers for each in one.written)
    yield f"messages written            {report.messages}"
    yield f'  told "not stored", repeated {refused}'
    yield f"replies of agents           {found.replies}"
    yield f"chats taken / handed back   {_sum(report, 'taken')} / {_sum(report, 'handed_back')}"
    yield f"connections of widgets      {sum(each.connections for each in history.customers)}"
    yield ""
    yield "part        kills   away (s)"
    for part in dict.fromkeys(kill.part for kill in report.kills):
        away = [kill.away_s for kill in report.kills if kill.part == part]
        yield f"{part:<11} {len(away):>5}   {min(away):.1f} to {max(away):.1f}"
    yield ""
    yield 'until an answer or a word (s), from "stored"'
    waits = {percent: found.percentile_s(percent) for percent in (50, 95, 99)}
    figures = "   ".join(f"p{percent} {value:.2f}" for percent, value in waits.items())
    yield f"  {figures}   worst {found.worst_s:.2f}"
    unexplained = len(found.unexplained)
    yield f"  later than promised: {len(found.late)}, by no slow start of a part: {unexplained}"
    yield from (f"    {line}" for line in found.late)
    yield f"broken promises: {len(found.broken)}"
    yield from (f"    {line}" for line in found.broken)


def _sum(report: Report, name: str) -> int:
    return sum(getattr(agent, name) for agent in report.history.agents)
