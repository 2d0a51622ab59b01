import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { balancerOfAll } from '../../lib/model/other-balancer.ts';
import { connectClusters } from '../../lib/services/clusters/connect-clusters.ts';
import { listOfferedClusters } from '../../lib/services/clusters/list-offered-clusters.ts';
import { readCertificates } from '../../lib/services/clusters/read-certificates.ts';
import { testEndpoint } from '../../lib/services/clusters/test-endpoint.ts';
import type { Context } from '../../lib/services/context.ts';
import { entryOf, type StandIn } from '../proxmox/proxmox.ts';
import { USER } from '../proxmox/world.ts';
import { withTestDatabase } from './support/database.ts';
import { withProxmox } from './support/with-proxmox.ts';

const database = withTestDatabase();
let standIn: StandIn;
let ctx: Context;

withProxmox(database, { vms: 8 }, (made) => {
  ({ standIn, ctx } = made);
});

const vmRow = () => database.db.vm.findFirstOrThrow({ where: { name: 'web-1' }, include: { host: true } });

it('shows the certificate of each node, offers the cluster, and stores no secret in the clear', async () => {
  const entry = entryOf(standIn);
  const shown = await readCertificates({ ctx, input: entry });
  expect(shown.map(({ fingerprint }) => fingerprint).join(' ')).toBe(standIn.fingerprint);
  expect(await listOfferedClusters({ ctx, input: entry })).toEqual([
    {
      name: 'lab',
      group: null,
      hosts: 3,
      config: { cluster: 'lab' },
      balancer: balancerOfAll('CRS', 'off'),
    },
  ]);
  const rows = [
    await database.db.endpoint.findMany(),
    await database.db.cluster.findMany(),
    await database.db.auditEntry.findMany(),
  ];
  const stored = inspect(rows, { depth: null, maxArrayLength: null });
  expect(stored).toContain(USER);
  expect(stored).not.toContain(standIn.secret);
  expect(await database.db.host.count()).toBe(3);
  expect(await database.db.vm.count()).toBe(8);
  expect(await vmRow()).toMatchObject({ uuid: '100', networks: ['vmbr0'], storages: ['shared'] });
});

it('connects while a node is down, and shows the certificates of the others', async () => {
  await standIn.stopServer('pve1');
  const entry = entryOf(standIn);
  expect(await readCertificates({ ctx, input: entry })).toHaveLength(2);
  expect(await listOfferedClusters({ ctx, input: entry })).toHaveLength(1);
});

it('sends no secret to a node with another certificate, and says which token is refused', async () => {
  const entry = entryOf(standIn);
  const other = { ...entry, fingerprint: standIn.fingerprint.replaceAll(/[0-9]/g, 'A') };
  await expect(listOfferedClusters({ ctx, input: other })).rejects.toMatchObject({
    code: 'certificate-changed',
  });
  await expect(listOfferedClusters({ ctx, input: { ...entry, secret: 'wrong' } })).rejects.toMatchObject({
    code: 'host-refused',
    facts: { detail: `${USER}: invalid token value!` },
  });
  await expect(listOfferedClusters({ ctx, input: { ...entry, fingerprint: null } })).rejects.toMatchObject({
    code: 'certificate-refused',
  });
  await expect(listOfferedClusters({ ctx, input: { ...entry, user: 'root@pam' } })).rejects.toMatchObject({
    code: 'bad-config',
    facts: { field: 'user' },
  });
});

it('refuses a cluster that is connected already, and names missing privileges', async () => {
  const entry = entryOf(standIn);
  const config = { cluster: 'lab' };
  await expect(
    connectClusters({ ctx, input: { ...entry, clusters: [{ name: 'again', config }] } }),
  ).rejects.toMatchObject({ code: 'cluster-connected' });
  const input = { ...entry, configs: [config] };
  expect((await testEndpoint({ ctx, input })).every(({ ok }) => ok)).toBe(true);
  delete standIn.world.permissions['/vms']?.['VM.Migrate'];
  expect(await testEndpoint({ ctx, input })).toContainEqual(
    expect.objectContaining({ ok: false, code: 'privilege-missing', message: 'VM.Migrate on /vms' }),
  );
});
