import type { Facts } from '../../model/errors.ts';
import type { StepView } from '../../model/step-view.ts';

/** A step as it is stored. */
interface StepRow extends Omit<StepView, 'vm' | 'host' | 'cause'> {
  vmName: string;
  hostName: string;
  code: string | null;
  facts: Facts | null;
  message: string | null;
}

/** A step as pages show it. */
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
