import { expect, test } from 'vitest';
import type { HostObservation } from '../../model/ports.ts';
import { plainObservation } from './plain-observation.ts';

const EVIL = 'a\u001b[2J\u202e\u200b\nb';

/** An observation in which every text is the same hostile name, including fields that are added later. */
function observed(): HostObservation {
  return {
    hostId: 'h1',
    observedAt: new Date('2026-11-29T00:00:00Z'),
    facts: {
      cpuCores: 4,
      coreMhz: 2000,
      memoryMiB: 1024,
      cpuModel: EVIL,
      cpuFeatures: [EVIL],
      networks: [EVIL],
      storages: [EVIL],
      migrationMbps: null,
      rack: EVIL,
      version: EVIL,
      cpuIds: null,
      numaNodes: null,
      hugePages: null,
    },
    use: { cpuBusyFraction: null, memoryUsedMiB: null },
    vms: [
      {
        uuid: 'u1',
        name: EVIL,
        state: 'running',
        isIncoming: false,
        vcpus: 1,
        memoryMiB: 1,
        cpuCoresUsed: null,
        memoryUsedMiB: null,
        dirtyMiBps: null,
        workingSetMiB: null,
        networks: [EVIL],
        storages: [EVIL],
        localDevices: [EVIL],
        cpuFeatures: [EVIL],
        condition: null,
        hugePageKiB: null,
        hostCpus: [],
        numaNodes: [],
        isPersistent: true,
        isAutostart: false,
        ties: [{ kind: 'host-device', name: EVIL, blocks: ['live'] }],
        managedBy: EVIL,
        definition: null,
      },
    ],
    alarms: [{ code: 'vms-unread', facts: { vms: EVIL, count: 1 } }],
  };
}

test('names from a hypervisor keep no characters that a terminal or a page would interpret', () => {
  const kept = JSON.stringify(plainObservation(observed()));
  expect(kept).not.toMatch(/\\u001b\[2J[^\\]|\\n|\p{Cc}|\p{Cf}/u);
  expect(kept.split('a\\\\u001b[2J\\\\u202e\\\\u200b\\\\u000ab')).toHaveLength(14 + 1);
});

test('the observation of a host without such names is unchanged', () => {
  const observation = { ...observed(), vms: [], alarms: [] };
  const facts = { ...observation.facts, cpuModel: 'EPYC', cpuFeatures: [], networks: null, storages: null };
  const plain = { ...observation, facts: { ...facts, rack: null, version: '9.0' } };
  expect(plainObservation(plain)).toEqual(plain);
});
