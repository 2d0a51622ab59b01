import { useTranslations } from 'next-intl';
import type { IconName } from '@/components/ui/icon-shapes';
import { type GlyphOnly, Status, type Tone } from '@/components/ui/status';
import type { PlanState } from '@/lib/model/plan';
import type { MoveState, RunState } from '@/lib/model/run';
import type { MoveKind, VmCondition, VmState } from '@/lib/model/vm';

type Appearance = { icon: IconName; tone: Tone };

const vmAppearances: Record<VmState, Appearance> = {
  running: { icon: 'running', tone: 'ok' },
  paused: { icon: 'paused', tone: 'warn' },
  stopped: { icon: 'stopped', tone: 'unknown' },
};

/** A condition of a VM has priority over its state: a crashed VM is not shown as paused. */
const conditionAppearances: Record<VmCondition, Appearance> = {
  crashed: { icon: 'crit', tone: 'crit' },
  suspended: { icon: 'paused', tone: 'warn' },
  'shutting-down': { icon: 'running', tone: 'warn' },
  unknown: { icon: 'unknown', tone: 'unknown' },
};

const moveAppearances: Record<MoveState, Appearance> = {
  pending: { icon: 'clock', tone: 'plain' },
  checking: { icon: 'search', tone: 'accent' },
  migrating: { icon: 'move', tone: 'accent' },
  verifying: { icon: 'search', tone: 'accent' },
  done: { icon: 'ok', tone: 'ok' },
  skipped: { icon: 'skip', tone: 'plain' },
  failed: { icon: 'failed', tone: 'crit' },
  cancelled: { icon: 'cancel', tone: 'plain' },
  unknown: { icon: 'unknown', tone: 'warn' },
};

const runAppearances: Record<RunState, Appearance> = {
  waiting: { icon: 'clock', tone: 'plain' },
  running: { icon: 'move', tone: 'accent' },
  succeeded: { icon: 'ok', tone: 'ok' },
  partly: { icon: 'warn', tone: 'warn' },
  failed: { icon: 'failed', tone: 'crit' },
  cancelled: { icon: 'cancel', tone: 'plain' },
};

const planAppearances: Record<PlanState, Appearance> = {
  suggested: { icon: 'clock', tone: 'plain' },
  approved: { icon: 'ok', tone: 'ok' },
  dismissed: { icon: 'cancel', tone: 'plain' },
  superseded: { icon: 'skip', tone: 'plain' },
  expired: { icon: 'clock', tone: 'unknown' },
};

interface BadgeProps<State> {
  state: State;
  glyphOnly?: GlyphOnly;
}

interface MoveBadgeProps extends BadgeProps<MoveState> {
  kind: MoveKind;
}

interface VmBadgeProps extends BadgeProps<VmState> {
  condition?: VmCondition | null;
}

export function VmStateBadge({ state, condition = null, glyphOnly }: VmBadgeProps) {
  const t = useTranslations('state');
  const appearance = condition === null ? vmAppearances[state] : conditionAppearances[condition];
  return (
    <Status {...appearance} glyphOnly={glyphOnly}>
      {condition === null ? t(`vm.${state}`) : t(`condition.${condition}`)}
    </Status>
  );
}

export function MoveStateBadge({ state, kind, glyphOnly }: MoveBadgeProps) {
  const t = useTranslations('state');
  const isStarting = kind === 'restart' && state === 'migrating'; // nothing is copied
  return (
    <Status {...moveAppearances[state]} glyphOnly={glyphOnly}>
      {isStarting ? t('starting') : t(`move.${state}`)}
    </Status>
  );
}

export function RunStateBadge({ state, glyphOnly }: BadgeProps<RunState>) {
  const t = useTranslations('state.run');
  return (
    <Status {...runAppearances[state]} glyphOnly={glyphOnly}>
      {t(state)}
    </Status>
  );
}

export function PlanStateBadge({ state, glyphOnly }: BadgeProps<PlanState>) {
  const t = useTranslations('state.plan');
  return (
    <Status {...planAppearances[state]} glyphOnly={glyphOnly}>
      {t(state)}
    </Status>
  );
}
