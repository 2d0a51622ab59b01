import { z } from 'zod';
import { PatchBack, PatchStep } from '../../model/patch-run.ts';
import { TimeZone } from '../../model/time-zone.ts';
import { WeeklyIntervals } from '../../model/weekly-interval.ts';

/** As many hosts as the largest cluster that is measured. */
const MAX_HOSTS = 64;
const MAX_AT_ONCE = 8;
/** Too long to be guessed. */
const Token = z.string().regex(/^\S{24,200}$/);

const isWhole = ({
  step,
  stepName,
  token,
}: {
  step: PatchStep;
  stepName: string | null;
  token: string | null;
}) => (step === 'command') === (stepName !== null) && (step === 'webhook') === (token !== null);

export const StartPatchRunInput = z
  .object({
    clusterId: z.uuid(),
    hostIds: z.array(z.uuid()).min(1).max(MAX_HOSTS),
    step: PatchStep,
    stepName: z.string().max(64).nullable().default(null), // of the administrator's file
    token: Token.nullable().default(null), // that the webhook sends: stored as a hash
    back: PatchBack.default('before'),
    hostsAtOnce: z.number().int().min(1).max(MAX_AT_ONCE).default(1),
    leavesStopped: z.boolean().default(true),
    windows: WeeklyIntervals.default([]), // when a host may begin; none: at any time
    timeZone: TimeZone.default('UTC'),
    note: z.string().trim().max(200).default(''),
  })
  .refine(isWhole, { path: ['step'], params: { problem: 'required' } });
export type StartPatchRunInput = z.input<typeof StartPatchRunInput>;
export type StartPatchRun = z.output<typeof StartPatchRunInput>;
