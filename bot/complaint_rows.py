"""Rows of ``data/catalogue/complaint_types.yml`` as the rules know them."""

from typing import Any

from handoff.rules.tables import ComplaintType, Raise


def complaint_type(row: dict[str, Any], title: dict[str, str]) -> ComplaintType:
    """``raises`` and ``bypass`` rows that hang on an answer change where the ticket goes."""
    rows = [*(row.get("raises") or ()), *(row.get("bypass") or ())]
    return ComplaintType(
        row["id"],
        row["department"],
        row["priority"],
        tuple(row["platforms"]),
        title,
        always_person=row["bypass_bot"] == "always",
        first_response=row["sla"]["first_response"],
        resolution=row["sla"]["resolution"],
        also_inform=tuple(row.get("also_inform") or ()),
        after_form=row.get("after_form") or "",
        raises=tuple(
            Raise(r["field"], tuple(r["is"]), r.get("priority") or "", r.get("department") or "")
            for r in rows
            if r.get("field") and not r.get("within_hours")
        ),
    )
