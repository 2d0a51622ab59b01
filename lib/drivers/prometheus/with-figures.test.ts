import { afterEach, describe, expect, it } from 'vitest';
import { type FiguresSource, fillQuery, usualSource } from '../../model/figures-source.ts';
import type { HostObservation } from '../../model/ports.ts';
import { openTestWorld } from '../simulator/test-world.ts';
import { matchHosts } from './match-hosts.ts';
import { testSource } from './test-source.ts';
import { type FakeAnswer, openFakePrometheus, vector } from './testing/fake-prometheus.ts';
import { withFigures } from './with-figures.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const hosts = ['one', 'two', 'tiny'].map((name) => ({
  hostId: `id-${name}`,
  name,
  uri: `qemu+ssh://root@${name}.example.org:22/system`,
  peerUri: null,
  migrationAddress: null,
}));

type Answers = Partial<Record<string, FakeAnswer | null>>;

/** A cluster of the simulator whose figures come from a server that answers these queries, by `host.` or `vm.` and figure. */
async function open(answers: Answers, more: Partial<FiguresSource> = {}) {
  const server = await openFakePrometheus((query) => {
    const given = answers[Object.keys(answers).find((name) => textOf(name) === query) ?? ''];
    return given === undefined ? vector() : given;
  });
  const source: FiguresSource = {
    ...usualSource,
    hostQueries: { ...usualSource.hostQueries },
    vmQueries: { ...usualSource.vmQueries },
    address: server.address,
    authority: null,
    fingerprint: null,
    ...more,
  };
  const textOf = (name: string): string => {
    const [of, figure] = name.split('.');
    const queries: Partial<Record<string, string>> = of === 'host' ? source.hostQueries : source.vmQueries;
    return fillQuery(queries[figure ?? ''] ?? '', source);
  };
  const world = openTestWorld();
  const driver = withFigures(world.driver, { source, token: null, hosts });
  closing.push(() => driver.close(), server.close);
  const observe = async (hostId = 'id-one'): Promise<HostObservation> => {
    const { hosts: readings } = await driver.observeCluster([hostId]);
    const [reading] = readings;
    if (!reading || !('observation' in reading)) throw new Error('not observed');
    return reading.observation;
  };
  return { server, source, world, driver, observe };
}

const one = { instance: 'one.example.org:9100' };
const web = { instance: 'one:9177', uuid: 'web-01' };
const fresh: Answers = {
  'host.ageSeconds': vector([one, '4']),
  'host.cpuSeconds': vector([one, '5000']),
  'host.cpuUse': vector([one, '0.25']),
  'host.memoryUsedMiB': vector([one, '1024']),
  'host.diskReadMiBps': vector([one, '3']),
  'vm.ageSeconds': vector([web, '4']),
  'vm.cpuSeconds': vector([web, '70']),
  'vm.cores': vector([web, '1.5']),
};
const vmOf = ({ vms }: HostObservation, name: string) => vms.find((vm) => vm.name === name);

describe('an observation', () => {
  it('has the figures of Prometheus, and everything else of the hypervisor', async () => {
    const { observe, world } = await open(fresh);
    const seen = await observe();
    expect(seen.use).toEqual({ cpuBusyFraction: 0.25, memoryUsedMiB: 1024 });
    expect(seen.cpuSeconds).toBe(5000);
    expect(seen.further).toMatchObject({ diskReadMiBps: 3, networkInMiBps: null });
    expect(seen.alarms).toEqual([]);
    const own = await world.driver.observeHost('id-one');
    expect(seen.facts).toEqual(own.facts);
    const [vm, before] = [vmOf(seen, 'web-01'), vmOf(own, 'web-01')];
    expect(vm).toMatchObject({ cpuCoresUsed: 1.5, cpuSeconds: 70, lacksFigures: false });
    // a figure without a query is the hypervisor's
    expect(vm?.memoryUsedMiB).toBe(before?.memoryUsedMiB);
    expect(vmOf(seen, 'web-02')).toMatchObject({ cpuCoresUsed: null, lacksFigures: true });
  });

  it('asks each query once for the whole cluster', async () => {
    const { driver, server } = await open(fresh);
    await driver.observeCluster(hosts.map(({ hostId }) => hostId));
    const queries = server.asked.map(({ query }) => query);
    expect(new Set(queries).size).toBe(queries.length);
    expect(queries).toHaveLength(17);
  });

  it('finds a VM by its UUID, too', async () => {
    const { world } = await open({});
    const uuid = world.order('web-01', 'one', 'two').vmUuid;
    const labels = { instance: 'one', uuid };
    const { observe } = await open({
      'vm.ageSeconds': vector([labels, '1']),
      'vm.cores': vector([labels, '0.5']),
    });
    expect(vmOf(await observe(), 'web-01')).toMatchObject({ cpuCoresUsed: 0.5 });
  });

  it.each([
    ['none of the host', { 'host.ageSeconds': vector(), 'host.cpuUse': vector() }, 'figures-missing'],
    [
      'rates only, because it is not scraped any more',
      { ...fresh, 'host.ageSeconds': vector() },
      'figures-missing',
    ],
    ['figures older than the window', { ...fresh, 'host.ageSeconds': vector([one, '61']) }, 'figures-old'],
    ['an error for one query', { ...fresh, 'host.cpuUse': { status: 500, body: '' } }, 'figures-unread'],
  ])('leaves a gap, and tells why: %s', async (_, answers, code) => {
    const { observe } = await open(answers);
    const seen = await observe();
    expect(seen.use.cpuBusyFraction).toBeNull();
    expect(seen.alarms).toMatchObject([{ code }]);
  });

  it('leaves a gap for a series that is doubled, or no number', async () => {
    const { observe } = await open({
      ...fresh,
      'host.cpuUse': vector([one, '0.2'], [{ instance: 'one:9200' }, '0.3']),
      'host.memoryUsedMiB': vector([one, 'NaN']),
    });
    expect((await observe()).use).toEqual({ cpuBusyFraction: null, memoryUsedMiB: null });
  });

  it('leaves impossible values to be judged like those of a hypervisor', async () => {
    const { observe } = await open({ ...fresh, 'host.cpuUse': vector([one, '-3']) });
    expect((await observe()).use.cpuBusyFraction).toBe(-3);
  });

  it('tells a counter that has stopped from one that was not scraped again', async () => {
    const answers: Answers = { ...fresh };
    const { observe } = await open(answers);
    expect(await observe()).toMatchObject({ cpuSeconds: 5000, isRepeated: false });
    expect(await observe()).toMatchObject({ cpuSeconds: 5000, isRepeated: true });
    answers['host.ageSeconds'] = vector([one, '1']);
    expect(await observe()).toMatchObject({ cpuSeconds: 5000, isRepeated: false });
  });
});

describe('a Prometheus that does not answer', () => {
  it('leaves gaps everywhere, is asked less often, and at once when somebody asks', async () => {
    const { driver, server, source } = await open({});
    await server.close();
    closing.pop();
    const ask = (isAsked = false) => driver.observeCluster(['id-one'], { isAsked });
    const [reading] = (await ask()).hosts;
    expect(reading).toMatchObject({
      observation: {
        use: { cpuBusyFraction: null, memoryUsedMiB: null },
        alarms: [{ code: 'figures-unread', facts: { address: source.address } }],
      },
    });
    for (let i = 0; i < 3; i++) await ask();
    expect(await ask(true)).toMatchObject({ hosts: [{ observation: {} }] });
  });
});

it('tells which hosts and VMs have figures, what was asked, and what could not be used', async () => {
  const stray = { instance: 'elsewhere:9100' };
  const { source, world } = await open({ ...fresh, 'host.cpuUse': vector([one, '0.25'], [stray, '0.5']) });
  const vms = ['web-01', 'web-02'].map((name) => ({
    name,
    hostId: 'id-one',
    uuid: world.order(name, 'one', 'two').vmUuid,
  }));
  const tested = await testSource(source, null, { hosts, vms });
  expect(tested).toMatchObject({
    failure: null,
    hosts: { count: 3, found: 1, missing: ['two', 'tiny'] },
    vms: { count: 2, found: 1, missing: ['web-02'] },
  });
  expect(tested.queries.find(({ of, figure }) => of === 'host' && figure === 'cpuUse')).toMatchObject({
    series: 2,
    unused: ['{"instance":"elsewhere:9100"}'],
    fault: null,
  });
  const nowhere = { ...source, address: 'http://127.0.0.1:1' };
  expect(await testSource(nowhere, null, { hosts, vms })).toMatchObject({
    failure: { fault: 'unreachable' },
    hosts: { found: 0 },
    queries: [],
  });
});

describe('the host that a label means', () => {
  const named = (name: string, uri: string) => ({ hostId: name, name, uri, peerUri: null });
  const match = matchHosts([
    named('kvm-01', 'qemu+ssh://root@10.0.0.11/system'),
    named('kvm-02', 'qemu+tls://kvm-02.example.org/system'),
    named('kvm-03', 'qemu+tcp://[fd00::3]:16509/system'),
    named('a.east', 'qemu+tcp://a.east/system'),
    named('a.west', 'qemu+tcp://a.west/system'),
  ]);
  it.each([
    ['kvm-01:9100', 'kvm-01'],
    ['10.0.0.11:9177', 'kvm-01'],
    ['KVM-02.example.org', 'kvm-02'],
    ['kvm-02.other.org:9100', 'kvm-02'],
    ['[fd00::3]:9100', 'kvm-03'],
    ['a.east:9100', 'a.east'],
    ['a:9100', null],
    ['10.0.0.12:9100', null],
    ['', null],
  ])('%s is %s', (value, hostId) => {
    expect(match(value)).toBe(hostId);
  });
});
