import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it, vi } from 'vitest';
import { libvirtDescriptor } from '../../lib/drivers/libvirt/descriptor.ts';
import { createLibvirtDriver } from '../../lib/drivers/libvirt/index.ts';
import type { DriverErrorCode } from '../../lib/model/errors.ts';
import type { HostAddress } from '../../lib/model/ports.ts';
import { createLab, type Lab, whyNoLab } from '../lab/create-lab.ts';
import { describeDriverContract } from './driver-contract.ts';
import { type ContractVm, capTo, type DriverHarness } from './harness.ts';

// limits against hanging, not for performance: guests are emulated, and the machine may have other work
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const PATIENCE_MS = 300_000;
const STEP_MS = 200;
const ALIVE_SECONDS = 120;

/** Small guests under software emulation: 128 MiB, of which about half is copied. */
const GUESTS = [
  { name: 'calm', memoryMiB: 128, cpuPercent: 2, dirtyMiBps: 1, workingSetMiB: 8 },
  { name: 'busy', memoryMiB: 128, cpuPercent: 20, dirtyMiBps: 16, workingSetMiB: 40 },
  { name: 'other', memoryMiB: 96 },
  { name: 'last', memoryMiB: 96 },
];

async function until<T>(what: string, read: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(STEP_MS)) {
    const answer = await read();
    if (answer !== null) return answer;
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s in vain: ${what}`);
}

/** How Ballast reaches the host, and how the other hosts do. */
const addressesOf = (lab: Lab, name: string, way: Way): { uri: string; peerUri: string } =>
  ({
    'a socket': { uri: lab.uri(name), peerUri: lab.peerUri(name) },
    SSH: { uri: lab.sshUri(name), peerUri: lab.peerUri(name, 'ssh') },
    TLS: { uri: lab.tlsUri(name), peerUri: lab.peerUri(name, 'tls') },
  })[way];

/** A stopped VM at the destination with the same name as the VM that will arrive. */
async function defineNamesake(lab: Lab, vm: ContractVm, from: string, at: string): Promise<void> {
  const xml = await lab.virsh(from, ['dumpxml', vm.name, '--migratable']);
  const file = join(lab.runDir, 'namesake.xml');
  writeFileSync(file, xml.replaceAll(vm.uuid, randomUUID()));
  await lab.virsh(at, ['define', file]);
}

type Way = 'a socket' | 'SSH' | 'TLS';

async function openHarness(way: Way): Promise<DriverHarness> {
  const lab = createLab({ name: 'contract', hosts: 3, log: (line) => console.log(line) });
  await lab.down(); // leftovers of an interrupted run
  await lab.up();
  const [first = '', second = '', third = ''] = lab.hosts;
  const homes = [first, first, second, third];
  const placed = await Promise.all(
    GUESTS.map((guest, index) => lab.addGuest({ ...guest, host: homes[index] ?? first })),
  );
  vi.stubEnv('PATH', `${lab.console.bin}:${process.env.PATH}`); // SSH and TLS need the network of the console
  const witness = await lab.witness();
  const bootIds = new Map<string, string>();
  for (const { name } of placed) bootIds.set(name, (await witness.waitFor(name)).bootId);

  const vmOf = (name: string): ContractVm => {
    const spec = GUESTS.find((guest) => guest.name === name);
    const guest = placed.find((one) => one.name === name);
    if (spec === undefined || guest === undefined) throw new Error(`no guest ${name}`);
    return { uuid: guest.uuid, name, vcpus: 1, memoryMiB: spec.memoryMiB };
  };
  const hosts: HostAddress[] = lab.hosts.map((name) => ({
    hostId: `id-of-${name}`,
    name,
    ...addressesOf(lab, name, way),
    migrationAddress: null,
  }));
  const nameOf = (hostId: string) => hosts.find((host) => host.hostId === hostId)?.name ?? hostId;

  return {
    createDriver: () => createLibvirtDriver({ hosts, clock: { now: () => new Date() } }),
    hosts,
    vmCount: GUESTS.length,
    calm: vmOf('calm'),
    busy: vmOf('busy'),
    slowTo: capTo,
    slowMiBps: 16,
    crawlMiBps: 1,
    asksAtOneInstant: false,
    lacksShell: way !== 'SSH',
    keepsMachine: true,
    hopelessMiBps: 10,
    busyDirty: { least: 1, most: 32 },
    until,
    prepareRefusal: async () => {
      const vm = vmOf('other');
      await defineNamesake(lab, vm, second, third);
      const order = {
        vmUuid: vm.uuid,
        vmName: vm.name,
        sourceHostId: `id-of-${second}`,
        destinationHostId: `id-of-${third}`,
        kind: 'live' as const,
        bandwidthMiBps: null,
        downtimeLimitMs: 300,
        mayThrottle: false,
        mayPostCopy: false,
      };
      const undo = async () => void (await lab.virsh(third, ['undefine', vm.name]));
      // over SSH, libvirt 11.3 usually closes the connection before it has reported the reason
      const lost: DriverErrorCode[] = way === 'SSH' ? ['migration-failed'] : [];
      return { order, code: 'name-taken', endCodes: ['name-taken', ...lost], undo };
    },
    makeUnreachable: (hostId) => lab.faults.stopDaemon(nameOf(hostId)),
    loseDestination: (hostId) => lab.faults.stopDaemon(nameOf(hostId)),
    restoreHost: (hostId) => lab.faults.startDaemon(nameOf(hostId)),
    cutLink: (hostId, toHostId) => lab.faults.cutPair(nameOf(hostId), nameOf(toHostId)),
    joinLink: (hostId, toHostId) => lab.faults.joinPair(nameOf(hostId), nameOf(toHostId)),
    assertAlive: async (vm) => {
      const beat = await witness.waitFor(vm.name, undefined, ALIVE_SECONDS);
      const { memoryErrors } = witness.report(vm.name);
      if (beat.bootId !== bootIds.get(vm.name)) throw new Error(`${vm.name} was started anew`);
      if (memoryErrors > 0) throw new Error(`${vm.name} has ${memoryErrors} damaged pages`);
    },
    close: async () => {
      vi.unstubAllEnvs();
      witness.close();
      await lab.down();
    },
  };
}

const reason = whyNoLab();
if (reason === undefined)
  for (const way of ['a socket', 'SSH', 'TLS'] as const)
    describeDriverContract(
      `libvirt over ${way}`,
      libvirtDescriptor.abilities,
      () => openHarness(way),
      way === 'TLS' ? 'way' : 'all', // only over SSH does libvirt differ, even for cancelled moves
    );
else describe(`driver contract: libvirt (${reason})`, () => it.skip(reason, () => undefined));
