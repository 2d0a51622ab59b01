import type { DriverErrorCode, Facts } from '../model/errors.ts';
import type { PowerOrder } from '../model/power-order.ts';
import {
  openPowerSteps,
  type PowerStepCode,
  type PowerStepState,
  powerStepTransitions,
} from '../model/power-step.ts';
import type { Database, Transaction } from './client.ts';
import { isUniqueViolation } from './error-kind.ts';

/** The steps of a cluster that have not ended, in the order in which they were created. */
export const readOpenSteps = (db: Database | Transaction, clusterId: string) =>
  db.powerStep.findMany({
    where: { clusterId, state: { in: [...openPowerSteps] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include: { run: { select: { cancelRequestedAt: true, pausedAt: true } } },
  });

export type OpenStep = Awaited<ReturnType<typeof readOpenSteps>>[number];

export const hasOpenSteps = async (db: Database | Transaction, clusterId: string): Promise<boolean> =>
  (await db.powerStep.count({ where: { clusterId, state: { in: [...openPowerSteps] } } })) > 0;

/** A step to store. `source`: a person, or the scope of the policy that decided. */
export interface NewStep {
  clusterId: string;
  runId: string | null;
  vm: { id: string; uuid: string; name: string };
  host: { id: string; name: string };
  order: PowerOrder;
  startsAgain?: boolean;
  decidedBy: string;
  source: string;
  timeoutSeconds: number;
  createdAt: Date;
}

/** Stores it; false if the VM has another open step. */
export async function createStep(tx: Transaction, { vm, host, ...step }: NewStep): Promise<boolean> {
  const open = await tx.powerStep.count({ where: { vmId: vm.id, state: { in: [...openPowerSteps] } } });
  if (open > 0) return false;
  const named = { vmId: vm.id, vmUuid: vm.uuid, vmName: vm.name, hostId: host.id, hostName: host.name };
  await tx.powerStep.create({ data: { ...step, ...named } });
  return true;
}

interface StepChange {
  code?: PowerStepCode | DriverErrorCode | null;
  facts?: Facts;
  message?: string | null;
  orderedAt?: Date;
  askedAt?: Date;
  finishedAt?: Date;
}

/**
 * Changes the state of a step if it still is what the caller has read; false if another writer was first. Keeping the state is
 * not a transition; a transition that the table does not have is a bug and throws.
 */
export async function changeStep(
  db: Database | Transaction,
  step: { id: string; state: PowerStepState },
  to: PowerStepState,
  change: StepChange = {},
): Promise<boolean> {
  if (to !== step.state && !powerStepTransitions[step.state].includes(to))
    throw new Error(`a step cannot go from ${step.state} to ${to}`);
  try {
    const { count } = await db.powerStep.updateMany({
      where: { id: step.id, state: step.state },
      data: { ...change, state: to },
    });
    return count === 1;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
