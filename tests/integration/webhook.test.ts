import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { switchAutomation } from '../../lib/services/stops/switch-automation.ts';
import { secretPlaces } from '../../lib/services/stored-secrets.ts';
import { deliverEvents } from '../../lib/services/webhooks/deliver-events.ts';
import { editWebhook } from '../../lib/services/webhooks/edit-webhook.ts';
import { testWebhook } from '../../lib/services/webhooks/test-webhook.ts';
import { readAutomation } from '../../lib/views/settings/read-automation.ts';
import { makeContext, personWith, TestClock, testSecrets } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const secret = 'a secret of the receiver';

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

/** A receiver on this machine, which answers with the statuses that it is given, then with 204. */
let server: Server;
let url = '';
let received: Received[] = [];
let answers: number[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    const status = answers.shift() ?? 204;
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=t1`;
});
afterAll(() => {
  server.close();
});

const clock = new TestClock();
const ctxOf = () => makeContext(database.db, { clock, actor: personWith('administrator') });
beforeEach(async () => {
  const { db } = database;
  [received, answers] = [[], []];
  await db.event.deleteMany();
  await db.auditEntry.deleteMany();
  const none = {
    automationStoppedAt: null,
    automationStoppedBy: null,
    webhookUrl: null,
    webhookSecret: null,
  };
  await db.installation.updateMany({ data: none });
});

describe('the webhook', () => {
  it('receives the switch, signed so that its receiver can check it, once', async () => {
    const ctx = ctxOf();
    await editWebhook({ ctx, input: { url, secret } });
    await switchAutomation({ ctx, input: { to: 'off' } });
    const { webhookSecret } = await database.db.installation.findFirstOrThrow();
    expect(webhookSecret).not.toContain(secret); // it is encrypted
    expect(await deliverEvents({ ctx })).toEqual({ delivered: 1, failed: 0, nextAt: null });
    expect(await deliverEvents({ ctx })).toMatchObject({ delivered: 0 });
    expect(received).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(JSON.parse(body)).toMatchObject({
      topic: 'automation',
      code: 'switched-off',
      cluster: null,
      facts: { by: 'The administrator' },
    });
    const seconds = Math.floor(clock.now().getTime() / 1000);
    const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    expect(headers['ballast-signature']).toBe(`t=${seconds},v1=${digest}`);
    expect(headers['ballast-event']).toBe(JSON.parse(body).id);
  });

  it('is tried again later, and the page shows what came of it', async () => {
    const ctx = ctxOf();
    await editWebhook({ ctx, input: { url, secret } });
    await testWebhook({ ctx, input: {} });
    answers = [500, 302];
    const first = await deliverEvents({ ctx });
    expect(first).toMatchObject({ delivered: 0, failed: 1 });
    expect(first.nextAt?.getTime()).toBe(clock.now().getTime() + 10_000);
    expect(await deliverEvents({ ctx })).toMatchObject({ failed: 0 }); // not due yet
    clock.pass(10);
    await deliverEvents({ ctx });
    expect((await readAutomation({ ctx })).deliveries).toMatchObject([
      { status: 302, tries: 2, deliveredAt: null },
    ]);
    clock.pass(60);
    expect(await deliverEvents({ ctx })).toMatchObject({ delivered: 1, nextAt: null });
    const page = await readAutomation({ ctx });
    expect(page.deliveries).toMatchObject([{ status: 204, tries: 3, deliveredAt: clock.now() }]);
    expect(received).toHaveLength(3); // no redirect was followed
  });

  it('is given up after a day without an answer', async () => {
    const ctx = ctxOf();
    await editWebhook({ ctx, input: { url: 'http://127.0.0.1:1/', secret } });
    await testWebhook({ ctx, input: {} });
    let tries = 0;
    for (let next = clock.now() as Date | null; next !== null && tries < 50; tries++) {
      clock.pass(Math.max(0, (next.getTime() - clock.now().getTime()) / 1000));
      next = (await deliverEvents({ ctx })).nextAt;
    }
    expect(tries).toBeLessThan(40);
    const [row] = (await readAutomation({ ctx })).deliveries;
    expect(row).toMatchObject({ nextAt: null, deliveredAt: null, status: null });
    expect(row?.error).toMatch(/^[A-Za-z]\w+$/); // a code, without the address
  });

  it('keeps its secret and the rest of its address out of pages and the audit', async () => {
    const ctx = ctxOf();
    await editWebhook({ ctx, input: { url, secret } });
    await editWebhook({ ctx, input: { url, secret: '' } }); // as before
    expect(
      testSecrets.open(
        String((await database.db.installation.findFirstOrThrow()).webhookSecret),
        secretPlaces.webhook,
      ),
    ).toBe(secret);
    expect(JSON.stringify(await readAutomation({ ctx }))).not.toContain(secret);
    const audit = JSON.stringify(
      (await database.db.auditEntry.findMany()).map(({ id: _, ...entry }) => entry),
    );
    expect(audit).not.toContain(secret);
    expect(audit).not.toContain('token');
  });

  it.each([
    ['ftp://example.com/', 'webhookUrl'],
    ['example.com', 'webhookUrl'],
    ['https://ann:pw@example.com/', 'urlCredentials'],
    ['http://169.254.169.254/latest', 'linkLocal'],
    ['http://[fe80::1]/', 'linkLocal'],
  ])('refuses the address %s: %s', async (address, problem) => {
    const edit = editWebhook({ ctx: ctxOf(), input: { url: address, secret } });
    await expect(edit).rejects.toMatchObject({ code: 'invalid-input', facts: { field: 'url', problem } });
  });

  it('needs a secret, and nothing is queued without one', async () => {
    const ctx = ctxOf();
    const edit = editWebhook({ ctx, input: { url, secret: '' } });
    await expect(edit).rejects.toMatchObject({ code: 'webhook-needs-secret' });
    await switchAutomation({ ctx, input: { to: 'off' } });
    expect(await database.db.webhookDelivery.count()).toBe(0);
  });
});
