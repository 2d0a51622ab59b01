import type { FiguresFault, HostFigure, VmFigure } from './figures-source.ts';

/** What a Prometheus gave when it was tested. */
export interface TestedFigures {
  /** It gave nothing at all: why, and its words. Null: it answered. */
  failure: { fault: FiguresFault; detail: string } | null;
  hosts: Tested;
  vms: Tested;
  queries: TestedQuery[];
}

/** How many have fresh figures, and the names of some that have none. */
export interface Tested {
  count: number;
  found: number;
  missing: string[];
}

interface Answered {
  text: string; // as it was sent
  series: number;
  unused: string[]; // labels of series that no host or VM could be found for, or several for one
  fault: FiguresFault | null;
  detail: string | null;
}

/** A figure of hosts or of VMs. */
export type FigureOf = { of: 'host'; figure: HostFigure } | { of: 'vm'; figure: VmFigure };

/** What became of one query. */
export type TestedQuery = Answered & FigureOf;
