import type { Tie } from '../../model/vm.ts';
import type { VirshResult } from './virsh-result.ts';

/**
 * State that libvirt keeps for VMs besides their definitions: the UUIDs of the VMs that have it; null if it does not
 * report it.
 */
export interface KeptState {
  withSnapshots: Set<string> | null;
  withCheckpoints: Set<string> | null;
  withManagedSave: Set<string> | null;
  transient: Set<string> | null;
  autostart: Set<string> | null;
}

/** Sent once per host, whatever the number of its VMs. */
export const KEPT_STATE = [
  'list --all --uuid --with-snapshot',
  'list --all --uuid --with-checkpoint',
  'list --all --uuid --with-managed-save',
  'list --all --uuid --transient',
  'list --all --uuid --autostart',
] as const;

/** The answers to KEPT_STATE, in order. */
export function keptStateOf(results: readonly VirshResult[]): KeptState {
  const [withSnapshots, withCheckpoints, withManagedSave, transient, autostart] = KEPT_STATE.map((_, index) =>
    readUuids(results[index]),
  );
  return {
    withSnapshots: withSnapshots ?? null,
    withCheckpoints: withCheckpoints ?? null,
    withManagedSave: withManagedSave ?? null,
    transient: transient ?? null,
    autostart: autostart ?? null,
  };
}

const UUID = /^\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gim;

function readUuids(result: VirshResult | undefined): Set<string> | null {
  if (!result?.isOk) return null;
  return new Set([...result.stdout.matchAll(UUID)].map((match) => (match[1] ?? '').toLowerCase()));
}

/** Names of a VM's snapshots and checkpoints, to display. */
export interface Moments {
  snapshots: string[];
  checkpoints: string[];
}

const ALWAYS: Tie['blocks'] = ['live', 'quick', 'offline'];
const SHOWN = 3;

/** The ties from kept state. libvirt refuses every migration of a VM with snapshots, and would lose the rest. */
export function keptTies(uuid: string, kept: KeptState | null, moments: Moments | null): Tie[] {
  const has = (set: Set<string> | null | undefined) => set?.has(uuid) === true;
  return [
    ...(has(kept?.withManagedSave)
      ? [{ kind: 'saved-state' as const, name: 'managed save', blocks: ['offline' as const] }]
      : []),
    ...(has(kept?.withSnapshots)
      ? [{ kind: 'snapshots' as const, name: namesOf(moments?.snapshots), blocks: ALWAYS }]
      : []),
    ...(has(kept?.withCheckpoints)
      ? [{ kind: 'checkpoints' as const, name: namesOf(moments?.checkpoints), blocks: ALWAYS }]
      : []),
  ];
}

function namesOf(names: string[] | undefined): string {
  if (names === undefined || names.length === 0) return '-';
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` (+${more})` : '');
}
