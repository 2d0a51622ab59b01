import { checkPlan } from '../../../lib/check/check-plan.ts';
import { planBalance } from '../../../lib/engine/balance.ts';
import { planEvacuation } from '../../../lib/engine/evacuate.ts';
import type { Plan } from '../../../lib/model/plan.ts';
import type { Policy } from '../../../lib/model/policy.ts';
import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { type InstanceSpec, makeInstance } from '../instances/make-instance.ts';
import { sizeName } from '../instances/size.ts';
import { filePolicy } from './file-policy.ts';

/** A fault that the independent check found, with the arguments that make the instance again. */
export interface FoundFault {
  readonly instance: string;
  readonly asked: string;
  readonly code: string;
  readonly path: string;
}

interface Asked {
  readonly instance: string;
  readonly asked: string;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

export interface PlanMade {
  readonly plan: Plan;
  readonly cpuMs: number; // of the planner alone
}

const THRESHOLDS_OFF = { cpuPercent: 100, memoryPercent: 100 };

export const instanceName = (spec: InstanceSpec): string => `${spec.family} ${sizeName(spec)} ${spec.seed}`;

/** `--objective spread|peak` of the command line: every gain counts, and only `maxMoves` ends the plan. */
export const objectivePolicy = (
  objective: 'spread' | 'peak',
  { maxMoves = null, thresholds = true }: { maxMoves?: number | null; thresholds?: boolean } = {},
): Policy =>
  filePolicy({ objective, maxMoves, minGain: 0, ...(thresholds ? {} : { thresholds: THRESHOLDS_OFF }) });

/** Makes all plans of a benchmark run, and has each of them judged by lib/check. */
export class PlannerSession {
  plans = 0;
  readonly faults: FoundFault[] = [];

  balance(spec: InstanceSpec, policy: Policy): PlanMade {
    return this.balanceSnapshot(instanceName(spec), makeInstance(spec), policy);
  }

  balanceSnapshot(instance: string, snapshot: Snapshot, policy: Policy): PlanMade {
    return this.make({ instance, asked: `balance ${policy.objective}`, snapshot, policy }, () =>
      planBalance(snapshot, policy),
    );
  }

  evacuate(spec: InstanceSpec, hostId: string): PlanMade {
    const [snapshot, policy] = [makeInstance(spec), filePolicy()];
    return this.make({ instance: instanceName(spec), asked: `evacuate ${hostId}`, snapshot, policy }, () =>
      planEvacuation(snapshot, policy, hostId),
    );
  }

  /** Adds plans that another process made and checked. */
  countElsewhere(plans: number, faults: number): void {
    this.plans += plans;
    for (let i = 0; i < faults; i++) {
      this.faults.push({ instance: 'another process', asked: 'balance', code: 'see there', path: '' });
    }
  }

  private make({ instance, asked, snapshot, policy }: Asked, work: () => Plan): PlanMade {
    const start = process.cpuUsage();
    const plan = orNamed(`${asked}, ${instance}`, work);
    const { user, system } = process.cpuUsage(start);
    this.plans++;
    const faults = checkPlan(snapshot, plan, policy);
    this.faults.push(...faults.map(({ code, path }) => ({ instance, asked, code, path })));
    return { plan, cpuMs: (user + system) / 1000 };
  }
}

/** An exception of the planner ends the run. This adds the name of the instance. */
function orNamed<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`the planner threw: ${what}`, { cause: error });
  }
}
