import type { Facts } from '../../model/errors.ts';
import type { PowerOrder } from '../../model/power-order.ts';
import type { PowerStepState } from '../../model/power-step.ts';

/** A VM that is shut down, saved or started, as pages show it. */
export interface StepView {
  id: string;
  vm: string;
  host: string;
  order: PowerOrder;
  state: PowerStepState;
  startsAgain: boolean;
  decidedBy: string;
  source: string;
  cause: { code: string; facts: Facts; message: string | null } | null;
  timeoutSeconds: number;
  orderedAt: Date | null;
  finishedAt: Date | null;
}

interface StepRow extends Omit<StepView, 'vm' | 'host' | 'cause'> {
  vmName: string;
  hostName: string;
  code: string | null;
  facts: Facts | null;
  message: string | null;
}

export const viewStep = ({
  vmName: vm,
  hostName: host,
  code,
  facts,
  message,
  ...step
}: StepRow): StepView => ({
  id: step.id,
  vm,
  host,
  order: step.order,
  state: step.state,
  startsAgain: step.startsAgain,
  decidedBy: step.decidedBy,
  source: step.source,
  cause: code === null ? null : { code, facts: facts ?? {}, message },
  timeoutSeconds: step.timeoutSeconds,
  orderedAt: step.orderedAt,
  finishedAt: step.finishedAt,
});
