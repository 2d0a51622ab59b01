import { useTranslations } from 'next-intl';
import type { IconName } from '@/components/ui/icon-shapes';
import { Status, type Tone } from '@/components/ui/status';
import type { PatchPhase, PatchState } from '@/lib/model/patch-run';

type Appearance = { icon: IconName; tone: Tone };

const states: Record<PatchState, Appearance> = {
  running: { icon: 'running', tone: 'accent' },
  paused: { icon: 'paused', tone: 'warn' },
  stopped: { icon: 'failed', tone: 'crit' },
  succeeded: { icon: 'ok', tone: 'ok' },
  partly: { icon: 'warn', tone: 'warn' },
  cancelled: { icon: 'cancel', tone: 'plain' },
};

const phases: Record<PatchPhase, Appearance> = {
  waiting: { icon: 'clock', tone: 'plain' },
  evacuating: { icon: 'draining', tone: 'accent' },
  ready: { icon: 'maintenance', tone: 'accent' },
  starting: { icon: 'maintenance', tone: 'accent' },
  stepping: { icon: 'maintenance', tone: 'accent' },
  returning: { icon: 'search', tone: 'accent' },
  confirming: { icon: 'warn', tone: 'warn' },
  refilling: { icon: 'move', tone: 'accent' },
  done: { icon: 'ok', tone: 'ok' },
  failed: { icon: 'failed', tone: 'crit' },
  skipped: { icon: 'skip', tone: 'plain' },
};

export function PatchStateBadge({ state }: { state: PatchState }) {
  const t = useTranslations('patch.state');
  return <Status {...states[state]}>{t(state)}</Status>;
}

export function PatchPhaseBadge({ phase }: { phase: PatchPhase }) {
  const t = useTranslations('patch.phase');
  return <Status {...phases[phase]}>{t(phase)}</Status>;
}
