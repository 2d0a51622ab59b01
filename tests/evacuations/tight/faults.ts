import type { WorldView } from '../../../lib/drivers/simulator/client.ts';
import type { RefuseWhen, SimulatorCommandBody } from '../../../lib/drivers/simulator/commands.ts';
import type { DriverErrorCode } from '../../../lib/model/errors.ts';
import { Random } from '../../bench/instances/random.ts';

/** What happens to the hosts of an evacuation. All of it ends by itself. */
export const faultKinds = [
  'refuses-at-check',
  'refuses-at-order',
  'refuses-at-load',
  'migration-fails',
  'copy-hangs',
  'link-cut',
  'daemon-down',
  'host-off-network',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault, in seconds after the order. `hosts`: by name; the second one only for a link. */
export interface Fault {
  kind: FaultKind;
  from: number;
  until: number;
  hosts: readonly [string, string];
  code: DriverErrorCode; // of a refusal
}

/** Of the host, of the pair of VM and host, and of the moment. */
const REFUSALS: readonly DriverErrorCode[] = [
  'destination-refused',
  'cpu-incompatible',
  'storage-missing',
  'destination-full',
  'destination-unreachable',
  'migration-failed',
];
/** The faults of one evacuation, and when they begin and how long they last, in seconds. */
const COUNT = { least: 3, more: 4 };
const BEGIN_WITHIN = 60;
const LASTS = { from: 15, to: 120 };

/** Faults that are drawn from the seed. `hostNames`: of the whole cluster; the first is the one that is emptied. */
export function drawFaults(seed: number, hostNames: readonly string[]): Fault[] {
  const random = new Random(seed + 7_000_000);
  return Array.from({ length: COUNT.least + random.below(COUNT.more) }, (): Fault => {
    const kind = random.pick(faultKinds);
    const from = random.below(BEGIN_WITHIN);
    const [one = '', other = ''] = random.shuffle(hostNames);
    const isOfTarget = kind.startsWith('refuses');
    const target = isOfTarget && one === hostNames[0] ? other : one;
    return {
      kind,
      from,
      until: from + Math.round(random.between(LASTS.from, LASTS.to)),
      hosts: [target, target === one ? other : one],
      code: random.pick(REFUSALS),
    };
  }).toSorted((a, b) => a.from - b.from);
}

const stages: Partial<Record<FaultKind, RefuseWhen>> = {
  'refuses-at-check': 'check',
  'refuses-at-order': 'order',
  'refuses-at-load': 'load',
};

/** The command that begins a fault; null: it concerns a migration, and none is running yet. */
export function beginOf(
  { kind, hosts: [hostId, toHostId], code }: Fault,
  view: WorldView,
): SimulatorCommandBody | null {
  const when = stages[kind];
  if (when !== undefined) return { type: 'refuse', hostId, when, code };
  if (kind === 'link-cut') return { type: 'link-cut', hostId, toHostId };
  if (kind === 'daemon-down') return { type: 'daemon-down', hostId };
  if (kind === 'host-off-network') return { type: 'host-down', hostId };
  const [running] = view.state.active;
  if (running === undefined) return null;
  return {
    type: kind === 'copy-hangs' ? 'hang-migration' : 'fail-migration',
    vm: running.order.vmUuid,
  };
}

/** The command that ends a fault; null: it has no duration. */
export function endOf({ kind, hosts: [hostId, toHostId] }: Fault): SimulatorCommandBody | null {
  if (stages[kind] !== undefined) return { type: 'accept', hostId };
  if (kind === 'link-cut') return { type: 'link-joined', hostId, toHostId };
  if (kind === 'daemon-down') return { type: 'daemon-up', hostId };
  if (kind === 'host-off-network') return { type: 'host-up', hostId };
  return null;
}
