import type { IconName } from '@/components/ui/icon-shapes';
import type { Tone } from '@/components/ui/status';
import type { LoadTone } from '@/lib/format/load';
import type { Connection, HostMode } from '@/lib/model/host';
import type { HostAlarm } from '@/lib/model/host-alarm';

export type HostStatus =
  | 'ok'
  | 'alarm'
  | 'warning'
  | 'overloaded'
  | 'failing'
  | 'draining'
  | 'maintenance'
  | 'down'
  | 'unknown';

export interface HostCondition {
  mode: HostMode;
  connection: Connection;
  /** The worse of the tones of its CPU and memory load. */
  load: LoadTone;
  /** Values that it reports and that are impossible, or that are missing; left out: none. */
  alarms?: readonly HostAlarm[];
  /** Its manager has it in maintenance mode; left out: it has not. */
  isMaintainedThere?: boolean;
  /** A person says that it is about to fail; left out: nobody does. */
  isFailing?: boolean;
}

/**
 * The observed connection has priority over the mode: a host that does not answer is down or unknown, whatever its
 * mode.
 */
export function hostStatusOf({
  mode,
  connection,
  load,
  alarms = [],
  isMaintainedThere = false,
  isFailing = false,
}: HostCondition): HostStatus {
  if (connection !== 'up') return connection;
  if (mode !== 'active') return mode;
  if (isMaintainedThere) return 'maintenance';
  if (isFailing) return 'failing';
  const byLoad: Record<LoadTone, HostStatus> = {
    plain: 'ok',
    unknown: 'ok', // it answers; its load is shown as unknown beside this
    warn: 'warning',
    crit: 'overloaded',
  };
  const status = byLoad[load];
  return status === 'ok' && alarms.length > 0 ? 'alarm' : status; // never green
}

export const hostAppearances: Record<HostStatus, { icon: IconName; tone: Tone }> = {
  ok: { icon: 'ok', tone: 'ok' },
  alarm: { icon: 'warn', tone: 'warn' },
  warning: { icon: 'warn', tone: 'warn' },
  overloaded: { icon: 'crit', tone: 'crit' },
  failing: { icon: 'crit', tone: 'crit' },
  draining: { icon: 'draining', tone: 'accent' },
  maintenance: { icon: 'maintenance', tone: 'plain' },
  down: { icon: 'down', tone: 'crit' },
  unknown: { icon: 'unknown', tone: 'unknown' },
};
