import { describe, expect, it } from 'vitest';
import type { HostAddress, MigrationOrder } from '../../model/ports.ts';
import { answerBy, createFakeVirsh, fixture } from './fake-virsh.ts';
import { createLibvirtDriver } from './index.ts';

const UUID = '20000000-0000-4000-8000-0000000000ab';
const HOSTS: HostAddress[] = ['kvm-01', 'kvm-02'].map((name) => ({
  hostId: `id-${name}`,
  name,
  uri: `qemu+tcp://${name}/system`,
  peerUri: null,
  migrationAddress: null,
}));
const order: MigrationOrder = {
  moveId: 'm1',
  vmUuid: UUID,
  vmName: 'build',
  kind: 'live',
  sourceHostId: 'id-kvm-01',
  destinationHostId: 'id-kvm-02',
  bandwidthMiBps: null,
  downtimeLimitMs: 300,
  mayThrottle: false,
  mayPostCopy: false,
};

const folder = (driver: string, path: string) =>
  `<filesystem type='mount'>${driver}<source dir='${path}'/><target dir='build'/></filesystem>`;
const VIRTIOFS = "<driver type='virtiofs'/>";
const xmlOf = (devices: string) =>
  `<domain type='kvm'><name>build</name><uuid>${UUID}</uuid><memory unit='GiB'>1</memory><vcpu>2</vcpu>
   <devices>${devices}</devices></domain>`;
const poolOf = (type: string, server = 'nas') =>
  `<pool type='${type}'><name>work</name><source><host name='${server}'/><dir path='/export'/></source>
   <target><path>/srv/work</path></target></pool>`;

/** Messages of libvirt 11.3 in the lab. It gives the second one if only the UUID is wrong. */
const REFUSED = 'error: Operation not supported: migration with this virtiofs device is not supported';
const ALLOWED = `error: unsupported configuration: Target domain uuid 0 does not match source ${UUID}`;
const UNSAFE = 'error: Unsafe migration: Migration without shared storage is unsafe';
const BUSY = 'error: Timed out during operation: cannot acquire state change lock';

interface World {
  devices?: string;
  word?: string;
  state?: 'running' | 'shut off';
  pools?: [here: string, there: string];
}

function open({ devices, word = ALLOWED, state = 'running', pools }: World) {
  const [here, there] = pools ?? [poolOf('netfs'), poolOf('netfs')];
  const fake = createFakeVirsh(({ uri, args }) => {
    if (args[0] === 'migrate') return { stderr: word };
    return answerBy(args, {
      nodeinfo: fixture('nodeinfo'),
      version: fixture('version'),
      capabilities: fixture('capabilities'),
      list: uri.includes('kvm-01') ? `${UUID} build\n` : '',
      dumpxml: xmlOf(devices ?? folder(VIRTIOFS, '/srv/work/build')),
      domstats: `Domain: 'build'\n  state.state=${state === 'running' ? 1 : 5}\n`,
      domstate: `${state}\n`,
      domjobinfo: fixture('domjobinfo-none'),
      'list --all --uuid --with-snapshot': '',
      'list --all --uuid --with-checkpoint': '',
      'list --all --uuid --with-managed-save': '',
      'list --all --uuid --transient': '',
      'pool-list': '50000000-0000-4000-8000-000000000001\n',
      'pool-dumpxml': uri.includes('kvm-01') ? here : there,
      'net-list': '',
      'iface-list': '',
    });
  });
  const driver = createLibvirtDriver({ hosts: HOSTS, clock: { now: () => new Date() }, spawn: fake.spawn });
  const tied = async () => {
    const [vm] = (await driver.observeHost('id-kvm-01')).vms;
    return vm?.ties.map(({ kind, name, blocks }) => `${kind} ${name} ${blocks}`);
  };
  const found = async (parts: Partial<MigrationOrder> = {}) =>
    (await driver.checkMigration({ ...order, ...parts })).map(({ code, scope }) => `${code} of the ${scope}`);
  const asked = () => fake.calls.filter((call) => call.args[0] === 'migrate');
  return { tied, found, asked };
}

const ALWAYS = ['shared-folder /srv/work/build live,quick,offline'];

describe('a VM with a virtiofs folder', () => {
  it.each([ALLOWED, UNSAFE])(
    'can move live if libvirt allows it and both hosts have the folder: %s',
    async (word) => {
      const { tied, found, asked } = open({ word });
      expect(await tied()).toEqual(['shared-folder /srv/work/build offline']);
      expect(await found()).toEqual([]);
      // These requests cannot move anything, because the definition has a different UUID.
      for (const { uri, args } of asked()) {
        expect(uri).toContain('kvm-01');
        expect(args).toEqual(expect.arrayContaining(['--live', '--p2p', '--xml', '--domain', UUID]));
        expect(args.at(-1)).toBe('qemu+tcp://kvm-02/system');
      }
      expect(asked().length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['libvirt refuses', { word: REFUSED }],
    ['libvirt does not say', { word: BUSY }],
    ['it is 9p', { devices: folder('', '/srv/work/build') }],
  ])('cannot move where %s', async (_, world) => {
    const { tied, found } = open(world);
    expect(await tied()).toEqual(ALWAYS);
    expect(await found()).toEqual(['vm-not-movable of the vm']);
  });

  it('cannot move while it is stopped, and libvirt is not asked', async () => {
    const { tied, found, asked } = open({ state: 'shut off' });
    expect(await tied()).toEqual(ALWAYS);
    expect(await found({ kind: 'offline' })).toContain('vm-not-movable of the vm');
    expect(asked()).toEqual([]);
  });

  it('cannot move if its folder is in no pool of a server', async () => {
    const { tied, found } = open({ pools: [poolOf('dir'), poolOf('dir')] });
    expect(await tied()).toEqual(ALWAYS);
    expect(await found()).toEqual(['storage-missing of the vm']);
    const outside = open({ devices: folder(VIRTIOFS, '/home/dev') });
    expect(await outside.tied()).toEqual(['shared-folder /home/dev live,quick,offline']);
    expect(await outside.found()).toEqual(['storage-missing of the vm']);
  });

  it('does not move to a host that has a different folder there', async () => {
    const { found } = open({ pools: [poolOf('netfs'), poolOf('netfs', 'other-nas')] });
    expect(await found()).toEqual(['storage-missing of the pair']);
  });
});

it('sends libvirt no request about a VM without such a folder', async () => {
  const { asked, tied } = open({ devices: '' });
  expect(await tied()).toEqual([]);
  expect(asked()).toEqual([]);
});
