import type { Generate } from './cluster-input.ts';
import { skew } from './skew.ts';

/** Every family of instances, by name. */
export const generators = {
  skew,
} as const satisfies Record<string, Generate>;

export type Family = keyof typeof generators;

export const families = Object.keys(generators) as Family[];
