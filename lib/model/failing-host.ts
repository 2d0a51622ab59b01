import { z } from 'zod';

/** Why a host is about to fail. */
export const FailingReason = z.enum(['memory', 'hot', 'disk', 'other']);
export type FailingReason = z.infer<typeof FailingReason>;

/** What a hypervisor reports of a host that is about to fail. */
export interface ReportedFailing {
  reason: FailingReason;
  detail: string; // in its own words, to display
}

/** Who has marked a host that its hypervisor reported. */
export const HYPERVISOR = 'hypervisor';

/** A host that works and is about to fail, as a person, another system or its hypervisor has marked it. */
export interface FailingHost {
  reason: FailingReason;
  note: string; // empty: none
  at: Date;
  by: string;
}

/** The columns of a host that say so; all of them are null for a host that was not marked. */
export interface FailingColumns {
  failingReason: FailingReason | null;
  failingNote: string | null;
  failingAt: Date | null;
  failingBy: string | null;
}

/** Null: it was not marked. */
export function failingOf(host: FailingColumns): FailingHost | null {
  const { failingReason: reason, failingNote: note, failingAt: at, failingBy: by } = host;
  return reason === null || at === null ? null : { reason, note: note ?? '', at, by: by ?? '-' };
}
