import type { PlayedDay } from './section.ts';

const PANEL = { width: 520, height: 300, left: 52, top: 46, labels: 172, bottom: 34 };
const PLOT = {
  width: PANEL.width - PANEL.left - PANEL.labels,
  height: PANEL.height - PANEL.top - PANEL.bottom,
};
const LABEL_HEIGHT = 14;

const STYLE = `
  .paper { fill: #ffffff; } text { fill: #1f2328; font: 12px system-ui, sans-serif; } .quiet { fill: #59636e; }
  .grid { stroke: #d1d9e0; stroke-width: 1; } path { fill: none; stroke-width: 1.5; }
  .none { stroke: #818b98; stroke-dasharray: 2 3; } .one-metric-memory { stroke: #9a6700; } .one-metric-cpu { stroke: #bc4c00; }
  .threshold { stroke: #8250df; } .hbal-10min { stroke: #1a7f37; } .ballast { stroke: #0969da; stroke-width: 3; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .grid { stroke: #3d444d; }
    .none { stroke: #9198a1; } .one-metric-memory { stroke: #d29922; } .one-metric-cpu { stroke: #db6d28; }
    .threshold { stroke: #ab7df8; } .hbal-10min { stroke: #3fb950; } .ballast { stroke: #4493f8; }
  }`;

/** Overloaded host-minutes since midnight over the hours of each day, one line for each strategy, on a logarithmic scale. */
export function drawChart(days: readonly PlayedDay[]): string {
  const most = Math.max(
    ...days.flatMap(({ results }) => results.map((result) => result.overloadedHostMinutes)),
  );
  const decades = Math.max(1, Math.ceil(Math.log10(most)));
  const width = PANEL.width * days.length;
  const panels = days.map((day, index) => drawPanel(day, index * PANEL.width, decades));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${PANEL.height}" role="img">
<title>Overloaded host-minutes since midnight, by strategy</title>
<style>${STYLE}
</style>
<rect class="paper" width="${width}" height="${PANEL.height}"/>
${panels.join('\n')}
</svg>
`;
}

function drawPanel({ day, size, results }: PlayedDay, offset: number, decades: number): string {
  const y = (minutes: number): number =>
    PANEL.top + PLOT.height * (1 - Math.log10(Math.max(1, minutes)) / decades);
  const hours = results[0]?.overloadedByHour.length ?? 24;
  const x = (hour: number): number => offset + PANEL.left + (PLOT.width * hour) / hours;
  const right = x(hours);
  const grid = Array.from({ length: decades + 1 }, (_, decade) => {
    const at = y(10 ** decade).toFixed(1);
    return `<line class="grid" x1="${x(0)}" x2="${right}" y1="${at}" y2="${at}"/><text class="quiet" x="${x(0) - 6}" y="${at}" dy="4" text-anchor="end">${10 ** decade}</text>`;
  });
  const clock = [0, 6, 12, 18, 24]
    .filter((hour) => hour <= hours)
    .map(
      (hour) =>
        `<text class="quiet" x="${x(hour)}" y="${PANEL.height - PANEL.bottom + 18}" text-anchor="middle">${hour}:00</text>`,
    );
  const lines = results.map(
    ({ strategy, overloadedByHour }) =>
      `<path class="${strategy}" d="M${[0, ...overloadedByHour].map((minutes, hour) => `${x(hour).toFixed(1)},${y(minutes).toFixed(1)}`).join('L')}"/>`,
  );
  const ends = spreadApart(
    results.map(({ strategy, overloadedHostMinutes }) => ({
      text: `${strategy} ${Math.round(overloadedHostMinutes)}`,
      at: y(overloadedHostMinutes),
    })),
  );
  const labels = ends.map(
    ({ text, at }) => `<text x="${right + 6}" y="${at.toFixed(1)}" dy="4">${text}</text>`,
  );
  const title = `<text x="${x(0)}" y="20">Overloaded host-minutes since midnight</text><text class="quiet" x="${x(0)}" y="36">${day}, ${size.hosts} hosts, ${size.vms} VMs</text>`;
  return [title, ...grid, ...clock, ...lines, ...labels].join('\n');
}

/** Moves labels apart vertically, so that their distance is at least their height. */
export function spreadApart<T extends { at: number }>(labels: readonly T[]): T[] {
  const sorted = [...labels].sort((a, b) => a.at - b.at);
  let lowest = Number.NEGATIVE_INFINITY;
  return sorted.map((label) => {
    lowest = Math.max(label.at, lowest + LABEL_HEIGHT);
    return { ...label, at: lowest };
  });
}
