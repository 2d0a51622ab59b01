import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../lib/platform/log.ts';
import { Gate } from './gate.ts';

const env = {
  host: '127.0.0.1',
  origin: 'https://ballast.example.org',
  allowedHosts: ['10.0.0.5'],
  trustedProxies: [],
};
const passed: { url: string | undefined; body: string; policy: string }[] = [];

async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const policy = String(request.headers['content-security-policy']);
  passed.push({ url: request.url, body: await text(request), policy });
  response.end('from a page');
}

const server = http.createServer();
new Gate({ env, log: createLog('web', 'silent'), clock: { now: () => new Date() } }, handle).guard(server);
let port = 0;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  passed.length = 0;
});
afterAll(() => server.close());

interface Asked {
  method?: string;
  path?: string;
  headers?: http.OutgoingHttpHeaders;
  body?: string | Buffer;
}

async function ask({ method = 'GET', path = '/overview', headers = {}, body }: Asked) {
  const request = http.request({ port, host: '127.0.0.1', method, path, headers, agent: false });
  request.end(body);
  const [response] = await once(request, 'response');
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

/** Sends bytes that no client library would send. */
function say(request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(request, 'latin1');
  return text(socket);
}

describe('names', () => {
  test.each(['127.0.0.1', 'localhost:3000', '[::1]:3000', 'BALLAST.example.org.', '10.0.0.5', 'a.localhost'])(
    'answers to %s',
    async (host) => {
      expect(await ask({ headers: { host } })).toMatchObject({ status: 200, text: 'from a page' });
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.6',
    'a b',
    '@localhost',
  ])('does not answer to %j', async (host) => {
    const answer = await ask({ headers: { host } });
    expect(answer.status).toBe(421);
    expect(answer.text).toContain('BALLAST_ALLOWED_HOSTS');
    expect(passed).toEqual([]);
  });

  test('does not answer a request without a name', async () => {
    expect(await say('GET /overview HTTP/1.1\r\nHost:\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /);
    expect(await say('GET /overview HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /);
  });

  test('refuses in Japanese if the browser prefers Japanese', async () => {
    const { text } = await ask({ headers: { host: 'evil.example', 'accept-language': 'ja,en;q=0.5' } });
    expect(text).toContain('evil.example という名前では応答しません');
  });

  test('checks the name that a proxy forwards as well', async () => {
    expect(await ask({ headers: { 'x-forwarded-host': 'evil.example' } })).toMatchObject({ status: 421 });
    expect(await ask({ headers: { 'x-forwarded-host': 'ballast.example.org' } })).toMatchObject({
      status: 200,
    });
  });

  test('health answers to any name', async () => {
    expect(await ask({ path: '/api/health?x', headers: { host: 'evil.example' } })).toMatchObject({
      status: 200,
    });
    const events = await ask({ path: '/api/events', headers: { host: 'evil.example' } });
    expect(JSON.parse(events.text)).toMatchObject({
      code: 'name-not-served',
      facts: { name: 'evil.example' },
    });
  });
});

describe('a request that no browser sends', () => {
  test.each([
    ['/%', 400],
    ['/hosts/%zz', 400],
    ['/hosts/%ed%a0%80', 400],
    ['/%00', 400],
    ['/hosts/%1b', 400],
    ['/history?vm=a%00b', 400],
    ['/history?%00=a', 400],
    ['/a\\b', 400],
    [`/${'a'.repeat(9000)}`, 414],
    ['/history?vm=100%', 200],
    ['/history?vm=%E3%83%87', 200],
  ])('%s is answered with its status', async (path, status) => {
    expect((await ask({ path })).status).toBe(status);
    expect(passed).toHaveLength(status === 200 ? 1 : 0);
  });

  test.each(['TRACE', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])(
    '%s is not allowed',
    async (method) => {
      expect(await ask({ method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
    },
  );

  test('with the address of another server is answered with 400', async () => {
    expect(await say('GET http://localhost/overview HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 /,
    );
  });

  test.each(['no HTTP at all\r\n\r\n', 'GET / HTTP/1.1\r\nHost: localhost\r\nA: \0\r\n\r\n'])(
    '%j is answered with 400',
    async (text) => {
      expect(await say(text)).toMatch(/^HTTP\/1.1 400 /);
    },
  );

  test.each([
    ['x-forwarded-for', '1'.repeat(14_000), 431],
    ['forwarded', 'for=1,'.repeat(200), 431],
    ['user-agent', 'a'.repeat(2000), 431],
    ['cookie', 'a'.repeat(20_000), 431],
    ['x-forwarded-for', '192.0.2.1, 10.0.0.1', 200],
    ['x-forwarded-proto', 'gopher', 400],
    ['x-forwarded-for', 'a\x85', 400],
    ['origin', 'foo', 400],
  ])('the header %s is answered with its status', async (header, value, status) => {
    expect((await ask({ headers: { [header]: value } })).status).toBe(status);
  });
});

describe('a request that may change something', () => {
  const post = (headers: http.OutgoingHttpHeaders) => ask({ method: 'POST', headers, body: 'a=b' });

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1:1', host: '127.0.0.1:3000' },
  ])('is refused with the headers %j', async (headers) => {
    expect(await post(headers)).toMatchObject({ status: 403 });
    expect(passed).toEqual([]);
  });

  test.each([
    {},
    { origin: 'https://ballast.example.org' },
    { origin: 'http://localhost:3000', host: 'localhost:3000', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://10.0.0.5', 'x-forwarded-host': '10.0.0.5' },
  ])('is accepted with the headers %j', async (headers) => {
    expect(await post(headers)).toMatchObject({ status: 200 });
    expect(passed).toMatchObject([{ body: 'a=b' }]);
  });
});

describe('request bodies', () => {
  test('a GET that follows the redirect of an action may have the headers of its form, but no body', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x', rsc: '1' };
    expect(await ask({ path: '/overview?_rsc', headers })).toMatchObject({ status: 200 });
    expect(await ask({ method: 'POST', headers, body: 'no form' })).toMatchObject({ status: 400 });
  });

  const person = { cookie: 'ballast.session_token=x' };
  test.each([
    ['of a stranger', 16, '/sign-in', {}],
    ['of somebody signed in', 256, '/overview', person],
    ['to a route of the API', 16, '/api/auth/sign-in/email', person],
  ])('%s have at most %d KiB', async (_, limit, path, headers) => {
    const send = (bytes: number, more = {}) =>
      ask({ method: 'POST', path, headers: { ...headers, ...more }, body: Buffer.alloc(bytes, 'a') });
    expect((await send(limit * 1024)).status).toBe(200);
    expect((await send(limit * 1024 + 1)).status).toBe(413);
    expect((await send(limit * 1024 + 1, { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect(passed.map(({ body }) => body.length)).toEqual([limit * 1024]);
  });

  test('a GET has no body', async () => {
    expect(await ask({ headers: { 'content-length': 3 }, body: 'abc' })).toMatchObject({ status: 413 });
  });

  test('that do not arrive end in a timeout', async () => {
    expect(server).toMatchObject({ requestTimeout: 20_000, headersTimeout: 10_000 });
    const hasty = http.createServer({ connectionsCheckingInterval: 10 });
    new Gate({ env, log: createLog('web', 'silent'), clock: { now: () => new Date() } }, handle).guard(hasty);
    hasty.requestTimeout = 50; // the same limits, but shorter
    hasty.headersTimeout = 50;
    hasty.listen(0, '127.0.0.1');
    await once(hasty, 'listening');
    const halfOf = (head: string) => {
      const socket = connect((hasty.address() as AddressInfo).port, '127.0.0.1');
      socket.write(head);
      return text(socket);
    };
    const host = 'Host: 127.0.0.1';
    const body = halfOf(`POST /sign-in HTTP/1.1\r\n${host}\r\nContent-Length: 10\r\n\r\nabc`);
    const header = halfOf(`GET /sign-in HTTP/1.1\r\n${host}\r\nX-Slow: `);
    expect(await body).toMatch(/^HTTP\/1\.1 408 body-too-slow\r\n/);
    expect(await header).toMatch(/^HTTP\/1\.1 408 body-too-slow\r\n/);
    expect(passed).toEqual([]);
    hasty.close();
  });
});

describe('every answer', () => {
  test.each(['/overview', '/%', '/api/nothing'])('of %s carries the security headers', async (path) => {
    const { headers } = await ask({ path });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/(^|; )frame-ancestors 'none'(;|$)/);
    expect(policy).toMatch(/(^|; )script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic'(;|$)/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  test('has its own nonce, which the page receives with its request', async () => {
    const policies = [await ask({}), await ask({})].map(({ headers }) => headers['content-security-policy']);
    expect(new Set(policies).size).toBe(2);
    expect(passed.map(({ policy }) => policy)).toEqual(policies);
  });
});
