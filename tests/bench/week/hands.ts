import type { SteppedClock } from '../../../lib/demo/stepped-clock.ts';
import type { SimulatorCommandBody } from '../../../lib/drivers/simulator/commands.ts';
import type { Context } from '../../../lib/services/context.ts';
import { resumeAutomation } from '../../../lib/services/stops/resume-automation.ts';
import { type Fault, lasts } from './faults.ts';
import type { StoredCentre } from './store-centre.ts';

const MINUTE_MS = 60_000;
/** How long a stop waits for its person. */
export const RESUMED_AFTER_MINUTES = 30;
/** How far the clock of Ballast is ahead while it jumps. */
export const JUMP_SECONDS = 7200;
/** As many VMs are taken back as stop automation by default. */
const TAKEN_BACK = 2;

interface Hands {
  centre: StoredCentre;
  person: Context; // who resumes automation
  world: SteppedClock;
  clock: SteppedClock; // Ballast's
}

/** Injects the faults, repairs them, and is the person who resumes automation half an hour after it stopped. */
export function createHands({ centre, person, world, clock }: Hands) {
  const { clusterId, hostId, log, faults } = centre;
  const begun = new Set<Fault>();
  const ended = new Set<Fault>();
  const takenBack = new Map<Fault, Set<string>>();
  const stopSeenAt = new Map<string, number>();
  const command = (body: SimulatorCommandBody) => log.append(world.now(), body);

  const begin = async ({ kind, host }: Fault): Promise<void> => {
    if (kind === 'host-dies') await command({ type: 'host-down', hostId: hostId(host) });
    if (kind === 'stale-samples') await command({ type: 'daemon-down', hostId: hostId(host) });
    if (kind === 'clock-jump') clock.pass(JUMP_SECONDS);
    if (kind !== 'moves-fail') return;
    for (const { hostId: id } of centre.addresses)
      await command({ type: 'refuse', hostId: id, when: 'load', code: 'load-failed' });
  };
  const end = async ({ kind, host }: Fault): Promise<void> => {
    if (kind === 'host-dies') await command({ type: 'host-up', hostId: hostId(host) });
    if (kind === 'stale-samples') await command({ type: 'daemon-up', hostId: hostId(host) });
    if (kind === 'clock-jump') clock.pass(-JUMP_SECONDS);
    if (kind !== 'moves-fail') return;
    for (const { hostId: id } of centre.addresses) await command({ type: 'accept', hostId: id });
  };
  /** Somebody else puts VMs back where they were before Ballast moved them. */
  const takeBack = async (fault: Fault): Promise<void> => {
    const done = takenBack.get(fault) ?? new Set<string>();
    takenBack.set(fault, done);
    const moves = await person.db.move.findMany({
      where: {
        run: { clusterId, isAutomatic: true },
        state: 'done',
        finishedAt: { gt: new Date(fault.from) },
      },
      orderBy: { finishedAt: 'asc' },
    });
    for (const { vmUuid, fromHostId } of moves) {
      if (done.size >= TAKEN_BACK || done.has(vmUuid)) continue;
      done.add(vmUuid);
      await command({ type: 'place', vm: vmUuid, hostId: fromHostId });
    }
  };
  const resume = async (now: number): Promise<void> => {
    const stops = await person.db.automationStop.findMany({ where: { clusterId, resumedAt: null } });
    for (const { id } of stops) {
      const seenAt = stopSeenAt.get(id) ?? now;
      stopSeenAt.set(id, seenAt);
      if (now - seenAt >= RESUMED_AFTER_MINUTES * MINUTE_MS)
        await resumeAutomation({ ctx: person, input: { clusterId } });
    }
  };
  return {
    async act(): Promise<void> {
      const now = world.now().getTime();
      for (const fault of faults) {
        if (now >= fault.from && !begun.has(fault)) {
          begun.add(fault);
          await begin(fault);
        }
        if (fault.kind === 'other-balancer' && lasts(fault, now)) await takeBack(fault);
        if (now >= fault.until && !ended.has(fault)) {
          ended.add(fault);
          await end(fault);
        }
      }
      await resume(now);
    },
    isStuck: (id: string): boolean =>
      faults.some(
        (fault) =>
          fault.kind === 'stuck-sensor' && hostId(fault.host) === id && lasts(fault, world.now().getTime()),
      ),
  };
}
