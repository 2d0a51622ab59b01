import pLimit from 'p-limit';
import { at, children, type Node, text } from '../xml.ts';
import type { Session, Vim } from './client.ts';
import type { Inventory, Item } from './inventory.ts';
import { type Properties, readObject } from './properties.ts';
import { element, type Ref, reference, refOf } from './soap.ts';

/** vCenter measures every 20 s, and keeps these samples for an hour. */
const REAL_TIME_SECONDS = 20;
/** Objects in one query: vCenter refuses queries of too many metrics. */
const OBJECTS = 64;
const AT_ONCE = 4;
const KIB_IN_MIB = 1024;

/** A counter as `group.name.rollup`, the figure of the inventory that it replaces, and the units of it in one of that. */
type Counter = readonly [counter: string, figure: string, divisor: number];

const COUNTERS: Readonly<Record<'HostSystem' | 'VirtualMachine', readonly Counter[]>> = {
  HostSystem: [
    ['cpu.usagemhz.average', 'summary.quickStats.overallCpuUsage', 1],
    ['mem.consumed.average', 'summary.quickStats.overallMemoryUsage', KIB_IN_MIB],
  ],
  VirtualMachine: [
    ['cpu.usagemhz.average', 'summary.quickStats.overallCpuUsage', 1],
    ['mem.active.average', 'summary.quickStats.guestMemoryUsage', KIB_IN_MIB],
    ['mem.consumed.average', 'summary.quickStats.hostMemoryUsage', KIB_IN_MIB],
  ],
};

export interface SampleReader {
  /** The inventory with the newest samples in place of its figures; what has no sample keeps its figures. */
  read(inventory: Inventory): Promise<Inventory>;
}

/** Reads the performance statistics of hosts and of VMs that run. The numbers of counters are asked for once a session. */
export function createSampleReader(vim: Vim): SampleReader {
  let known: { session: Session; keys: ReadonlyMap<string, string> } | null = null;

  const keysNow = async (): Promise<ReadonlyMap<string, string>> => {
    const session = await vim.session();
    if (known?.session !== session) known = { session, keys: await readKeys(vim, session) };
    return known.keys;
  };
  const ask = async (
    type: keyof typeof COUNTERS,
    items: readonly Item[],
  ): Promise<Map<string, Properties>> => {
    const keys = await keysNow();
    const limit = pLimit(AT_ONCE);
    const pages = Array.from({ length: Math.ceil(items.length / OBJECTS) }, (_, i) =>
      items.slice(i * OBJECTS, (i + 1) * OBJECTS),
    );
    const read = await Promise.all(
      pages.map((page) =>
        limit(() =>
          query(
            vim,
            { type, keys },
            page.map(({ id }) => id),
          ),
        ),
      ),
    );
    return new Map(read.flat());
  };
  return {
    read: async (inventory) => {
      const vms = [...inventory.vmsOn.values()].flat();
      const running = vms.filter(
        ({ current }) => text(current.get('runtime.powerState') ?? null, '#text') === 'poweredOn',
      );
      const ofHosts = await ask('HostSystem', [...inventory.hosts.values()]);
      const ofVms = await ask('VirtualMachine', running);
      const sampled =
        (found: ReadonlyMap<string, Properties>) =>
        (item: Item): Item => ({
          ...item,
          current: new Map([...item.current, ...(found.get(item.id) ?? [])]),
        });
      return {
        ...inventory,
        hosts: new Map([...inventory.hosts].map(([id, host]) => [id, sampled(ofHosts)(host)])),
        vmsOn: new Map([...inventory.vmsOn].map(([id, list]) => [id, list.map(sampled(ofVms))])),
      };
    },
  };
}

/** The numbers of counters by `group.name.rollup`: each vCenter has its own. */
async function readKeys(vim: Vim, { manager }: Session): Promise<Map<string, string>> {
  const counters =
    (await readObject(vim, manager('perfManager'), ['perfCounter'])).get('perfCounter') ?? null;
  return new Map(
    children(counters, 'PerfCounterInfo').flatMap((info) => {
      const parts = [
        text(at(info, 'groupInfo'), 'key'),
        text(at(info, 'nameInfo'), 'key'),
        text(info, 'rollupType'),
      ];
      const key = text(info, 'key');
      return key === null ? [] : [[parts.join('.'), key] as const];
    }),
  );
}

interface Asked {
  type: keyof typeof COUNTERS;
  keys: ReadonlyMap<string, string>;
}

/** The newest sample of each object, as the figures of the inventory. */
async function query(
  vim: Vim,
  { type, keys }: Asked,
  ids: readonly string[],
): Promise<[string, Properties][]> {
  const counters = COUNTERS[type].flatMap(([counter, figure, divisor]) => {
    const key = keys.get(counter);
    return key === undefined ? [] : [{ key, figure, divisor }];
  });
  if (counters.length === 0) return [];
  const metrics = counters
    .map(({ key }) => `<metricId>${element('counterId', key)}${element('instance', '')}</metricId>`)
    .join('');
  const specs = ids.map((value) => {
    const entity: Ref = { type, value };
    const how = element('intervalId', REAL_TIME_SECONDS) + element('format', 'csv');
    return `<querySpec>${reference('entity', entity)}${element('maxSample', 1)}${metrics}${how}</querySpec>`;
  });
  const response = await vim.call('QueryPerf', 'perfManager', specs.join(''));
  return children(response, 'returnval').flatMap((found) => {
    const ref = refOf(at(found, 'entity'), type);
    if (ref === null) return [];
    const figures = counters.flatMap(({ key, figure, divisor }): [string, Node][] => {
      const series = children(found, 'value').find((each) => text(at(each, 'id'), 'counterId') === key);
      const value = Number(
        text(series ?? null, 'value')
          ?.split(',')
          .at(-1) ?? Number.NaN,
      );
      return value >= 0 ? [[figure, { '#text': String(value / divisor) }]] : []; // below 0: not measured
    });
    return [[ref.value, new Map(figures)]];
  });
}
