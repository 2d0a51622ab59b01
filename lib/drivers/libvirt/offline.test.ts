import { describe, expect, it } from 'vitest';
import type { HostAddress, MigrationOrder } from '../../model/ports.ts';
import { answerBy, createFakeVirsh, fixture } from './fake-virsh.ts';
import { createLibvirtDriver } from './index.ts';

const UUID = '30000000-0000-4000-8000-000000000011';
const HOSTS: HostAddress[] = ['kvm-01', 'kvm-02'].map((name) => ({
  hostId: name,
  name,
  uri: `qemu+tcp://${name}/system`,
  peerUri: null,
  migrationAddress: null,
}));
const order: MigrationOrder = {
  moveId: 'm1',
  vmUuid: UUID,
  vmName: 'win11',
  kind: 'offline',
  sourceHostId: 'kvm-01',
  destinationHostId: 'kvm-02',
  bandwidthMiBps: null,
  downtimeLimitMs: 300,
  mayThrottle: false,
  mayPostCopy: false,
};

const POOL = { images: '40000000-0000-4000-8000-000000000001', nas: '40000000-0000-4000-8000-000000000002' };
const poolXml = (name: keyof typeof POOL, type: string, path: string, source = '') =>
  `<pool type='${type}'><name>${name}</name><uuid>${POOL[name]}</uuid><source>${source}</source>
   <target><path>${path}</path></target></pool>`;
const IMAGES = poolXml('images', 'dir', '/images');
const NAS = poolXml('nas', 'netfs', '/nas', "<host name='nas.example'/><dir path='/export/vms'/>");
const OTHER_NAS = poolXml('nas', 'netfs', '/nas', "<host name='nas2.example'/><dir path='/export/vms'/>");

const volume = (path: string, ctime: string, backing = '') =>
  `<volume type='file'><target><path>${path}</path><timestamps><mtime>1.000000001</mtime>
   <ctime>${ctime}</ctime></timestamps></target>${backing && `<backingStore><path>${backing}</path></backingStore>`}</volume>`;

interface Side {
  pools?: string[];
  volumes?: Record<string, string>;
}

/** A stopped VM with these disks, and what both hosts report of their pools and the files in them. */
function open(xml: string, sides: { here?: Side; there?: Side }) {
  const fake = createFakeVirsh(({ uri, args }) => {
    const side = uri.includes('kvm-01') ? sides.here : sides.there;
    const [command = '', , subject = ''] = args;
    if (command === 'pool-list' && args.includes('--uuid'))
      return { stdout: (side?.pools ?? []).map((pool) => /<uuid>(.*?)</.exec(pool)?.[1] ?? '').join('\n') };
    if (command === 'pool-dumpxml')
      return { stdout: side?.pools?.find((pool) => pool.includes(subject)) ?? '' };
    if (command === 'vol-dumpxml') {
      const found = side?.volumes?.[subject];
      return found === undefined ? { stderr: `error: failed to get vol '${subject}'` } : { stdout: found };
    }
    return answerBy(args, {
      domstate: 'shut off (destroyed)',
      dumpxml: `<domain type='kvm'><name>win11</name><uuid>${UUID}</uuid>${xml}</domain>`,
      'net-list': '',
      'iface-list': '',
      'pool-list': 'images\nnas',
      capabilities: fixture('capabilities'),
      nodememstats: 'total: 8388608 KiB\nfree: 4194304 KiB\n',
    });
  });
  const clock = { now: () => new Date() };
  return { fake, driver: createLibvirtDriver({ hosts: HOSTS, clock, spawn: fake.spawn }) };
}

const disk = (path: string) => `<disk type='file' device='disk'><source file='${path}'/></disk>`;
const devices = (xml: string) => `<devices>${xml}</devices>`;
const sideOf = (ctime: string, pools = [IMAGES, NAS]): Side => ({
  pools,
  volumes: {
    '/images/a.qcow2': volume('/images/a.qcow2', ctime),
    '/images/tools.iso': volume('/images/tools.iso', ctime),
    '/images/vars.fd': volume('/images/vars.fd', ctime),
    '/images/top.qcow2': volume('/images/top.qcow2', '7.000000007', '/base/base.qcow2'),
    '/nas/a.qcow2': volume('/nas/a.qcow2', ctime),
    'a.qcow2': volume('/nas/a.qcow2', ctime),
  },
});

const HERE = sideOf('1767000000.123456789');
const SAME = sideOf('1767000000.123456789');
const COPY = sideOf('1767000055.000000001');

async function refusals(xml: string, sides: Parameters<typeof open>[1]) {
  const found = await open(xml, sides).driver.checkMigration(order);
  return found.map(({ code, scope, message }) => `${code} ${scope}: ${message}`);
}

describe('an offline move', () => {
  it.each([
    ['a disk that both hosts see as one file', devices(disk('/images/a.qcow2')), SAME],
    ['a disk on the same export', devices(disk('/nas/a.qcow2')), COPY],
    [
      'a volume of the same export',
      devices("<disk type='volume'><source pool='nas' volume='a.qcow2'/></disk>"),
      SAME,
    ],
    ['a disk of a server', devices("<disk type='network'><source protocol='rbd' name='vms/a'/></disk>"), {}],
    [
      'another copy of a disc',
      devices("<disk type='file' device='cdrom'><source file='/images/tools.iso'/></disk>"),
      COPY,
    ],
    [
      'a disc that may be missing',
      devices("<disk type='file' device='cdrom'><source file='/x.iso' startupPolicy='optional'/></disk>"),
      {},
    ],
    [
      'firmware variables that both hosts see as one file',
      "<os><loader type='pflash'>/code.fd</loader><nvram>/images/vars.fd</nvram></os>",
      SAME,
    ],
    ['no disk at all', devices(''), {}],
  ])('is allowed with %s', async (_, xml, there) => {
    expect(await refusals(xml, { here: HERE, there })).toEqual([]);
  });

  it.each([
    [
      'a copy of its disk',
      disk('/images/a.qcow2'),
      COPY,
      /storage-missing pair: .*is another file on kvm-02/,
    ],
    ['a disk in no pool', disk('/data/a.img'), SAME, /storage-missing vm: .*in no storage pool of kvm-01/],
    [
      'the export of another server',
      disk('/nas/a.qcow2'),
      sideOf('1767000000.123456789', [IMAGES, OTHER_NAS]),
      /storage-missing pair: .*another storage on kvm-02/,
    ],
    ['no pool', disk('/images/a.qcow2'), { pools: [] }, /no active storage pool of kvm-02/],
    ['no file', disk('/images/a.qcow2'), { pools: [IMAGES] }, /is not in the pool images on kvm-02/],
    [
      'no base of its disk',
      disk('/images/top.qcow2'),
      SAME,
      /storage-missing vm: .*\/base\/base.qcow2 is in no storage pool/,
    ],
    [
      'a time without fractions, which proves nothing',
      disk('/images/a.qcow2'),
      sideOf('1767000000'),
      /is another file/,
    ],
  ])('is refused where the destination has %s', async (_, xml, there, words) => {
    expect(await refusals(devices(xml), { here: HERE, there })).toEqual([expect.stringMatching(words)]);
  });

  // after kubevirt/kubevirt#15701, apache/cloudstack#11842 and OpenNebula/one#7770
  it('is refused and not ordered if libvirt keeps other state for the VM', async () => {
    const xml = `<os><loader type='pflash'>/c.fd</loader><nvram>/var/lib/libvirt/qemu/nvram/w_VARS.fd</nvram></os>
      ${devices(`${disk('/images/a.qcow2')}<tpm><backend type='emulator' version='2.0'/></tpm>`)}`;
    expect(await refusals(xml, { here: HERE, there: SAME })).toEqual([
      expect.stringMatching(/vm-not-movable vm: .*TPM .*kept on the host: start it/),
      expect.stringMatching(/storage-missing vm: .*w_VARS.fd is in no storage pool/),
    ]);
    const { fake, driver } = open(xml, { here: HERE, there: SAME });
    await expect(driver.startMigration(order)).rejects.toMatchObject({ code: 'vm-not-movable' });
    expect(fake.asked.some(({ args }) => args[0] === 'migrate')).toBe(false);
  });

  it('refreshes a pool whose list is out of date', async () => {
    const { fake, driver } = open(devices(disk('/images/a.qcow2')), { here: HERE, there: COPY });
    await driver.checkMigration(order);
    const refreshed = fake.asked.filter(({ args }) => args[0] === 'pool-refresh');
    expect(refreshed.map(({ uri, args }) => `${uri} ${args[2]}`)).toEqual([
      'qemu+tcp://kvm-02/system images',
    ]);
  });
});
