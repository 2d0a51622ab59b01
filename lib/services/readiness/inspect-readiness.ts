import { clusterPolicy } from '../../db/policies.ts';
import { endCheck, findRequest, startCheck } from '../../db/readiness.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { findReadiness } from '../../engine/readiness/find-readiness.ts';
import { DriverError } from '../../model/errors.ts';
import { TEST_GUEST_PREFIX } from '../../model/inspection.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import { snapshotOf } from '../planning/snapshot-of.ts';
import { readLinks } from './read-links.ts';

/**
 * Carries out a requested check: asks the hypervisors, and stores the findings, or why they could not be asked. Without
 * a request it does nothing.
 */
export async function inspectReadiness({
  ctx,
  driver,
  input: { clusterId },
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
}): Promise<void> {
  const { db, clock } = ctx;
  const request = await findRequest(db, clusterId);
  if (request === null) return;
  await startCheck(db, clusterId, clock.now());
  try {
    const report = await inspect(ctx, driver, clusterId);
    await endCheck(db, { clusterId, ...request, now: clock.now() }, { report });
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const { code, facts } = error;
    await endCheck(db, { clusterId, ...request, now: clock.now() }, { code, facts });
  }
}

async function inspect(ctx: Context, driver: HypervisorDriver, clusterId: string) {
  const state = await readClusterState(ctx.db, clusterId);
  const isOwnGuest = ({ name }: { name: string }) => name.startsWith(TEST_GUEST_PREFIX);
  const vms = state.vms.filter((vm) => vm.missingSince === null && !isOwnGuest(vm));
  const snapshot = snapshotOf({ ...state, vms }, ctx.clock.now());
  const isTaking = new Set(snapshot.vms.flatMap(({ id, takenDisks }) => (takenDisks ? id : [])));
  const inspection = await driver.inspectCluster(
    vms.map(({ id, uuid, name, hostId, state: vmState }) => ({
      vmUuid: uuid,
      vmName: name,
      hostId,
      state: vmState,
      takesDisks: isTaking.has(id),
    })),
  );
  const { sharesNetwork } = descriptorOf(state.driver);
  return findReadiness({
    hosts: state.hosts.map(({ id, name, uri, migrationAddress }) => ({
      id,
      name,
      migrationAddress,
      sharesNetwork: sharesNetwork({ uri, migrationAddress }),
    })),
    inspection,
    snapshot,
    uuids: new Map(vms.map(({ id, uuid }) => [id, uuid])),
    policy: clusterPolicy(state).values,
    links: await readLinks(ctx, clusterId),
  });
}
