import type { FaultRow } from './fault-row.ts';

/** Faults that every driver of a manager is tested with, and what happens then. */
export const ofAnyManager: readonly FaultRow[] = [
  {
    what: 'Ballast restarted in mid-migration',
    happens: 'the task is found by the VM and followed',
    tests: ['Ballast restarted in mid-migration', 'recognizes a running migration after a restart'],
  },
  {
    what: 'the VM is being migrated by somebody else',
    happens: '`vm-busy`: waited for',
    tests: ['a migration by somebody else', 'reports a VM in flight as busy'],
  },
  {
    what: 'the VM was removed',
    happens: 'the VM is gone, and its move is skipped',
    tests: ['a VM that was removed'],
  },
];
