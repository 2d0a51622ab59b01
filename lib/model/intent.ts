import type { KindChoice } from './move-forecast.ts';
import type { PlanKind } from './plan.ts';
import type { RestartPriority } from './policy-fields.ts';

/** A VM and the host where it should be. */
export interface WantedPlace {
  vmId: string;
  toHostId: string;
}

/** A kind of move that was chosen for one VM. offline: it is shut down for it, and started again. */
export type AskedKind = 'live' | 'quick' | 'offline';

/** The intents by kind, with what a plan must know about them. Ids are the snapshot's. */
interface Intents {
  /** A cluster with even loads and no overloaded host. */
  balance: object;
  /**
   * Hosts without VMs, except those of `leave`, which stay there, or are shut down or saved; `moveKind` for all VMs that are not
   * stopped, except those of `kinds`, by id. The rules of `lift` do not count for it.
   */
  evacuate: {
    hostIds: readonly string[];
    moveKind: KindChoice;
    leave?: readonly string[];
    kinds?: Readonly<Record<string, AskedKind>>;
    lift?: readonly string[];
  };
  /** One VM on another host. */
  migrate: { vmId: string; toHostId: string; moveKind: KindChoice };
  /** VMs on other hosts, as somebody has placed them; the least important last. */
  relocate: { wanted: readonly WantedPlace[] };
  /** VMs on their hosts before a run, the least important last. */
  undo: { run: string; wanted: readonly WantedPlace[] };
  /** The VMs of a dead host started on others, in the order of their restart priorities; those left out have the middle one. */
  restart: {
    hostId: string;
    priorities: ReadonlyMap<string, RestartPriority>;
    lockedIds: ReadonlySet<string>; // VMs that another job still moves
  };
}
export type IntentKind = keyof Intents;

/** The kind under which the plan of an intent is stored: VMs that a person moves together are a migration as well. */
export const planKindOf: Record<IntentKind, PlanKind> = {
  balance: 'balance',
  evacuate: 'evacuate',
  migrate: 'migrate',
  relocate: 'migrate',
  undo: 'undo',
  restart: 'restart',
};

/** What somebody requests. Each plan answers one. */
export type Intent<Kind extends IntentKind = IntentKind> = { [K in Kind]: { kind: K } & Intents[K] }[Kind];
