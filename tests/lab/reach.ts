import { readFileSync, writeFileSync } from 'node:fs';
import { createLibvirtDriver } from '../../lib/drivers/libvirt/index.ts';
import type { DriverErrorCode } from '../../lib/model/errors.ts';
import { driverErrorOf } from '../contract/steps.ts';
import type { Lab } from './create-lab.ts';

const clock = { now: () => new Date() };

/** Reads a host over this address. Returns the resulting error code, or 'ok'. */
export async function reachHost(name: string, uri: string): Promise<DriverErrorCode | 'ok'> {
  const host = { hostId: name, name, uri, peerUri: null, migrationAddress: null };
  const driver = createLibvirtDriver({ hosts: [host], clock });
  try {
    const outcome = driver.observeHost(name).then(() => 'ok' as const);
    return await outcome.catch(async () => (await driverErrorOf(outcome)).code);
  } finally {
    await driver.close();
  }
}

/** The same for the connection from one host of the lab to another, over this address. */
export async function reachFrom(
  lab: Lab,
  [from, to]: readonly [string, string],
  peerUri: string,
): Promise<DriverErrorCode | 'ok'> {
  const common = { migrationAddress: null };
  const driver = createLibvirtDriver({
    hosts: [
      { ...common, hostId: from, name: from, uri: lab.uri(from), peerUri: lab.peerUri(from) },
      { ...common, hostId: to, name: to, uri: lab.uri(to), peerUri },
    ],
    clock,
  });
  try {
    const checks = await driver.testConnections();
    const check = checks.find(({ hostId, toHostId }) => hostId === from && toHostId === to);
    return check?.ok ? 'ok' : (check?.code ?? 'driver-failed');
  } finally {
    await driver.close();
  }
}

/** Changes the content of a file during an action, and restores it afterwards. */
export async function withFile<Result>(
  file: string,
  change: (text: string) => string,
  action: () => Promise<Result>,
): Promise<Result> {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  return action().finally(() => writeFileSync(file, before));
}
