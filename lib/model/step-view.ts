import type { Facts } from './errors.ts';
import type { PowerOrder } from './power-order.ts';
import type { PowerStepState } from './power-step.ts';

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
