import { z } from 'zod';
import { TieKind, type VmCondition } from './vm.ts';

/** Why a VM stays until somebody changes it. `by`: the first property of it that forbids the move that its state needs. */
export const FixedHold = z.union([
  z.object({ code: z.literal('managed'), manager: z.string() }),
  z.object({ code: z.enum(['tied', 'only-stopped', 'only-running', 'only-paused']), by: TieKind }),
]);
export type FixedHold = z.infer<typeof FixedHold>;

/** Why a VM does not move by itself, or not at all, regardless of the moment. */
export const SteadyHold = z.union([
  z.object({ code: z.enum(['excluded', 'manual', 'two-copies']) }),
  z.object({ code: z.enum(['moved-by', 'excluded-by']), manager: z.string() }), // another balancer
  FixedHold,
]);
export type SteadyHold = z.infer<typeof SteadyHold>;

/** Why a VM does not move automatically, or not at all, regardless of the destination. */
export type VmHold =
  | SteadyHold
  | { code: 'host-silent' | 'locked' | 'will-not-converge' | VmCondition }
  | { code: 'exempt'; until: Date }
  | { code: 'cool-down'; secondsLeft: number };

/** Whether the VM stays until somebody changes it: another manager, or a tie to its host. */
export const isFixed = (hold: VmHold): boolean => FixedHold.safeParse(hold).success;
