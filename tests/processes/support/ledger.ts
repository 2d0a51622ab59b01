import type { Database } from '../../../lib/db/client.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import { verifyAudit } from '../../../lib/services/audit/verify-audit.ts';
import type { LoadedCluster } from './load.ts';

/** Whatever was lost or done twice, once everything has ended. Empty: all is as it should be. */
export async function findFaults(db: Database, clusters: readonly LoadedCluster[]): Promise<string[]> {
  const faults = await Promise.all(clusters.map((cluster) => faultsOf(db, cluster)));
  const ctx = { db, clock: systemClock, actor: { kind: 'system', name: 'command line' } } as const;
  const { faults: broken } = await verifyAudit({ ctx, input: {} });
  return [...faults.flat(), ...broken.map((fault) => `the audit log: ${JSON.stringify(fault)}`)];
}

async function faultsOf(db: Database, cluster: LoadedCluster): Promise<string[]> {
  const where = { clusterId: cluster.id };
  const runs = await db.run.findMany({ where, include: { moves: true } });
  const found: string[] = [];
  for (const run of runs) {
    const name = `R-${run.number}`;
    if (run.state !== 'succeeded') found.push(`${name} is ${run.state}`);
    const audited = await db.auditEntry.count({ where: { action: 'run.finish', targetId: run.id } });
    if (audited !== 1) found.push(`the end of ${name} is in the audit log ${audited} times`);
    const ends = await db.event.count({
      where: { topic: 'job', code: run.state, subject: { path: ['runId'], equals: run.id } },
    });
    if (ends !== 1) found.push(`the end of ${name} is ${ends} events`);
    for (const move of run.moves)
      if (move.state !== 'done')
        found.push(`the move of ${move.vmName} in ${name} is ${move.state} (${move.code})`);
  }
  return [...found, ...(await doubledOrders(db, cluster)), ...(await misplaced(db, cluster))];
}

/** Orders of the same attempt, and moves whose VM was moved more than once for them. */
async function doubledOrders(db: Database, { id }: LoadedCluster): Promise<string[]> {
  const rows = await db.simulatorCommand.findMany({ where: { clusterId: id }, orderBy: { seq: 'asc' } });
  const orders = rows.flatMap(({ body }) =>
    typeof body === 'object' &&
    body !== null &&
    'moveId' in body &&
    'type' in body &&
    body.type === 'start-migration'
      ? [String(body.moveId)]
      : [],
  );
  const twice = orders.filter((moveId, i) => orders.indexOf(moveId) !== i);
  return twice.map((moveId) => `${moveId} was ordered twice`);
}

/** VMs that are not where the database has them, or not at all, or twice. */
async function misplaced(db: Database, { id, driver, hostIds, vms }: LoadedCluster): Promise<string[]> {
  const rows = await db.vm.findMany({ where: { clusterId: id } });
  const found = rows.length === vms ? [] : [`${rows.length} of ${vms} VMs are stored`];
  for (const { name, uuid, hostId, duplicateHostId } of rows) {
    const places = await driver.locateVm(uuid, hostIds);
    const there = places.flatMap((place) => (place.state === 'absent' ? [] : [place.hostId]));
    if (duplicateHostId !== null) found.push(`${name} is stored on two hosts`);
    if (there.length !== 1 || there[0] !== hostId)
      found.push(`${name} is on ${there.length} hosts, or elsewhere`);
  }
  return found;
}
