import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createSecretBox, makeKey } from '../../lib/platform/secret-box.ts';
import { connectClusters } from '../../lib/services/clusters/connect-clusters.ts';
import { editEndpoint } from '../../lib/services/clusters/edit-endpoint.ts';
import { listOfferedClusters } from '../../lib/services/clusters/list-offered-clusters.ts';
import { readCertificates } from '../../lib/services/clusters/read-certificates.ts';
import { removeCluster } from '../../lib/services/clusters/remove-cluster.ts';
import { rotateSecrets } from '../../lib/services/clusters/rotate-secrets.ts';
import { testEndpoint } from '../../lib/services/clusters/test-endpoint.ts';
import type { Context } from '../../lib/services/context.ts';
import { entryOf, PASSWORD, USER, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import type { Connected } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';
import { withVcenter } from './support/with-vcenter.ts';

const reason = whyNoVcenter();

describe.skipIf(reason !== undefined)(
  `connecting to vSphere${reason === undefined ? '' : ` (${reason})`}`,
  () => {
    const database = withTestDatabase();
    let vcenter: Vcenter;
    let ctx: Context;
    let world: Connected;

    withVcenter(database, { clusters: 2, hosts: 3, vms: 8 }, (made) => {
      ({ vcenter, ctx, world } = made);
    });

    describe('connecting', () => {
      it('shows the certificate, offers the clusters, and stores no password in the clear', async () => {
        const entry = entryOf(vcenter);
        expect(await readCertificates({ ctx, input: entry })).toMatchObject([
          { fingerprint: vcenter.fingerprint, isTrusted: false },
        ]);
        expect(await listOfferedClusters({ ctx, input: entry })).toMatchObject([
          { name: 'DC0_C0', group: 'DC0', hosts: 3, balancer: { name: 'DRS', mode: 'off' } },
          { name: 'DC0_C1', group: 'DC0', hosts: 3 },
        ]);
        const stored = inspect(
          [
            await database.db.endpoint.findMany(),
            await database.db.cluster.findMany(),
            await database.db.auditEntry.findMany(),
          ],
          { depth: null, maxArrayLength: null },
        );
        expect(stored).toContain(USER);
        expect(stored).not.toContain(PASSWORD);
        expect(await database.db.host.count({ where: { clusterId: world.clusterId } })).toBe(3);
        expect(await database.db.vm.count({ where: { clusterId: world.clusterId } })).toBe(8);
      });

      it('sends no password to a server with another certificate, and says which login is refused', async () => {
        const entry = entryOf(vcenter);
        const other = { ...entry, fingerprint: vcenter.fingerprint.replaceAll(/[0-9]/g, 'A') };
        await expect(listOfferedClusters({ ctx, input: other })).rejects.toMatchObject({
          code: 'certificate-changed',
          facts: { detail: vcenter.fingerprint },
        });
        await expect(
          listOfferedClusters({ ctx, input: { ...entry, secret: 'wrong' } }),
        ).rejects.toMatchObject({
          code: 'host-refused',
          facts: { detail: USER },
        });
        await expect(
          listOfferedClusters({ ctx, input: { ...entry, fingerprint: null } }),
        ).rejects.toMatchObject({ code: 'certificate-refused' });
      });

      it('refuses a cluster that is connected already, and names missing privileges', async () => {
        const entry = entryOf(vcenter);
        const [offered] = await listOfferedClusters({ ctx, input: entry });
        const again = { ...entry, clusters: [{ name: 'again', config: offered?.config }] };
        await expect(connectClusters({ ctx, input: again })).rejects.toMatchObject({
          code: 'cluster-connected',
        });
        const input = { ...entry, configs: [offered?.config] };
        expect((await testEndpoint({ ctx, input })).every(({ ok }) => ok)).toBe(true);
        await vcenter.order('privileges', { names: ['Resource.HotMigrate'] });
        expect(await testEndpoint({ ctx, input })).toContainEqual(
          expect.objectContaining({ ok: false, code: 'privilege-missing', message: 'Resource.HotMigrate' }),
        );
      });

      it('keeps the password when the key is replaced, and forgets it with the last cluster', async () => {
        const [old, next] = [makeKey(), makeKey()];
        const { id } = await database.db.endpoint.findFirstOrThrow();
        const before = ctx.secrets;
        ctx.secrets = createSecretBox([old]);
        await expect(world.restart()).rejects.toMatchObject({ code: 'secret-unreadable' });
        await editEndpoint({
          ctx,
          input: { endpointId: id, user: USER, secret: PASSWORD, fingerprint: vcenter.fingerprint },
        });
        ctx.secrets = createSecretBox([next, old]);
        expect(await rotateSecrets({ ctx })).toEqual({ secrets: 1 });
        ctx.secrets = createSecretBox([next]);
        await world.restart();
        expect(await world.collect()).toMatchObject({ hostsSilent: 0 });
        ctx.secrets = before;
        await removeCluster({ ctx, input: { clusterId: world.clusterId } });
        expect(await database.db.endpoint.count()).toBe(0);
      });
    });
  },
);
