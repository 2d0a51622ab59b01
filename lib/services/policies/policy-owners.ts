import type { Transaction } from '../../db/client.ts';
import { INSTALLATION, type PolicyTarget, patchOf, withOwnPolicy } from '../../db/policies.ts';
import {
  lockClusterRow,
  lockGroupRow,
  lockHostRow,
  lockInstallationRow,
  lockVmRow,
} from '../../db/row-locks.ts';
import { BallastError } from '../../model/errors.ts';
import type { PolicyChange, PolicyPatch } from '../../model/policy.ts';
import { MAX_RESERVED_SHARE } from '../../model/reserve.ts';

/** What a policy belongs to, and the clusters that it applies to. */
export interface FoundOwner {
  target: PolicyTarget;
  id: string | null; // null: the product
  name: string;
  patch: PolicyPatch;
  clusterIds: readonly string[];
}

/** The name of the product in the audit log and in events. */
const PRODUCT = 'Ballast';

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

/** The product, locked. */
export async function findProduct(tx: Transaction): Promise<FoundOwner> {
  await lockInstallationRow(tx);
  const row = await tx.installation.findUniqueOrThrow({
    where: { id: INSTALLATION },
    include: { ...withOwnPolicy, clusters: { select: { id: true } } },
  });
  const target = { installationId: INSTALLATION };
  return { target, id: null, name: PRODUCT, patch: patchOf(row), clusterIds: idsOf(row.clusters) };
}

/** A group of clusters, locked. Throws `group-not-found`. */
export async function findGroup(tx: Transaction, groupId: string): Promise<FoundOwner> {
  await lockGroupRow(tx, groupId);
  const row = await tx.clusterGroup.findUnique({
    where: { id: groupId },
    include: { ...withOwnPolicy, clusters: { select: { id: true } } },
  });
  if (!row) throw new BallastError('group-not-found', 'there is no such group', { group: groupId });
  const { id, name } = row;
  return { target: { groupId }, id, name, patch: patchOf(row), clusterIds: idsOf(row.clusters) };
}

/** A cluster, locked. Throws `cluster-not-found`. */
export async function findCluster(tx: Transaction, clusterId: string): Promise<FoundOwner> {
  await lockClusterRow(tx, clusterId);
  const row = await tx.cluster.findUnique({ where: { id: clusterId }, include: withOwnPolicy });
  if (!row) throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
  const { id, name } = row;
  return { target: { clusterId }, id, name, patch: patchOf(row), clusterIds: [id] };
}

/** A host, locked. Throws `host-not-found`, or `invalid-input` for a reserve of more than nine tenths of it. */
export async function findHost(
  tx: Transaction,
  hostId: string,
  { reserveCores, reserveMemoryMiB }: PolicyChange,
): Promise<FoundOwner> {
  await lockHostRow(tx, hostId);
  const row = await tx.host.findUnique({ where: { id: hostId }, include: withOwnPolicy });
  if (!row) throw new BallastError('host-not-found', 'there is no such host', { host: hostId });
  assertFits('reserveCores', reserveCores, row.cpuCores);
  assertFits('reserveMemoryMiB', reserveMemoryMiB, row.memoryMiB);
  const { id, name } = row;
  return { target: { hostId }, id, name, patch: patchOf(row), clusterIds: [row.clusterId] };
}

/** A VM, locked. Throws `vm-not-found`. */
export async function findVm(tx: Transaction, vmId: string): Promise<FoundOwner> {
  await lockVmRow(tx, vmId);
  const row = await tx.vm.findUnique({ where: { id: vmId }, include: withOwnPolicy });
  if (!row) throw new BallastError('vm-not-found', 'there is no such VM', { vm: vmId });
  const { id, name } = row;
  return { target: { vmId }, id, name, patch: patchOf(row), clusterIds: [row.clusterId] };
}

/** With a reserve that takes the whole host its load would be meaningless. */
function assertFits(name: string, reserve: number | null | undefined, of: number | null): void {
  if (reserve == null || of === null || reserve <= of * MAX_RESERVED_SHARE) return;
  const limit = Math.floor(of * MAX_RESERVED_SHARE * 10) / 10;
  const field = `change.${name}`;
  throw new BallastError('invalid-input', `${field}: no more than ${limit}`, {
    field,
    problem: 'tooBig',
    limit,
  });
}
