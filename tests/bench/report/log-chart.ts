export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LogChart {
  readonly title: string; // for screen readers, and shown if the image is missing
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly yText: (tick: number) => string;
  readonly series: readonly Series[];
}

const WIDTH = 640;
const HEIGHT = 400;
const PLOT = { left: 72, right: 600, top: 24, bottom: 340 };

// The image follows the reader's light or dark theme.
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #475467; }
  .grid { stroke: #d0d5dd; stroke-width: 1; }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
  .s0 { stroke: #2563eb; } .d0 { fill: #2563eb; }
  .s1 { stroke: #c2410c; stroke-dasharray: 7 4; } .d1 { fill: #c2410c; }
  @media (prefers-color-scheme: dark) {
    text { fill: #cbd5e1; }
    .grid { stroke: #334155; }
    .s0 { stroke: #60a5fa; } .d0 { fill: #60a5fa; }
    .s1 { stroke: #fb923c; } .d1 { fill: #fb923c; }
  }
`;

/** A line chart with two logarithmic axes as SVG. A straight line is a power of the size, and its slope is the exponent. */
export function logChart(chart: LogChart): string {
  const x = scaleOf(chart.xTicks, PLOT.left, PLOT.right);
  const y = scaleOf(chart.yTicks, PLOT.bottom, PLOT.top);
  const parts = [
    ...chart.xTicks.map((tick) =>
      [
        line(x(tick), PLOT.top, x(tick), PLOT.bottom),
        label(x(tick), PLOT.bottom + 20, tick.toLocaleString('en'), 'middle'),
      ].join('\n'),
    ),
    ...chart.yTicks.map((tick) =>
      [
        line(PLOT.left, y(tick), PLOT.right, y(tick)),
        label(PLOT.left - 8, y(tick) + 4, chart.yText(tick), 'end'),
      ].join('\n'),
    ),
    label((PLOT.left + PLOT.right) / 2, HEIGHT - 16, chart.xLabel, 'middle'),
    label(PLOT.left - 8, 14, chart.yLabel, 'start'),
    ...chart.series.map((series, index) => draw(series, index, x, y)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(chart.title)}">
<title>${escaped(chart.title)}</title>
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

type Scale = (value: number) => number;

/** The first tick is at `from`, and the last at `to`. */
function scaleOf(ticks: readonly number[], from: number, to: number): Scale {
  const low = Math.log(ticks[0] ?? 1);
  const high = Math.log(ticks.at(-1) ?? 10);
  return (value) => round(from + ((Math.log(value) - low) / (high - low)) * (to - from));
}

function draw({ name, points }: Series, index: number, x: Scale, y: Scale): string {
  const places = points.map(([px, py]) => [x(px), y(py)] as const);
  const [lastX, lastY] = places.at(-1) ?? [PLOT.left, PLOT.bottom];
  return [
    `<polyline class="line s${index}" points="${places.map((place) => place.join(',')).join(' ')}"/>`,
    ...places.map(([cx, cy]) => `<circle class="d${index}" cx="${cx}" cy="${cy}" r="4"/>`),
    label(lastX + 10, lastY + 4, name, 'start'),
  ].join('\n');
}

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="grid" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;

const label = (x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(text)}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
