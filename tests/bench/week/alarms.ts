import type { Context } from '../../../lib/services/context.ts';
import type { Need } from '../../../lib/views/overview/read-needs.ts';
import { readOverview } from '../../../lib/views/overview/read-overview.ts';
import { type AlarmKind, explains, type Fault, traitsOf } from './faults.ts';

/** An overload of less than this is what automation is there for. */
const LONG_OVERLOAD_MS = 15 * 60_000;

/** Something on the pages that asks for a person. */
export interface Alarm {
  kind: AlarmKind;
  key: string; // of its object
  says: string;
}

/** The alarms that a person on call would see now: on the overview, and the stops that every page shows. */
export async function readAlarms(ctx: Context): Promise<Alarm[]> {
  const now = ctx.clock.now().getTime();
  const [overview, stops] = await Promise.all([
    readOverview({ ctx }),
    ctx.db.automationStop.findMany({ where: { resumedAt: null } }),
  ]);
  const overloads = overview.clusters
    .flatMap(({ hosts }) => hosts)
    .filter(({ overloadedSince }) => overloadedSince && now - overloadedSince.getTime() >= LONG_OVERLOAD_MS);
  return [
    ...overview.needs.flatMap(toAlarm),
    ...overloads.map(({ id, name }): Alarm => ({ kind: 'overload', key: id, says: `${name} is overloaded` })),
    ...stops.map(
      ({ id, code }): Alarm => ({ kind: 'automation-stopped', key: id, says: `stopped: ${code}` }),
    ),
  ];
}

/** Suggestions wait for nobody where automation acts, and short overloads neither. */
function toAlarm(need: Need): Alarm[] {
  const { kind, key } = need;
  switch (kind) {
    case 'suggestion':
    case 'overload':
      return [];
    case 'silent-host':
      return [{ kind, key, says: `${need.host.name} does not answer` }];
    case 'host-alarm':
      return [{ kind, key, says: `${need.host.name}: ${need.alarm.code}` }];
    case 'move':
      return [{ kind, key, says: `the move of ${need.vm} ${need.state}: ${need.code}` }];
    default:
      return [{ kind: 'other', key, says: kind }];
  }
}

/** The alarms of a time, each with the faults that it may belong to. */
export class AlarmBook {
  /** Alarms that no fault explains. */
  readonly unexplained: string[] = [];
  private readonly raised = new Map<Fault, Set<AlarmKind>>();
  private readonly explainedMoves = new Set<string>();

  constructor(private readonly faults: readonly Fault[]) {}

  /** What was on the pages at this time, in ms of the world. */
  note(alarms: readonly Alarm[], at: number): void {
    for (const alarm of alarms) {
      // a failed move stays on the page for a day
      if (this.explainedMoves.has(alarm.key)) continue;
      const found = this.faults.filter((fault) => explains(fault, alarm.kind, at));
      for (const fault of found)
        this.raised.set(fault, (this.raised.get(fault) ?? new Set()).add(alarm.kind));
      if (found.length === 0) this.unexplained.push(`${new Date(at).toISOString()} ${alarm.says}`);
      else if (alarm.kind === 'move') this.explainedMoves.add(alarm.key);
    }
  }

  /** The faults for which a person is needed and nothing called one. */
  get unseen(): Fault[] {
    return this.faults.filter((fault) => {
      const { needs } = traitsOf(fault);
      return needs !== null && !this.raised.get(fault)?.has(needs);
    });
  }
}
