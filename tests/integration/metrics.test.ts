import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { countReading } from '../../lib/db/reading-counts.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { readMetrics } from '../../lib/views/metrics/read-metrics.ts';
import { renderMetrics } from '../../lib/views/metrics/render-metrics.ts';
import { requestDurations } from '../../lib/web/request-durations.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const shared = vi.hoisted(() => ({ metricsToken: null as string | null }));
const database = withTestDatabase();
vi.mock('../../lib/web/shared.ts', () => ({
  getDatabase: () => database.db,
  getEnvironment: () => ({ metricsToken: shared.metricsToken }),
  getLog: () => ({ error: () => undefined }),
}));

const TOKEN = 'a-token-of-some-length-0123456789';

beforeEach(async () => {
  await database.db.cluster.deleteMany();
});

async function observed() {
  const world = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
    vms: [simulatedVm('a', 'h1'), simulatedVm('b', 'h2')],
  });
  const { store, clock, hostId, ctx, driver, cluster } = world;
  await store.append(clock.now(), { type: 'host-down', hostId: hostId('h2') });
  clock.pass(60);
  await collectCluster({ ctx, driver, input: { clusterId: cluster.id } });
  for (const [seconds, hasFailed] of [
    [0.5, false],
    [0.25, true],
  ] as const)
    await countReading(database.db, cluster.id, { seconds, silentHosts: 1, hasFailed });
  return world;
}

describe('the figures for a monitoring system', () => {
  it('count hosts, VMs and readings of each cluster, and leave out what is not known', async () => {
    const { ctx, cluster } = await observed();
    const text = await renderMetrics(await readMetrics({ ctx, input: { withHosts: true } }));
    const lines = text.split('\n');
    const own = `cluster="${cluster.name}"`;
    for (const line of [
      `ballast_hosts{${own},connection="up"} 1`,
      `ballast_hosts{${own},connection="down"} 1`,
      `ballast_vms{${own}} 2`,
      `ballast_doubted_vms{${own}} 0`,
      `ballast_interval_seconds{${own}} 15`,
      `ballast_sample_age_seconds{${own}} 0`,
      `ballast_readings_total{${own}} 2`,
      `ballast_failed_readings_total{${own}} 1`,
      `ballast_silent_hosts_total{${own}} 2`,
      `ballast_reading_seconds_total{${own}} 0.75`,
      `ballast_last_reading_seconds{${own}} 0.25`,
      `ballast_host_up{${own},host="h1"} 1`,
      `ballast_host_up{${own},host="h2"} 0`,
    ])
      expect(lines).toContain(line);
    expect(text).toMatch(new RegExp(`ballast_host_cpu_load_ratio\\{${own},host="h1"\\} 0\\.\\d+`));
    expect(text).not.toMatch(/ballast_host_cpu_load_ratio\{[^}]*host="h2"/);
    expect(lines.at(-2)).toBe('# EOF');
  });

  it('have no figures of hosts unless they are asked for', async () => {
    const { ctx } = await observed();
    expect(await renderMetrics(await readMetrics({ ctx, input: { withHosts: false } }))).not.toContain(
      'ballast_host_',
    );
  });

  it('are all that the dashboard shows', async () => {
    const { ctx } = await observed();
    const text = await renderMetrics(await readMetrics({ ctx, input: { withHosts: true } }));
    const dashboard = readFileSync('docs/grafana/ballast.json', 'utf8');
    const shown = [...new Set(dashboard.match(/\bballast_\w+/g))].map((name) => name.replace(/_total$/, ''));
    expect(shown.length).toBeGreaterThan(6);
    for (const name of shown) expect(text).toContain(`# TYPE ${name} `);
  });
});

describe('GET /metrics', () => {
  const get = async (authorization?: string) => {
    const { GET } = await import('../../app/metrics/route.ts');
    const request = new Request('http://ballast.example/metrics');
    if (authorization !== undefined) request.headers.set('authorization', authorization);
    return GET(request);
  };

  it('does not exist without a token in the environment', async () => {
    shared.metricsToken = null;
    expect((await get(`Bearer ${TOKEN}`)).status).toBe(404);
  });

  it.each([
    ['nothing', undefined],
    ['another token', 'Bearer another-token-of-some-length'],
    ['another scheme', `Basic ${TOKEN}`],
  ])('refuses %s', async (_, authorization) => {
    shared.metricsToken = TOKEN;
    const response = await get(authorization);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('gives OpenMetrics to who sends the token', async () => {
    shared.metricsToken = TOKEN;
    requestDurations().observe({ kind: 'page' }, 0.2);
    const response = await get(`Bearer ${TOKEN}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/openmetrics-text');
    const text = await response.text();
    expect(text).toContain('# TYPE ballast_queue_jobs gauge');
    expect(text).toContain('# TYPE ballast_request_duration_seconds histogram');
    expect(text).toContain('ballast_request_duration_seconds_bucket{le="0.25",kind="page"} 1');
  });
});
