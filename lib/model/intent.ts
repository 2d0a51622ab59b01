import type { KindChoice } from './move-forecast.ts';

/** A VM that is wanted on a host. */
export interface WantedPlace {
  vmId: string;
  toHostId: string;
}

/** What somebody asks for, by its kind, with what the plan must know of it. Ids are the snapshot's. */
interface Intents {
  /** A cluster whose loads are even, and no host overloaded. */
  balance: object;
  /** A host without VMs; `moveKind` for all that are not stopped. */
  evacuate: { hostId: string; moveKind: KindChoice };
  /** One VM on another host. */
  migrate: { vmId: string; toHostId: string; moveKind: KindChoice };
  /** VMs where they were before a run, those that matter least last. */
  undo: { run: string; wanted: readonly WantedPlace[] };
}
export type IntentKind = keyof Intents;

/** What somebody asks for. Each plan is the answer to one. */
export type Intent<Kind extends IntentKind = IntentKind> = { [K in Kind]: { kind: K } & Intents[K] }[Kind];
