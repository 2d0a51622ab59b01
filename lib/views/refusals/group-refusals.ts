import type { FailureScope } from '../../model/errors.ts';

/** A refusal for pages. Of a VM: no `to`; of the connection between two hosts: no `vm`. */
export interface RefusalView {
  id: string;
  vm: { id: string; name: string; hostId: string } | null;
  from: string; // where the VM is, or the connection begins
  to: { id: string; name: string } | null;
  code: string; // of the drivers
  scope: FailureScope | null;
  facts: Record<string, string | number>;
  message: string | null; // the hypervisor's own words
  at: Date;
  expiresAt: Date | null; // null: it holds until something changes
  run: { id: string; number: number } | null;
}

/** Refusals with the same destination, cause and kind of subject. */
export interface RefusalGroup {
  key: string;
  to: RefusalView['to']; // null: no destination helps
  from: string | null; // of the connection between two hosts: its source
  code: string;
  /** The newest first; its text represents all. */
  refusals: [RefusalView, ...RefusalView[]];
}

/** One group for each destination and cause, in the order of their newest refusals. `refusals`: the newest first. */
export function groupRefusals(refusals: readonly RefusalView[]): RefusalGroup[] {
  const groups = new Map<string, RefusalGroup>();
  for (const refusal of refusals) {
    const { vm, to, code } = refusal;
    const from = vm === null ? refusal.from : null;
    const key = JSON.stringify([from, to?.id ?? null, code]);
    const group = groups.get(key);
    if (group) group.refusals.push(refusal);
    else groups.set(key, { key, to, from, code, refusals: [refusal] });
  }
  return [...groups.values()];
}
