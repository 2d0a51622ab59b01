import { describe, expect, it } from 'vitest';
import { readDefinition } from './definition/read-definition.ts';
import { KEPT_STATE, keptStateOf } from './kept-state.ts';
import { needsOfVm } from './needs.ts';
import { isSameStorage, parsePool } from './pools.ts';

const UUID = '30000000-0000-4000-8000-000000000012';
const list = (...uuids: string[]) => ({
  isOk: true,
  end: 'exited' as const,
  stderr: '',
  stdout: uuids.map((uuid) => `${uuid.toUpperCase()}\n`).join(''),
});

const pool = (type: string, path: string, source = '') =>
  parsePool(`<pool type='${type}'><name>${type}-1</name><source>${source}</source>
    <target><path>${path}</path></target></pool>`);
const pools = [
  pool('dir', '/var/lib/libvirt/images'),
  pool('netfs', '/nfs', "<host name='nas'/><dir path='/export'/>"),
  pool('logical', '/dev/vg0', '<name>vg0</name>'),
  pool('rbd', '', "<host name='mon' port='6789'/><name>vms</name>"),
].filter((each) => each !== null);

function tiesOf(disks: string, known: typeof pools | null = pools) {
  const definition = readDefinition(`<domain><devices>${disks}</devices></domain>`);
  if (definition === null) throw new Error('no definition');
  const details = { definition, moments: { snapshots: [], checkpoints: [] } };
  return needsOfVm(UUID, details, null, known).ties.map(
    ({ kind, name, blocks }) => `${kind} ${name} ${blocks}`,
  );
}

describe('the disks of a VM', () => {
  const file = (path: string, rest = '') => `<disk type='file'><source file='${path}'${rest}/></disk>`;

  it.each([
    ['a path in no pool', file('/data/a.img'), ['local-disk /data/a.img offline']],
    ['a path below a folder of a pool', file('/nfs/deep/a.img'), ['local-disk /nfs/deep/a.img offline']],
    ['a path in a folder that may be shared', file('/var/lib/libvirt/images/a.img'), []],
    ['a path on a mounted export', file('/nfs/a.img'), []],
    ['a disc that may be missing', file('/data/a.iso', " startupPolicy='requisite'"), []],
    [
      'a logical volume',
      "<disk type='block'><source dev='/dev/vg0/a'/></disk>",
      ['local-disk /dev/vg0/a offline'],
    ],
    ['a volume of rbd', "<disk type='volume'><source pool='rbd-1' volume='a'/></disk>", []],
    [
      'a volume of a pool that is not active',
      "<disk type='volume'><source pool='old' volume='a'/></disk>",
      ['local-disk a offline'],
    ],
    ['a network disk', "<disk type='network'><source protocol='nbd' name='a'/></disk>", []],
  ])('tie a stopped VM if access from other hosts is not proved: %s', (_, xml, expected) => {
    expect(tiesOf(xml)).toEqual(expected);
  });

  it('are not proved to be accessible if the pools are unknown', () => {
    expect(tiesOf(file('/nfs/a.img'), null)).toEqual(['local-disk /nfs/a.img offline']);
  });
});

describe('what libvirt keeps beside the definition', () => {
  // after OpenNebula/one#316, retspen/webvirtmgr#225 and OpenNebula/one#7770
  it('ties the VM to its host, with names', () => {
    const kept = keptStateOf(KEPT_STATE.map(() => list(UUID)));
    const definition = readDefinition('<domain/>');
    if (definition === null) throw new Error('no definition');
    const moments = { snapshots: ['before-update', 'b', 'c', 'd', 'e'], checkpoints: [] };
    const needs = needsOfVm(UUID, { definition, moments }, kept, null);
    expect(needs.ties).toEqual([
      { kind: 'saved-state', name: 'managed save', blocks: ['offline'] },
      { kind: 'snapshots', name: 'before-update, b, c (+2)', blocks: ['live', 'quick', 'offline'] },
      { kind: 'checkpoints', name: '-', blocks: ['live', 'quick', 'offline'] },
    ]);
    expect(needs).toMatchObject({ isPersistent: false, isAutostart: true });
  });

  it('ties nothing if libvirt is too old to report it', () => {
    const unknown = { isOk: false, end: 'exited' as const, stdout: '', stderr: 'error: unknown option' };
    const needs = needsOfVm(UUID, null, keptStateOf(KEPT_STATE.map(() => unknown)), null);
    expect(needs).toMatchObject({ ties: [], isPersistent: true, isAutostart: false, definition: null });
  });
});

describe('two pools', () => {
  const nfs = (host: string, path = '/nfs') =>
    pool('netfs', path, `<host name='${host}'/><dir path='/export'/>`);

  it('are the same storage if server, export and target are the same', () => {
    const [a, b, other, moved] = [nfs('nas'), nfs('nas'), nfs('nas-2'), nfs('nas', '/mnt')];
    if (!a || !b || !other || !moved) throw new Error('no pool');
    expect([isSameStorage(a, b), isSameStorage(a, other), isSameStorage(a, moved)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are not proved to be the same storage without a source', () => {
    const [a] = [pool('dir', '/images')];
    if (!a) throw new Error('no pool');
    expect(isSameStorage(a, a)).toBe(false);
  });
});
