import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openFakePrometheus, vector } from '../../lib/drivers/prometheus/testing/fake-prometheus.ts';
import { usualSource } from '../../lib/model/figures-source.ts';
import { addCluster } from '../../lib/services/clusters/add-cluster.ts';
import { editFigures } from '../../lib/services/clusters/edit-figures.ts';
import { openToken } from '../../lib/services/clusters/figures-input.ts';
import { testFigures } from '../../lib/services/clusters/test-figures.ts';
import { listClusters } from '../../lib/views/settings/list-clusters.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const TOKEN = 'a-token-that-nobody-may-see';
const ctx = () => makeContext(database.db, { actor: personWith('administrator') });
let prometheus: Awaited<ReturnType<typeof openFakePrometheus>>;
let clusterId = '';

beforeAll(async () => {
  prometheus = await openFakePrometheus(() => vector([{ instance: 'kvm-01:9100' }, '0.5']));
});
afterAll(() => prometheus.close());
beforeEach(async () => {
  await database.db.cluster.deleteMany();
  await database.db.auditEntry.deleteMany();
  prometheus.asked.splice(0);
  const hosts = ['kvm-01', 'kvm-02'].map((name) => ({ name, uri: `qemu+tcp://${name}.invalid/system` }));
  clusterId = (await addCluster({ ctx: ctx(), input: { name: 'east', driver: 'libvirt', hosts } })).id;
});

const sourceAt = (address: string, more: object = {}) => ({ ...usualSource, address, ...more });
const edit = (input: object) => editFigures({ ctx: ctx(), input: { clusterId, ...input } });
const test = (input: object) => testFigures({ ctx: ctx(), input: { clusterId, ...input } });
/** With the token as it was entered. */
const stored = async () => {
  const found = await database.db.figuresSource.findUnique({ where: { clusterId } });
  return found && { ...found, token: openToken(found, ctx().secrets) };
};
const shown = async () => (await listClusters({ ctx: ctx() }))[0]?.figures;

it('a source is stored with its token, which no page and no audit entry has', async () => {
  await edit({ source: sourceAt(prometheus.address), token: TOKEN, seenVersion: 0 });
  expect(await stored()).toMatchObject({ token: TOKEN, version: 1, source: { hostLabel: 'instance' } });
  const rows = await database.db.$queryRaw`SELECT figures_source::text FROM figures_source`;
  expect(JSON.stringify(rows)).not.toContain(TOKEN); // it is encrypted
  expect(await shown()).toMatchObject({
    hasToken: true,
    version: 1,
    source: { address: prometheus.address },
  });
  expect(JSON.stringify(await shown())).not.toContain(TOKEN);
  const audit = await database.db.auditEntry.findMany({ where: { action: 'cluster.edit-figures' } });
  expect(audit).toMatchObject([
    { target: 'east', details: { from: null, to: { address: prometheus.address } } },
  ]);
  expect(JSON.stringify(audit.map(({ details }) => details))).not.toContain(TOKEN);
});

it('a token that is not entered again stays for the same address only', async () => {
  await edit({ source: sourceAt(prometheus.address), token: TOKEN, seenVersion: 0 });
  await edit({ source: sourceAt(prometheus.address, { windowSeconds: 120 }), seenVersion: 1 });
  expect(await stored()).toMatchObject({ token: TOKEN, source: { windowSeconds: 120 } });
  await edit({ source: sourceAt('http://elsewhere.invalid:9090'), seenVersion: 2 });
  expect(await stored()).toMatchObject({ token: null, version: 3 });
});

it('a token can be deleted, and a source with it', async () => {
  await edit({ source: sourceAt(prometheus.address), token: TOKEN, seenVersion: 0 });
  await edit({ source: sourceAt(prometheus.address), token: null, seenVersion: 1 });
  expect(await stored()).toMatchObject({ token: null });
  await edit({ source: null, seenVersion: 2 });
  expect(await stored()).toBeNull();
  expect(await shown()).toBeNull();
});

it('of two people who change it at once, the second gets an error', async () => {
  await edit({ source: sourceAt(prometheus.address), seenVersion: 0 });
  await expect(edit({ source: null, seenVersion: 0 })).rejects.toMatchObject({ code: 'conflict' });
});

it.each([
  ['source.address', { address: 'prometheus:9090' }],
  ['source.address', { address: 'https://me:secret@prometheus:9090' }],
  ['source.hostLabel', { hostLabel: 'a host' }],
  ['source.windowSeconds', { windowSeconds: 1 }],
  ['source.fingerprint', { fingerprint: 'AB' }],
  ['source.authority', { authority: 'my-ca.pem' }],
])('a wrong %s is named', async (field, more) => {
  const input = { source: sourceAt(prometheus.address, more), seenVersion: 0 };
  await expect(edit(input)).rejects.toMatchObject({ code: 'invalid-input', facts: { field } });
  expect(await stored()).toBeNull();
});

it('a test tells what is there, and sends a stored token to no other address', async () => {
  await edit({ source: sourceAt('http://elsewhere.invalid:9090'), token: TOKEN, seenVersion: 0 });
  const tested = await test({ source: sourceAt(prometheus.address) });
  expect(tested.hosts).toEqual({ count: 2, found: 1, missing: ['kvm-02'] });
  expect(prometheus.asked.map(({ authorization }) => authorization)).toEqual(Array(17).fill(undefined));
  await test({ source: sourceAt(prometheus.address), token: 'another' });
  expect(prometheus.asked.at(-1)?.authorization).toBe('Bearer another');
  await edit({ source: sourceAt(prometheus.address), token: TOKEN, seenVersion: 1 });
  await test({ source: sourceAt(prometheus.address) });
  expect(prometheus.asked.at(-1)?.authorization).toBe(`Bearer ${TOKEN}`);
});

it('only administrators may change or test it', async () => {
  const operator = makeContext(database.db, { actor: personWith('operator') });
  const input = { clusterId, source: sourceAt(prometheus.address), seenVersion: 0 };
  await expect(editFigures({ ctx: operator, input })).rejects.toMatchObject({ code: 'not-allowed' });
  await expect(testFigures({ ctx: operator, input })).rejects.toMatchObject({ code: 'not-allowed' });
});
