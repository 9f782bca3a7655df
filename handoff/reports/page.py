"""The view as a page that stands alone: it can be kept, sent and printed, and loads nothing."""

from collections.abc import Iterable
from html import escape

from handoff.reports.view import Chart, Table, Tile, View

WIDTH, HEIGHT = 900.0, 180.0
"""Of a chart, in units of its own."""
GAP = 0.2
"""Share of a column's width that stays free."""
_STYLE = """
:root { color-scheme: light dark; --line: #d5dde2; --soft: #4a5a66; --c0: #0b6470; --c1: #b3261e;
  --c2: #9fb3bd; --c3: #d9a21b; }
@media (prefers-color-scheme: dark) { :root { --line: #2c3a43; --soft: #a5b4be; --c0: #63c7c4;
  --c1: #ff8f85; --c2: #5b6f7b; --c3: #f0b75a; } }
body { max-width: 1200px; margin: 0 auto; padding: 20px; font: 15px/1.5 system-ui, sans-serif; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; }
.tiles div { padding: 10px 16px; border: 1px solid var(--line); border-radius: 12px; }
.tiles dt, .note, .axis { color: var(--soft); font-size: 0.84rem; }
.tiles dd { margin: 0; font-size: 1.3rem; font-weight: 600; }
figure { margin: 24px 0; } figcaption, caption { font-weight: 600; text-align: left; }
svg { display: block; width: 100%; height: auto; border-bottom: 1px solid var(--line); }
.axis { display: flex; justify-content: space-between; }
.key { display: inline-block; width: 12px; height: 12px; margin: 0 6px 0 14px; border-radius: 3px; }
.c0 { fill: var(--c0); background: var(--c0); } .c1 { fill: var(--c1); background: var(--c1); }
.c2 { fill: var(--c2); background: var(--c2); } .c3 { fill: var(--c3); background: var(--c3); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: 0 0 24px; }
th, td { padding: 6px 12px; border-top: 1px solid var(--line); text-align: left; }
td, tbody th { white-space: nowrap; }
thead th { color: var(--soft); font-size: 0.84rem; }
td svg { display: inline-block; width: 90px; height: 10px; margin-left: 8px; border: 0; }
"""


def render_page(view: View, title: str, note: str, nothing: str, language: str) -> str:
    """The whole page as HTML. ``nothing`` is said where the period holds nothing."""
    period = f"{view.first} – {view.last}"
    shown = [_tiles(view.tiles), *map(_chart, view.charts), *map(_table, view.tables)]
    body = "\n".join(shown) if view.tables else f"<p>{escape(nothing)}</p>"
    return f"""<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · {period}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(title)}, {period}</h1>
<p class="note">{escape(note)}</p>
{body}
</body>
</html>
"""


def _tiles(tiles: Iterable[Tile]) -> str:
    shown = (f"<div><dt>{escape(t.label)}</dt><dd>{escape(t.value)}</dd></div>" for t in tiles)
    return f'<dl class="tiles">{"".join(shown)}</dl>'


def _chart(chart: Chart) -> str:
    keys = "".join(
        f'<span class="key c{n}"></span>{escape(one.label)}' for n, one in enumerate(chart.series)
    )
    first, last = chart.columns[0], chart.columns[-1]
    return f"""<figure>
<figcaption>{escape(chart.title)}</figcaption>
<div class="axis"><span>{escape(chart.most)}</span><span>{keys}</span></div>
<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true">{"".join(_columns(chart))}</svg>
<div class="axis"><span>{escape(first)}</span><span>{escape(last)}</span></div>
</figure>"""


def _columns(chart: Chart) -> Iterable[str]:
    step = WIDTH / len(chart.columns)
    highest = _highest(chart) or 1
    width = step * (1 - GAP) / (1 if chart.stacked else len(chart.series))
    for column, name in enumerate(chart.columns):
        base = 0.0
        for n, one in enumerate(chart.series):
            value = one.values[column] or 0
            high = HEIGHT * value / highest
            left = column * step + step * GAP / 2 + (0 if chart.stacked else n * width)
            top = HEIGHT - base - high
            if value:
                yield (
                    f'<rect class="c{n}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
                    f'height="{high:.1f}"><title>{escape(name)}: {escape(one.label)} {value}'
                    f"</title></rect>"
                )
            base += high if chart.stacked else 0


def _highest(chart: Chart) -> int:
    def values_at(column: int) -> list[int]:
        return [one.values[column] or 0 for one in chart.series]

    of = sum if chart.stacked else max
    return max((of(values_at(column)) for column in range(len(chart.columns))), default=0)


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "".join(map(_row, table.rows, table.bars))
    return f"""<div class="scroll"><table>
<caption>{escape(table.caption)}</caption>
<thead><tr>{heads}</tr></thead>
<tbody>{rows}</tbody>
</table></div>"""


def _row(cells: tuple[str, ...], share: float) -> str:
    name, first, *rest = map(escape, cells)
    bar = (
        '<svg viewBox="0 0 90 10" aria-hidden="true">'
        f'<rect class="c0" width="{90 * share:.1f}" height="10"/></svg>'
    )
    shown = "".join(f"<td>{cell}</td>" for cell in (f"{first}{bar}", *rest))
    return f'<tr><th scope="row">{name}</th>{shown}</tr>'
