import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MigrationKind } from '../../model/vm.ts';
import { readDefinition } from './definition/read-definition.ts';
import { GALLERY, type Verdict } from './gallery-verdicts.ts';
import { needsOfVm } from './needs.ts';
import { parsePool } from './pools.ts';

const FOLDER = 'tests/fixtures/libvirt/gallery';

/** The host of the tests: a folder of images that may be shared, and one export of a server. */
const POOLS = [
  parsePool(
    "<pool type='dir'><name>default</name><target><path>/var/lib/libvirt/images</path></target></pool>",
  ),
  parsePool(`<pool type='netfs'><name>nas</name><source><host name='nas'/><dir path='/export/vms'/></source>
    <target><path>/srv/nas</path></target></pool>`),
].filter((pool) => pool !== null);

/** The judgement of the planner and the check: a VM with another manager cannot move, and a tie forbids the kinds that it names. */
function judge(name: string): [Verdict, string] {
  const definition = readDefinition(readFileSync(`${FOLDER}/${name}.xml`, 'utf8'));
  if (definition === null) throw new Error(`${name} is not the definition of a VM`);
  const details = { definition, moments: { snapshots: [], checkpoints: [] } };
  const needs = needsOfVm('20000000-0000-4000-8000-000000000001', details, null, POOLS);
  if (needs.managedBy !== null) return ['none', `managed by ${needs.managedBy}`];
  const mayGo = (kind: MigrationKind) => needs.ties.every(({ blocks }) => !blocks.includes(kind));
  const verdicts: Verdict[] = mayGo('live') ? ['both', 'live'] : ['offline', 'none'];
  const [ifOffline, otherwise] = verdicts;
  const verdict = (mayGo('offline') ? ifOffline : otherwise) ?? 'none';
  const ties = needs.ties.map((tie) => `${tie.kind} ${tie.name}`);
  const wants = [
    ['networks', needs.networks],
    ['storages', needs.storages],
    ['CPUs', needs.hostCpus],
    ['NUMA nodes', needs.numaNodes],
    ['huge pages', needs.hugePageKiB === null ? [] : [needs.hugePageKiB]],
  ].flatMap(([what, list]) => (list?.length ? `${what} ${list}` : []));
  return [verdict, (ties.length > 0 ? ties : wants).join('; ')];
}

describe('definitions from the field', () => {
  it('all have an expected verdict', () => {
    const names = readdirSync(FOLDER).map((file) => file.replace('.xml', ''));
    expect(names.sort()).toEqual(Object.keys(GALLERY).sort());
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  it.each(Object.entries(GALLERY))('%s', (name, expected) => {
    expect(judge(name)).toEqual(expected);
  });
});
