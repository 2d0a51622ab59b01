import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFigures } from '../../lib/drivers/prometheus/with-figures.ts';
import { usualSource } from '../../lib/model/figures-source.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { freePort } from '../bench/attack/free-port.ts';
import { until } from '../bench/executor/until.ts';
import { makeContext } from '../integration/support/context.ts';
import { withTestDatabase } from '../integration/support/database.ts';
import {
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from '../integration/support/simulated-cluster.ts';

const programs = ['prometheus', 'prometheus-node-exporter', 'prometheus-libvirt-exporter'];
const missing = programs.filter((name) => !fs.existsSync(path.join('/usr/bin', name)));
if (missing.length > 0)
  console.warn(`A real Prometheus is not tested: apt-get install ${missing.join(' ')}.`);

/** The domain of libvirt's own test driver, which counts the wall clock as its CPU time: one busy core. */
const DOMAIN = { name: 'test', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' };
const ADDRESSES = { one: '127.0.0.2', two: '127.0.0.3' };
const COLLECTORS = ['cpu', 'meminfo', 'pressure', 'diskstats', 'netdev', 'vmstat'];

const database = withTestDatabase();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-prometheus-'));
const children: ChildProcess[] = [];

function start(name: string, args: string[]): ChildProcess {
  const log = fs.openSync(path.join(folder, `${name}-${children.length}.log`), 'a');
  const child = spawn(path.join('/usr/bin', name), args, { cwd: folder, stdio: ['ignore', log, log] });
  children.push(child);
  return child;
}

/** A Prometheus that scrapes the exporters of two hosts every second. */
async function startPrometheus() {
  const [nodePort, libvirtPort, port] = [await freePort(), await freePort(), await freePort()];
  const nodes = Object.values(ADDRESSES).map((address) => {
    const node = start('prometheus-node-exporter', [
      `--web.listen-address=${address}:${nodePort}`,
      '--collector.disable-defaults',
      ...COLLECTORS.map((name) => `--collector.${name}`),
    ]);
    const libvirt = ['--libvirt.uri=test:///default', `--web.listen-address=${address}:${libvirtPort}`];
    start('prometheus-libvirt-exporter', libvirt);
    return node;
  });
  const job = (name: string, at: number): string =>
    `  - job_name: ${name}\n    static_configs: [{ targets: [${Object.values(ADDRESSES).map((address) => `'${address}:${at}'`)}] }]`;
  const config = ['global: { scrape_interval: 1s }', 'scrape_configs:', job('node', nodePort)];
  fs.writeFileSync(
    path.join(folder, 'prometheus.yml'),
    `${[...config, job('libvirt', libvirtPort)].join('\n')}\n`,
  );
  start('prometheus', [
    '--config.file=prometheus.yml',
    '--storage.tsdb.path=data',
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  return { address: `http://127.0.0.1:${port}`, second: nodes[1] };
}

describe.skipIf(missing.length > 0)('the Prometheus and the exporters of Debian', () => {
  let running: Awaited<ReturnType<typeof startPrometheus>>;
  let driver: HypervisorDriver;
  let clusterId: string;
  const ctx = () => ({ ...makeContext(database.db), clock: systemClock });
  const observe = () => collectCluster({ ctx: ctx(), driver, input: { clusterId, isAsked: true } });
  const host = (name: string) => database.db.host.findFirstOrThrow({ where: { clusterId, name } });
  const codes = async (name: string) => (await host(name)).alarms.map(({ code }) => code);

  beforeAll(async () => {
    running = await startPrometheus();
    const cpuCores = os.availableParallelism();
    const memoryMiB = Math.floor(os.totalmem() / 2 ** 20);
    const world = {
      hosts: Object.keys(ADDRESSES).map((name) => simulatedHost(name, { cpuCores, memoryMiB })),
      vms: [simulatedVm(DOMAIN.name, 'one', { uuid: DOMAIN.uuid }), simulatedVm('other', 'two')],
    };
    const { cluster, openDriver } = await storeSimulatedCluster(database.db, world, systemClock.now());
    clusterId = cluster.id;
    const hosts = cluster.hosts.map(({ id, name }) => ({
      hostId: id,
      name,
      uri: `qemu+tcp://${name === 'one' ? ADDRESSES.one : ADDRESSES.two}/system`,
      peerUri: null,
      migrationAddress: null,
    }));
    const source = {
      ...usualSource,
      windowSeconds: 10,
      address: running.address,
      authority: null,
      fingerprint: null,
    };
    driver = withFigures(openDriver(systemClock), { source, token: null, hosts });
  });
  afterAll(async () => {
    await driver.close();
    for (const child of children) child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('give the figures of hosts and VMs by the usual queries', async () => {
    const vm = () => database.db.vm.findFirst({ where: { clusterId, name: DOMAIN.name } });
    // a rate is too low until its window is full of samples
    await until('both hosts have figures, and the VM has one busy core', async () => {
      await observe();
      const [one, two, seen] = [await host('one'), await host('two'), await vm()];
      return (one.cpuUse !== null && two.cpuUse !== null && Math.abs((seen?.cores ?? 0) - 1) < 0.2) || null;
    });
    for (const name of ['one', 'two']) {
      const { cpuUse, memoryUsedMiB, memoryMiB } = await host(name);
      expect(cpuUse).toBeGreaterThan(0);
      expect(cpuUse).toBeLessThanOrEqual(1);
      expect(memoryUsedMiB).toBeGreaterThan(0);
      expect(memoryUsedMiB).toBeLessThan(memoryMiB ?? 0);
      expect(await codes(name)).toEqual([]);
    }
    expect((await vm())?.doubts).toEqual([]);
    const other = await database.db.vm.findFirstOrThrow({ where: { clusterId, name: 'other' } });
    expect(other.cores).toBeNull();
    expect(other.doubts).toMatchObject([{ code: 'figures-missing' }]);
  });

  it('leave a gap for a host that is not scraped any more, and only for that one', async () => {
    running.second?.kill('SIGKILL');
    await until('the figures of the second host are missing', async () => {
      await observe();
      return (await codes('two')).includes('figures-missing') || null;
    });
    expect((await host('two')).cpuUse).toBeNull();
    expect((await host('one')).cpuUse).not.toBeNull();
    expect(await codes('one')).toEqual([]);
  });
});
