import { z } from 'zod';
import type { Facts } from './errors.ts';
import { StoredFacts } from './facts.ts';

/**
 * Why a measured value of a VM is not used, each code with the names of its facts. The sentences are in
 * `messages/*.json` under `doubt`; a test compares the two.
 */
export const vmDoubtFacts = {
  impossible: ['measure', 'value'], // negative, or no number
  'above-capacity': ['measure', 'value', 'most'],
  stuck: ['measure'], // a counter that must increase stays the same
  'counter-reset': ['measure'], // it decreased, so there is no rate
  'figures-missing': ['measure'], // Prometheus has no fresh figures of it
  'guest-silent': ['measure'], // the guest stopped reporting its memory: what its host holds for it counts
} as const satisfies Record<string, readonly string[]>;

export type VmDoubtCode = keyof typeof vmDoubtFacts;

const codes = Object.keys(vmDoubtFacts);
const isCode = (code: unknown): code is VmDoubtCode => typeof code === 'string' && codes.includes(code);

/** A value that is not used, and since when. `measure` of the facts: a name of `vmMeasures`. */
export interface VmDoubt {
  code: VmDoubtCode;
  facts: Facts;
  since: string; // ISO 8601
}

/** Doubts as they are stored; codes of later versions are dropped. */
export const VmDoubts = z
  .array(z.object({ code: z.string(), facts: StoredFacts, since: z.iso.datetime() }))
  .transform((doubts) =>
    doubts.flatMap(({ code, facts, since }): VmDoubt[] => (isCode(code) ? [{ code, facts, since }] : [])),
  );

/** A guest's report of its memory is used for this long. */
export const MAX_GUEST_REPORT_SECONDS = 300;
