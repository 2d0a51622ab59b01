import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DriverKind, driverKinds, hostFields } from '../model/driver-traits.ts';
import type { HypervisorDriver } from '../model/ports.ts';
import { createDriver, descriptorOf, enteredKinds, traitsOf } from './registry.ts';
import { createMemoryLog } from './simulator/memory-log.ts';

const project = path.resolve(import.meta.dirname, '../..');
const folders = ['lib/services', 'lib/views', 'lib/worker', 'lib/web', 'app', 'components', 'bin'];
/** The files that may name the simulator: the first start creates the simulated data centre and counts its clusters. */
const mayKnow = ['bin/start/first-start.ts'];

/** A kind of driver as a whole string, or at the beginning of an address. */
const NAMED = new RegExp(
  `['"\`](?:${driverKinds.join('|')})(?:['"\`]|:)|/drivers/(?:${driverKinds.join('|')})/`,
);

const sourcesOf = (folder: string): string[] =>
  readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\//.test(file))
    .map((file) => `${folder}/${file}`);

it.each(folders)('%s names no hypervisor', (folder) => {
  const naming = sourcesOf(folder).filter((file) =>
    NAMED.test(readFileSync(path.join(project, file), 'utf8')),
  );
  expect(naming.filter((file) => !mayKnow.includes(file))).toEqual([]);
});

describe.each(driverKinds)('%s', (kind) => {
  it('has a complete description', () => {
    expect(descriptorOf(kind).kind).toBe(kind);
    expect(hostFields).toEqual(expect.arrayContaining([...traitsOf(kind).hostFields]));
    expect(enteredKinds.includes(kind)).toBe(traitsOf(kind).hostFields.length > 0);
  });

  it('has a description of plain data that can be sent to a browser', () => {
    expect(structuredClone(traitsOf(kind))).toEqual(traitsOf(kind));
  });
});

it('makes drivers that report the kind and abilities of their descriptor', async () => {
  for (const kind of driverKinds) {
    const driver = make(kind, configs[kind]);
    expect(driver).toMatchObject({ kind, abilities: descriptorOf(kind).abilities });
    await driver.close();
  }
});

it('reports what is wrong with a configuration', () => {
  expect(() => make('simulator', { seed: 'many' })).toThrow(/the cluster's configuration: \w+: /);
});

const configs: Record<DriverKind, unknown> = {
  libvirt: {},
  vsphere: { cluster: 'domain-c8' },
  proxmox: { cluster: 'lab' },
  simulator: {
    cluster: 'one',
    seed: 1,
    anchor: '2026-03-04T10:00:00Z',
    vms: [],
    hosts: [{ name: 'a', cpuCores: 8, coreMhz: 2600, memoryMiB: 8192, cpuModel: 'EPYC' }],
  },
};

function make(kind: DriverKind, config: unknown): HypervisorDriver {
  return createDriver(kind, {
    endpoint: descriptorOf(kind).endpoint && {
      address: 'https://manager.example.com',
      user: 'ballast@pve!ballast',
      secret: 'secret',
      fingerprint: null,
    },
    config,
    hosts: [],
    log: createMemoryLog(),
    clock: { now: () => new Date(0) },
  });
}
