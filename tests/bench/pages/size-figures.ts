import { type Figure, judgeAtMost } from '../report/figures.ts';
import type { PreviewMeasured } from './measure-preview.ts';
import type { SizeMeasured } from './measure-sizes.ts';

interface Target {
  id: string;
  name: string;
  unit: string;
  pass: number;
  aim: number;
  read: (measured: SizeMeasured) => number;
}

/** What a page may cost at the reference size. */
export const targets: readonly Target[] = [
  {
    id: 'overview-lcp',
    name: 'overview, LCP',
    unit: 'ms',
    pass: 1000,
    aim: 600,
    read: (m) => m.overview.lcpMs,
  },
  {
    id: 'overview-tbt',
    name: 'overview, TBT',
    unit: 'ms',
    pass: 200,
    aim: 100,
    read: (m) => m.overview.tbtMs,
  },
  {
    id: 'overview-elements',
    name: 'overview, elements',
    unit: '',
    pass: 4000,
    aim: 2500,
    read: (m) => m.overview.elements,
  },
  {
    id: 'overview-kb',
    name: 'overview, HTML',
    unit: 'kB',
    pass: 400,
    aim: 250,
    read: (m) => m.overview.documentKb,
  },
  {
    id: 'overview-update-kb',
    name: 'overview, an update',
    unit: 'kB',
    pass: 40,
    aim: 15,
    read: (m) => m.overview.updateKb,
  },
  {
    id: 'vm-table-first-rows',
    name: 'VM table, first rows',
    unit: 'ms',
    pass: 1000,
    aim: 500,
    read: (m) => m.vmTable.firstRowsMs,
  },
  {
    id: 'vm-table-filter',
    name: 'VM table, filter as typed',
    unit: 'ms',
    pass: 300,
    aim: 100,
    read: (m) => m.vmTable.filterMs,
  },
  {
    id: 'vm-table-longest-task',
    name: 'VM table, longest task while scrolling',
    unit: 'ms',
    pass: 100,
    aim: 50,
    read: (m) => m.vmTable.longestTaskMs,
  },
];

const PREVIEW = { pass: 700, aim: 400 };

/** The figures of the largest size that was measured, each against its targets. */
export function sizeFigures(measured: readonly SizeMeasured[]): Figure[] {
  const last = measured.at(-1);
  if (!last) return [];
  return targets.map(({ id, unit, pass, aim, read }) => {
    const value = Math.round(read(last));
    return {
      id,
      value,
      unit,
      pass: `<= ${pass}`,
      aim: `<= ${aim}`,
      verdict: judgeAtMost(value, { pass, aim }),
    };
  });
}

export function previewFigure({ medianMs }: PreviewMeasured): Figure {
  const value = Math.round(medianMs);
  return {
    id: 'evacuation-preview-63x1563',
    value,
    unit: 'ms',
    pass: `<= ${PREVIEW.pass}`,
    aim: `<= ${PREVIEW.aim}`,
    verdict: judgeAtMost(value, PREVIEW),
  };
}
