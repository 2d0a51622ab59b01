import type { Transaction } from './client.ts';

/**
 * Locks the rows of all administrators until the transaction ends and returns their ids. Two administrators who
 * demote each other at the same time are serialized, so that the second sees that none would be left.
 */
export async function lockAdministrators(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "user" WHERE "role" = 'administrator' ORDER BY "id" FOR UPDATE`;
  return rows.map((row) => row.id);
}

/**
 * Locks a cluster's row until the transaction ends: nobody can add a run, a plan or a host to it in the meantime,
 * because their foreign keys need a share of this lock. Returns false if there is no such cluster.
 */
export async function lockClusterRow(tx: Transaction, clusterId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "cluster" WHERE "id" = ${clusterId}::uuid FOR UPDATE`;
  return rows.length > 0;
}

/**
 * Locks a host's row until the transaction ends, before anything of its evacuation is written. Starting and ending an
 * evacuation both lock the host first and the run second, and so never deadlock. Rows that only refer to the host can
 * still be written.
 */
export async function lockHostRow(tx: Transaction, hostId: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "host" WHERE "id" = ${hostId}::uuid FOR NO KEY UPDATE`;
}

/** Locks a VM's row until the transaction ends, before its policy is written. Observations of it wait. */
export async function lockVmRow(tx: Transaction, vmId: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "vm" WHERE "id" = ${vmId}::uuid FOR NO KEY UPDATE`;
}

/** Locks the row of the installation until the transaction ends, before the policy of the product is written. */
export async function lockInstallationRow(tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "installation" FOR NO KEY UPDATE`;
}

/** Locks the row of a group of clusters until the transaction ends. Clusters can still join it. */
export async function lockGroupRow(tx: Transaction, groupId: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "cluster_group" WHERE "id" = ${groupId}::uuid FOR NO KEY UPDATE`;
}

/** Until the transaction ends nobody else decides about this patch run. */
export async function lockPatchRun(tx: Transaction, patchRunId: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "patch_run" WHERE "id" = ${patchRunId}::uuid FOR NO KEY UPDATE`;
}
