import { useState } from 'react';
import type { PatchBack, PatchStep } from '@/lib/model/patch-run';
import { forecastPatchHost, type StepTime, schedulePatch } from '@/lib/model/patch-schedule';
import type { WeeklyInterval } from '@/lib/model/weekly-interval';
import type { PatchPlanPage } from '@/lib/views/patches/read-patch-plan';

const daySets = { all: [0, 1, 2, 3, 4, 5, 6], workdays: [1, 2, 3, 4, 5], weekend: [0, 6] } as const;
export const windowChoices = ['anyTime', 'all', 'workdays', 'weekend'] as const;
export type WindowChoice = (typeof windowChoices)[number];

/** What a person has chosen for a patch run. */
export interface PatchDraft {
  left: ReadonlySet<string>; // hosts that are not patched, by id
  step: string; // `command:NAME`, `person` or `webhook`
  token: string;
  back: PatchBack;
  atOnce: number;
  leavesStopped: boolean;
  window: WindowChoice;
  from: string;
  to: string;
  note: string;
}

/** A step of the form as the order takes it. */
export const stepOf = (step: string): { step: PatchStep; stepName: string | null } =>
  step.startsWith('command:')
    ? { step: 'command', stepName: step.slice('command:'.length) }
    : { step: step === 'webhook' ? 'webhook' : 'person', stepName: null };

export const windowsOf = ({ window, from, to }: PatchDraft): WeeklyInterval[] =>
  window === 'anyTime' ? [] : [{ days: [...daySets[window]], from, to }];

/** The choices, and what they lead to: computed here, from the plan of each host. */
export function usePatchDraft(plan: PatchPlanPage, timeZone: string) {
  const [first] = plan.steps;
  const [draft, setDraft] = useState<PatchDraft>({
    left: new Set(),
    step: first ? `command:${first.name}` : 'person',
    token: '',
    back: 'before',
    atOnce: 1,
    leavesStopped: true,
    window: 'anyTime',
    from: '22:00',
    to: '06:00',
    note: '',
  });
  const change = (more: Partial<PatchDraft>) => setDraft((before) => ({ ...before, ...more }));
  const { stepName } = stepOf(draft.step);
  const step: StepTime = plan.steps.find(({ name }) => name === stepName)?.time ?? plan.person;
  const { intervalSeconds } = plan.cluster;
  const chosen = plan.hosts.filter(({ hostId }) => !draft.left.has(hostId));
  const forecasts = chosen.map((host) =>
    forecastPatchHost(host.emptying, { step, back: draft.back, intervalSeconds }),
  );
  const calendar = { windows: windowsOf(draft), blackouts: [], timeZone };
  const schedule = schedulePatch(
    forecasts.map((forecast) => ({ phase: 'waiting', since: null, forecast })),
    { atOnce: Math.min(draft.atOnce, plan.failuresToSurvive || draft.atOnce), calendar, now: plan.now },
  );
  return { draft, change, chosen, forecasts, schedule, step };
}
