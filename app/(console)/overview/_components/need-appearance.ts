import type { IconName } from '@/components/ui/icon-shapes';
import type { Tone } from '@/components/ui/status';
import { paths } from '@/lib/model/paths';
import type { Need } from '@/lib/views/overview/read-needs';

interface NeedAppearance {
  icon: IconName;
  tone: Tone;
  /** The link of its action. */
  href: string;
  action:
    | 'review'
    | 'evacuate'
    | 'openReserve'
    | 'openPatch'
    | 'openJob'
    | 'openHost'
    | 'openVm'
    | 'openOutage';
}

/** The appearance of a need, and its link. */
export function needAppearance(need: Need): NeedAppearance {
  switch (need.kind) {
    case 'suggestion': {
      const isOver = need.aim.code === 'cpu-overload' || need.aim.code === 'memory-overload';
      return {
        icon: isOver ? 'crit' : 'suggestions',
        tone: isOver ? 'crit' : 'accent',
        href: paths.suggestion(need.planId),
        action: 'review',
      };
    }
    case 'two-copies':
      return {
        icon: 'crit',
        tone: 'crit',
        href: paths.vm({ id: need.vmId, hostId: need.hostId }),
        action: 'openVm',
      };
    case 'overload':
      return { icon: 'warn', tone: 'warn', href: paths.host(need.host.id), action: 'openHost' };
    case 'silent-host':
      return need.host.connection === 'down'
        ? { icon: 'down', tone: 'crit', href: paths.outage(need.host.id), action: 'openOutage' }
        : { icon: 'unknown', tone: 'unknown', href: paths.outage(need.host.id), action: 'openOutage' };
    case 'failing-host':
      return { icon: 'crit', tone: 'crit', href: paths.evacuate(need.host.id), action: 'evacuate' };
    case 'host-alarm':
      return { icon: 'warn', tone: 'warn', href: paths.host(need.host.id), action: 'openHost' };
    case 'over-committed':
      return { icon: 'warn', tone: 'warn', href: paths.reserve(need.clusterId), action: 'openReserve' };
    case 'left-copies':
      return { icon: 'warn', tone: 'warn', href: paths.host(need.hostId), action: 'openHost' };
    case 'stuck-draining':
      return { icon: 'draining', tone: 'accent', href: paths.host(need.host.id), action: 'openHost' };
    case 'patch-run':
      return {
        icon: need.isStopped ? 'failed' : 'maintenance',
        tone: need.isStopped ? 'crit' : 'warn',
        href: paths.patchRun(need.patchRunId),
        action: 'openPatch',
      };
    case 'paused-job':
      return { icon: 'paused', tone: 'warn', href: paths.job(need.runId), action: 'openJob' };
    case 'move':
      return { ...moveAppearances[need.state], href: paths.job(need.runId), action: 'openJob' };
  }
}

const moveAppearances = {
  failed: { icon: 'failed', tone: 'crit' },
  done: { icon: 'warn', tone: 'warn' },
  unknown: { icon: 'unknown', tone: 'warn' },
} as const;
