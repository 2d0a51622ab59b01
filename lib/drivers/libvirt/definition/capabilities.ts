import type { HugePagePool } from '../../../model/host.ts';
import { at, child, children, type Node, parseRoot, text } from '../../xml.ts';
import { cpuNode, writeCpu } from './cpu.ts';
import { readKiB } from './numbers.ts';

export interface HostCapabilities {
  uuid: string | null; // the host's own UUID, by which libvirt identifies it
  cpuModel: string | null;
  nominalMhz: number | null; // the nominal clock, if the host reports it
  cpuXml: string | null;
  cpuIds: number[] | null; // null: not reported
  numaNodes: number[] | null;
  hugePages: HugePagePool[] | null;
}

/** Reads `capabilities`. */
export function parseCapabilities(xml: string): HostCapabilities | null {
  const host = child(parseRoot(xml, 'capabilities'), 'host');
  if (host === null) return null;
  const cpu = cpuNode(host);
  const cells = children(at(host, 'topology', 'cells'), 'cell');
  const numbers = (nodes: Node[]) => {
    const found = nodes.map((node) => Number(text(node, '@id') ?? Number.NaN)).filter(Number.isInteger);
    return found.length === 0 ? null : [...new Set(found)].sort((a, b) => a - b);
  };
  return {
    uuid: text(host, 'uuid'),
    cpuModel: text(cpu, 'model'),
    nominalMhz: nominalMhzOf(cpu),
    cpuXml: cpu === null ? null : writeCpu(cpu),
    cpuIds: numbers(cells.flatMap((cell) => children(child(cell, 'cpus'), 'cpu'))),
    numaNodes: numbers(cells),
    hugePages: cells.length === 0 ? null : poolsOf(cells),
  };
}

/** The time stamp counter of x86 runs at the nominal clock, whatever the cores do; other architectures have none. */
function nominalMhzOf(cpu: Node | null): number | null {
  const counter = children(cpu, 'counter').find((each) => text(each, '@name') === 'tsc');
  const hz = Number(text(counter ?? null, '@frequency') ?? 0);
  return hz > 0 ? Math.round(hz / 1e6) : null;
}

const MAX_ORDINARY_PAGE_KIB = 64;
const KIB_IN_MIB = 1024;

/** Pages of all cells together, without the ordinary ones (4 KiB; 64 KiB on some machines). */
function poolsOf(cells: Node[]): HugePagePool[] {
  const totals = new Map<number, number>();
  for (const page of cells.flatMap((cell) => children(cell, 'pages'))) {
    const pageKiB = readKiB(text(page, '@size'), text(page, '@unit'));
    const count = Number(text(page, '#text') ?? 0);
    if (pageKiB === null || pageKiB <= MAX_ORDINARY_PAGE_KIB || !Number.isFinite(count)) continue;
    totals.set(pageKiB, (totals.get(pageKiB) ?? 0) + (count * pageKiB) / KIB_IN_MIB);
  }
  return [...totals].sort(([a], [b]) => a - b).map(([pageKiB, totalMiB]) => ({ pageKiB, totalMiB }));
}
