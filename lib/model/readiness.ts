import { z } from 'zod';
import { StoredFacts } from './facts.ts';

/** stops: migrations fail, or a VM would lose data. risk: they work, but not for every VM, or not well. note: to know. */
export const ReadinessGrade = z.enum(['stops', 'risk', 'note']);
export type ReadinessGrade = z.infer<typeof ReadinessGrade>;

/** What is checked, in the order in which faults are best corrected. */
export const ReadinessTopic = z.enum([
  'connection',
  'port',
  'storage',
  'cpu',
  'device',
  'network',
  'speed',
  'clock',
  'version',
  'headroom',
]);
export type ReadinessTopic = z.infer<typeof ReadinessTopic>;

/**
 * The findings: topic and names of the facts of each. Facts with several names hold them with commas between. The
 * sentences are in `messages/`, readiness.json; a test compares the two.
 */
export const readinessFindings = {
  'single-host': ['connection', []],
  'host-not-reached': ['connection', ['host', 'code', 'detail']],
  'pair-not-reached': ['connection', ['source', 'destination', 'code', 'detail']],
  'pair-untested': ['connection', ['pairs', 'count']],
  'own-name-local': ['connection', ['host', 'name']],
  'own-name-shared': ['connection', ['hosts', 'name']],
  'memory-port-closed': ['port', ['source', 'destination', 'when']],
  'memory-port-untested': ['port', ['pairs', 'count']],
  'storage-missing': ['storage', ['storage', 'hosts', 'having', 'vms']],
  'storage-differs': ['storage', ['storage', 'hosts']],
  'file-missing': ['storage', ['vm', 'kind', 'file', 'hosts', 'source']],
  'file-differs': ['storage', ['vm', 'kind', 'file', 'hosts', 'source']],
  'file-unproved': ['storage', ['vm', 'kind', 'file', 'source']],
  'firmware-local': ['storage', ['vm', 'file', 'source']],
  'tpm-local': ['storage', ['vm', 'source']],
  'cpu-models-differ': ['cpu', ['groups', 'common']],
  'vm-cpu-bound': ['cpu', ['vm', 'source', 'hosts', 'detail']],
  'vm-tied': ['device', ['vm', 'source', 'detail']],
  'vm-resource-bound': ['device', ['vm', 'source', 'hosts', 'detail']],
  'vm-refused': ['device', ['vm', 'source', 'hosts', 'detail', 'code']],
  'vm-network-missing': ['network', ['vm', 'source', 'hosts', 'detail']],
  'migration-network-shared': ['network', ['hosts', 'count']],
  'speed-low': ['speed', ['source', 'destination', 'mbps']],
  'speed-minimum': ['speed', ['source', 'destination', 'mbps']],
  'speed-good': ['speed', ['mbps', 'pairs']],
  'speed-not-measured': ['speed', ['pairs', 'count']],
  'largest-vm': ['speed', ['vm', 'memoryMiB', 'source', 'destination', 'seconds', 'mbps', 'basis']],
  'largest-vm-endless': [
    'speed',
    ['vm', 'memoryMiB', 'source', 'destination', 'mbps', 'neededMbps', 'basis'],
  ],
  'clock-off': ['clock', ['host', 'seconds', 'direction']],
  'clock-unknown': ['clock', ['hosts', 'count']],
  'versions-differ': ['version', ['groups']],
  'fits-nowhere': ['headroom', ['vm', 'memoryMiB', 'source', 'count']],
  'checks-left-out': ['headroom', ['checked', 'total']],
} as const satisfies Record<string, readonly [ReadinessTopic, readonly string[]]>;

export type FindingCode = keyof typeof readinessFindings;

const codes = Object.keys(readinessFindings) as [FindingCode, ...FindingCode[]];

export const ReadinessFinding = z.object({
  code: z.enum(codes),
  grade: ReadinessGrade,
  facts: StoredFacts,
});
export type ReadinessFinding = z.infer<typeof ReadinessFinding>;

export const topicOf = ({ code }: Pick<ReadinessFinding, 'code'>): ReadinessTopic =>
  readinessFindings[code][0];

/** The result of the last check of a cluster, as it is stored. */
export const ReadinessReport = z.object({
  hosts: z.number(), // that answered
  vms: z.number(),
  findings: z.array(ReadinessFinding), // those that stop migrations first
});
export type ReadinessReport = z.infer<typeof ReadinessReport>;

/** The states of a test migration. Its guest, if Ballast made one, is removed before it ends. */
export const TestMigrationState = z.enum([
  'asked',
  'starting',
  'out',
  'back',
  'removing',
  'succeeded',
  'failed',
]);
export type TestMigrationState = z.infer<typeof TestMigrationState>;

export const openTestStates = ['asked', 'starting', 'out', 'back', 'removing'] as const;
