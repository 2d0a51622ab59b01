import { Random } from '../instances/random.ts';

const MINUTE_MS = 60_000;
/** How long the demand on another host is high with each fault. */
const SURGE_MINUTES = 80;

/** What the page of a person who is on call shows as an alarm. */
export type AlarmKind = 'silent-host' | 'host-alarm' | 'move' | 'overload' | 'automation-stopped' | 'other';

interface FaultTraits {
  minutes: number; // from its begin to its repair
  settlesMinutes: number; // how long after its repair its alarms may stay
  alarms: readonly AlarmKind[]; // that it may raise
  needs: AlarmKind | null; // the alarm that it must raise, because a person has to act; null: it needs nobody
  isOfBadData: boolean; // automation must wait while it lasts
}

/**
 * Silent hosts and bad data also keep automation from relieving the surge that comes with each fault. A silent host is asked
 * less often, so it may show for a while after its repair.
 */
const whileWaiting: readonly AlarmKind[] = ['overload', 'move'];

/** Every kind of fault of the week. Each comes with a surge on another host, so that automation wants to act. */
export const faultKinds = {
  surge: {
    minutes: SURGE_MINUTES,
    settlesMinutes: 30,
    alarms: ['overload'],
    needs: null,
    isOfBadData: false,
  },
  'host-dies': {
    minutes: 40,
    settlesMinutes: 30,
    alarms: ['silent-host', ...whileWaiting],
    needs: 'silent-host',
    isOfBadData: true,
  },
  'stale-samples': {
    minutes: 40,
    settlesMinutes: 30,
    alarms: ['silent-host', ...whileWaiting],
    needs: 'silent-host',
    isOfBadData: true,
  },
  'stuck-sensor': {
    minutes: 40,
    settlesMinutes: 30,
    alarms: ['host-alarm', ...whileWaiting],
    needs: 'host-alarm',
    isOfBadData: true,
  },
  'moves-fail': {
    minutes: 60,
    settlesMinutes: 75,
    alarms: ['automation-stopped', ...whileWaiting],
    needs: 'automation-stopped',
    isOfBadData: false,
  },
  'other-balancer': {
    minutes: 60,
    settlesMinutes: 75,
    alarms: ['automation-stopped', ...whileWaiting],
    needs: 'automation-stopped',
    isOfBadData: false,
  },
  'clock-jump': {
    minutes: 10,
    settlesMinutes: 30,
    alarms: ['silent-host', 'host-alarm', ...whileWaiting],
    needs: null,
    isOfBadData: false,
  },
} as const satisfies Record<string, FaultTraits>;
export type FaultKind = keyof typeof faultKinds;

/** A fault that is injected. Times in ms. */
export interface Fault {
  kind: FaultKind;
  host: string; // that it concerns
  surgeHost: string; // another one, which is overloaded meanwhile
  from: number; // also of the surge
  until: number; // it is repaired
  surgeUntil: number;
}

export const traitsOf = ({ kind }: Pick<Fault, 'kind'>): FaultTraits => faultKinds[kind];

/** Whether it lasts at this time. */
export const lasts = ({ from, until }: Fault, at: number): boolean => at >= from && at < until;

/** Whether an alarm at this time may be due to it: its traces stay for a while, and so do those of its surge. */
export function explains(fault: Fault, alarm: AlarmKind, at: number): boolean {
  const { alarms, settlesMinutes } = traitsOf(fault);
  const until = alarm === 'overload' ? Math.max(fault.until, fault.surgeUntil) : fault.until;
  return alarms.includes(alarm) && at >= fault.from && at < until + settlesMinutes * MINUTE_MS;
}

interface Drawing {
  seed: number;
  from: number; // ms
  days: number;
  hosts: readonly string[];
}

/** Hours between two faults: a single day has one of each kind. */
const GAP_HOURS = { day: 3, week: 6 };

/** The faults of these days: one after another with quiet hours between them, each kind equally often, from the seed. */
export function drawFaults({ seed, from, days, hosts }: Drawing): Fault[] {
  const random = new Random(seed);
  const gapHours = days === 1 ? GAP_HOURS.day : GAP_HOURS.week;
  const kinds = Object.keys(faultKinds) as FaultKind[];
  const count = Math.floor((days * 24) / gapHours);
  const dealt: FaultKind[] = [];
  while (dealt.length < Math.min(count, days === 1 ? kinds.length : count))
    dealt.push(...random.shuffle(kinds));
  return dealt.slice(0, count).map((kind, index) => {
    const [host, surgeHost] = random.shuffle(hosts);
    if (host === undefined || surgeHost === undefined) throw new RangeError('faults need two hosts');
    const startsAt = from + (index + 0.1 + 0.2 * random.next()) * gapHours * 60 * MINUTE_MS;
    const begin = Math.ceil(startsAt / MINUTE_MS) * MINUTE_MS;
    const until = begin + faultKinds[kind].minutes * MINUTE_MS;
    const surgeUntil = begin + SURGE_MINUTES * MINUTE_MS;
    return { kind, host, surgeHost, from: begin, until, surgeUntil };
  });
}
