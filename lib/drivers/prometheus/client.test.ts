import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { createPrometheusClient, type PrometheusClient } from './client.ts';
import { type FakeAnswer, openFakePrometheus, vector } from './testing/fake-prometheus.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const folder = mkdtempSync(path.join(os.tmpdir(), 'ballast-prometheus-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Trust = { authority?: string; fingerprint?: string; token?: string };

async function open(
  answer: (query: string) => FakeAnswer | null,
  { authority, fingerprint, token }: Trust = {},
  tls?: { key: string; cert: string },
) {
  const server = await openFakePrometheus(answer, tls);
  const where = { address: server.address, authority: authority ?? null, fingerprint: fingerprint ?? null };
  const client: PrometheusClient = createPrometheusClient(where, token ?? null);
  closing.push(server.close, client.close);
  return { server, client };
}

const failure = (client: PrometheusClient, signal?: AbortSignal) =>
  client.query('up', signal).then(
    () => null,
    (error: unknown) => error,
  );

it('sends the query with the token, and gives labels, values and the time of the question', async () => {
  const answer = vector([{ instance: 'a:9100' }, '0.5'], [{ instance: 'b:9100' }, '+Inf'], [{}, 'NaN']);
  const { server, client } = await open(() => answer, { token: 'secret' });
  expect(await client.query('avg by (x) (y{z=~"a|b"})')).toEqual([
    { labels: { instance: 'a:9100' }, value: 0.5, atSeconds: 1_700_000_000 },
    { labels: { instance: 'b:9100' }, value: Number.POSITIVE_INFINITY, atSeconds: 1_700_000_000 },
    { labels: {}, value: Number.NaN, atSeconds: 1_700_000_000 },
  ]);
  expect(server.asked).toEqual([
    { path: '/api/v1/query', query: 'avg by (x) (y{z=~"a|b"})', authorization: 'Bearer secret' },
  ]);
});

const error = (errorType: string, text: string) =>
  JSON.stringify({ status: 'error', errorType, error: text });
const data = (resultType: string, result: unknown) =>
  JSON.stringify({ status: 'success', data: { resultType, result } });

it.each([
  ['the token is wrong', 401, 'Unauthorized', 'not-allowed'],
  ['it may not be asked', 403, '', 'not-allowed'],
  ['a page for people', 200, '<html>', 'not-prometheus'],
  ['a redirect to a sign-in', 302, '', 'not-prometheus'],
  ['another program', 404, '{"message":"Not Found"}', 'not-prometheus'],
  ['a proxy without its server', 502, 'Bad Gateway', 'busy'],
  ['a query that cannot be parsed', 400, error('bad_data', 'parse error'), 'refused-query'],
  ['a query that fails', 422, error('execution', 'many-to-many matching'), 'refused-query'],
  ['a query that takes too long', 503, error('timeout', 'query timed out'), 'busy'],
  ['a range', 200, data('matrix', []), 'wrong-kind'],
  ['a number', 200, data('scalar', [1, '2']), 'wrong-kind'],
  ['a vector of something else', 200, data('vector', [{ metric: { a: 1 }, value: 'x' }]), 'not-prometheus'],
  ['JSON of something else', 200, '{"status":"success"}', 'not-prometheus'],
])('%s', async (_, status, body, fault) => {
  const { client } = await open(() => ({ status, body }), { token: 'top-secret' });
  const found = await failure(client);
  expect(found).toMatchObject({ fault });
  expect(String(found)).not.toContain('top-secret');
});

it('that nothing listens, or nothing is answered in time', async () => {
  const { server, client } = await open(() => null);
  const over = new AbortController();
  const waiting = failure(client, over.signal);
  over.abort();
  expect(await waiting).toMatchObject({ fault: 'unreachable', message: 'no answer in time' });
  await server.close();
  closing.shift();
  expect(await failure(client)).toMatchObject({ fault: 'unreachable' });
});

function certificate() {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', '/CN=prometheus', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...request, '-keyout', String(key), '-out', String(cert), ...subject], {
    stdio: 'ignore',
  });
  return { key: readFileSync(String(key), 'utf8'), cert: readFileSync(String(cert), 'utf8') };
}

it('trusts a certificate by its authority or its fingerprint, and sends nothing to another one', async () => {
  const tls = certificate();
  const fingerprint = new X509Certificate(tls.cert).fingerprint256.replaceAll(':', '');
  const trusting = async (trust: Trust) => {
    const { server, client } = await open(() => vector(), { ...trust, token: 'secret' }, tls);
    const found = await failure(client);
    return { found, asked: server.asked.length };
  };
  expect(await trusting({ authority: tls.cert })).toEqual({ found: null, asked: 1 });
  expect(await trusting({ fingerprint })).toEqual({ found: null, asked: 1 });
  expect(await trusting({})).toMatchObject({ found: { fault: 'certificate' }, asked: 0 });
  expect(await trusting({ fingerprint: 'AB'.repeat(32) })).toMatchObject({
    found: { fault: 'certificate', message: expect.stringContaining(fingerprint) },
    asked: 0,
  });
});
