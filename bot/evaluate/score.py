"""From outcomes to figures; shares lie between 0 and 1."""

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import Any

from bot.evaluate.ask import UNANSWERED, Outcome
from bot.evaluate.rows import Row

Result = tuple[Row, Outcome]
MOST_OFFERED = 3


def score(kind: str, results: Sequence[Result]) -> dict[str, Any]:
    """The figures of a file of this kind, in all and by language.

    A row without an answer counts in every ``n`` and in no share; ``unanswered`` is their number.
    """
    by_lang: dict[str, list[Result]] = {}
    for row, outcome in results:
        by_lang.setdefault(row.lang, []).append((row, outcome))
    share = _SHARES[kind]
    figures = {"by_lang": {lang: share(part) for lang, part in sorted(by_lang.items())}}
    unanswered = sum(outcome.kind == UNANSWERED for _, outcome in results)
    whole = _WHOLE[kind](results)
    return {"kind": kind, **whole, **figures, **_times(results), "unanswered": unanswered}


def verdict(kind: str, row: Row, outcome: Outcome) -> str:
    """One word for one row."""
    return UNANSWERED if outcome.kind == UNANSWERED else _VERDICTS[kind](row, outcome)


def _faq(row: Row, outcome: Outcome) -> str:
    wanted = row.columns["id"]
    is_offered = wanted in outcome.topics[:MOST_OFFERED]
    if outcome.kind == "answer" and outcome.topics[0] == wanted:
        return "right"
    if outcome.kind in ("answer", "offer") and is_offered:
        return "offered"
    if outcome.kind == "answer":
        return "wrong"
    return outcome.kind if outcome.kind in ("form", "handoff") else "fallback"


def _handoff(row: Row, outcome: Outcome) -> str:
    return "handed_off" if outcome.kind == "handoff" else "not_handed_off"


def _oos(row: Row, outcome: Outcome) -> str:
    if outcome.kind == "answer":
        return "answered"
    return "form" if outcome.kind == "form" else "rejected"


def _complaints(row: Row, outcome: Outcome) -> str:
    wanted = row.columns["complaint_type"]
    if wanted in outcome.serves:
        return "right"
    if outcome.kind in ("form", "answer") and outcome.complaint == wanted:
        return "right" if outcome.kind == "form" else "half"
    return "wrong"


_VERDICTS: dict[str, Callable[[Row, Outcome], str]] = {
    "faq": _faq,
    "handoff": _handoff,
    "oos": _oos,
    "complaints": _complaints,
}


def _shares(kind: str, names: Sequence[str]) -> Callable[[Sequence[Result]], dict[str, Any]]:
    def shares(results: Sequence[Result]) -> dict[str, Any]:
        counted = Counter(verdict(kind, *result) for result in results)
        return {"n": len(results), **{name: counted[name] / len(results) for name in names}}

    return shares


def _handoff_shares(results: Sequence[Result]) -> dict[str, Any]:
    def part(wanted: bool, name: str) -> dict[str, Any]:
        asked = [r for r in results if r[0].wants_human is wanted]
        handed = sum(verdict("handoff", *result) == "handed_off" for result in asked)
        return {"n": len(asked), name: handed / len(asked) if asked else 0.0}

    return {"wanted": part(True, "honoured"), "not_wanted": part(False, "handed_off")}


_FAQ = _shares("faq", ("right", "offered", "wrong", "fallback", "form", "handoff"))
_OOS = _shares("oos", ("answered", "form", "rejected"))
_COMPLAINTS = _shares("complaints", ("right", "half", "wrong"))
_SHARES = {"faq": _FAQ, "handoff": _handoff_shares, "oos": _OOS, "complaints": _COMPLAINTS}


def _faq_whole(results: Sequence[Result]) -> dict[str, Any]:
    missed = [r for r in results if verdict("faq", *r) not in ("right", "offered")]
    worst = Counter(row.columns["id"] for row, _ in missed)
    pairs = Counter(
        (row.columns["id"], outcome.topics[0])
        for row, outcome in results
        if verdict("faq", row, outcome) == "wrong"
    )
    confusions = [[wanted, got, count] for (wanted, got), count in pairs.most_common(10)]
    return {"all": _FAQ(results), "worst_topics": worst.most_common(10), "confusions": confusions}


def _grouped(
    column: str, name: str, shares: Callable[[Sequence[Result]], dict[str, Any]]
) -> Callable[[Sequence[Result]], dict[str, Any]]:
    def whole(results: Sequence[Result]) -> dict[str, Any]:
        groups: dict[str, list[Result]] = {}
        for row, outcome in results:
            groups.setdefault(row.columns[column], []).append((row, outcome))
        return {
            **shares(results),
            name: {group: shares(part) for group, part in sorted(groups.items())},
        }

    return whole


_WHOLE: dict[str, Callable[[Sequence[Result]], dict[str, Any]]] = {
    "faq": _faq_whole,
    "handoff": _handoff_shares,
    "oos": _grouped("kind", "by_kind", _OOS),
    "complaints": _grouped("complaint_type", "by_type", _COMPLAINTS),
}


def _times(results: Sequence[Result]) -> dict[str, float]:
    taken = sorted(outcome.ms for _, outcome in results)
    cuts = quantiles(taken, n=20, method="inclusive") if len(taken) > 1 else taken * 19
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}
