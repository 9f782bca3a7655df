// Small pictures of numbers; what they show stands in a table as well, so screen readers pass them over.
const SVG = 'http://www.w3.org/2000/svg';
const BAR = 240;
const WIDTH = 900;
const HEIGHT = 160;
const GAP = 0.2;

function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** A bar as long as its share of `most`. */
export function bar(count, most) {
  const svg = shape('svg', { viewBox: `0 0 ${BAR} 14`, class: 'bar-chart', 'aria-hidden': 'true' });
  svg.append(shape('rect', { width: most ? Math.max(2, (BAR * count) / most) : 0, height: 14, rx: 3 }));
  return svg;
}

/** Columns of several series, side by side or on top of each other. */
export function columns({ columns: names, series, stacked }) {
  const svg = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const heights = names.map((_, column) => {
    const values = series.map(({ values: all }) => all[column] ?? 0);
    return stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  });
  const highest = Math.max(...heights) || 1;
  const step = WIDTH / names.length;
  const width = (step * (1 - GAP)) / (stacked ? 1 : series.length);
  names.forEach((name, column) => {
    let base = HEIGHT;
    series.forEach(({ label, values }, n) => {
      const value = values[column] ?? 0;
      const height = (HEIGHT * value) / highest;
      if (!value) return;
      const x = column * step + (step * GAP) / 2 + (stacked ? 0 : n * width);
      const rect = shape('rect', { class: `series-${n}`, x, y: base - height, width, height });
      const title = shape('title', {});
      title.textContent = `${name}: ${label} ${value}`;
      rect.append(title);
      svg.append(rect);
      if (stacked) base -= height;
    });
  });
  return svg;
}
