import type { Figure } from '../report/figures.ts';
import type { SizeMeasured } from './measure-sizes.ts';

/**
 * The minimum CPU time of a warm plan of each size. There are no targets for it, so each size passes whose plans
 * violate no limit.
 */
export const scaleFigures = (measured: readonly SizeMeasured[]): Figure[] =>
  measured.map(({ name, objective, result }) => ({
    id: `planning-time-${name}-${objective}`,
    value: Math.round(Math.min(...result.cpuMs)),
    unit: 'ms CPU',
    pass: 'no limit broken',
    aim: 'no limit broken',
    verdict: result.faults === 0 ? 'aim' : 'MISS',
  }));
