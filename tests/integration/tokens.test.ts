import { describe, expect, it } from 'vitest';
import { clearFailing } from '../../lib/services/maintenance/mark-failing.ts';
import { reportFailing } from '../../lib/services/maintenance/report-failing.ts';
import { actorOfToken } from '../../lib/services/tokens/actor-of-token.ts';
import { createToken } from '../../lib/services/tokens/create-token.ts';
import { revokeToken } from '../../lib/services/tokens/revoke-token.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { listTokens } from '../../lib/views/settings/list-tokens.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
let clients = 0;

async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
    vms: [simulatedVm('a', 'h1')],
  });
  const admin = { ...made.ctx, actor: personWith('administrator') };
  const address = `198.51.100.${++clients}`;
  const withToken = async (token: string | null) => ({
    ...made.ctx,
    actor: await actorOfToken(database.db, { token, purpose: 'failing', address, now: made.clock.now() }),
  });
  const create = (name: string, clusterId: string | null = made.cluster.id) =>
    createToken({ ctx: admin, input: { name, purpose: 'failing', clusterId } });
  return { ...made, admin, withToken, create };
}

describe('a token of a monitoring system', () => {
  it('marks a host as failing under its own name, once, and is stored as a hash', async () => {
    const { ctx, cluster, create, withToken, hostId } = await makeCluster();
    const { token } = await create('Zabbix east');
    expect(token).toMatch(/^ballast_[\w-]{43}$/);
    const stored = await database.db.accessToken.findFirstOrThrow({ where: { name: 'Zabbix east' } });
    expect(JSON.stringify(stored)).not.toContain(token);
    const reporting = await withToken(token);
    const input = { host: 'h1', reason: 'memory', note: 'EDAC: 3 uncorrected' } as const;
    expect(await reportFailing({ ctx: reporting, input })).toEqual({
      host: 'h1',
      cluster: cluster.name,
      isNew: true,
    });
    expect(await reportFailing({ ctx: reporting, input: { ...input, reason: 'hot' } })).toMatchObject({
      isNew: false,
    });
    const { needs } = await readOverview({ ctx });
    const first = needs.find((need) => need.kind === 'failing-host' && need.host.id === hostId('h1'));
    expect(first).toMatchObject({ failing: { reason: 'memory', by: 'Zabbix east', note: input.note } });
    const audit = await database.db.auditEntry.findMany({
      where: { action: 'host.mark-failing', targetId: hostId('h1') },
    });
    expect(audit).toMatchObject([{ actorKind: 'token', actorId: stored.id, actorName: 'Zabbix east' }]);
    await clearFailing({ ctx, input: { hostId: hostId('h1') } });
    expect(await reportFailing({ ctx: reporting, input })).toMatchObject({ isNew: true });
  });

  it('is for its cluster and its purpose alone', async () => {
    const one = await makeCluster();
    const other = await makeCluster();
    const reporting = await one.withToken((await one.create('scoped')).token);
    await expect(
      reportFailing({
        ctx: reporting,
        input: { host: 'h1', cluster: other.cluster.name, reason: 'disk' },
      }),
    ).rejects.toMatchObject({ code: 'host-not-found' });
    await expect(
      clearFailing({ ctx: reporting, input: { hostId: other.hostId('h1') } }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(
      createToken({ ctx: reporting, input: { name: 'x', purpose: 'failing' } }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(listTokens({ ctx: reporting })).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('of all clusters needs the cluster where names are not unique', async () => {
    const { cluster, create, withToken } = await makeCluster();
    await makeCluster();
    const reporting = await withToken((await create('everywhere', null)).token);
    const input = { host: 'h2', reason: 'hot' } as const;
    await expect(reportFailing({ ctx: reporting, input })).rejects.toMatchObject({
      code: 'host-name-ambiguous',
    });
    expect(await reportFailing({ ctx: reporting, input: { ...input, cluster: cluster.name } })).toMatchObject(
      {
        isNew: true,
      },
    );
    await expect(reportFailing({ ctx: reporting, input: { ...input, host: 'h9' } })).rejects.toMatchObject({
      code: 'host-not-found',
    });
  });

  it('is refused once it is revoked, and wrong ones are limited', async () => {
    const { admin, create, withToken, ctx } = await makeCluster();
    const { id, token } = await create('old');
    await expect(create('OLD')).rejects.toMatchObject({ code: 'token-name-taken' });
    await withToken(token);
    expect((await listTokens({ ctx })).find(({ name }) => name === 'old')?.lastUsedAt).not.toBeNull();
    await revokeToken({ ctx: admin, input: { tokenId: id } });
    await expect(revokeToken({ ctx: admin, input: { tokenId: id } })).rejects.toMatchObject({
      code: 'token-not-found',
    });
    for (let i = 0; i < 9; i++) await expect(withToken(token)).rejects.toMatchObject({ code: 'token-wrong' });
    await expect(withToken(null)).rejects.toMatchObject({ code: 'token-wrong' });
    await expect(withToken('ballast_guess')).rejects.toMatchObject({
      code: 'too-many-requests',
      facts: { seconds: expect.any(Number) },
    });
    const again = await create('old'); // the name is free again
    expect((await withToken(again.token)).actor).toMatchObject({ kind: 'token', name: 'old' });
  });
});

describe('a host that its hypervisor reports as failing', () => {
  it('is marked once for each report, and stays in order if a person says so', async () => {
    const { ctx, store, clock, collect, hostId } = await makeCluster();
    const h1 = () => database.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    const report = (reason: 'memory' | 'hot' | null) =>
      store.append(clock.now(), { type: 'host-failing', hostId: 'h1', reason });
    await report('memory');
    await collect();
    expect(await h1()).toMatchObject({ failingReason: 'memory', failingBy: 'hypervisor' });
    await clearFailing({ ctx, input: { hostId: hostId('h1') } });
    await collect();
    expect(await h1()).toMatchObject({ failingAt: null }); // the same report again
    await report(null);
    await collect();
    await report('hot');
    await collect();
    expect(await h1()).toMatchObject({ failingReason: 'hot' });
    await report(null);
    await collect();
    expect(await h1()).toMatchObject({ failingReason: 'hot' }); // until a person has seen to it
  });
});
