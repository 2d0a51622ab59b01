import { addCluster } from '../../../lib/services/clusters/add-cluster.ts';
import { migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { createLab } from '../../lab/create-lab.ts';
import type { BenchServer } from './bench-server.ts';
import { until } from './until.ts';

/** The same on libvirt and QEMU: one idle guest moves back and forth between the two hosts of a separate lab. */
export async function measureLabOverhead({ db, ctx }: BenchServer, moves: number): Promise<number[]> {
  const lab = createLab({ name: 'executor', hosts: 2 });
  await lab.down(); // leftovers of an interrupted run
  await lab.up();
  try {
    const [first = ''] = lab.hosts;
    await lab.addGuest({ name: 'guest', host: first });
    const hosts = lab.hosts.map((name) => ({ name, uri: lab.uri(name), peerUri: lab.peerUri(name) }));
    const { id } = await addCluster({ ctx, input: { name: 'executor', driver: 'libvirt', hosts } });
    await db.cluster.update({ where: { id }, data: { intervalSeconds: 3 } });
    const measured: number[] = [];
    for (let i = 0; i < moves; i++) measured.push(await moveToOther({ db, ctx }, id));
    await db.cluster.delete({ where: { id } });
    return measured;
  } finally {
    await lab.down();
  }
}

async function moveToOther({ db, ctx }: Pick<BenchServer, 'db' | 'ctx'>, clusterId: string): Promise<number> {
  const vm = await until('the guest was seen', () =>
    db.vm.findFirst({ where: { clusterId, cores: { not: null }, host: { connection: 'up' } } }),
  );
  const other = await until('the other host was seen', () =>
    db.host.findFirst({ where: { clusterId, id: { not: vm.hostId }, connection: 'up' } }),
  );
  // with a bandwidth limit, so that it lasts long enough to be read
  const how = { kind: 'live', bandwidthCapMiBps: 16 } as const;
  const { runId } = await migrateVm({ ctx, input: { vmId: vm.id, toHostId: other.id, ...how } });
  const committedAt = Date.now();
  const move = await until('the move ended', () =>
    db.move.findFirst({ where: { runId, finishedAt: { not: null } }, include: { track: true } }),
  );
  const [reading] = move.track.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (move.state !== 'done' || !reading)
    throw new Error(`a move ended as ${move.state} (${move.code}), unseen`);
  // at the first reading, the hypervisor reported for how long the migration had been running
  return reading.at.getTime() - reading.elapsedMs - committedAt;
}
